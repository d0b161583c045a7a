//! Handles: one table for all resources of an instance, as the component model has it. Index 0 is never one.

use tokio::sync::oneshot;
use wasmtime::{Result, bail, format_err};
use wasmtime_wasi::p2::DynInputStream;
use wasmtime_wasi_http::{
    FieldMap, RequestOptions,
    p2::{
        body::{HostFutureTrailers, HostIncomingBody},
        types::{HostFutureIncomingResponse, HostIncomingResponse, HostOutgoingRequest},
    },
};

use super::{incoming::IncomingRequest, outgoing, p3, poll::Pollable, streams::Output};
use crate::{answer::Answer, guest::MAX_RESOURCES, outgoing_body::OutgoingBody};

pub(super) enum Resource {
    IncomingRequest(Box<IncomingRequest>),
    ResponseOutparam(oneshot::Sender<Answer>),
    Fields(FieldMap),
    IncomingBody(Box<HostIncomingBody>),
    InputStream(DynInputStream),
    FutureTrailers(Box<HostFutureTrailers>),
    OutgoingResponse(outgoing::Response),
    OutgoingBody(OutgoingBody),
    OutputStream(Output),
    OutgoingRequest(Box<HostOutgoingRequest>),
    RequestOptions(RequestOptions),
    FutureIncomingResponse(Box<HostFutureIncomingResponse>),
    IncomingResponse(Box<HostIncomingResponse>),
    Pollable(Pollable),
    Error(wasmtime::Error),
    TerminalInput,
    TerminalOutput,
    /// That of `wasi:sockets`, which leads nowhere.
    Network,
    /// The client's request to a guest of 0.3, as it came.
    ClientRequest(Box<IncomingRequest>),
    /// One of 0.3 that the guest made or may have changed.
    Request(Box<p3::Request>),
    Response(Box<p3::Response>),
    /// Those of a request, which nobody can change.
    FixedOptions(RequestOptions),
    End(p3::End),
    Subtask(p3::Subtask),
    WaitableSet(p3::WaitableSet),
    /// Waited for, and so not there for a moment.
    Lent,
}

enum Slot {
    /// The next free one, or 0.
    Free(u32),
    Used {
        resource: Resource,
        parent: u32,
        children: u32,
    },
}

#[derive(Default)]
pub(super) struct Table {
    slots: Vec<Slot>,
    free: u32,
    live: usize,
}

impl Table {
    /// Lets go of all; the next handle is the one that a new table gives.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        (self.free, self.live) = (0, 0);
    }

    pub(super) fn push(&mut self, resource: Resource) -> Result<u32> {
        self.push_child(resource, 0)
    }

    /// A resource that has to go before its parent, which must be there.
    pub(super) fn push_child(&mut self, resource: Resource, parent: u32) -> Result<u32> {
        if self.live >= MAX_RESOURCES {
            bail!("the guest holds too many resources");
        }
        if parent != 0 {
            let Some(Slot::Used { children, .. }) = self.slots.get_mut(parent as usize) else {
                return Err(unknown(parent));
            };
            *children += 1;
        }
        self.live += 1;
        let slot = Slot::Used { resource, parent, children: 0 };
        if let Some(free) = self.slots.get_mut(self.free as usize).filter(|_| self.free != 0) {
            let index = self.free;
            if let Slot::Free(next) = std::mem::replace(free, slot) {
                self.free = next;
            }
            return Ok(index);
        }
        if self.slots.is_empty() {
            self.slots.reserve(8);
            self.slots.push(Slot::Free(0));
        }
        self.slots.push(slot);
        Ok(self.slots.len() as u32 - 1)
    }

    pub(super) fn get(&mut self, handle: u32) -> Result<&mut Resource> {
        match self.slots.get_mut(handle as usize) {
            Some(Slot::Used { resource, .. }) => Ok(resource),
            _ => Err(unknown(handle)),
        }
    }

    /// Takes a resource out for good, if it `is` what is wanted. One that has children cannot go.
    pub(super) fn take(&mut self, handle: u32, is: impl FnOnce(&Resource) -> bool) -> Result<Resource> {
        let Some(slot) = self.slots.get_mut(handle as usize) else { return Err(unknown(handle)) };
        match slot {
            Slot::Used { resource, .. } if !is(resource) => return Err(unknown(handle)),
            Slot::Used { children: 1.., .. } => bail!("resource {handle} has children"),
            Slot::Used { .. } => {}
            Slot::Free(_) => return Err(unknown(handle)),
        }
        let Slot::Used { resource, parent, .. } = std::mem::replace(slot, Slot::Free(self.free)) else {
            return Err(unknown(handle));
        };
        self.free = handle;
        self.live -= 1;
        if parent != 0
            && let Some(Slot::Used { children, .. }) = self.slots.get_mut(parent as usize)
        {
            *children -= 1;
        }
        Ok(resource)
    }
}

