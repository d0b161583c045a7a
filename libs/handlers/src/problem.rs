//! Errors as `application/problem+json` (RFC 9457).

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};

use crate::respond::typed;

/// 413 for a body above the limit of its route.
pub fn content_too_large() -> Response<Bytes> {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        r#"{"type":"about:blank","title":"Content Too Large","status":413}"#,
    )
}

/// 400 for a body that broke off or is not what the route takes, and for a query that the contract does not know.
pub fn bad_request() -> Response<Bytes> {
    problem(StatusCode::BAD_REQUEST, r#"{"type":"about:blank","title":"Bad Request","status":400}"#)
}

/// 415 for a body of another media type than the route takes.
pub(crate) fn unsupported_media_type() -> Response<Bytes> {
    problem(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        r#"{"type":"about:blank","title":"Unsupported Media Type","status":415}"#,
    )
}

/// 502 for an upstream that could not be reached or did not answer as it should.
pub(crate) fn bad_gateway() -> Response<Bytes> {
    problem(StatusCode::BAD_GATEWAY, r#"{"type":"about:blank","title":"Bad Gateway","status":502}"#)
}

/// 503 where there is no upstream.
pub(crate) fn service_unavailable() -> Response<Bytes> {
    problem(
        StatusCode::SERVICE_UNAVAILABLE,
        r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#,
    )
}

/// 504 for an upstream that did not answer in time.
pub(crate) fn gateway_timeout() -> Response<Bytes> {
    problem(StatusCode::GATEWAY_TIMEOUT, r#"{"type":"about:blank","title":"Gateway Timeout","status":504}"#)
}

pub(crate) fn not_found() -> Response<Bytes> {
    problem(StatusCode::NOT_FOUND, r#"{"type":"about:blank","title":"Not Found","status":404}"#)
}

/// 405; `allow` is the value of the `Allow` header that RFC 9110, 15.5.6 asks for.
pub(crate) fn method_not_allowed(allow: &'static str) -> Response<Bytes> {
    let mut response = problem(
        StatusCode::METHOD_NOT_ALLOWED,
        r#"{"type":"about:blank","title":"Method Not Allowed","status":405}"#,
    );
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    response
}

fn problem(status: StatusCode, body: &'static str) -> Response<Bytes> {
    let mut response =
        typed(HeaderValue::from_static("application/problem+json"), Bytes::from_static(body.as_bytes()));
    *response.status_mut() = status;
    response
}
