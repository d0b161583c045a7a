//! Calls of imports by number, as a program says, and what they did.

use std::fmt::Write;

use crate::{
    import::{argument, number_at},
    imports::IMPORTS,
    steps::Steps,
};

const SCRATCH_BYTES: usize = 512;

/// Steps that are no call.
const STORE: u8 = 0xff;
const TELL_LIST: u8 = 0xfe;
const POINT: u8 = 0xfd;

#[repr(align(16))]
struct Scratch([u8; SCRATCH_BYTES]);

/// Each step is the number of an import with its arguments, or what is to be put into the scratch memory first. The
/// handles that the guest was given are the first results.
pub(crate) fn run(program: &[u8], given: &[u32]) -> String {
    let mut steps = Steps::from_hex(program);
    let mut scratch = Box::new(Scratch([0; SCRATCH_BYTES]));
    let mut results: Vec<u64> = given.iter().copied().map(u64::from).collect();
    let mut told = String::new();
    while let Some(step) = steps.next() {
        match step {
            STORE => {
                let at = usize::from(steps.byte()) * 2;
                let bytes = steps.bytes();
                let length = bytes.len().min(SCRATCH_BYTES.saturating_sub(at));
                scratch.0[at..][..length].copy_from_slice(&bytes[..length]);
            }
            POINT => {
                let (at, to) = (usize::from(steps.byte()) * 2, usize::from(steps.byte()));
                let pointer = (scratch.0.as_ptr() as usize + SCRATCH_BYTES / 2 + to) as u32;
                if let Some(place) = scratch.0.get_mut(at..).and_then(|from| from.first_chunk_mut()) {
                    *place = pointer.to_le_bytes();
                }
            }
            TELL_LIST => {
                let _ = writeln!(told, "{}", list(&scratch.0, usize::from(steps.byte()) * 4));
            }
            _ => {
                let import = &IMPORTS[usize::from(step) % IMPORTS.len()];
                let arguments: Vec<u64> =
                    (0..import.parameters).map(|_| argument(&mut steps, &scratch.0, &results)).collect();
                let result = (import.call)(&arguments);
                results.push(result);
                // Both ends of a stream or future.
                if import.name.contains("-new-") {
                    results.push(result >> 32);
                }
                let _ = writeln!(told, "{} {result:x} {:x}", import.name, sum(&scratch.0));
            }
        }
    }
    told
}

/// The names of the imports, by number.
pub(crate) fn names() -> String {
    let names: Vec<_> =
        IMPORTS.iter().map(|import| format!("{} {}\n", import.name, import.parameters)).collect();
    names.concat()
}

/// The bytes of a list whose pointer and length stand in the scratch memory.
fn list(scratch: &[u8], at: usize) -> String {
    let number = |at| number_at(scratch, at).map(|it| it as usize);
    let (Some(pointer), Some(length)) = (number(at), number(at + 4)) else { return String::new() };
    let end = core::arch::wasm32::memory_size::<0>() * 65536;
    if pointer == 0 || length > 4096 || pointer.saturating_add(length) > end {
        return String::new();
    }
    // SAFETY: within the memory, which nothing else writes meanwhile.
    let bytes = unsafe { core::slice::from_raw_parts(pointer as *const u8, length) };
    bytes.escape_ascii().to_string()
}

/// FNV-1a
fn sum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
