//! What becomes of the body of a response, or of a request of the guest's, when it is sent.

use http::{HeaderMap, header};
use wasmtime::Result;

use super::{
    body::{Body, Owner, Part},
    channel::{Reader, Writer},
    request::{self, Kept},
    upload::Forwarded,
    value::Value,
};
use crate::{
    guest::Guest,
    outgoing_body::{content_length, request_size, response_size},
    pipe::{self, SizeError, pipe},
};

pub(super) enum Transmission {
    /// The guest writes it.
    Pipe { reader: pipe::Reader, body: usize },
    /// The host received it, and no guest is needed to pass it on.
    Forwarded(Forwarded),
}

/// How long a body is announced to be, in bytes.
pub(super) fn announced_bytes(fields: &HeaderMap) -> Option<u64> {
    content_length(fields.get(header::CONTENT_LENGTH)?.as_bytes())
}

/// Begins to read a body, which is held to its length.
pub(super) fn transmit(
    memory: &mut [u8],
    guest: &mut Guest,
    body: request::Body,
    announced_bytes: Option<u64>,
    owner: Owner,
) -> Result<Transmission> {
    let Kept { contents, trailers, done } = match body {
        request::Body::Kept(kept) => kept,
        request::Body::Received(body) => {
            return Ok(Transmission::Forwarded(Forwarded::new(body, announced_bytes)));
        }
    };
    if let Some(contents) = contents
        && let writer @ Writer::Upload(_) = guest.writer(contents)?
        && let Writer::Upload(upload) = std::mem::replace(writer, Writer::Gone)
    {
        guest.close_reader(contents);
        guest.close_reader(trailers);
        guest.fulfil(done, Value::Done(Ok(())));
        return Ok(Transmission::Forwarded(guest.forwarded(*upload, announced_bytes)));
    }
    let size_error: SizeError = match owner {
        Owner::Request => request_size,
        Owner::Response => response_size,
    };
    let (writer, ender, reader) = pipe(announced_bytes, size_error);
    let body = guest.core.p3.bodies.insert(Body::new(writer, ender, owner));
    guest.sent_by(done, reader.watch());
    match contents {
        Some(contents) => guest.read_by(memory, contents, Reader::Body { body, part: Part::Contents })?,
        None => guest.end_part(body, Part::Contents, None),
    }
    guest.read_by(memory, trailers, Reader::Body { body, part: Part::Trailers })?;
    Ok(Transmission::Pipe { reader, body })
}
