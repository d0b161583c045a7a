use std::time::Duration;

use bytes::Bytes;
use http_body::Body;
use hyper::{
    Request, Response, StatusCode, Version,
    body::Incoming,
    header,
    server::conn::http1,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::Watcher,
};
use tokio::net::TcpStream;

/// A client that sends its head more slowly than this is holding a connection, not making a request.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// A head that does not fit in a buffer of this many bytes, nor in one more read of as many, is answered with 431
/// (RFC 6585, 5).
const MAX_HEAD_BYTES: usize = 32 * 1024;

pub(crate) fn spawn<S, B>(stream: TcpStream, service: S, watcher: Watcher)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send> + From<Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let checked = service_fn(move |request| {
        let answer = names_one_host(&request).then(|| service.call(request));
        async move {
            match answer {
                Some(answer) => answer.await,
                None => Ok(bad_request()),
            }
        }
    });
    // Fails only for a socket that is gone already, which the connection notices itself.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), checked);
    // An error here is the client's (it went away or spoke no HTTP) and was answered as far as it can be.
    tokio::spawn(async move {
        let _ = watcher.watch(connection).await;
    });
}

/// RFC 9112, 3.2: an HTTP/1.1 request with no `Host`, or with more than one, gets 400.
fn names_one_host(request: &Request<Incoming>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(_), None) => true,
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}

fn bad_request<B: From<Bytes>>() -> Response<B> {
    let mut response = Response::new(B::from(Bytes::new()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
