//! Responses: those that the guest makes, and those to its requests.

use http::StatusCode;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::FieldMap;

use super::{
    TYPES,
    end::Kind,
    request::{Body, Kept, give_received},
};
use crate::{
    core::{
        abi::{Cx, enter, guest, place, put_u32},
        table::{Resource, resource, take},
    },
    guest::Guest,
};

pub(crate) struct Response {
    pub(super) status: StatusCode,
    pub(super) fields: FieldMap,
    pub(super) body: Body,
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(
        TYPES,
        "[static]response.new",
        |mut cx: Cx<'_>, fields: u32, has_contents: u32, contents: u32, trailers: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let mut fields = take!(guest.core.table, fields, Fields);
            fields.set_immutable();
            let body = Kept::take(guest, has_contents, contents, trailers)?;
            let done = body.done;
            let response = Response { status: StatusCode::OK, fields, body: Body::Kept(body) };
            let handle = guest.core.table.push(Resource::Response(Box::new(response)))?;
            let sent = guest.give(Kind::Done, done)?;
            put_pair(memory, at, handle, sent)
        },
    )?;
    linker.func_wrap(TYPES, "[method]response.get-status-code", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        Ok(u32::from(resource!(table, this, Response).status.as_u16()))
    })?;
    linker.func_wrap(TYPES, "[method]response.set-status-code", |mut cx: Cx<'_>, this: u32, code: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let response = resource!(table, this, Response);
        // Of a number that is wider than its type, lifting takes the lower part.
        match (code as u16, StatusCode::from_u16(code as u16)) {
            (100..600, Ok(status)) => {
                response.status = status;
                Ok(0_u32)
            }
            _ => Ok(1),
        }
    })?;
    linker.func_wrap(TYPES, "[method]response.get-headers", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let fields = resource!(table, this, Response).fields.clone();
        table.push(Resource::Fields(fields))
    })?;
    linker.func_wrap(
        TYPES,
        "[static]response.consume-body",
        |mut cx: Cx<'_>, this: u32, done: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            match take!(guest.core.table, this, Response).body {
                Body::Kept(body) => body.give(memory, guest, done, at),
                Body::Received(body) => give_received(memory, guest, body, done, at),
            }
        },
    )?;
    linker.func_wrap(TYPES, "[resource-drop]response", |mut cx: Cx<'_>, this: u32| -> Result<()> {
        let guest = guest(&mut cx)?;
        if let Body::Kept(body) = take!(guest.core.table, this, Response).body {
            body.close(guest);
        }
        Ok(())
    })?;
    Ok(())
}

/// A tuple of two handles.
pub(super) fn put_pair(memory: &mut [u8], at: u32, first: u32, second: u32) -> Result<()> {
    let place = place::<8>(memory, at, 4)?;
    put_u32(place, 0, first);
    put_u32(place, 4, second);
    Ok(())
}
