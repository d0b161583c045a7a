//! Results that have to be allocated in the guest.
//!
//! A host function that has one leaves it in [`Pending`] and tells how much it needs. Code that `rewrite` put into the
//! module gets that from the guest's own `realloc` and hands it over by `commit`, until nothing is left to do: so the host
//! never calls into a guest that is calling the host.

use bytes::Bytes;
use http::uri::PathAndQuery;
use wasmtime::{Linker, Result, bail, format_err};

use super::abi::{Cx, place, put_u32};
use crate::guest::Guest;

/// What such a function returns if nothing is to be allocated; otherwise the alignment, and the size in the lower half.
pub(super) const DONE: u64 = 0;

/// The module and the name of `commit`, as the rewritten module imports it.
pub(super) const COMMIT: (&str, &str) = ("host", "commit");

#[derive(Default)]
pub(crate) enum Pending {
    #[default]
    None,
    /// One list of bytes, whose pointer and length are to be written to `at`.
    List { content: Content, align: u32, at: u32 },
    /// A list of elements that are `width` lists of bytes each: its own memory comes first.
    Lists { lists: Vec<Bytes>, width: usize, at: u32, outer: Option<u32>, done: usize },
}

pub(crate) enum Content {
    Bytes(Bytes),
    /// Shared with the request.
    Path(PathAndQuery),
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Bytes(text.into())
    }
}

impl Content {
    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Path(path) => path.as_str().as_bytes(),
        }
    }
}

fn request(bytes: usize, align: u32) -> Result<u64> {
    Ok(u64::from(align) << 32 | u64::from(u32::try_from(bytes)?))
}

/// Asks for memory for a list of bytes or a string.
pub(super) fn list(guest: &mut Guest, content: Content, at: u32) -> Result<u64> {
    let length = content.as_bytes().len();
    guest.core.pending = Pending::List { content, align: 1, at };
    request(length, 1)
}

pub(super) fn copied(guest: &mut Guest, bytes: &[u8], at: u32) -> Result<u64> {
    list(guest, Content::Bytes(Bytes::copy_from_slice(bytes)), at)
}

/// As [`list`], for an option of one.
pub(super) fn optional(
    memory: &mut [u8],
    guest: &mut Guest,
    content: Option<Content>,
    at: u32,
) -> Result<u64> {
    place::<12>(memory, at, 4)?[0] = u8::from(content.is_some());
    content.map_or(Ok(DONE), |content| list(guest, content, at + 4))
}

/// Asks for memory for a list of numbers.
pub(super) fn numbers(guest: &mut Guest, numbers: &[u32], at: u32) -> Result<u64> {
    let content = Content::Bytes(numbers.iter().flat_map(|number| number.to_le_bytes()).collect());
    guest.core.pending = Pending::List { content, align: 4, at };
    request(numbers.len() * 4, 4)
}

/// Asks for memory for a list of elements that are `width` lists of bytes each.
pub(super) fn lists(guest: &mut Guest, lists: Vec<Bytes>, width: usize, at: u32) -> Result<u64> {
    let length = lists.len() * 8;
    guest.core.pending = Pending::Lists { lists, width, at, outer: None, done: 0 };
    request(length, 4)
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(COMMIT.0, COMMIT.1, commit)?;
    Ok(())
}

/// Takes the memory that was asked for, fills it, and asks for the next.
fn commit(mut cx: Cx<'_>, pointer: u32) -> Result<u64> {
    let Some(memory) = cx.data().core.memory else { bail!("nothing waits for memory") };
    let (memory, guest) = memory.data_and_store_mut(&mut cx);
    match &mut guest.core.pending {
        Pending::None => bail!("nothing waits for memory"),
        Pending::List { content, align, at } => {
            let bytes = content.as_bytes();
            allocated(memory, pointer, bytes.len(), *align)?.copy_from_slice(bytes);
            put_list(memory, *at, pointer, bytes.len() as u32 / *align)?;
        }
        Pending::Lists { lists, width, at, outer, done } => {
            match *outer {
                None => {
                    allocated(memory, pointer, lists.len() * 8, 4)?;
                    put_list(memory, *at, pointer, (lists.len() / *width) as u32)?;
                    *outer = Some(pointer);
                }
                Some(outer) => {
                    let bytes = &lists[*done];
                    allocated(memory, pointer, bytes.len(), 1)?.copy_from_slice(bytes);
                    put_list(memory, outer + 8 * *done as u32, pointer, bytes.len() as u32)?;
                    *done += 1;
                }
            }
            if let Some(next) = lists.get(*done) {
                return request(next.len(), 1);
            }
        }
    }
    guest.core.pending = Pending::None;
    Ok(DONE)
}

/// What `realloc` returned, if it is what was asked for.
fn allocated(memory: &mut [u8], pointer: u32, length: usize, align: u32) -> Result<&mut [u8]> {
    if !pointer.is_multiple_of(align) {
        bail!("realloc returned memory that is not aligned");
    }
    (pointer as usize)
        .checked_add(length)
        .and_then(|end| memory.get_mut(pointer as usize..end))
        .ok_or_else(|| format_err!("realloc returned memory out of bounds"))
}

fn put_list(memory: &mut [u8], at: u32, pointer: u32, length: u32) -> Result<()> {
    let place = place::<8>(memory, at, 4)?;
    put_u32(place, 0, pointer);
    put_u32(place, 4, length);
    Ok(())
}
