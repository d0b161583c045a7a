//! Requests that the guest sends.

use http_body_util::BodyExt;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{
    FieldMap, RequestOptions, WasiHttpView,
    p2::{
        bindings::http::{
            outgoing_handler::Host as _,
            types::{ErrorCode, Method},
        },
        types::{HostFutureIncomingResponse, HostOutgoingRequest},
    },
};

use super::{
    abi::{Cx, TYPES, enter, flag, guest, place, put_handle, put_u32},
    allocate::DONE,
    error_code,
    table::{Resource, drops, resource, take},
};
use crate::{
    guest::Guest,
    outgoing_body::{open, request_size},
};

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[constructor]outgoing-request", |mut cx: Cx<'_>, fields: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let mut headers = take!(table, fields, Fields);
        headers.set_immutable();
        table.push(Resource::OutgoingRequest(Box::new(blank(headers))))
    })?;
    linker.func_wrap(TYPES, "[method]outgoing-request.headers", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let fields = resource!(table, this, OutgoingRequest).headers.clone();
        table.push(Resource::Fields(fields))
    })?;
    linker.func_wrap(TYPES, "[method]outgoing-request.body", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let table = &mut guest.core.table;
        let request = resource!(table, this, OutgoingRequest);
        let body = if request.body.is_none() { open(&request.headers, request_size, None) } else { None };
        let Some((body, reader)) = body else { return put_handle(memory, at, None) };
        request.body = Some(reader.boxed_unsync());
        let handle = table.push(Resource::OutgoingBody(body))?;
        put_handle(memory, at, Some(handle))
    })?;
    linker.func_wrap(
        "wasi:http/outgoing-handler",
        "handle",
        |mut cx: Cx<'_>, request: u32, has_options: u32, options: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let has_options = flag(has_options)?;
            let request = *take!(guest.core.table, request, OutgoingRequest);
            let options =
                if has_options { Some(take!(guest.core.table, options, RequestOptions)) } else { None };
            match send(guest, request, options)? {
                Ok(response) => {
                    let response = Resource::FutureIncomingResponse(Box::new(response));
                    let handle = guest.core.table.push(response)?;
                    let place = place::<40>(memory, at, 8)?;
                    place[0] = 0;
                    put_u32(place, 8, handle);
                    Ok(DONE)
                }
                Err(code) => error_code::lower_optional(memory, guest, at, Some(code)),
            }
        },
    )?;
    drops!(linker, TYPES, "outgoing-request", Resource::OutgoingRequest(_));
    Ok(())
}

/// By the library; it refuses what is not allowed.
fn send(
    guest: &mut Guest,
    request: HostOutgoingRequest,
    options: Option<RequestOptions>,
) -> Result<std::result::Result<HostFutureIncomingResponse, ErrorCode>> {
    let mut http = guest.http();
    let request = http.table.push(request)?;
    let options = options.map(|options| http.table.push(options)).transpose()?;
    let borrowed = options.as_ref().map(|it| wasmtime::component::Resource::new_borrow(it.rep()));
    let sent = http.handle(request, borrowed);
    options.map(|options| http.table.delete(options)).transpose()?;
    match sent {
        Ok(response) => Ok(Ok(http.table.delete(response)?)),
        Err(error) => Ok(Err(error.downcast()?)),
    }
}

/// A request of which only the fields are set.
pub(super) fn blank(headers: FieldMap) -> HostOutgoingRequest {
    let (scheme, authority, path_with_query, body) = (None, None, None, None);
    HostOutgoingRequest { method: Method::Get, scheme, authority, path_with_query, headers, body }
}
