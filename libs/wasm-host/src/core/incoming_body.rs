//! The bodies of the client's request and of responses to the guest's own, and their trailers.

use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{
    WasiHttpView,
    p2::{
        bindings::http::types::{ErrorCode, HostFutureTrailers as _},
        body::{HostFutureTrailers, HostIncomingBody},
    },
};

use super::{
    abi::{Cx, TYPES, enter, guest, place, put_handle, put_u32},
    allocate::DONE,
    error_code,
    poll::subscribes,
    table::{Resource, drops, resource, take},
};
use crate::guest::Guest;

/// The answer of `consume`, of requests and of responses.
pub(super) fn put_body(
    memory: &mut [u8],
    guest: &mut Guest,
    at: u32,
    body: Option<HostIncomingBody>,
) -> Result<()> {
    let push = |body| guest.core.table.push(Resource::IncomingBody(Box::new(body)));
    let handle = body.map(push).transpose()?;
    put_handle(memory, at, handle)
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[method]incoming-body.stream", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let table = &mut guest.core.table;
        let stream = resource!(table, this, IncomingBody).take_stream();
        let push = |stream| table.push_child(Resource::InputStream(Box::new(stream)), this);
        let handle = stream.map(push).transpose()?;
        put_handle(memory, at, handle)
    })?;
    linker.func_wrap(TYPES, "[static]incoming-body.finish", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let body = take!(table, this, IncomingBody);
        table.push(Resource::FutureTrailers(Box::new(body.into_future_trailers())))
    })?;
    subscribes!(linker, TYPES, "future-trailers", FutureTrailers);
    linker.func_wrap(TYPES, "[method]future-trailers.get", trailers)?;
    drops!(linker, TYPES, "incoming-body", Resource::IncomingBody(_));
    drops!(linker, TYPES, "future-trailers", Resource::FutureTrailers(_));
    Ok(())
}

/// `option<result<result<option<trailers>, error-code>>>`
fn trailers(mut cx: Cx<'_>, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let waiting = &mut **resource!(guest.core.table, this, FutureTrailers);
    // By the library, in whose table it has to be for that.
    let future = std::mem::replace(waiting, HostFutureTrailers::Consumed);
    let (got, future) = guest.in_library(future, |http, future| http.get(future))?;
    **resource!(guest.core.table, this, FutureTrailers) = future;
    put_got(memory, guest, at, got, |guest, place, trailers| {
        place[0] = u8::from(trailers.is_some());
        if let Some(fields) = trailers {
            let fields = guest.http().table.delete(fields)?;
            put_u32(place, 4, guest.core.table.push(Resource::Fields(fields))?);
        }
        Ok(())
    })
}

/// What a future has: nothing yet, nothing any more, or the value or error that it is for.
type Got<T> = Option<std::result::Result<std::result::Result<T, ErrorCode>, ()>>;

/// `option<result<result<_, error-code>>>`, the value of which `put_value` writes.
pub(super) fn put_got<T>(
    memory: &mut [u8],
    guest: &mut Guest,
    at: u32,
    got: Got<T>,
    put_value: impl FnOnce(&mut Guest, &mut [u8], T) -> Result<()>,
) -> Result<u64> {
    let place = place::<56>(memory, at, 8)?;
    place[0] = u8::from(got.is_some());
    let Some(got) = got else { return Ok(DONE) };
    place[8] = u8::from(got.is_err());
    let Ok(got) = got else { return Ok(DONE) };
    place[16] = u8::from(got.is_err());
    match got {
        Ok(value) => put_value(guest, &mut place[24..], value).map(|()| DONE),
        Err(code) => error_code::lower(memory, guest, at + 24, code),
    }
}
