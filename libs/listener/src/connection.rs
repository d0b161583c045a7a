use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use bytes::Bytes;
use http_body::Body;
use hyper::{
    Request, Response, StatusCode,
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

use crate::{client::Client, host_field::names_one_host};

/// A client that sends its head more slowly than this is holding a connection, not making a request.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(30);

/// A head that does not fit in a buffer of this many bytes, nor in one more read of as many, is answered with 431
/// (RFC 6585, 5).
const MAX_HEAD_BYTES: usize = 32 * 1024;

/// Serves a client; a response that has to wait for the client for longer than `client_limit` is given up.
pub(crate) fn spawn<S, B>(stream: TcpStream, service: S, watcher: Watcher, client_limit: Duration)
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
    let (client, mut watch) = Client::new(stream, client_limit);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_READ_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        // A client that has sent its last request may say so and still wait for the answer (RFC 9112, 9.6).
        .half_close(true)
        .serve_connection(TokioIo::new(client), checked);
    tokio::spawn(async move {
        let mut connection = pin!(watcher.watch(connection));
        // An error here is the client's (it went away or spoke no HTTP) and was answered as far as it can be.
        poll_fn(|cx| match connection.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending => watch.poll(cx),
        })
        .await;
    });
}

fn bad_request<B: From<Bytes>>() -> Response<B> {
    let mut response = Response::new(B::from(Bytes::new()));
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    response
}
