//! The functions of `wasi:http` 0.2 as a module imports them, called with any numbers.

use crate::steps::Steps;

pub(crate) struct Import {
    pub(crate) name: &'static str,
    pub(crate) parameters: usize,
    pub(crate) call: fn(&[u64]) -> u64,
}

/// What a function returns, as a number.
trait Bits {
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

macro_rules! imports {
    ($($interface:tt { $($name:tt ($($parameter:ident)*) $($result:ident)?,)* })*) => {
        pub(crate) const IMPORTS: &[Import] = &[$($(Import {
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
                    Bits::bits(unsafe { import($(_numbers.next().unwrap_or(0) as $parameter),*) })
                }
                call
            },
        },)*)*];
    };
}

// Those of clocks and random numbers that give other values each time are left out: two hosts are to answer alike.
imports! {
    "wasi:http/types@0.2.12" {
        "http-error-code" (i32 i32),
        "[constructor]fields" () i32,
        "[static]fields.from-list" (i32 i32 i32),
        "[method]fields.get" (i32 i32 i32 i32),
        "[method]fields.has" (i32 i32 i32) i32,
        "[method]fields.set" (i32 i32 i32 i32 i32 i32),
        "[method]fields.delete" (i32 i32 i32 i32),
        "[method]fields.append" (i32 i32 i32 i32 i32 i32),
        "[method]fields.entries" (i32 i32),
        "[method]fields.clone" (i32) i32,
        "[resource-drop]fields" (i32),
        "[method]incoming-request.method" (i32 i32),
        "[method]incoming-request.path-with-query" (i32 i32),
        "[method]incoming-request.scheme" (i32 i32),
        "[method]incoming-request.authority" (i32 i32),
        "[method]incoming-request.headers" (i32) i32,
        "[method]incoming-request.consume" (i32 i32),
        "[resource-drop]incoming-request" (i32),
        "[constructor]outgoing-request" (i32) i32,
        "[method]outgoing-request.body" (i32 i32),
        "[method]outgoing-request.method" (i32 i32),
        "[method]outgoing-request.set-method" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.path-with-query" (i32 i32),
        "[method]outgoing-request.set-path-with-query" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.scheme" (i32 i32),
        "[method]outgoing-request.set-scheme" (i32 i32 i32 i32 i32) i32,
        "[method]outgoing-request.authority" (i32 i32),
        "[method]outgoing-request.set-authority" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.headers" (i32) i32,
        "[resource-drop]outgoing-request" (i32),
        "[constructor]request-options" () i32,
        "[method]request-options.connect-timeout" (i32 i32),
        "[method]request-options.set-connect-timeout" (i32 i32 i64) i32,
        "[method]request-options.first-byte-timeout" (i32 i32),
        "[method]request-options.set-first-byte-timeout" (i32 i32 i64) i32,
        "[method]request-options.between-bytes-timeout" (i32 i32),
        "[method]request-options.set-between-bytes-timeout" (i32 i32 i64) i32,
        "[resource-drop]request-options" (i32),
        "[static]response-outparam.set" (i32 i32 i32 i32 i64 i32 i32 i32 i32),
        "[resource-drop]response-outparam" (i32),
        "[method]incoming-response.status" (i32) i32,
        "[method]incoming-response.headers" (i32) i32,
        "[method]incoming-response.consume" (i32 i32),
        "[resource-drop]incoming-response" (i32),
        "[method]incoming-body.stream" (i32 i32),
        "[static]incoming-body.finish" (i32) i32,
        "[resource-drop]incoming-body" (i32),
        "[method]future-trailers.subscribe" (i32) i32,
        "[method]future-trailers.get" (i32 i32),
        "[resource-drop]future-trailers" (i32),
        "[constructor]outgoing-response" (i32) i32,
        "[method]outgoing-response.status-code" (i32) i32,
        "[method]outgoing-response.set-status-code" (i32 i32) i32,
        "[method]outgoing-response.headers" (i32) i32,
        "[method]outgoing-response.body" (i32 i32),
        "[resource-drop]outgoing-response" (i32),
        "[method]outgoing-body.write" (i32 i32),
        "[static]outgoing-body.finish" (i32 i32 i32 i32),
        "[resource-drop]outgoing-body" (i32),
        "[method]future-incoming-response.subscribe" (i32) i32,
        "[method]future-incoming-response.get" (i32 i32),
        "[resource-drop]future-incoming-response" (i32),
    }
    "wasi:http/outgoing-handler@0.2.12" {
        "handle" (i32 i32 i32 i32),
    }
    "wasi:io/streams@0.2.12" {
        "[method]input-stream.read" (i32 i64 i32),
        "[method]input-stream.blocking-read" (i32 i64 i32),
        "[method]input-stream.skip" (i32 i64 i32),
        "[method]input-stream.blocking-skip" (i32 i64 i32),
        "[method]input-stream.subscribe" (i32) i32,
        "[resource-drop]input-stream" (i32),
        "[method]output-stream.check-write" (i32 i32),
        "[method]output-stream.write" (i32 i32 i32 i32),
        "[method]output-stream.blocking-write-and-flush" (i32 i32 i32 i32),
        "[method]output-stream.flush" (i32 i32),
        "[method]output-stream.blocking-flush" (i32 i32),
        "[method]output-stream.subscribe" (i32) i32,
        "[method]output-stream.write-zeroes" (i32 i64 i32),
        "[method]output-stream.blocking-write-zeroes-and-flush" (i32 i64 i32),
        "[method]output-stream.splice" (i32 i32 i64 i32),
        "[method]output-stream.blocking-splice" (i32 i32 i64 i32),
        "[resource-drop]output-stream" (i32),
    }
    "wasi:io/poll@0.2.12" {
        "[method]pollable.ready" (i32) i32,
        "[method]pollable.block" (i32),
        "poll" (i32 i32 i32),
        "[resource-drop]pollable" (i32),
    }
    "wasi:io/error@0.2.12" {
        "[method]error.to-debug-string" (i32 i32),
        "[resource-drop]error" (i32),
    }
    "wasi:clocks/monotonic-clock@0.2.12" {
        "resolution" () i64,
        "subscribe-instant" (i64) i32,
        "subscribe-duration" (i64) i32,
    }
    "wasi:cli/environment@0.2.12" {
        "get-environment" (i32),
        "get-arguments" (i32),
        "initial-cwd" (i32),
    }
    "wasi:cli/exit@0.2.12" {
        "exit" (i32),
    }
    "wasi:cli/stdin@0.2.12" {
        "get-stdin" () i32,
    }
    "wasi:cli/stdout@0.2.12" {
        "get-stdout" () i32,
    }
    "wasi:cli/stderr@0.2.12" {
        "get-stderr" () i32,
    }
    "wasi:cli/terminal-stdin@0.2.12" {
        "get-terminal-stdin" (i32),
    }
    "wasi:cli/terminal-stdout@0.2.12" {
        "get-terminal-stdout" (i32),
    }
    "wasi:cli/terminal-stderr@0.2.12" {
        "get-terminal-stderr" (i32),
    }
    "wasi:cli/terminal-input@0.2.12" {
        "[resource-drop]terminal-input" (i32),
    }
    "wasi:cli/terminal-output@0.2.12" {
        "[resource-drop]terminal-output" (i32),
    }
}

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
