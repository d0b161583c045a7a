//! Requests: the client's, and those that the guest sends.

use http_body_util::BodyExt;
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{RequestOptions, WasiBody, p2::types::HostOutgoingRequest};

use super::{
    TYPES,
    channel::{Reader, Writer},
    end::Kind,
    response::put_pair,
    upload::Upload,
    value::Value,
};
use crate::{
    core::{
        abi::{Cx, enter, flag, guest, put_option},
        incoming::{self, IncomingRequest},
        outgoing_request::blank,
        request_parts,
        table::{Resource, Table, resource, take, unknown},
    },
    guest::Guest,
};

/// One that the guest made, or may have changed.
pub(crate) struct Request {
    pub(crate) head: HostOutgoingRequest,
    pub(super) options: Option<RequestOptions>,
    pub(super) body: Body,
}

pub(super) enum Body {
    Kept(Kept),
    /// By the host; nothing if there was none.
    Received(Option<WasiBody>),
}

/// The channels of a body that nobody reads yet.
pub(super) struct Kept {
    pub(super) contents: Option<usize>,
    pub(super) trailers: usize,
    /// To which it was promised how the sending ended.
    pub(super) done: usize,
}

impl Kept {
    /// Takes them from the guest; nobody has been promised yet to be told when all has been sent.
    pub(super) fn take(guest: &mut Guest, has_contents: u32, contents: u32, trailers: u32) -> Result<Self> {
        let contents = match flag(has_contents)? {
            true => Some(guest.take_readable(Kind::Bytes, contents, Reader::Kept)?),
            false => None,
        };
        let trailers = guest.take_readable(Kind::Trailers, trailers, Reader::Kept)?;
        let done = guest.promise();
        Ok(Self { contents, trailers, done })
    }

    /// Gives them back to the guest.
    pub(super) fn give(self, memory: &mut [u8], guest: &mut Guest, done: u32, at: u32) -> Result<()> {
        let channel = guest.take_readable(Kind::Done, done, Reader::Kept)?;
        guest.read_by(memory, channel, Reader::Forward(Some(self.done)))?;
        let contents = match self.contents {
            Some(contents) => guest.give(Kind::Bytes, contents)?,
            None => guest.open_readable(Kind::Bytes, Writer::Gone)?,
        };
        let trailers = guest.give(Kind::Trailers, self.trailers)?;
        put_pair(memory, at, contents, trailers)
    }

    /// Nobody will read it.
    pub(super) fn close(self, guest: &mut Guest) {
        if let Some(contents) = self.contents {
            guest.close_reader(contents);
        }
        guest.close_reader(self.trailers);
        guest.fulfil(self.done, Value::Done(Ok(())));
    }
}

/// Gives the guest a body that the host received, if it is still there.
pub(super) fn give_received(
    memory: &mut [u8],
    guest: &mut Guest,
    body: Option<WasiBody>,
    done: u32,
    at: u32,
) -> Result<()> {
    let done = guest.take_readable(Kind::Done, done, Reader::Kept)?;
    guest.read_by(memory, done, Reader::Forward(None))?;
    let promised = guest.promise();
    let writer = match body {
        Some(body) => Writer::Upload(Box::new(Upload::new(body, promised))),
        None => {
            *guest.writer(promised)? = Writer::Value(Some(Value::Trailers(Ok(None))));
            Writer::Gone
        }
    };
    let contents = guest.open_readable(Kind::Bytes, writer)?;
    let trailers = guest.give(Kind::Trailers, promised)?;
    put_pair(memory, at, contents, trailers)
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_getters(linker)?;
    request_parts::define_setters(linker, TYPES, "request", head)?;
    linker.func_wrap(TYPES, "[static]request.new", new)?;
    linker.func_wrap(
        TYPES,
        "[static]request.consume-body",
        |mut cx: Cx<'_>, this: u32, done: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            match take(guest, this)? {
                Body::Kept(body) => body.give(memory, guest, done, at),
                Body::Received(body) => give_received(memory, guest, body, done, at),
            }
        },
    )?;
    linker.func_wrap(TYPES, "[resource-drop]request", |mut cx: Cx<'_>, this: u32| -> Result<()> {
        let guest = guest(&mut cx)?;
        if let Body::Kept(body) = take(guest, this)? {
            body.close(guest);
        }
        Ok(())
    })?;
    Ok(())
}

