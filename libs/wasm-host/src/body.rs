use std::{
    collections::VecDeque,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use http::Response;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use wasmtime_wasi_http::{Error, WasiBody};

use crate::{
    answer::{Call, poll_call},
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
    Streaming(Box<Streaming>),
}

/// A body that the guest may still be writing: the connection that sends it also runs the guest, so that a client
/// that reads slowly slows the guest down.
struct Streaming {
    ahead: VecDeque<Frame<Bytes>>,
    body: Option<WasiBody>,
    call: Option<Call>,
    /// Why the body breaks off, once what came before it has been sent.
    broken: Option<Error>,
}

impl From<Bytes> for HostBody {
    fn from(bytes: Bytes) -> Self {
        Self(State::Whole(bytes))
    }
}

impl HostBody {
    /// Takes what the guest has ready. Fails if the guest does before anything was sent.
    pub(crate) fn from_guest(
        body: WasiBody,
        call: Option<Call>,
        cx: &mut Context<'_>,
    ) -> wasmtime::Result<Self> {
        let mut streaming = Streaming { ahead: VecDeque::new(), body: Some(body), call, broken: None };
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
        if let Some(error) = self.broken.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if let Some(frame) = self.ahead.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        let next = self.poll_guest(cx).unwrap_or_else(|error| {
            log::fault("in the body", &error);
            self.body = None;
            self.call = None;
            Poll::Ready(Some(Err(Error::HttpResponseIncomplete)))
        });
        let Poll::Ready(Some(Err(error))) = next else { return next };
        self.broken = Some(error);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// The next frame, for which the guest runs as far as it can. The outer error is the guest's fault.
    fn poll_guest(&mut self, cx: &mut Context<'_>) -> wasmtime::Result<Poll<NextFrame>> {
        let Some(body) = &mut self.body else { return Ok(Poll::Ready(None)) };
        let mut frame = Pin::new(&mut *body).poll_frame(cx);
        if frame.is_pending() && self.call.is_some() {
            if let Poll::Ready(Err(error)) = poll_call(&mut self.call, cx) {
                return Err(error);
            }
            frame = Pin::new(body).poll_frame(cx);
        }
        if let Poll::Ready(None) = frame {
            self.body = None;
            self.run_to_end(cx)?;
        }
        Ok(frame)
    }

    /// What the guest does after its body has ended is no longer the client's concern.
    fn run_to_end(&mut self, cx: &mut Context<'_>) -> wasmtime::Result<()> {
        if let Poll::Ready(Err(error)) = poll_call(&mut self.call, cx) {
            return Err(error);
        }
        if let Some(call) = self.call.take() {
            tokio::spawn(async move {
                if let Err(error) = call.await {
                    log::fault("after the response", &error);
                }
            });
        }
        Ok(())
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
            State::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            State::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            State::Streaming(streaming) => streaming.poll_next(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            State::Whole(bytes) => bytes.is_empty(),
            State::Streaming(streaming) => {
                streaming.ahead.is_empty() && streaming.body.is_none() && streaming.broken.is_none()
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            State::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            State::Streaming(_) => SizeHint::default(),
        }
    }
}

/// Tells, by the receiver, when the response's body has been read to its end or given up.
pub(crate) fn signal_end(response: Response<WasiBody>) -> (Response<WasiBody>, oneshot::Receiver<()>) {
    let (held, ended) = oneshot::channel();
    (response.map(|body| Signalling { body, _held: held }.boxed_unsync()), ended)
}

struct Signalling {
    body: WasiBody,
    _held: oneshot::Sender<()>,
}

impl Body for Signalling {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }
}
