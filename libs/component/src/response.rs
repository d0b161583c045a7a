//! Writing a response of the `http` crate as a `wasi:http` response.

use bytes::Bytes;
use wasip2::{
    http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam},
    io::streams::StreamError,
};

/// What a write that waits may hold at most (`blocking-write-and-flush` of `wasi:io/streams`).
const BLOCKING_WRITE_BYTES: usize = 4096;

/// Sends head and body; to `HEAD` the head alone, with the length that the body would have had.
///
/// Every failure from here on means that the client or the host gave up on this response: there is nobody to tell.
pub(crate) fn send(answer: http::Response<Bytes>, is_head: bool, out: ResponseOutparam) {
    let (head, bytes) = answer.into_parts();
    let fields = Fields::new();
    for (name, value) in &head.headers {
        append(&fields, name.as_str(), value.as_bytes());
    }
    append(&fields, "content-length", bytes.len().to_string().as_bytes());
    let response = OutgoingResponse::new(fields);
    if head.status != http::StatusCode::OK {
        let _ = response.set_status_code(head.status.as_u16());
    }
    let body = if is_head { None } else { response.body().ok() };
    ResponseOutparam::set(out, Ok(response));
    if let Some(body) = body {
        let _ = write(&body, &bytes);
        let _ = OutgoingBody::finish(body, None);
    }
}

/// What is passed is borrowed: a whole list of fields would have to be owned.
fn append(fields: &Fields, name: &str, value: &[u8]) {
    fields.append(name, value).expect("the contract's fields are none that a host refuses");
}

fn write(body: &OutgoingBody, mut bytes: &[u8]) -> Result<(), StreamError> {
    let Ok(stream) = body.write() else { return Ok(()) };
    while !bytes.is_empty() {
        let writable = stream.check_write()? as usize;
        let length = bytes.len().min(if writable == 0 { BLOCKING_WRITE_BYTES } else { writable });
        let (now, later) = bytes.split_at(length);
        if writable == 0 {
            stream.blocking_write_and_flush(now)?;
        } else {
            stream.write(now)?;
        }
        bytes = later;
    }
    Ok(())
}
