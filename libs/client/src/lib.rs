//! Sends HTTP/1.1 requests over connections that stay open between them.

use std::{error::Error as _, io, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};

/// How many connections to one host stay open for the next requests.
const MAX_IDLE_CONNECTIONS: usize = 256;

/// How often a request is sent that may be sent again: twice by a connection that was open before, as it may be that all
/// of them are about to close, and once more.
const ATTEMPTS: u32 = 3;

/// A pool of connections to any hosts, without TLS and without proxies.
pub struct Client<B>(legacy::Client<HttpConnector, B>);

/// Why there is no response.
#[derive(Debug)]
pub enum Error {
    /// There is no connection to the host.
    Connect(io::Error),
    /// The host closed the connection before it had answered.
    Closed,
    /// What came is no HTTP.
    Protocol,
}

impl<B> Client<B>
where
    B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
        + Default
        + Send
        + Unpin
        + 'static,
{
    /// Opens no connection yet.
    pub fn new(connect_timeout: Duration) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(connect_timeout));
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(MAX_IDLE_CONNECTIONS)
            .build(connector);
        Self(client)
    }

    /// The response, as soon as its head is there. Dropping this, or the body of the response before its end, closes the
    /// connection.
    ///
    /// A host may close a connection that it has kept open just when the next request comes by it. So a request that may
    /// be sent again, and has no body, is (RFC 9110, 9.2.2; RFC 9112, 9.3.1).
    pub async fn request(&self, mut request: Request<B>) -> Result<Response<Incoming>, Error> {
        if !request.method().is_idempotent() || !request.body().is_end_stream() {
            return self.0.request(request).await.map_err(|error| error_of(&error));
        }
        let mut attempt = 1;
        loop {
            let mut again = Request::new(B::default());
            *again.method_mut() = request.method().clone();
            *again.uri_mut() = request.uri().clone();
            *again.headers_mut() = request.headers().clone();
            match self.0.request(request).await.map_err(|error| error_of(&error)) {
                Err(Error::Closed) if attempt < ATTEMPTS => attempt += 1,
                answered => return answered,
            }
            request = again;
        }
    }
}

/// The pool owns what went wrong, and shows it alone.
fn error_of(error: &legacy::Error) -> Error {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(cause) = cause.downcast_ref::<io::Error>() {
            return if error.is_connect() {
                Error::Connect(io::Error::new(cause.kind(), cause.to_string()))
            } else {
                Error::Closed
            };
        }
        if let Some(cause) = cause.downcast_ref::<hyper::Error>()
            && (cause.is_incomplete_message() || cause.is_closed() || cause.is_canceled())
        {
            return Error::Closed;
        }
        source = cause.source();
    }
    Error::Protocol
}
