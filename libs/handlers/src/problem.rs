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
