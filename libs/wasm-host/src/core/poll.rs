//! `wasi:io/poll`.

use std::{
    collections::BTreeMap,
    future::{pending, poll_fn},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use tokio::{
    task::yield_now,
    time::{Instant, sleep_until},
};
use wasmtime::{Linker, Result, bail};
use wasmtime_wasi::p2::Pollable as _;

use super::{
    abi::{Cx, elements, enter, guest, u32_at},
    allocate::numbers,
    table::{Resource, Table, drops, resource},
};
use crate::guest::Guest;

const POLL: &str = "wasi:io/poll";

pub(super) enum Pollable {
    /// Ready when the resource of this handle is.
    Of(u32),
    At(Deadline),
}

pub(super) enum Deadline {
    /// Ready, but not before other tasks had their turn: a guest that polls without end would starve them.
    Past {
        has_yielded: bool,
    },
    At(Instant),
    Never,
}

impl Deadline {
    async fn ready(&mut self) {
        match self {
            Self::Past { has_yielded: true } => {}
            Self::Past { has_yielded } => {
                *has_yielded = true;
                yield_now().await;
            }
            Self::At(instant) => sleep_until(*instant).await,
            Self::Never => pending().await,
        }
    }
}

type Ready<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Resource {
    fn ready(&mut self) -> Result<Ready<'_>> {
        Ok(match self {
            Self::InputStream(stream) => stream.ready(),
            Self::OutputStream(output) => Box::pin(output.stream().ready()),
            Self::FutureTrailers(trailers) => trailers.ready(),
            Self::FutureIncomingResponse(response) => response.ready(),
            Self::Pollable(Pollable::At(deadline)) => Box::pin(deadline.ready()),
            _ => bail!("nothing to wait for"),
        })
    }
}

/// Defines what gives a pollable of a resource, which it has to go before.
macro_rules! subscribes {
    ($linker:expr, $interface:expr, $name:literal, $kind:ident) => {
        $linker.func_wrap(
            $interface,
            concat!("[method]", $name, ".subscribe"),
            |mut cx: $crate::core::abi::Cx<'_>, this: u32| {
                let table = &mut $crate::core::abi::guest(&mut cx)?.core.table;
                $crate::core::table::resource!(table, this, $kind);
                let pollable = $crate::core::poll::Pollable::Of(this);
                table.push_child($crate::core::table::Resource::Pollable(pollable), this)
            },
        )?
    };
}

pub(super) use subscribes;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap_async(POLL, "[method]pollable.block", |mut cx: Cx<'_>, (this,): (u32,)| {
        Box::new(async move {
            let table = &mut guest(&mut cx)?.core.table;
            let source = source(table, this)?;
            table.get(source)?.ready()?.await;
            Ok(())
        })
    })?;
    linker.func_wrap(POLL, "[method]pollable.ready", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let source = source(table, this)?;
        let is_ready = table.get(source)?.ready()?.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        Ok(u32::from(is_ready.is_ready()))
    })?;
    linker.func_wrap_async(POLL, "poll", |mut cx: Cx<'_>, (list, length, at): (u32, u32, u32)| {
        Box::new(async move {
            let (memory, guest) = enter(&mut cx)?;
            let handles = elements(memory, list, length, 4, 4)?.chunks_exact(4);
            let handles: Vec<u32> = handles.map(|handle| u32_at(handle, 0)).collect();
            let ready = poll(&mut guest.core.table, &handles).await?;
            numbers(guest, &ready, at)
        })
    })?;
    drops!(linker, POLL, "pollable", Resource::Pollable(_));
    Ok(())
}

/// The handle of what a pollable waits for: a resource, or itself.
fn source(table: &mut Table, pollable: u32) -> Result<u32> {
    Ok(match resource!(table, pollable, Pollable) {
        Pollable::Of(handle) => *handle,
        Pollable::At(_) => pollable,
    })
}

/// One that is waited for, and where in the list its pollables stand.
struct Waiting {
    resource: Resource,
    positions: Vec<u32>,
}

/// Waits until one or more are ready, and tells which.
async fn poll(table: &mut Table, handles: &[u32]) -> Result<Vec<u32>> {
    if handles.is_empty() {
        bail!("empty poll list");
    }
    let mut waiting: BTreeMap<u32, Waiting> = BTreeMap::new();
    for (position, handle) in (0..).zip(handles) {
        let source = source(table, *handle)?;
        let new = || Waiting { resource: Resource::Lent, positions: Vec::new() };
        waiting.entry(source).or_insert_with(new).positions.push(position);
    }
    for (source, it) in &mut waiting {
        std::mem::swap(&mut it.resource, table.get(*source)?);
    }
    let ready = any_ready(waiting.values_mut()).await?;
    for (source, it) in waiting {
        *table.get(source)? = it.resource;
    }
    Ok(ready)
}

async fn any_ready<'a>(waiting: impl Iterator<Item = &'a mut Waiting>) -> Result<Vec<u32>> {
    let futures = waiting.map(|it| Ok((it.resource.ready()?, &it.positions)));
    let mut futures = futures.collect::<Result<Vec<_>>>()?;
    let ready = poll_fn(|cx| {
        let mut ready = Vec::new();
        for (future, positions) in &mut futures {
            if future.as_mut().poll(cx).is_ready() {
                ready.extend_from_slice(positions);
            }
        }
        if ready.is_empty() { Poll::Pending } else { Poll::Ready(ready) }
    });
    Ok(ready.await)
}
