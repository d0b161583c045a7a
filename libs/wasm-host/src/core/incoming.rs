//! The client's request.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Uri, header, uri};
use http_body_util::BodyExt;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{
    FieldMap,
    p2::{bindings::http::types::Scheme, body::HostIncomingBody, types::HostOutgoingRequest},
};

use super::{
    abi::{Cx, TYPES, enter, guest, place},
    allocate::{Content, DONE, copied, optional},
    incoming_body::put_body,
    table::{Resource, Table, drops, resource},
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

    /// The body is nothing if it was asked for before.
    pub(super) fn into_body(self) -> Option<RequestBody> {
        self.body
    }

    /// As one that the guest could have made.
    pub(super) fn into_own(mut self, outgoing: &mut Outgoing) -> (HostOutgoingRequest, Option<RequestBody>) {
        let authority = self.authority().and_then(|it| uri::Authority::try_from(it).ok());
        let scheme = match self.uri.scheme() {
            Some(scheme) if *scheme == uri::Scheme::HTTPS => Scheme::Https,
            Some(scheme) if *scheme != uri::Scheme::HTTP => Scheme::Other(scheme.to_string()),
            _ => Scheme::Http,
        };
        let head = HostOutgoingRequest {
            method: self.method.clone().into(),
            scheme: Some(scheme),
            authority: authority.map(|it| it.to_string()),
            path_with_query: self.uri.path_and_query().map(|it| it.to_string()),
            headers: self.fields(outgoing),
            body: None,
        };
        (head, self.body)
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
    macro_rules! getter {
        ($name:literal, $function:ident) => {
            linker.func_wrap(
                TYPES,
                concat!("[method]incoming-request.", $name),
                |cx: Cx<'_>, this: u32, at: u32| $function(cx, of_p2, this, at),
            )?;
        };
    }
    getter!("method", method);
    getter!("path-with-query", path_with_query);
    getter!("scheme", scheme);
    getter!("authority", authority);
    linker.func_wrap(TYPES, "[method]incoming-request.headers", |cx: Cx<'_>, this: u32| {
        headers(cx, of_p2, this)
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

/// Finds the client's request behind a handle: each generation knows its own alone.
pub(super) type Of = fn(&mut Table, u32) -> Result<&mut IncomingRequest>;

fn of_p2(table: &mut Table, this: u32) -> Result<&mut IncomingRequest> {
    Ok(&mut **resource!(table, this, IncomingRequest))
}

pub(super) fn method(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let method = &of(&mut guest.core.table, this)?.method;
    let place = place::<12>(memory, at, 4)?;
    place[0] = method_case(method);
    if place[0] < OTHER_METHOD {
        return Ok(DONE);
    }
    let method = method.clone();
    copied(guest, method.as_str().as_bytes(), at + 4)
}

pub(super) fn path_with_query(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let path = of(&mut guest.core.table, this)?.uri.path_and_query().cloned();
    optional(memory, guest, path.map(Content::Path), at)
}

pub(super) fn scheme(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let scheme = of(&mut guest.core.table, this)?.uri.scheme().cloned();
    put_scheme(memory, guest, Some(scheme.unwrap_or(uri::Scheme::HTTP)), at)
}

pub(super) fn authority(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let authority = of(&mut guest.core.table, this)?.authority().map(Bytes::copy_from_slice);
    optional(memory, guest, authority.map(Content::Bytes), at)
}

pub(super) fn headers(mut cx: Cx<'_>, of: Of, this: u32) -> Result<u32> {
    let guest = guest(&mut cx)?;
    let fields = of(&mut guest.core.table, this)?.fields(&mut guest.outgoing);
    guest.core.table.push(Resource::Fields(fields))
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
