//! The core path: a component of one module, served without the component runtime.
//!
//! `graph`, `resolve` and `shim` find out, when the component is compiled, what stands behind each import of its module;
//! `rewrite` writes the module anew so that it imports flat host functions. When it is served, those functions do what the
//! canonical ABI asks for (`abi`, `allocate`, `table`): nothing that the guest passes is believed before it is checked.

mod abi;
mod absent;
mod allocate;
mod cli;
mod clocks;
mod error_code;
mod fields;
mod incoming;
mod incoming_body;
mod incoming_response;
mod input_stream;
mod outgoing;
mod outgoing_request;
mod output_stream;
mod p3;
mod poll;
mod request_parts;
mod reset;
mod run;
mod streams;
mod table;
mod written_pages;

#[cfg(feature = "jit")]
mod builtins;
#[cfg(feature = "jit")]
mod graph;
#[cfg(feature = "jit")]
mod resettable;
#[cfg(feature = "jit")]
mod resolve;
#[cfg(feature = "jit")]
mod rewrite;
#[cfg(feature = "jit")]
mod shim;
#[cfg(feature = "jit")]
mod survey;
#[cfg(feature = "jit")]
mod wit;

#[cfg(all(test, feature = "jit"))]
mod hostile;

use wasmtime::{Linker, Memory, Module};

pub(crate) use p3::Forwarded;
#[cfg(feature = "jit")]
pub(crate) use rewrite::{Rewritten, rewritten};
pub(crate) use run::{Handle, Pre, call};

use crate::guest::Guest;

/// What the core path keeps for an instance.
#[derive(Default)]
pub(crate) struct State {
    memory: Option<Memory>,
    table: table::Table,
    p3: p3::State,
    pending: allocate::Pending,
}

impl State {
    /// That of a new instance with the same memory.
    pub(crate) fn renew(&mut self) {
        self.table.clear();
        self.p3.clear();
        self.pending = allocate::Pending::None;
    }
}

/// Functions whose result has to be allocated in the guest: those the host asks for memory one list at a time.
#[cfg(feature = "jit")]
const ALLOCATING: [(&str, &[&str]); 13] = [
    (
        abi::TYPES,
        &[
            "http-error-code",
            "[method]fields.get",
            "[method]fields.entries",
            "[method]incoming-request.method",
            "[method]incoming-request.path-with-query",
            "[method]incoming-request.scheme",
            "[method]incoming-request.authority",
            "[method]outgoing-request.method",
            "[method]outgoing-request.path-with-query",
            "[method]outgoing-request.scheme",
            "[method]outgoing-request.authority",
            "[method]future-incoming-response.get",
            "[method]future-trailers.get",
            "[static]outgoing-body.finish",
        ],
    ),
    (
        p3::TYPES,
        &[
            "[method]fields.get",
            "[method]fields.get-and-delete",
            "[method]fields.copy-all",
            "[method]request.get-method",
            "[method]request.get-path-with-query",
            "[method]request.get-scheme",
            "[method]request.get-authority",
        ],
    ),
    ("wasi:http/outgoing-handler", &["handle"]),
    (abi::STREAMS, &["[method]input-stream.read", "[method]input-stream.blocking-read"]),
    ("wasi:io/error", &["[method]error.to-debug-string"]),
    ("wasi:io/poll", &["poll"]),
    ("wasi:cli/environment", &["get-environment", "get-arguments", "initial-cwd"]),
    ("wasi:filesystem/preopens", &["get-directories"]),
    ("wasi:random/random", &["get-random-bytes"]),
    ("wasi:random/insecure", &["get-insecure-random-bytes"]),
    ("wasi:cli/environment@0.3", &["get-environment", "get-arguments", "get-initial-cwd"]),
    ("wasi:random/random@0.3", &["get-random-bytes"]),
    ("wasi:random/insecure@0.3", &["get-insecure-random-bytes"]),
];

/// Defines all that the core path has; a module that imports anything else is served by the component runtime.
fn define(linker: &mut Linker<Guest>, module: &Module) -> wasmtime::Result<()> {
    allocate::define(linker)?;
    incoming::define(linker)?;
    incoming_body::define(linker)?;
    incoming_response::define(linker)?;
    fields::define(linker)?;
    outgoing::define(linker)?;
    outgoing_request::define(linker)?;
    request_parts::define(linker)?;
    streams::define(linker)?;
    poll::define(linker)?;
    clocks::define(linker)?;
    cli::define(linker)?;
    p3::define(linker)?;
    absent::define(linker, module)
}
