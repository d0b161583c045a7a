use std::time::Duration;

use http_body::Body;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::Service};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::Watcher,
};
use tokio::net::TcpStream;

/// A client that sends its head more slowly than this is holding a connection, not making a request.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Bounds a request's head in bytes; a longer one is answered with 431 (RFC 6585, 5).
const MAX_HEAD_BYTES: usize = 64 * 1024;

pub(crate) fn spawn<S, B>(stream: TcpStream, service: S, watcher: Watcher)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    // Fails only for a socket that is gone already, which the connection notices itself.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    // An error here is the client's (it went away or spoke no HTTP) and was answered as far as it can be.
    tokio::spawn(async move {
        let _ = watcher.watch(connection).await;
    });
}
