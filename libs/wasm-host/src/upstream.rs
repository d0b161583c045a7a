//! Sends what guests ask for over connections that stay open between requests, of whichever guest.

use std::{
    pin::Pin,
    sync::LazyLock,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use client::Client;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep, timeout};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};

/// The longest that a guest waits, and how long if it has not said: as wasmtime has it by default.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

static CLIENT: LazyLock<Client<WasiBody>> = LazyLock::new(|| Client::new(LONGEST_WAIT));

/// The head of the response; a guest that drops the response, or its body, ends what is under way.
pub(crate) async fn send(
    request: Request<WasiBody>,
    options: Option<RequestOptions>,
) -> Result<Response<WasiBody>, Error> {
    let limit = |of: fn(&RequestOptions) -> Option<Duration>| {
        options.as_ref().and_then(of).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
    };
    let head = limit(|it| it.connect_timeout) + limit(|it| it.first_byte_timeout);
    let response = timeout(head, CLIENT.request(request))
        .await
        .map_err(|_| Error::ConnectionReadTimeout)?
        .map_err(error_of)?;
    let between = limit(|it| it.between_bytes_timeout);
    Ok(response.map(|body| Timed { body, limit: between, late: None }.boxed_unsync()))
}

fn error_of(error: client::Error) -> Error {
    match error {
        client::Error::Connect(error) => Error::Connect(error),
        client::Error::Closed => Error::ConnectionTerminated,
        client::Error::Protocol => Error::HttpProtocolError,
    }
}

/// A body that may not be silent for longer than its limit.
struct Timed {
    body: Incoming,
    limit: Duration,
    /// While the next frame is waited for.
    late: Option<Pin<Box<Sleep>>>,
}

impl Body for Timed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let it = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut it.body).poll_frame(cx) {
            it.late = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Error::from)));
        }
        ready!(it.late.get_or_insert_with(|| Box::pin(sleep(it.limit))).as_mut().poll(cx));
        Poll::Ready(Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
