//! What both paths make of the guest's `outgoing-body` of `wasi:http` 0.2, and of the response that it answers with.

use http::{HeaderMap, Response, StatusCode, header};
use wasmtime_wasi_http::{FieldMap, p2::bindings::http::types::ErrorCode};

use crate::pipe::{Ender, Reader, SizeError, Writer, pipe};

pub(crate) struct OutgoingBody {
    pub(crate) writer: Option<Writer>,
    pub(crate) ender: Ender,
    /// The handle of the response whose body it is, if it is one's.
    pub(crate) response: Option<u32>,
}

/// The response as it is sent; one that announces a body and has none is an error, unless `is_bodiless`.
pub(crate) fn announced<B>(
    status: StatusCode,
    fields: FieldMap,
    body: Option<B>,
    none: impl FnOnce() -> B,
    is_bodiless: bool,
) -> Result<Response<B>, ErrorCode> {
    let body = match body {
        Some(body) => body,
        None => match fields.get(header::CONTENT_LENGTH) {
            Some(length) if !is_bodiless && length.as_bytes() != b"0" => {
                return Err(ErrorCode::HttpResponseBodySize(Some(0)));
            }
            _ => none(),
        },
    };
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    *answer.headers_mut() = fields.into();
    Ok(answer)
}

/// Nothing if the length that the fields announce is none.
pub(crate) fn open(
    fields: &HeaderMap,
    size_error: SizeError,
    response: Option<u32>,
) -> Option<(OutgoingBody, Reader)> {
    let announced_bytes = match fields.get(header::CONTENT_LENGTH) {
        None => None,
        Some(length) => Some(content_length(length.as_bytes())?),
    };
    let (writer, ender, reader) = pipe(announced_bytes, size_error);
    Some((OutgoingBody { writer: Some(writer), ender, response }, reader))
}

/// RFC 9110, 8.6: digits alone, no sign.
pub(crate) fn content_length(value: &[u8]) -> Option<u64> {
    let text = str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok()
}

pub(crate) fn request_size(bytes: u64) -> wasmtime::Error {
    ErrorCode::HttpRequestBodySize(Some(bytes)).into()
}

pub(crate) fn response_size(bytes: u64) -> wasmtime::Error {
    ErrorCode::HttpResponseBodySize(Some(bytes)).into()
}
