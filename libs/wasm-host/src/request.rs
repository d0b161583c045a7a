use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use wasmtime_wasi_http::Error;

/// The request as both generations of `wasi:http` take it, and what takes its body back when the call has ended: 0.2
/// asks for an authority, which HTTP/1.0 may leave out.
pub(crate) fn from_client(request: Request<Incoming>) -> (Request<RequestBody>, Upload) {
    let mut request =
        request.map(|body| RequestBody((!body.is_end_stream()).then(|| Arc::new(Mutex::new(Some(body))))));
    if request.uri().authority().is_none() && !request.headers().contains_key(header::HOST) {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    }
    let upload = Upload(request.body().0.clone());
    (request, upload)
}

/// Nothing for a request without a body.
type Shared = Option<Arc<Mutex<Option<Incoming>>>>;

/// What is left of a body is read off so that the client gets the response.
fn give_up(shared: &Shared) {
    if let Some(body) =
        shared.as_ref().and_then(|it| it.lock().unwrap_or_else(PoisonError::into_inner).take())
    {
        listener::discard(body);
    }
}

/// The client's body while the call lasts. A guest that keeps it for longer, as a guest with garbage collection may,
/// would otherwise hold up the next request of the connection.
pub(crate) struct Upload(Shared);

impl Drop for Upload {
    fn drop(&mut self) {
        give_up(&self.0);
    }
}

/// A client's body, as the guest reads it.
pub(crate) struct RequestBody(Shared);

impl RequestBody {
    #[cfg(test)]
    pub(crate) fn empty() -> Self {
        Self(None)
    }

    fn with<T>(&self, of_body: impl FnOnce(&mut Incoming) -> T) -> Option<T> {
        let mut body = self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        body.as_mut().map(of_body)
    }
}

impl Drop for RequestBody {
    fn drop(&mut self) {
        give_up(&self.0);
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self.with(|body| Pin::new(body).poll_frame(cx)) {
            Some(frame) => frame.map_err(Error::Hyper),
            None if self.0.is_none() => Poll::Ready(None),
            None => Poll::Ready(Some(Err(Error::ConnectionTerminated))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none() || self.with(|body| body.is_end_stream()).unwrap_or(false)
    }

    fn size_hint(&self) -> SizeHint {
        let of_none = || if self.0.is_none() { SizeHint::with_exact(0) } else { SizeHint::default() };
        self.with(|body| body.size_hint()).unwrap_or_else(of_none)
    }
}
