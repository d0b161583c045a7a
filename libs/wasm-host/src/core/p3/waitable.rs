//! Sets of what a guest waits for.

use std::{
    future::poll_fn,
    task::{Context, Poll, Waker},
};

use wasmtime::{AsContextMut, Caller, Result, bail, format_err};

use super::{subtask, transfer::advance};
use crate::{
    core::{
        abi::{place, put_u32},
        table::{Resource, take, unknown},
    },
    guest::Guest,
};

/// The handles of its members: who has had an event goes to the end.
#[derive(Default)]
pub(crate) struct WaitableSet(Vec<u32>);

/// What happened, to which handle, and how.
pub(super) type Event = (u32, u32, u32);

pub(super) const NONE: Event = (0, 0, 0);

/// The code of a call that has come to an end.
const SUBTASK: u32 = 1;

fn set(guest: &mut Guest, handle: u32) -> Result<&mut Vec<u32>> {
    match guest.core.table.get(handle)? {
        Resource::WaitableSet(set) => Ok(&mut set.0),
        _ => Err(unknown(handle)),
    }
}

/// The set that something is in, or 0.
fn set_of(guest: &mut Guest, handle: u32) -> Result<&mut u32> {
    match guest.core.table.get(handle)? {
        Resource::End(end) => Ok(&mut end.set),
        Resource::Subtask(subtask) => Ok(&mut subtask.set),
        _ => Err(unknown(handle)),
    }
}

pub(super) fn leave(guest: &mut Guest, handle: u32) -> Result<()> {
    let left = std::mem::take(set_of(guest, handle)?);
    if left != 0 {
        set(guest, left)?.retain(|&member| member != handle);
    }
    Ok(())
}

/// Makes it a member of a set, or of none for 0.
pub(super) fn join(guest: &mut Guest, handle: u32, joined: u32) -> Result<()> {
    set_of(guest, handle)?;
    if joined != 0 {
        set(guest, joined)?;
    }
    leave(guest, handle)?;
    if joined != 0 {
        set(guest, joined)?.push(handle);
        *set_of(guest, handle)? = joined;
    }
    Ok(())
}

pub(super) fn drop_set(guest: &mut Guest, handle: u32) -> Result<()> {
    if !set(guest, handle)?.is_empty() {
        bail!("a waitable set that has members cannot be dropped");
    }
    take!(guest.core.table, handle, WaitableSet);
    Ok(())
}

/// Has every member advance until one has an event.
fn poll_set(
    memory: &mut [u8],
    guest: &mut Guest,
    handle: u32,
    cx: &mut Context<'_>,
) -> Result<Option<Event>> {
    let members = set(guest, handle)?.len();
    for index in 0..members {
        let Some(&member) = set(guest, handle)?.get(index) else { break };
        if let Some((code, how)) = poll_member(memory, guest, member, cx)? {
            let set = set(guest, handle)?;
            set.remove(index);
            set.push(member);
            return Ok(Some((code, member, how)));
        }
    }
    Ok(None)
}

fn poll_member(
    memory: &mut [u8],
    guest: &mut Guest,
    handle: u32,
    cx: &mut Context<'_>,
) -> Result<Option<(u32, u32)>> {
    if let Resource::Subtask(_) = guest.core.table.get(handle)? {
        return Ok(subtask::poll(memory, guest, handle, cx)?.map(|how| (SUBTASK, how)));
    }
    advance(memory, guest, handle, cx)?;
    let end = guest.end(handle)?;
    Ok(end.deliver().map(|how| (end.event(), how)))
}

/// Waits for an event.
pub(super) async fn wait(mut store: impl AsContextMut<Data = Guest>, handle: u32) -> Result<Event> {
    poll_fn(|cx| {
        let store = store.as_context_mut();
        let Some(memory) = store.data().core.memory else { return Poll::Ready(Err(no_memory())) };
        let (memory, guest) = memory.data_and_store_mut(store);
        match poll_set(memory, guest, handle, cx) {
            Ok(Some(event)) => Poll::Ready(Ok(event)),
            Ok(None) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    })
    .await
}

/// An event that is there already.
pub(super) fn poll(memory: &mut [u8], guest: &mut Guest, handle: u32) -> Result<Event> {
    let event = poll_set(memory, guest, handle, &mut Context::from_waker(Waker::noop()))?;
    Ok(event.unwrap_or(NONE))
}

/// Leaves the handle and how it ended in memory, and returns what happened.
pub(super) fn put_event(memory: &mut [u8], at: u32, (code, handle, how): Event) -> Result<u32> {
    let place = place::<8>(memory, at, 4)?;
    put_u32(place, 0, handle);
    put_u32(place, 4, how);
    Ok(code)
}

#[cold]
fn no_memory() -> wasmtime::Error {
    format_err!("the guest has no memory yet")
}

/// Waits within a call of the host.
pub(super) async fn wait_within(cx: &mut Caller<'_, Guest>, handle: u32, at: u32) -> Result<u32> {
    crate::core::abi::guest(cx)?;
    let event = wait(&mut *cx, handle).await?;
    let (memory, _) = crate::core::abi::enter(cx)?;
    put_event(memory, at, event)
}
