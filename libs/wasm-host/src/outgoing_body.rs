//! `outgoing-body` of `wasi:http` 0.2. The library's has a channel, two one-shot channels and three boxes for each
//! response; this one has a pipe.

use http::{HeaderMap, header};
use http_body_util::BodyExt;
use wasmtime::{
    StoreContextMut,
    component::{Linker, Resource, ResourceType},
};
use wasmtime_wasi::p2::DynOutputStream;
use wasmtime_wasi_http::{
    FieldMap,
    p2::{
        bindings::http::types::ErrorCode,
        types::{HostOutgoingRequest, HostOutgoingResponse},
    },
};

use crate::{
    guest::Guest,
    pipe::{Ender, Reader, SizeError, Writer, pipe},
};

/// As the bindings of wasmtime-wasi-http call it; a guest of another patch version finds it, too.
const TYPES: &str = "wasi:http/types@0.2.12";
const STREAMS: &str = "wasi:io/streams@0.2.12";

struct OutgoingBody {
    writer: Option<Writer>,
    ender: Ender,
}

type Store<'a> = StoreContextMut<'a, Guest>;

/// Takes the place of what the bindings defined.
pub(crate) fn define(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    let mut types = linker.instance(TYPES)?;
    types.resource("outgoing-body", ResourceType::host::<OutgoingBody>(), |mut store, rep| {
        store.data_mut().table().delete(Resource::<OutgoingBody>::new_own(rep))?;
        Ok(())
    })?;
    types.func_wrap(
        "[method]outgoing-request.body",
        |mut store: Store<'_>, (request,): (Resource<HostOutgoingRequest>,)| {
            let request = store.data_mut().table().get_mut(&request)?;
            let body = request.body.is_none().then(|| open(&request.headers, request_size)).flatten();
            let Some((body, reader)) = body else { return Ok((Err(()),)) };
            request.body = Some(reader.boxed_unsync());
            Ok((Ok(store.data_mut().table().push(body)?),))
        },
    )?;
    types.func_wrap(
        "[method]outgoing-response.body",
        |mut store: Store<'_>, (response,): (Resource<HostOutgoingResponse>,)| {
            let response = store.data_mut().table().get_mut(&response)?;
            let body = response.body.is_none().then(|| open(&response.headers, response_size)).flatten();
            let Some((body, reader)) = body else { return Ok((Err(()),)) };
            response.body = Some(reader.boxed_unsync());
            Ok((Ok(store.data_mut().table().push(body)?),))
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
            let table = store.data_mut().table();
            let body = table.delete(body)?;
            let trailers = trailers.map(|trailers| table.delete(trailers)).transpose()?;
            match body.ender.finish(trailers.map(HeaderMap::from)) {
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

/// A stream that has something to wait for when it is dropped waits by itself; the bindings would have every drop of
/// every stream prepare for it.
fn drop_stream(mut store: Store<'_>, rep: u32) -> wasmtime::Result<()> {
    use std::task::{Context, Waker};

    let mut stream = store.data_mut().table().delete(Resource::<DynOutputStream>::new_own(rep))?;
    let mut cancelled = Box::pin(async move { stream.cancel().await });
    if cancelled.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        tokio::spawn(cancelled);
    }
    Ok(())
}

/// Nothing if the length that the fields announce is none.
fn open(fields: &HeaderMap, size_error: SizeError) -> Option<(OutgoingBody, Reader)> {
    let announced_bytes = match fields.get(header::CONTENT_LENGTH) {
        None => None,
        // RFC 9110, 8.6: digits alone, no sign.
        Some(length) if !length.as_bytes().iter().all(u8::is_ascii_digit) => return None,
        Some(length) => Some(length.to_str().ok()?.parse().ok()?),
    };
    let (writer, ender, reader) = pipe(announced_bytes, size_error);
    Some((OutgoingBody { writer: Some(writer), ender }, reader))
}

fn request_size(bytes: u64) -> wasmtime::Error {
    ErrorCode::HttpRequestBodySize(Some(bytes)).into()
}

fn response_size(bytes: u64) -> wasmtime::Error {
    ErrorCode::HttpResponseBodySize(Some(bytes)).into()
}
