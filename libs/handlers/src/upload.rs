use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::{MAX_ECHO_BYTES, echo::echo, problem, quote};

/// A route that takes a request's body: what is known of it by the head alone, and what it answers to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    /// The body comes back.
    Echo,
    /// The body is an order, the answer its quote.
    Quote,
}

impl Upload {
    /// The largest body that the route takes, in bytes.
    pub fn max_bytes(self) -> usize {
        match self {
            Self::Echo => MAX_ECHO_BYTES,
            Self::Quote => quote::MAX_ORDER_BYTES,
        }
    }

    /// What the request's head alone gets, if it is refused with its body unread.
    ///
    /// A `Content-Length` that is no number says nothing here; judging it is the HTTP layer's part.
    pub fn refusal(
        self,
        content_type: Option<&HeaderValue>,
        content_length: Option<&HeaderValue>,
    ) -> Option<Response<Bytes>> {
        if self == Self::Quote && !content_type.is_some_and(is_json) {
            return Some(problem::unsupported_media_type());
        }
        let length = content_length?.to_str().ok()?.parse::<u64>().ok()?;
        (length > self.max_bytes() as u64).then(problem::content_too_large)
    }

    /// The answer to a body that is no longer than [`Upload::max_bytes`].
    pub fn answer(self, content_type: Option<HeaderValue>, body: Bytes) -> Response<Bytes> {
        match self {
            Self::Echo => echo(content_type, body),
            Self::Quote => quote::answer(&body),
        }
    }
}

/// Parameters are not looked at: JSON has none (RFC 8259, 11).
fn is_json(content_type: &HeaderValue) -> bool {
    let essence = content_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    fn refusal(upload: Upload, content_type: &str, length: &str) -> Option<StatusCode> {
        let [content_type, length] =
            [content_type, length].map(|value| HeaderValue::from_str(value).unwrap());
        upload.refusal(Some(&content_type), Some(&length)).map(|response| response.status())
    }

    #[test]
    fn only_a_declared_length_above_the_limit_is_refused_unread() {
        for (length, status) in [
            ("0", None),
            ("1048576", None),
            ("1048577", Some(StatusCode::PAYLOAD_TOO_LARGE)),
            ("18446744073709551615", Some(StatusCode::PAYLOAD_TOO_LARGE)),
            ("x", None),
        ] {
            assert_eq!(refusal(Upload::Echo, "text/plain", length), status, "{length}");
        }
        assert_eq!(refusal(Upload::Quote, "application/json", "65536"), None);
        assert_eq!(refusal(Upload::Quote, "application/json", "65537"), Some(StatusCode::PAYLOAD_TOO_LARGE));
        assert!(Upload::Echo.refusal(None, None).is_none());
    }

    #[test]
    fn an_order_is_json_by_its_media_type() {
        for accepted in ["application/json", "Application/JSON", "application/json ; charset=utf-8"] {
            assert_eq!(refusal(Upload::Quote, accepted, "2"), None, "{accepted}");
        }
        for refused in ["", "text/plain", "application/problem+json", "application/jsonx", "json"] {
            let unsupported = Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
            assert_eq!(refusal(Upload::Quote, refused, "99999999"), unsupported, "{refused}");
        }
        assert!(Upload::Quote.refusal(None, None).is_some());
    }
}
