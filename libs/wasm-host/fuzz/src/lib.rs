//! One input, one exchange with a host: a guest that does whatever the input says (`/program` and `/calls` of
//! `libs/faulty-guest` and `libs/faulty-guest-p3`), a client that sends whatever it holds, or a server that answers the guest with it. Whatever
//! comes, the host must answer in well-formed HTTP or close the connection, must not panic, and must serve the next
//! request as before.

mod exchange;
mod host;
mod input;
mod response;
mod server;

pub use exchange::{same_by_both_paths, try_input};
pub use host::{Generation, Hosts};
