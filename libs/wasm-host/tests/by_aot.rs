//! The program without a compiler, which is served what the other one precompiled.

#[path = "host/clients.rs"]
mod clients;
#[path = "host/compiler.rs"]
mod compiler;
#[path = "host/ends.rs"]
mod ends;
#[path = "host/faults.rs"]
mod faults;
#[path = "host/foreign.rs"]
mod foreign;
#[path = "host/isolation.rs"]
mod isolation;
#[path = "host/malformed.rs"]
mod malformed;
#[path = "host/streaming.rs"]
mod streaming;
#[path = "host/support.rs"]
mod support;

const PATH: &str = "auto";

/// As `nx run wasm-host:build-aot` builds it.
const AOT_PROGRAM: Option<&str> = Some("../../dist/libs/wasm-host/aot/wasm-host");
