//! Reading a `wasi:http` request as the types of the `http` crate.

use bytes::Bytes;
use http::HeaderValue;
use wasip2::{
    http::types::{Fields, IncomingRequest, Method},
    io::streams::StreamError,
};

const READ_BYTES: u64 = 64 * 1024;

pub(crate) enum BodyError {
    TooLarge,
    BrokenOff,
}

/// A method that is no token (RFC 9110, 5.6.2) cannot come from an HTTP server; it reads as one that no route takes.
pub(crate) fn method(request: &IncomingRequest) -> http::Method {
    match request.method() {
        Method::Get => http::Method::GET,
        Method::Head => http::Method::HEAD,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Delete => http::Method::DELETE,
        Method::Connect => http::Method::CONNECT,
        Method::Options => http::Method::OPTIONS,
        Method::Trace => http::Method::TRACE,
        Method::Patch => http::Method::PATCH,
        Method::Other(name) => http::Method::from_bytes(name.as_bytes()).unwrap_or(http::Method::TRACE),
    }
}

/// Path and query of a request target.
pub(crate) fn split(target: &str) -> (&str, Option<&str>) {
    match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    }
}

pub(crate) fn header(headers: &Fields, name: &str) -> Option<HeaderValue> {
    let value = headers.get(name).into_iter().next()?;
    HeaderValue::from_maybe_shared(Bytes::from(value)).ok()
}

/// Reads the whole body, up to `max_bytes`.
pub(crate) fn body(request: IncomingRequest, max_bytes: usize) -> Result<Bytes, BodyError> {
    let incoming = request.consume().map_err(|()| BodyError::BrokenOff)?;
    let stream = incoming.stream().map_err(|()| BodyError::BrokenOff)?;
    let mut body = Vec::new();
    loop {
        match stream.blocking_read(READ_BYTES) {
            Ok(chunk) if body.len() + chunk.len() > max_bytes => return Err(BodyError::TooLarge),
            Ok(chunk) if body.is_empty() => body = chunk,
            Ok(chunk) => body.extend_from_slice(&chunk),
            Err(StreamError::Closed) => return Ok(body.into()),
            Err(StreamError::LastOperationFailed(_)) => return Err(BodyError::BrokenOff),
        }
    }
}
