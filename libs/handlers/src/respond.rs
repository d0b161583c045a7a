use bytes::Bytes;
use http::{HeaderValue, Response, header};

pub(crate) fn json(body: impl Into<Bytes>) -> Response<Bytes> {
    typed(HeaderValue::from_static("application/json"), body.into())
}

pub(crate) fn text(body: impl Into<Bytes>) -> Response<Bytes> {
    typed(HeaderValue::from_static("text/plain"), body.into())
}

pub(crate) fn typed(content_type: HeaderValue, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}
