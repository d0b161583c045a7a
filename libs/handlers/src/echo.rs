use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::respond::typed;

/// The largest body that `POST /echo` takes, in bytes.
pub(crate) const MAX_ECHO_BYTES: usize = 1024 * 1024;

/// 200 with the request's body and content type; `application/octet-stream` where it had none (RFC 9110, 8.3).
pub(crate) fn echo(content_type: Option<HeaderValue>, body: Bytes) -> Response<Bytes> {
    typed(content_type.unwrap_or(HeaderValue::from_static("application/octet-stream")), body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    #[test]
    fn echo_returns_body_and_content_type() {
        let response = echo(Some(HeaderValue::from_static("image/png")), Bytes::from_static(b"\x89PNG"));
        assert_eq!(response.headers()[header::CONTENT_TYPE], "image/png");
        assert_eq!(&response.body()[..], b"\x89PNG");
        assert_eq!(echo(None, Bytes::new()).headers()[header::CONTENT_TYPE], "application/octet-stream");
    }
}
