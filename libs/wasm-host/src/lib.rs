//! Serves any component of `wasi:http` 0.2 (world `proxy`) or 0.3 (world `service`) over HTTP/1.1.
//!
//! A request goes `host` → `instances` (a fresh or a reused instance) → `core` or `component` (the call) → `answer` (what the
//! guest made of it as a response) → `body` (what of the response is still under way) → `after` (what the guest does
//! when its response has gone).

mod after;
mod answer;
mod body;
mod cancel;
mod code;
#[cfg(feature = "component")]
mod component;
mod core;
mod engine;
mod error;
mod guest;
mod guest_body;
mod host;
mod instances;
mod load;
mod log;
mod options;
mod outgoing;
mod outgoing_body;
mod pipe;
mod precompiled;
mod request;
mod sent;
mod ticker;
#[cfg(feature = "outgoing")]
mod upstream;

#[cfg(feature = "jit")]
mod compile;

pub use body::HostBody;
#[cfg(feature = "jit")]
pub use compile::compile;
pub use error::HostError;
pub use host::Host;
pub use options::{Isolation, NO_TIME_LIMIT, Options, ServedBy};
pub use precompiled::STANDARD_OUTPUT;
