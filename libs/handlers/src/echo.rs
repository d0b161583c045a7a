use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::respond::typed;

/// The largest body that `POST /echo` takes, in bytes.
pub const MAX_ECHO_BYTES: usize = 1024 * 1024;

/// Whether a `Content-Length` alone shows that the body is too large: such a request is refused unread.
/// A value that is no number says nothing here; judging it is the HTTP layer's part.
pub fn exceeds_echo_limit(content_length: Option<&HeaderValue>) -> bool {
    content_length
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok())
        .is_some_and(|length| length > MAX_ECHO_BYTES as u64)
}

/// 200 with the request's body and content type; `application/octet-stream` where it had none (RFC 9110, 8.3).
pub fn echo(content_type: Option<HeaderValue>, body: Bytes) -> Response<Bytes> {
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

    #[test]
    fn only_a_declared_length_above_the_limit_is_refused_unread() {
        let declared = |length: &str| exceeds_echo_limit(Some(&HeaderValue::from_str(length).unwrap()));
        assert!(!declared("0"));
        assert!(!declared("1048576"));
        assert!(declared("1048577"));
        assert!(declared("18446744073709551615"));
        assert!(!exceeds_echo_limit(None));
    }
}
