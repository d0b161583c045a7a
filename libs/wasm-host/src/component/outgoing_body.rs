//! `outgoing-body` of `wasi:http` 0.2, and `response-outparam.set`. The library's body has a channel, two one-shot
//! channels and three boxes for each response; this one has a pipe. What the guest answers, and whether it left a body
//! open, is kept for the end of the call.

use http::HeaderMap;
use http_body_util::{BodyExt, Empty};
use wasmtime::{
    StoreContextMut,
    component::{Linker, Resource, ResourceType},
};
use wasmtime_wasi::p2::DynOutputStream;
use wasmtime_wasi_http::{
    FieldMap,
    p2::{
        bindings::http::types::ErrorCode,
        body::HyperOutgoingBody,
        types::{HostOutgoingRequest, HostOutgoingResponse, HostResponseOutparam},
    },
};

use crate::{
    cancel::at_once_or_later,
    guest::Guest,
    outgoing_body::{OutgoingBody, announced, open, request_size, response_size},
};

/// As the bindings of wasmtime-wasi-http call it; a guest of another patch version finds it, too.
const TYPES: &str = "wasi:http/types@0.2.12";
const STREAMS: &str = "wasi:io/streams@0.2.12";

type Store<'a> = StoreContextMut<'a, Guest>;

/// Takes the place of what the bindings defined.
pub(super) fn define(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance(TYPES)?;
    types.resource("outgoing-body", ResourceType::host::<OutgoingBody>(), |mut store, rep| {
        delete(store.data_mut(), Resource::new_own(rep))?;
        Ok(())
    })?;
    types.func_wrap(
        "[method]outgoing-request.body",
        |mut store: Store<'_>, (request,): (Resource<HostOutgoingRequest>,)| {
            let request = store.data_mut().table().get_mut(&request)?;
            let body = request.body.is_none().then(|| open(&request.headers, request_size, None)).flatten();
            let Some((body, reader)) = body else { return Ok((Err(()),)) };
            request.body = Some(reader.boxed_unsync());
            Ok((Ok(store.data_mut().table().push(body)?),))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-response.body",
        |mut store: Store<'_>, (handle,): (Resource<HostOutgoingResponse>,)| {
            let response = store.data_mut().table().get_mut(&handle)?;
            let body = response
                .body
                .is_none()
                .then(|| open(&response.headers, response_size, Some(handle.rep())))
                .flatten();
            let Some((body, reader)) = body else { return Ok((Err(()),)) };
            response.body = Some(reader.boxed_unsync());
            store.data_mut().exchange.open_bodies += 1;
            Ok((Ok(store.data_mut().table().push(body)?),))
        },
    )?;
    types.func_wrap(
        "[static]response-outparam.set",
        |mut store: Store<'_>, (out, response): (Resource<HostResponseOutparam>, Answered)| {
            let guest = store.data_mut();
            let answer = match response {
                Ok(response) => {
                    let response = guest.table().delete(response)?;
                    guest.exchange.status = Some(response.status);
                    let HostOutgoingResponse { status, headers, body } = response;
                    let none = || -> HyperOutgoingBody {
                        Empty::new().map_err(|never| match never {}).boxed_unsync()
                    };
                    announced(status, headers, body, none, guest.exchange.is_bodiless())
                }
                Err(code) => Err(code),
            };
            guest.exchange.has_answered = true;
            let out = guest.table().delete(out)?;
            (out.send)(answer);
            Ok(())
        },
    )?;
    types.func_wrap(
        "[method]outgoing-body.write",
        |mut store: Store<'_>, (body,): (Resource<OutgoingBody>,)| {
            let table = store.data_mut().table();
            let Some(writer) = table.get_mut(&body)?.writer.take() else { return Ok((Err(()),)) };
            let stream: DynOutputStream = Box::new(writer);
            Ok((Ok(table.push_child(stream, &body)?),))
        },
    )?;
    types.func_wrap(
        "[static]outgoing-body.finish",
        |mut store: Store<'_>, (body, trailers): (Resource<OutgoingBody>, Option<Resource<FieldMap>>)| {
            let guest = store.data_mut();
            let body = delete(guest, body)?;
            let trailers = trailers.map(|trailers| guest.table().delete(trailers)).transpose()?;
            match body.ender.finish(trailers.map(HeaderMap::from), || is_bodiless(guest, body.response)) {
                Ok(()) => Ok((Ok(()),)),
                Err(error) => Ok((Err(error.downcast::<ErrorCode>()?),)),
            }
        },
    )?;
    let mut streams = linker.instance(STREAMS)?;
    streams.resource("output-stream", ResourceType::host::<DynOutputStream>(), drop_stream)?;
    linker.allow_shadowing(false);
    Ok(())
}

type Answered = Result<Resource<HostOutgoingResponse>, ErrorCode>;

fn delete(guest: &mut Guest, body: Resource<OutgoingBody>) -> wasmtime::Result<OutgoingBody> {
    let body = guest.table().delete(body)?;
    if body.response.is_some() {
        guest.exchange.open_bodies -= 1;
    }
    Ok(body)
}

/// Whether the response of this handle has no body: either it was the answer, or it is still to be one.
fn is_bodiless(guest: &mut Guest, response: Option<u32>) -> bool {
    let Some(handle) = response else { return false };
    let response = guest.table().get(&Resource::<HostOutgoingResponse>::new_borrow(handle));
    let status = response.ok().map(|response| response.status);
    guest.exchange.will_be_bodiless(status)
}

/// The bindings would have every drop of every stream prepare to wait.
fn drop_stream(mut store: Store<'_>, rep: u32) -> wasmtime::Result<()> {
    let mut stream = store.data_mut().table().delete(Resource::<DynOutputStream>::new_own(rep))?;
    at_once_or_later(async move { stream.cancel().await });
    Ok(())
}