#[cold]
pub(super) fn unknown(handle: u32) -> wasmtime::Error {
    format_err!("unknown handle index {handle}")
}

/// What lies behind a handle, if it is of this kind.
macro_rules! resource {
    ($table:expr, $handle:expr, $kind:ident) => {
        match $table.get($handle)? {
            $crate::core::table::Resource::$kind(resource) => resource,
            _ => return Err($crate::core::table::unknown($handle)),
        }
    };
}

/// The same, taken out of the table.
macro_rules! take {
    ($table:expr, $handle:expr, $kind:ident) => {
        match $table.take($handle, |it| matches!(it, $crate::core::table::Resource::$kind(_)))? {
            $crate::core::table::Resource::$kind(resource) => resource,
            _ => return Err($crate::core::table::unknown($handle)),
        }
    };
}

/// Defines what lets go of a resource that needs nothing more than to be dropped.
macro_rules! drops {
    ($linker:expr, $interface:expr, $name:literal, $pattern:pat) => {
        $linker.func_wrap(
            $interface,
            concat!("[resource-drop]", $name),
            |mut cx: $crate::core::abi::Cx<'_>, handle: u32| -> wasmtime::Result<()> {
                let guest = $crate::core::abi::guest(&mut cx)?;
                guest.core.table.take(handle, |it| matches!(it, $pattern))?;
                Ok(())
            },
        )?
    };
}

pub(super) use {drops, resource, take};

#[cfg(test)]
mod tests {
    use super::*;

    fn take(table: &mut Table, handle: u32) -> Result<Resource> {
        table.take(handle, |it| matches!(it, Resource::TerminalInput))
    }

    #[test]
    fn handles_are_unknown_until_they_are_given_out_and_after_they_were_taken() {
        let mut table = Table::default();
        assert!(table.get(0).is_err() && table.get(1).is_err());
        assert_eq!(table.push(Resource::TerminalInput).unwrap(), 1);
        assert_eq!(table.push(Resource::TerminalOutput).unwrap(), 2);
        assert!(take(&mut table, 2).is_err());
        assert!(take(&mut table, 1).is_ok() && take(&mut table, 1).is_err() && table.get(1).is_err());
        assert_eq!(table.push(Resource::TerminalInput).unwrap(), 1);
        assert_eq!(table.push(Resource::TerminalInput).unwrap(), 3);
    }

    #[test]
    fn a_resource_goes_after_what_is_of_it() {
        let mut table = Table::default();
        let parent = table.push(Resource::TerminalInput).unwrap();
        let children = [(); 2].map(|()| table.push_child(Resource::TerminalInput, parent).unwrap());
        for child in children {
            assert!(take(&mut table, parent).is_err());
            take(&mut table, child).unwrap();
        }
        take(&mut table, parent).unwrap();
        assert!(table.push_child(Resource::TerminalInput, parent).is_err());
    }

    #[test]
    fn a_guest_holds_so_many_resources_and_no_more() {
        let mut table = Table::default();
        let last = (0..MAX_RESOURCES).map(|_| table.push(Resource::TerminalInput).unwrap()).last().unwrap();
        assert!(table.push(Resource::TerminalInput).is_err());
        take(&mut table, last).unwrap();
        table.push(Resource::TerminalInput).unwrap();
    }
}
