//! Requests that the guest sends.

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, Waker, ready},
};

use bytes::Bytes;
use http::{HeaderValue, Uri, header, uri};
use http_body::{Frame, SizeHint};
use http_body_util::{BodyExt, Empty};
use wasmtime::{Linker, Result, bail};
use wasmtime_wasi::runtime::{AbortOnDropJoinHandle, spawn};
use wasmtime_wasi_http::{
    Error, FieldMap, WasiBody, WasiHttpHooks as _,
    p2::{
        bindings::http::types::{ErrorCode, HostFutureIncomingResponse as _, Scheme},
        types::{HostFutureIncomingResponse, HostOutgoingRequest},
    },
};

use super::{
    body::Owner,
    request::{Body, Request, own},
    response::Response,
    subtask::{self, Work},
    transmission::{Transmission, announced_bytes, transmit},
};
use crate::{
    core::{
        abi::{Cx, enter, place, put_u32},
        error_code,
        table::{Resource, take},
    },
    guest::Guest,
};

const CLIENT: &str = "wasi:http/client@0.3";

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(CLIENT, "[async]send", |mut cx: Cx<'_>, request: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let sent = start(memory, guest, request, at)?;
        subtask::start(memory, guest, Work::Send(sent))
    })?;
    linker.func_wrap_async(CLIENT, "send", |mut cx: Cx<'_>, (request, at): (u32, u32)| {
        Box::new(async move {
            let (memory, guest) = enter(&mut cx)?;
            let mut sent = start(memory, guest, request, at)?;
            poll_fn(|cx| sent.poll_ready(cx)).await;
            let (memory, guest) = enter(&mut cx)?;
            sent.finish(memory, guest)
        })
    })?;
    Ok(())
}

type Answered = std::result::Result<(http::Response<WasiBody>, Io), Error>;
type Io = Box<dyn Future<Output = std::result::Result<(), Error>> + Send>;

/// A request under way.
pub(super) struct Sent {
    state: State,
    /// Where the response is to be left.
    at: u32,
}

enum State {
    Waiting(Pin<Box<dyn Future<Output = Answered> + Send>>),
    Refused(ErrorCode),
    Answered(Box<Answered>),
}

fn start(memory: &mut [u8], guest: &mut Guest, request: u32, at: u32) -> Result<Sent> {
    place::<40>(memory, at, 8)?;
    own(guest, request)?;
    let Request { head, options, body } = *take!(guest.core.table, request, Request);
    let body = match transmit(memory, guest, body, announced_bytes(&head.headers), Owner::Request)? {
        Transmission::Pipe { mut reader, .. } => match reader.take_whole(1) {
            Some(_) => Empty::new().map_err(|never| match never {}).boxed_unsync(),
            None => reader.boxed_unsync(),
        },
        Transmission::Forwarded(body) => body.boxed_unsync(),
    };
    let state = match written(guest, head, body) {
        Ok(request) => {
            let nothing_to_drive = Box::new(async { Ok(()) });
            State::Waiting(Box::into_pin(guest.outgoing.send_request(request, options, nothing_to_drive)))
        }
        Err(code) => State::Refused(code),
    };
    Ok(Sent { state, at })
}

/// The request as it is sent, with the host that it names.
fn written(
    guest: &mut Guest,
    head: HostOutgoingRequest,
    body: WasiBody,
) -> std::result::Result<http::Request<WasiBody>, ErrorCode> {
    let scheme = match head.scheme {
        None => guest.outgoing.default_scheme(),
        Some(Scheme::Http) => Some(uri::Scheme::HTTP),
        Some(Scheme::Https) => Some(uri::Scheme::HTTPS),
        Some(Scheme::Other(_)) => None,
    };
    let mut uri = Uri::builder().scheme(scheme.ok_or(ErrorCode::HttpProtocolError)?);
    if let Some(authority) = &head.authority {
        uri = uri.authority(authority.as_str());
    }
    if let Some(path) = head.path_with_query {
        uri = uri.path_and_query(path);
    }
    let mut request = http::Request::new(body);
    *request.uri_mut() = uri.build().map_err(|_| ErrorCode::HttpRequestUriInvalid)?;
    *request.method_mut() = head.method.try_into().map_err(|_| ErrorCode::HttpRequestMethodInvalid)?;
    *request.headers_mut() = head.headers.into();
    let host = HeaderValue::try_from(head.authority.unwrap_or_default());
    request.headers_mut().insert(header::HOST, host.map_err(|_| ErrorCode::HttpRequestUriInvalid)?);
    Ok(request)
}

impl Sent {
    pub(super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let State::Waiting(answered) = &mut self.state {
            self.state = State::Answered(Box::new(ready!(answered.as_mut().poll(cx))));
        }
        Poll::Ready(())
    }

    /// Leaves the response, or the error code, in memory: of one that is ready.
    pub(super) fn finish(self, memory: &mut [u8], guest: &mut Guest) -> Result<()> {
        let received = match self.state {
            State::Refused(code) => Err(code),
            State::Answered(answered) => match *answered {
                Ok((response, io)) => Ok(received(guest, response, io)),
                Err(error) => Err(guest.code_of(error)?),
            },
            State::Waiting(_) => bail!("a request that is under way has no response"),
        };
        let place = place::<40>(memory, self.at, 8)?;
        place[0] = u8::from(received.is_err());
        match received {
            Ok(response) => {
                put_u32(place, 8, guest.core.table.push(Resource::Response(Box::new(response)))?);
            }
            Err(code) => {
                error_code::lower(memory, guest, self.at + 8, error_code::without_text(code))?;
            }
        }
        Ok(())
    }
}

fn received(guest: &mut Guest, response: http::Response<WasiBody>, io: Io) -> Response {
    let (head, body) = response.into_parts();
    let fields = FieldMap::new_immutable(&mut guest.outgoing, head.headers);
    let mut io = Box::into_pin(io);
    let body = match io.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(_) => body,
        Poll::Pending => {
            let _io = spawn(async move { drop(io.await) });
            Received { body, _io }.boxed_unsync()
        }
    };
    Response { status: head.status, fields, body: Body::Received(Some(body)) }
}

impl Guest {
    /// As the library has it, which tells it of what its own futures hold alone.
    pub(super) fn code_of(&mut self, error: Error) -> Result<ErrorCode> {
        let failed = HostFutureIncomingResponse::Ready(Err(error));
        let (got, _) = self.in_library(failed, |http, response| http.get(response))?;
        Ok(match got {
            Some(Ok(Err(code))) => code,
            _ => ErrorCode::InternalError(None),
        })
    }
}

/// With what reads it from the connection.
struct Received {
    body: WasiBody,
    _io: AbortOnDropJoinHandle<()>,
}

impl http_body::Body for Received {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
