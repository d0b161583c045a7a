//! Reading a `wasi:http` request as the types of the `http` crate.

use bytes::Bytes;
use http::HeaderValue;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use wasip3::{
    http::types::{Fields, Method, Request},
    http_compat::IncomingRequestBody,
};

pub(crate) enum BodyError {
    TooLarge,
    BrokenOff,
}

/// A method that is no token (RFC 9110, 5.6.2) cannot come from an HTTP server; it reads as one that no route takes.
pub(crate) fn method(request: &Request) -> http::Method {
    match request.get_method() {
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

pub(crate) fn header(fields: &Fields, name: &str) -> Option<HeaderValue> {
    let value = fields.get(name).into_iter().next()?;
    HeaderValue::from_maybe_shared(Bytes::from(value)).ok()
}

/// Reads the whole body, up to `max_bytes`.
pub(crate) async fn body(request: Request, max_bytes: usize) -> Result<Bytes, BodyError> {
    let body = IncomingRequestBody::new(request).map_err(|_| BodyError::BrokenOff)?;
    match Limited::new(body, max_bytes).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(BodyError::TooLarge),
        Err(_) => Err(BodyError::BrokenOff),
    }
}
