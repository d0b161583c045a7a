use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

/// The request as both generations of `wasi:http` take it: 0.2 asks for an authority, which HTTP/1.0 may leave out.
pub(crate) fn from_client(request: Request<Incoming>) -> Request<RequestBody> {
    let mut request = request.map(|body| RequestBody(Some(body)));
    if request.uri().authority().is_none() && !request.headers().contains_key(header::HOST) {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    }
    request
}

/// A client's body; what the guest leaves unread is read off so that the client gets the response.
pub(crate) struct RequestBody(Option<Incoming>);

impl RequestBody {
    fn inner(&self) -> &Incoming {
        self.0.as_ref().expect("taken on drop only")
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        if let Some(body) = self.0.take() {
            listener::discard(body);
        }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(self.get_mut().0.as_mut().expect("taken on drop only")).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner().is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner().size_hint()
    }
}
