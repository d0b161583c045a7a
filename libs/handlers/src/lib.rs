//! The handlers of the contract (`libs/contract/openapi.yaml`), free of any server and of any way of reading a body:
//! the native server and the component decide on a request's head with [`route`] and answer bodies with [`echo`].

mod echo;
mod primes;
mod problem;
mod respond;
mod route;

pub use echo::{MAX_ECHO_BYTES, echo, exceeds_echo_limit};
pub use problem::{bad_request, content_too_large};
pub use route::{Route, route};
