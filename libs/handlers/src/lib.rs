//! The handlers of the contract (`libs/contract/openapi.yaml`), free of any server and of any way of reading a body:
//! the native server and the components decide on a request's head with [`route`], answer bodies by [`Upload`] and ask the
//! upstream for what is in [`bundle`].

pub mod bundle;
mod echo;
mod json;
mod primes;
mod problem;
mod quote;
mod respond;
mod route;
mod upload;

use echo::MAX_ECHO_BYTES;
pub use problem::{bad_request, content_too_large};
pub use route::{Route, route};
pub use upload::Upload;
