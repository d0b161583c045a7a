//! What the guest waits for of its own requests, and the responses to them.

use std::time::Duration;

use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{
    RequestOptions, WasiHttpView,
    p2::{bindings::http::types::HostFutureIncomingResponse as _, types::HostFutureIncomingResponse},
};

use super::{
    abi::{Cx, TYPES, enter, flag, guest, place, put_u32, put_u64},
    incoming_body::{put_body, put_got},
    poll::subscribes,
    table::{Resource, drops, resource},
};
use crate::guest::Guest;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_options(linker)?;
    define_response(linker)
}

fn define_options(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[constructor]request-options", |mut cx: Cx<'_>| {
        guest(&mut cx)?.core.table.push(Resource::RequestOptions(RequestOptions::default()))
    })?;
    macro_rules! time_out {
        ($name:literal, $field:ident) => {
            linker.func_wrap(
                TYPES,
                concat!("[method]request-options.", $name),
                |mut cx: Cx<'_>, this: u32, at: u32| {
                    let (memory, guest) = enter(&mut cx)?;
                    let time_out = resource!(guest.core.table, this, RequestOptions).$field;
                    put_time_out(memory, at, time_out)
                },
            )?;
            linker.func_wrap(
                TYPES,
                concat!("[method]request-options.set-", $name),
                |mut cx: Cx<'_>, this: u32, is_some: u32, nanoseconds: u64| {
                    let is_some = flag(is_some)?;
                    let options = resource!(guest(&mut cx)?.core.table, this, RequestOptions);
                    options.$field = is_some.then(|| Duration::from_nanos(nanoseconds));
                    Ok(0_u32)
                },
            )?;
        };
    }
    time_out!("connect-timeout", connect_timeout);
    time_out!("first-byte-timeout", first_byte_timeout);
    time_out!("between-bytes-timeout", between_bytes_timeout);
    drops!(linker, TYPES, "request-options", Resource::RequestOptions(_));
    Ok(())
}

/// `option<duration>`
pub(super) fn put_time_out(memory: &mut [u8], at: u32, time_out: Option<Duration>) -> Result<()> {
    let place = place::<16>(memory, at, 8)?;
    place[0] = u8::from(time_out.is_some());
    if let Some(time_out) = time_out {
        put_u64(place, 8, time_out.as_nanos().try_into()?);
    }
    Ok(())
}

fn define_response(linker: &mut Linker<Guest>) -> Result<()> {
    subscribes!(linker, TYPES, "future-incoming-response", FutureIncomingResponse);
    linker.func_wrap(TYPES, "[method]future-incoming-response.get", got)?;
    linker.func_wrap(TYPES, "[method]incoming-response.status", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        Ok(u32::from(resource!(table, this, IncomingResponse).status))
    })?;
    linker.func_wrap(TYPES, "[method]incoming-response.headers", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let fields = resource!(table, this, IncomingResponse).headers.clone();
        table.push(Resource::Fields(fields))
    })?;
    linker.func_wrap(TYPES, "[method]incoming-response.consume", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let body = resource!(guest.core.table, this, IncomingResponse).body.take();
        put_body(memory, guest, at, body)
    })?;
    drops!(linker, TYPES, "future-incoming-response", Resource::FutureIncomingResponse(_));
    drops!(linker, TYPES, "incoming-response", Resource::IncomingResponse(_));
    Ok(())
}

/// `option<result<result<incoming-response, error-code>>>`
fn got(mut cx: Cx<'_>, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let waiting = &mut **resource!(guest.core.table, this, FutureIncomingResponse);
    let future = std::mem::replace(waiting, HostFutureIncomingResponse::Consumed);
    let (got, future) = guest.in_library(future, |http, future| http.get(future))?;
    **resource!(guest.core.table, this, FutureIncomingResponse) = future;
    put_got(memory, guest, at, got, |guest, place, response| {
        let response = Box::new(guest.http().table.delete(response)?);
        put_u32(place, 0, guest.core.table.push(Resource::IncomingResponse(response))?);
        Ok(())
    })
}
