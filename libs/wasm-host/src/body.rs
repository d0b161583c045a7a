use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use wasmtime_wasi_http::Error;

use crate::{
    after::{finish, tell},
    answer::{Call, Fault, poll_call},
    guest_body::GuestBody,
    log,
};

/// How much of a body is taken from the guest before the response's head goes out: a body that is complete by then
/// leaves with the head in one write, and with its length.
const AHEAD_BYTES: usize = 64 * 1024;

/// A frame of a body, or why there is none; nothing when the body is over.
type NextFrame = Option<Result<Frame<Bytes>, Error>>;

/// The body of a response.
pub struct HostBody(State);

enum State {
    Whole(Bytes),
    /// No body, but the length that one would have had (RFC 9110, 8.6).
    Announced(u64),
    Streaming(Box<Streaming>),
}

/// A body that the guest may still be writing: the connection that sends it also runs the guest, so that a client
/// that reads slowly slows the guest down.
struct Streaming {
    ahead: VecDeque<Frame<Bytes>>,
    body: Option<GuestBody>,
    call: Option<Call>,
    /// How the call failed; what it had written until then may be the whole body.
    fault: Option<Fault>,
    time_limit: Duration,
    /// Breaks off, once what came before has been sent.
    is_broken: bool,
}

impl From<Bytes> for HostBody {
    fn from(bytes: Bytes) -> Self {
        Self(State::Whole(bytes))
    }
}

impl HostBody {
    /// Takes what the guest has ready. Fails if the guest does before anything was sent.
    pub(crate) fn from_guest(
        mut body: GuestBody,
        mut call: Option<Call>,
        fault: Option<Fault>,
        time_limit: Duration,
        cx: &mut Context<'_>,
    ) -> wasmtime::Result<Self> {
        if let Some(bytes) = body.take_whole(AHEAD_BYTES) {
            match fault {
                Some(fault) => tell(&fault),
                None => finish(&mut call, time_limit, cx),
            }
            return Ok(bytes.into());
        }
        let (ahead, body) = (VecDeque::new(), Some(body));
        let mut streaming = Streaming { ahead, body, call, fault, time_limit, is_broken: false };
        let mut bytes_ahead = 0;
        while bytes_ahead < AHEAD_BYTES {
            match streaming.poll_guest(cx)? {
                Poll::Ready(Some(Ok(frame))) => {
                    bytes_ahead += frame.data_ref().map_or(0, Bytes::len);
                    streaming.ahead.push_back(frame);
                }
                Poll::Ready(Some(Err(error))) => return Err(error.into()),
                Poll::Ready(None) => break,
                Poll::Pending => break,
            }
        }
        Ok(match streaming.whole() {
            Some(bytes) => bytes.into(),
            None => Self(State::Streaming(Box::new(streaming))),
        })
    }

    /// If there is no body, the announcement of one.
    pub(crate) fn announce(&mut self, length: u64) {
        if matches!(&self.0, State::Whole(bytes) if bytes.is_empty()) {
            self.0 = State::Announced(length);
        }
    }
}

impl Streaming {
    /// The body if it has ended, without trailers: in one piece, however many the guest wrote.
    fn whole(&mut self) -> Option<Bytes> {
        if self.body.is_some() || !self.ahead.iter().all(Frame::is_data) {
            return None;
        }
        let mut pieces = self.ahead.drain(..).filter_map(|frame| frame.into_data().ok());
        let first = pieces.next().unwrap_or_default();
        let Some(second) = pieces.next() else { return Some(first) };
        let mut whole = BytesMut::from(first);
        whole.extend_from_slice(&second);
        pieces.for_each(|piece| whole.extend_from_slice(&piece));
        Some(whole.freeze())
    }

    /// The next frame of what is sent. A body that fails makes hyper drop what it has not sent yet, the head too, and
    /// one that has to wait makes hyper send it: so the failure is told one poll later.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<NextFrame> {
        if self.is_broken {
            return Poll::Ready(Some(Err(Error::HttpResponseIncomplete)));
        }
        if let Some(frame) = self.ahead.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        let fault = match self.poll_guest(cx) {
            Ok(Poll::Ready(Some(Err(error)))) => {
                // hyper's error is of the connection from which the component runtime passes a body on.
                let is_of_guest = !matches!(error, Error::Hyper(_))
                    && self.body.as_ref().is_some_and(GuestBody::is_of_guest);
                is_of_guest.then(|| error.into())
            }
            Ok(next) => return next,
            Err(fault) => {
                self.body = None;
                self.call = None;
                Some(fault)
            }
        };
        if let Some(fault) = fault {
            log::fault("in the body", &fault);
        }
        self.is_broken = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// The next frame, for which the guest runs as far as it can. The outer error is the guest's fault.
    fn poll_guest(&mut self, cx: &mut Context<'_>) -> wasmtime::Result<Poll<NextFrame>> {
        let Some(body) = &mut self.body else { return Ok(Poll::Ready(None)) };
        let mut frame = Pin::new(&mut *body).poll_frame(cx);
        if frame.is_pending() && self.call.is_some() {
            if let Poll::Ready(Err(fault)) = poll_call(&mut self.call, cx) {
                self.fault = Some(fault);
            }
            frame = Pin::new(body).poll_frame(cx);
        }
        match frame {
            Poll::Ready(None) => {
                self.body = None;
                match self.fault.take() {
                    Some(fault) => tell(&fault),
                    None => finish(&mut self.call, self.time_limit, cx),
                }
            }
            // Whatever a body that is not whole waits for, or breaks off for: nobody will write it.
            Poll::Pending | Poll::Ready(Some(Err(_))) => {
                if let Some(fault) = self.fault.take() {
                    return Err(fault.error);
                }
            }
            Poll::Ready(Some(Ok(_))) => {}
        }
        Ok(frame)
    }
}

impl Body for HostBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut self.0 {
            State::Announced(_) => Poll::Ready(None),
            State::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            State::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            State::Streaming(streaming) => streaming.poll_next(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            State::Whole(bytes) => bytes.is_empty(),
            State::Announced(_) => false,
            State::Streaming(streaming) => {
                streaming.ahead.is_empty() && streaming.body.is_none() && !streaming.is_broken
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            State::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            State::Announced(length) => SizeHint::with_exact(*length),
            State::Streaming(_) => SizeHint::default(),
        }
    }
}
