//! The client's request.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header, uri};
use http_body_util::BodyExt;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{FieldMap, p2::body::HostIncomingBody};

use super::{
    abi::{Cx, TYPES, enter, guest, place},
    allocate::{Content, DONE, copied, optional},
    incoming_body::put_body,
    table::{Resource, drops, resource},
};
use crate::{guest::Guest, outgoing::Outgoing, request::RequestBody};

pub(super) struct IncomingRequest {
    method: Method,
    uri: Uri,
    fields: Sent,
    body: Option<RequestBody>,
}

/// What the client sent as fields. Many a guest never asks for them.
enum Sent {
    Raw(HeaderMap),
    /// Without those that are the host's own.
    Fields {
        fields: FieldMap,
        host: Option<HeaderValue>,
    },
}

impl IncomingRequest {
    pub(super) fn new(request: http::Request<RequestBody>) -> Self {
        let (head, body) = request.into_parts();
        Self { method: head.method, uri: head.uri, fields: Sent::Raw(head.headers), body: Some(body) }
    }

    fn fields(&mut self, outgoing: &mut Outgoing) -> FieldMap {
        if let Sent::Raw(raw) = &mut self.fields {
            let host = raw.get(header::HOST).cloned();
            let fields = FieldMap::new_immutable(outgoing, std::mem::take(raw));
            self.fields = Sent::Fields { fields, host };
        }
        match &self.fields {
            Sent::Fields { fields, .. } => fields.clone(),
            Sent::Raw(_) => FieldMap::default(),
        }
    }

    fn authority(&self) -> Option<&[u8]> {
        let host = match &self.fields {
            Sent::Raw(raw) => raw.get(header::HOST),
            Sent::Fields { host, .. } => host.as_ref(),
        };
        match self.uri.authority() {
            Some(authority) => Some(authority.as_str().as_bytes()),
            None => host.map(HeaderValue::as_bytes),
        }
    }
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[method]incoming-request.method", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let method = &resource!(guest.core.table, this, IncomingRequest).method;
        let place = place::<12>(memory, at, 4)?;
        place[0] = method_case(method);
        if place[0] < OTHER_METHOD {
            return Ok(DONE);
        }
        let method = method.clone();
        copied(guest, method.as_str().as_bytes(), at + 4)
    })?;
    linker.func_wrap(
        TYPES,
        "[method]incoming-request.path-with-query",
        |mut cx: Cx<'_>, this: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let path = resource!(guest.core.table, this, IncomingRequest).uri.path_and_query().cloned();
            optional(memory, guest, path.map(Content::Path), at)
        },
    )?;
    linker.func_wrap(TYPES, "[method]incoming-request.scheme", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let scheme = resource!(guest.core.table, this, IncomingRequest).uri.scheme().cloned();
        put_scheme(memory, guest, Some(scheme.unwrap_or(uri::Scheme::HTTP)), at)
    })?;
    linker.func_wrap(TYPES, "[method]incoming-request.authority", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let authority =
            resource!(guest.core.table, this, IncomingRequest).authority().map(Bytes::copy_from_slice);
        optional(memory, guest, authority.map(Content::Bytes), at)
    })?;
    linker.func_wrap(TYPES, "[method]incoming-request.headers", |mut cx: Cx<'_>, this: u32| {
        let guest = guest(&mut cx)?;
        let fields = resource!(guest.core.table, this, IncomingRequest).fields(&mut guest.outgoing);
        guest.core.table.push(Resource::Fields(fields))
    })?;
    linker.func_wrap(TYPES, "[method]incoming-request.consume", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let body = resource!(guest.core.table, this, IncomingRequest).body.take();
        let body = body.map(|body| HostIncomingBody::new(body.boxed_unsync()));
        put_body(memory, guest, at, body)
    })?;
    drops!(linker, TYPES, "incoming-request", Resource::IncomingRequest(_));
    Ok(())
}

pub(super) const OTHER_METHOD: u8 = 9;

/// The case of `method`.
pub(super) fn method_case(method: &Method) -> u8 {
    match *method {
        Method::GET => 0,
        Method::HEAD => 1,
        Method::POST => 2,
        Method::PUT => 3,
        Method::DELETE => 4,
        Method::CONNECT => 5,
        Method::OPTIONS => 6,
        Method::TRACE => 7,
        Method::PATCH => 8,
        _ => OTHER_METHOD,
    }
}

/// `option<scheme>`
pub(super) fn put_scheme(
    memory: &mut [u8],
    guest: &mut Guest,
    scheme: Option<uri::Scheme>,
    at: u32,
) -> Result<u64> {
    let place = place::<16>(memory, at, 4)?;
    place[0] = u8::from(scheme.is_some());
    let Some(scheme) = scheme else { return Ok(DONE) };
    place[4] = match scheme.as_str() {
        "http" => 0,
        "https" => 1,
        _ => 2,
    };
    if place[4] < 2 { Ok(DONE) } else { copied(guest, scheme.as_str().as_bytes(), at + 8) }
}
