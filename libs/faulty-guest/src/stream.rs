use wasip2::{
    http::types::{Fields, IncomingRequest, OutgoingBody, ResponseOutparam},
    io::streams::StreamError,
};

use crate::{begin, begin_with, fault};

/// The length of a body that is not there.
pub(crate) fn without(out: ResponseOutparam, status: u16) {
    let (body, stream) = begin_with(out, status, &[("content-length".to_owned(), b"13".to_vec())]);
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

pub(crate) fn too_short(out: ResponseOutparam) {
    let (body, stream) = begin_with(out, 200, &[("content-length".to_owned(), b"13".to_vec())]);
    let _ = stream.blocking_write_and_flush(b"short");
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

pub(crate) fn wait_in_body(out: ResponseOutparam) {
    let (_body, stream) = begin(out);
    let _ = stream.blocking_write_and_flush(b"begun");
    fault::wait_forever();
}

pub(crate) fn flood(out: ResponseOutparam) {
    let (_body, stream) = begin(out);
    while stream.blocking_write_and_flush(&[b'x'; 4096]).is_ok() {}
}

/// Neither finished nor dropped.
pub(crate) fn never_ended(out: ResponseOutparam) {
    let (body, stream) = begin(out);
    let _ = stream.blocking_write_and_flush(b"half");
    core::mem::forget((body, stream));
}

pub(crate) fn trap_in_body(out: ResponseOutparam) {
    let (_body, stream) = begin(out);
    let _ = stream.blocking_write_and_flush(&[b'x'; 4096]);
    // What was written is under way only when the next piece is taken.
    for _ in 0..64 {
        let _ = stream.blocking_write_and_flush(&[b'x'; 4096]);
    }
    fault::trap();
}

pub(crate) fn loop_in_body(out: ResponseOutparam) {
    let (_body, stream) = begin(out);
    for _ in 0..64 {
        let _ = stream.blocking_write_and_flush(&[b'x'; 4096]);
    }
    fault::compute_forever();
}

pub(crate) fn unfinished_body(out: ResponseOutparam) {
    let (body, stream) = begin(out);
    let _ = stream.blocking_write_and_flush(b"half");
    drop(stream);
    drop(body);
}

/// Ten lines, each written by itself.
pub(crate) fn pieces(out: ResponseOutparam) {
    let (body, stream) = begin(out);
    for number in 0..10 {
        let _ = stream.blocking_write_and_flush(format!("{number}\n").as_bytes());
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}

pub(crate) fn trailers(out: ResponseOutparam) {
    let (body, stream) = begin_with(out, 200, &[("trailer".to_owned(), b"x-sum".to_vec())]);
    let _ = stream.blocking_write_and_flush(b"with trailers");
    drop(stream);
    let trailers = Fields::from_list(&[("x-sum".to_owned(), b"13".to_vec())]).unwrap();
    let _ = OutgoingBody::finish(body, Some(trailers));
}

/// The request's body, passed on as it comes.
pub(crate) fn copy(request: IncomingRequest, out: ResponseOutparam) {
    let (body, to) = begin(out);
    let incoming = request.consume().unwrap();
    let from = incoming.stream().unwrap();
    loop {
        match from.blocking_read(4096) {
            Ok(piece) if to.blocking_write_and_flush(&piece).is_ok() => {}
            Ok(_) | Err(StreamError::LastOperationFailed(_)) => return,
            Err(StreamError::Closed) => break,
        }
    }
    drop(to);
    let _ = OutgoingBody::finish(body, None);
}