/// The body of a request that goes.
fn take(guest: &mut Guest, this: u32) -> Result<Body> {
    let is = |it: &Resource| matches!(it, Resource::Request(_) | Resource::ClientRequest(_));
    match guest.core.table.take(this, is)? {
        Resource::Request(request) => Ok(request.body),
        Resource::ClientRequest(request) => {
            Ok(Body::Received(request.into_body().map(BodyExt::boxed_unsync)))
        }
        _ => Err(unknown(this)),
    }
}

/// A request as the guest made it or may change it: the client's own, too.
pub(super) fn own(guest: &mut Guest, this: u32) -> Result<&mut Request> {
    if let Resource::ClientRequest(_) = guest.core.table.get(this)?
        && let Resource::ClientRequest(request) =
            std::mem::replace(guest.core.table.get(this)?, Resource::Lent)
    {
        let (head, body) = request.into_own(&mut guest.outgoing);
        let body = Body::Received(body.map(BodyExt::boxed_unsync));
        *guest.core.table.get(this)? = Resource::Request(Box::new(Request { head, options: None, body }));
    }
    Ok(resource!(guest.core.table, this, Request))
}

fn head(guest: &mut Guest, this: u32) -> Result<&mut HostOutgoingRequest> {
    own(guest, this).map(|request| &mut request.head)
}

fn client_request(table: &mut Table, this: u32) -> Result<&mut IncomingRequest> {
    Ok(&mut **resource!(table, this, ClientRequest))
}

fn define_getters(linker: &mut Linker<Guest>) -> Result<()> {
    macro_rules! getter {
        ($name:literal, $function:ident) => {
            linker.func_wrap(
                TYPES,
                concat!("[method]request.get-", $name),
                |mut cx: Cx<'_>, this: u32, at: u32| match guest(&mut cx)?.core.table.get(this)? {
                    Resource::Request(_) => request_parts::$function(cx, head, this, at),
                    _ => incoming::$function(cx, client_request, this, at),
                },
            )?;
        };
    }
    getter!("method", method);
    getter!("path-with-query", path_with_query);
    getter!("scheme", scheme);
    getter!("authority", authority);
    linker.func_wrap(TYPES, "[method]request.get-headers", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        match table.get(this)? {
            Resource::Request(request) => {
                let fields = request.head.headers.clone();
                table.push(Resource::Fields(fields))
            }
            _ => incoming::headers(cx, client_request, this),
        }
    })?;
    linker.func_wrap(TYPES, "[method]request.get-options", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let options = own(guest, this)?.options;
        let push = |options| guest.core.table.push(Resource::FixedOptions(options));
        let handle = options.map(push).transpose()?;
        put_option(memory, at, handle)
    })?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the flat values of two options, a handle and a future")]
fn new(
    mut cx: Cx<'_>,
    fields: u32,
    has_contents: u32,
    contents: u32,
    trailers: u32,
    has_options: u32,
    options: u32,
    at: u32,
) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    let mut fields = take!(guest.core.table, fields, Fields);
    fields.set_immutable();
    let body = Kept::take(guest, has_contents, contents, trailers)?;
    let options = match flag(has_options)? {
        true => Some(super::options::take(guest, options)?),
        false => None,
    };
    let done = body.done;
    let request = Request { head: blank(fields), options, body: Body::Kept(body) };
    let handle = guest.core.table.push(Resource::Request(Box::new(request)))?;
    let sent = guest.give(Kind::Done, done)?;
    put_pair(memory, at, handle, sent)
}
