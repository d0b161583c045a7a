//! Calls of the host that go on while the guest does something else.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use wasmtime::{Result, bail};

use super::{client::Sent, waitable::leave};
use crate::{
    core::table::{Resource, resource, take},
    guest::Guest,
};

pub(super) enum Work {
    /// Until a clock says so.
    Wait(Pin<Box<dyn Future<Output = ()> + Send>>),
    Send(Sent),
}

impl Work {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self {
            Self::Wait(clock) => clock.as_mut().poll(cx),
            Self::Send(sent) => sent.poll_ready(cx),
        }
    }

    fn finish(self, memory: &mut [u8], guest: &mut Guest) -> Result<()> {
        match self {
            Self::Wait(_) => Ok(()),
            Self::Send(sent) => sent.finish(memory, guest),
        }
    }
}

pub(crate) struct Subtask {
    state: State,
    /// The waitable set that it is in, or 0.
    pub(super) set: u32,
}

enum State {
    Running(Work),
    /// Over, as the guest knows.
    Over,
}

const STARTED: u32 = 1;
const RETURNED: u32 = 2;
const CANCELLED: u32 = 4;

/// Tells the state of the call and, unless it is over, its handle above that.
pub(super) fn start(memory: &mut [u8], guest: &mut Guest, mut work: Work) -> Result<u32> {
    if work.poll(&mut Context::from_waker(Waker::noop())).is_ready() {
        work.finish(memory, guest)?;
        return Ok(RETURNED);
    }
    let subtask = Subtask { state: State::Running(work), set: 0 };
    let handle = guest.core.table.push(Resource::Subtask(subtask))?;
    Ok(handle << 4 | STARTED)
}

/// How it ended, once.
pub(super) fn poll(
    memory: &mut [u8],
    guest: &mut Guest,
    handle: u32,
    cx: &mut Context<'_>,
) -> Result<Option<u32>> {
    let subtask = resource!(guest.core.table, handle, Subtask);
    let State::Running(work) = &mut subtask.state else { return Ok(None) };
    if work.poll(cx).is_pending() {
        return Ok(None);
    }
    if let State::Running(work) = std::mem::replace(&mut subtask.state, State::Over) {
        work.finish(memory, guest)?;
    }
    Ok(Some(RETURNED))
}

pub(super) fn cancel(guest: &mut Guest, handle: u32) -> Result<u32> {
    let subtask = resource!(guest.core.table, handle, Subtask);
    match std::mem::replace(&mut subtask.state, State::Over) {
        State::Running(_) => Ok(CANCELLED),
        State::Over => bail!("a call that is over cannot be cancelled"),
    }
}

pub(super) fn drop(guest: &mut Guest, handle: u32) -> Result<()> {
    if let State::Running(_) = resource!(guest.core.table, handle, Subtask).state {
        bail!("a call that is under way cannot be dropped");
    }
    leave(guest, handle)?;
    take!(guest.core.table, handle, Subtask);
    Ok(())
}
