//! The response, its body and the answer.

use http::StatusCode;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{FieldMap, p2::bindings::http::types::ErrorCode};

use super::{
    abi::{Cx, TYPES, enter, flag, guest, put_handle},
    error_code,
    streams::Output,
    table::{Resource, drops, resource, take},
};
use crate::{
    guest::Guest,
    guest_body::GuestBody,
    outgoing_body::{OutgoingBody, announced, open, response_size},
    pipe::Reader,
};

pub(super) struct Response {
    status: StatusCode,
    fields: FieldMap,
    body: Option<Reader>,
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[constructor]outgoing-response", |mut cx: Cx<'_>, fields: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let mut fields = take!(table, fields, Fields);
        fields.set_immutable();
        table.push(Resource::OutgoingResponse(Response { status: StatusCode::OK, fields, body: None }))
    })?;
    linker.func_wrap(TYPES, "[method]outgoing-response.status-code", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        Ok(u32::from(resource!(table, this, OutgoingResponse).status.as_u16()))
    })?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-response.set-status-code",
        |mut cx: Cx<'_>, this: u32, code: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            let response = resource!(table, this, OutgoingResponse);
            // Of a number that is wider than its type, lifting takes the lower part.
            let Ok(status) = StatusCode::from_u16(code as u16) else { return Ok(1_u32) };
            response.status = status;
            Ok(0)
        },
    )?;
    linker.func_wrap(TYPES, "[method]outgoing-response.headers", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let fields = resource!(table, this, OutgoingResponse).fields.clone();
        table.push(Resource::Fields(fields))
    })?;
    linker.func_wrap(TYPES, "[method]outgoing-response.body", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let response = resource!(guest.core.table, this, OutgoingResponse);
        let body =
            if response.body.is_none() { open(&response.fields, response_size, Some(this)) } else { None };
        let Some((body, reader)) = body else { return put_handle(memory, at, None) };
        response.body = Some(reader);
        guest.exchange.open_bodies += 1;
        let handle = guest.core.table.push(Resource::OutgoingBody(body))?;
        put_handle(memory, at, Some(handle))
    })?;
    linker.func_wrap(TYPES, "[static]response-outparam.set", set)?;
    drops!(linker, TYPES, "outgoing-response", Resource::OutgoingResponse(_));
    drops!(linker, TYPES, "response-outparam", Resource::ResponseOutparam(_));
    define_body(linker)
}

#[expect(clippy::too_many_arguments, reason = "the flat values of a result and an error code")]
fn set(
    mut cx: Cx<'_>,
    out: u32,
    is_error: u32,
    value: u32,
    a: u32,
    b: u64,
    c: u32,
    d: u32,
    e: u32,
    f: u32,
) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    let table = &mut guest.core.table;
    let answer = if flag(is_error)? {
        Err(error_code::lift(memory, value, (a, b, c, d, e, f))?)
    } else {
        let Response { status, fields, body } = take!(table, value, OutgoingResponse);
        guest.exchange.status = Some(status);
        announced(
            status,
            fields,
            body.map(GuestBody::Pipe),
            || GuestBody::Empty,
            guest.exchange.is_bodiless(),
        )
    };
    let out = take!(table, out, ResponseOutparam);
    guest.exchange.has_answered = true;
    // Nobody listens if the request has ended by its time limit.
    let _ = out.send(answer.map_err(|code| code.to_string()));
    Ok(())
}

fn define_body(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[method]outgoing-body.write", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let table = &mut guest.core.table;
        let writer = resource!(table, this, OutgoingBody).writer.take();
        let push = |writer| table.push_child(Resource::OutputStream(Output::Body(writer)), this);
        let handle = writer.map(push).transpose()?;
        put_handle(memory, at, handle)
    })?;
    linker.func_wrap(TYPES, "[static]outgoing-body.finish", finish)?;
    linker.func_wrap(TYPES, "[resource-drop]outgoing-body", |mut cx: Cx<'_>, this: u32| -> Result<()> {
        take_body(guest(&mut cx)?, this)?;
        Ok(())
    })?;
    Ok(())
}

fn take_body(guest: &mut Guest, this: u32) -> Result<OutgoingBody> {
    let body = take!(guest.core.table, this, OutgoingBody);
    if body.response.is_some() {
        guest.exchange.open_bodies -= 1;
    }
    Ok(body)
}

/// `result<_, error-code>`
fn finish(mut cx: Cx<'_>, this: u32, has_trailers: u32, trailers: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let has_trailers = flag(has_trailers)?;
    let body = take_body(guest, this)?;
    let trailers = if has_trailers { Some(take!(guest.core.table, trailers, Fields).into()) } else { None };
    let finished = body.ender.finish(trailers, || {
        let Some(handle) = body.response else { return false };
        let status = match guest.core.table.get(handle) {
            Ok(Resource::OutgoingResponse(response)) => Some(response.status),
            _ => None,
        };
        guest.exchange.will_be_bodiless(status)
    });
    let code = finished.err().map(|error| error.downcast::<ErrorCode>()).transpose()?;
    error_code::lower_optional(memory, guest, at, code)
}
