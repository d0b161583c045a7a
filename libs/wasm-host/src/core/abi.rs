//! The canonical ABI by hand: where and how values lie in the guest's memory. What does not fit traps, as the component
//! model has it.

use wasmtime::{Caller, Result, bail, format_err};

use super::allocate::Pending;
use crate::guest::Guest;

pub(super) const TYPES: &str = "wasi:http/types";
pub(super) const STREAMS: &str = "wasi:io/streams";

pub(super) type Cx<'a> = Caller<'a, Guest>;

/// The guest's memory and what the host holds for it. No import may be called while `realloc` runs: a component may not
/// be left then.
pub(super) fn enter<'a>(cx: &'a mut Cx<'_>) -> Result<(&'a mut [u8], &'a mut Guest)> {
    let Some(memory) = cx.data().core.memory else { return Err(not_ready()) };
    let (memory, guest) = memory.data_and_store_mut(cx);
    check(guest)?;
    Ok((memory, guest))
}

/// As [`enter`], for what needs no memory.
pub(super) fn guest<'a>(cx: &'a mut Cx<'_>) -> Result<&'a mut Guest> {
    let guest = cx.data_mut();
    check(guest)?;
    Ok(guest)
}

fn check(guest: &Guest) -> Result<()> {
    if matches!(guest.core.pending, Pending::None) { Ok(()) } else { Err(not_ready()) }
}

#[cold]
fn not_ready() -> wasmtime::Error {
    format_err!("cannot leave the component instance")
}

/// The most that a guest may pass at once: what the host does with it is not interrupted.
const MAX_PASSED_BYTES: usize = 16 * 1024 * 1024;

/// What is left of that for lists within a list, which may all be one and the same piece of memory.
pub(super) struct Allowance(usize);

impl Allowance {
    pub(super) fn new() -> Self {
        Self(MAX_PASSED_BYTES)
    }

    /// The bytes of one more list.
    pub(super) fn bytes<'a>(&mut self, memory: &'a [u8], pointer: u32, length: u32) -> Result<&'a [u8]> {
        let bytes = bytes(memory, pointer, length)?;
        self.0 = self.0.checked_sub(bytes.len()).ok_or_else(too_long)?;
        Ok(bytes)
    }
}

#[cold]
fn too_long() -> wasmtime::Error {
    format_err!("a list is too long")
}

/// The bytes of a list.
pub(super) fn bytes(memory: &[u8], pointer: u32, length: u32) -> Result<&[u8]> {
    if length as usize > MAX_PASSED_BYTES {
        return Err(too_long());
    }
    (pointer as usize)
        .checked_add(length as usize)
        .and_then(|end| memory.get(pointer as usize..end))
        .ok_or_else(|| format_err!("a list is out of bounds of memory"))
}

/// The bytes of a list whose elements are of `size` bytes.
pub(super) fn elements(memory: &[u8], pointer: u32, length: u32, size: u32, align: u32) -> Result<&[u8]> {
    if !pointer.is_multiple_of(align) {
        bail!("a list is not aligned");
    }
    bytes(memory, pointer, length.checked_mul(size).ok_or_else(too_long)?)
}

pub(super) fn string(memory: &[u8], pointer: u32, length: u32) -> Result<&str> {
    utf8(bytes(memory, pointer, length)?)
}

pub(super) fn utf8(bytes: &[u8]) -> Result<&str> {
    str::from_utf8(bytes).map_err(|_| format_err!("a string is not UTF-8"))
}

/// Of `option` and `result`, the discriminant of which is 0 or 1.
pub(super) fn flag(discriminant: u32) -> Result<bool> {
    match discriminant {
        0 => Ok(false),
        1 => Ok(true),
        _ => bail!("a discriminant is out of range"),
    }
}

/// An `option<string>` as flat values.
pub(super) fn optional_string(
    memory: &[u8],
    is_some: u32,
    pointer: u32,
    length: u32,
) -> Result<Option<&str>> {
    if flag(is_some)? { string(memory, pointer, length).map(Some) } else { Ok(None) }
}

pub(super) fn u16_at(bytes: &[u8], offset: usize) -> u16 {
    u16::from_le_bytes(bytes[offset..offset + 2].try_into().expect("two bytes"))
}

pub(super) fn u64_at(bytes: &[u8], offset: usize) -> u64 {
    u64::from_le_bytes(bytes[offset..offset + 8].try_into().expect("eight bytes"))
}

pub(super) fn u32_at(bytes: &[u8], offset: usize) -> u32 {
    u32::from_le_bytes(bytes[offset..offset + 4].try_into().expect("four bytes"))
}

/// The place of a result of `N` bytes.
pub(super) fn place<const N: usize>(memory: &mut [u8], pointer: u32, align: u32) -> Result<&mut [u8; N]> {
    if !pointer.is_multiple_of(align) {
        bail!("the place of a result is not aligned");
    }
    memory
        .get_mut(pointer as usize..)
        .and_then(|from| from.first_chunk_mut())
        .ok_or_else(|| format_err!("the place of a result is out of bounds of memory"))
}

pub(super) fn put_u32(place: &mut [u8], offset: usize, value: u32) {
    place[offset..offset + 4].copy_from_slice(&value.to_le_bytes());
}

pub(super) fn put_u64(place: &mut [u8], offset: usize, value: u64) {
    place[offset..offset + 8].copy_from_slice(&value.to_le_bytes());
}

/// A `result<handle>`, which is an error if there is no handle.
pub(super) fn put_handle(memory: &mut [u8], at: u32, handle: Option<u32>) -> Result<()> {
    put_case(memory, at, u8::from(handle.is_none()), handle)
}

/// An `option<handle>`
pub(super) fn put_option(memory: &mut [u8], at: u32, handle: Option<u32>) -> Result<()> {
    put_case(memory, at, u8::from(handle.is_some()), handle)
}

/// A discriminant and, four bytes on, a handle.
fn put_case(memory: &mut [u8], at: u32, discriminant: u8, handle: Option<u32>) -> Result<()> {
    let place = place::<8>(memory, at, 4)?;
    place[0] = discriminant;
    if let Some(handle) = handle {
        put_u32(place, 4, handle);
    }
    Ok(())
}
