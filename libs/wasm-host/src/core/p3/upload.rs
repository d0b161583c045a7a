//! Bodies that the host receives and the guest reads.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame};
use wasmtime_wasi_http::{Error, FieldMap, WasiBody, p2::bindings::http::types::ErrorCode};

use super::value::{Trailers, Value};
use crate::{guest::Guest, outgoing::is_forbidden};

pub(crate) struct Upload {
    body: WasiBody,
    /// Of a frame that was longer than what was asked for.
    rest: Bytes,
    /// The channel to which its trailers were promised.
    trailers: usize,
}

/// How a body ended.
pub(super) type End = std::result::Result<Option<HeaderMap>, Error>;

impl Upload {
    pub(super) fn new(body: WasiBody, trailers: usize) -> Self {
        Self { body, rest: Bytes::new(), trailers }
    }

    /// Up to so many bytes, none only where none were wanted; or how it ended.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        most_bytes: usize,
    ) -> Poll<std::result::Result<Bytes, End>> {
        while self.rest.is_empty() {
            let frame = match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => frame,
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(Err(error))),
                Poll::Ready(None) => return Poll::Ready(Err(Ok(None))),
                Poll::Pending => return Poll::Pending,
            };
            match frame.into_data() {
                Ok(bytes) => self.rest = bytes,
                Err(frame) => return Poll::Ready(Err(Ok(frame.into_trailers().ok()))),
            }
        }
        let length = self.rest.len().min(most_bytes);
        Poll::Ready(Ok(self.rest.split_to(length)))
    }
}

impl Guest {
    /// Gives the trailers that were promised.
    pub(super) fn end_upload(&mut self, upload: Upload, end: End) {
        let trailers: Trailers = match end {
            Ok(trailers) => Ok(trailers.map(|it| FieldMap::new_immutable(&mut self.outgoing, it))),
            Err(error) => Err(self.code_of(error).unwrap_or(ErrorCode::InternalError(None))),
        };
        self.fulfil(upload.trailers, Value::Trailers(trailers));
    }

    /// The body as a response's own: no guest is needed to pass it on.
    pub(super) fn forwarded(&mut self, upload: Upload, announced_bytes: Option<u64>) -> Forwarded {
        let Upload { body, rest, trailers } = upload;
        self.fulfil(trailers, Value::Trailers(Ok(None)));
        Forwarded { rest, ..Forwarded::new(Some(body), announced_bytes) }
    }
}

pub(crate) struct Forwarded {
    body: Option<WasiBody>,
    rest: Bytes,
    announced_bytes: Option<u64>,
    sent_bytes: u64,
}

impl Forwarded {
    pub(super) fn new(body: Option<WasiBody>, announced_bytes: Option<u64>) -> Self {
        Self { body, rest: Bytes::new(), announced_bytes, sent_bytes: 0 }
    }

    /// A body of another length than announced is broken off.
    fn check(&mut self, bytes: &Bytes) -> std::result::Result<(), Error> {
        self.sent_bytes += bytes.len() as u64;
        match self.announced_bytes {
            Some(announced) if self.sent_bytes > announced => {
                Err(Error::HttpResponseBodySize(Some(self.sent_bytes)))
            }
            _ => Ok(()),
        }
    }
}

impl Body for Forwarded {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Error>>> {
        let it = &mut *self;
        let rest = std::mem::take(&mut it.rest);
        let frame = if rest.is_empty() {
            it.body.as_mut().map_or(Poll::Ready(None), |body| Pin::new(body).poll_frame(cx))
        } else {
            Poll::Ready(Some(Ok(Frame::data(rest))))
        };
        match frame {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(match frame.into_data() {
                Ok(bytes) => it.check(&bytes).map(|()| Frame::data(bytes)),
                Err(frame) => Ok(without_forbidden(frame)),
            })),
            Poll::Ready(None) if it.announced_bytes.is_some_and(|announced| announced != it.sent_bytes) => {
                it.announced_bytes = None;
                Poll::Ready(Some(Err(Error::HttpResponseBodySize(Some(it.sent_bytes)))))
            }
            other => other,
        }
    }

    fn is_end_stream(&self) -> bool {
        let is_over = self.body.as_ref().is_none_or(|body| body.is_end_stream());
        is_over && self.rest.is_empty() && self.announced_bytes.is_none_or(|bytes| bytes == self.sent_bytes)
    }
}

fn without_forbidden(frame: Frame<Bytes>) -> Frame<Bytes> {
    match frame.into_trailers() {
        Ok(trailers) => {
            let allowed = trailers.iter().filter(|(name, _)| !is_forbidden(name));
            Frame::trailers(allowed.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        Err(frame) => frame,
    }
}
