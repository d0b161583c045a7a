//! What `wasi:http` 0.3 adds: tasks that go on after they have answered, streams, futures, and what waits for them.

mod body;
mod builtins;
mod channel;
mod client;
mod clocks;
pub(super) mod end;
mod fields;
mod options;
mod request;
mod response;
mod subtask;
mod task;
mod transfer;
mod transmission;
mod upload;
mod value;
mod waitable;

use slab::Slab;
use wasmtime::{Linker, Result};

pub(crate) use self::upload::Forwarded;
use self::{body::Body, channel::Channel, task::Task};
pub(super) use self::{
    end::End,
    request::Request,
    response::Response,
    subtask::Subtask,
    task::{Handle, call},
    waitable::WaitableSet,
};
use crate::guest::Guest;

/// `wasi:http/types` of 0.3, as `resolve` calls it.
pub(super) const TYPES: &str = "wasi:http/types@0.3";

/// The module whose functions are the canonical ABI's own.
pub(super) const BUILTINS: &str = "canonical-abi";

/// What the instance's tasks have of the host.
#[derive(Default)]
pub(super) struct State {
    channels: Slab<Channel>,
    bodies: Slab<Body>,
    task: Task,
}

impl State {
    pub(super) fn clear(&mut self) {
        self.channels.clear();
        self.bodies.clear();
        self.task = Task::default();
    }
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    builtins::define(linker)?;
    client::define(linker)?;
    clocks::define(linker)?;
    fields::define(linker)?;
    options::define(linker)?;
    request::define(linker)?;
    response::define(linker)
}
