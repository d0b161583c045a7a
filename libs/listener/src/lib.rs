//! What a server of this workspace has around its handlers: the address from the environment, the accept loop,
//! the limits of HTTP/1.1 and the graceful end. The native server and the Wasm host share it, so that the
//! difference between their figures is the Wasm.

mod address;
mod client;
mod connection;
mod discard;
mod error;
mod host_field;
mod run;
mod signals;

pub use address::Address;
pub use discard::discard;
pub use error::ListenError;
pub use run::{run, run_with_client_limit};
