//! Functions as a module imports them, called with any numbers.

use crate::steps::Steps;

pub(crate) struct Import {
    pub(crate) name: &'static str,
    pub(crate) parameters: usize,
    pub(crate) call: fn(&[u64]) -> u64,
}

/// What a function returns, as a number.
pub(crate) trait Bits {
    fn bits(self) -> u64;
}

impl Bits for () {
    fn bits(self) -> u64 {
        0
    }
}

impl Bits for i32 {
    fn bits(self) -> u64 {
        u64::from(self as u32)
    }
}

impl Bits for i64 {
    fn bits(self) -> u64 {
        self as u64
    }
}

/// A list of interfaces with their functions.
macro_rules! imports {
    ($($interface:tt { $($name:tt ($($parameter:ident)*) $($result:ident)?,)* })*) => {
        pub(crate) const IMPORTS: &[$crate::import::Import] = &[$($($crate::import::Import {
            name: $name,
            parameters: <[&str]>::len(&[$(stringify!($parameter)),*]),
            call: {
                fn call(numbers: &[u64]) -> u64 {
                    #[link(wasm_import_module = $interface)]
                    unsafe extern "C" {
                        #[link_name = $name]
                        fn import($(_: $parameter),*) $(-> $result)?;
                    }
                    let mut _numbers = numbers.iter().copied();
                    // SAFETY: breaks the canonical ABI's promises on purpose; what is passed is the host's to check.
                    $crate::import::Bits::bits(unsafe { import($(_numbers.next().unwrap_or(0) as $parameter),*) })
                }
                call
            },
        },)*)*];
    };
}

pub(crate) use imports;

/// A number that a program passes: as it is, a place in the scratch memory or beyond it, or what an earlier call gave.
pub(crate) fn argument(steps: &mut Steps, scratch: &[u8], results: &[u64]) -> u64 {
    let place = scratch.as_ptr() as u64;
    match steps.byte() % 6 {
        0 => u64::from(steps.byte()),
        1 => place + u64::from(steps.byte()),
        2 => place + 256 + u64::from(steps.byte()),
        3 => edge(steps.byte()),
        4 => number_at(scratch, usize::from(steps.byte()) * 4).unwrap_or(0).into(),
        _ => results.get(usize::from(steps.byte())).copied().unwrap_or(0),
    }
}

pub(crate) fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// Numbers at which a check could be off by one, and the memory's end.
fn edge(which: u8) -> u64 {
    let end = (core::arch::wasm32::memory_size::<0>() * 65536) as u64;
    let edges = [
        u64::MAX,
        u64::from(u32::MAX) - 3,
        1 << 31,
        (1 << 31) - 1,
        1 << 28,
        1 << 32,
        1 << 63,
        0x1_0001,
        end,
        end - 1,
        end - 4,
        end - 8,
        end - 16,
        end + 8,
        256,
        4097,
    ];
    edges[usize::from(which) % edges.len()]
}
