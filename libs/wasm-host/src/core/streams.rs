//! What both kinds of streams of `wasi:io` have in common, and their errors.

use bytes::Bytes;
use wasmtime::{Linker, Result};
use wasmtime_wasi::p2::{DynOutputStream, OutputStream, StreamError};
use wasmtime_wasi_http::p2::bindings::http::types::ErrorCode;

use super::{
    abi::{Cx, TYPES, enter, guest, place, put_u32, put_u64},
    allocate::{Content, DONE, copied, list},
    error_code, input_stream, output_stream,
    table::{Resource, drops, resource},
};
use crate::{guest::Guest, pipe::Writer};

pub(super) type Streamed<T> = std::result::Result<T, StreamError>;

pub(super) enum Output {
    Body(Writer),
    /// Standard output and error.
    Other(DynOutputStream),
}

impl Output {
    pub(super) fn stream(&mut self) -> &mut dyn OutputStream {
        match self {
            Self::Body(writer) => writer,
            Self::Other(stream) => &mut **stream,
        }
    }
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    input_stream::define(linker)?;
    output_stream::define(linker)?;
    linker.func_wrap(
        "wasi:io/error",
        "[method]error.to-debug-string",
        |mut cx: Cx<'_>, this: u32, at: u32| {
            let guest = guest(&mut cx)?;
            let text = format!("{:?}", resource!(guest.core.table, this, Error));
            copied(guest, text.as_bytes(), at)
        },
    )?;
    drops!(linker, "wasi:io/error", "error", Resource::Error(_));
    linker.func_wrap(TYPES, "http-error-code", |mut cx: Cx<'_>, error: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let code = resource!(guest.core.table, error, Error).downcast_ref::<ErrorCode>().cloned();
        error_code::lower_optional(memory, guest, at, code)
    })?;
    Ok(())
}

pub(super) fn size(length: u64) -> usize {
    length.try_into().unwrap_or(usize::MAX)
}

/// `result<list<u8>, stream-error>`
pub(super) fn put_read(cx: &mut Cx<'_>, at: u32, read: Streamed<Bytes>) -> Result<u64> {
    match read {
        Ok(bytes) => {
            let (memory, guest) = enter(cx)?;
            place::<12>(memory, at, 4)?[0] = 0;
            list(guest, Content::Bytes(bytes), at + 4)
        }
        Err(error) => {
            put_done(cx, at, Err(error))?;
            Ok(DONE)
        }
    }
}

/// `result<u64, stream-error>`
pub(super) fn put_count(cx: &mut Cx<'_>, at: u32, count: Streamed<usize>) -> Result<()> {
    let (memory, guest) = enter(cx)?;
    let place = place::<16>(memory, at, 8)?;
    match count {
        Ok(count) => {
            place[0] = 0;
            put_u64(place, 8, count as u64);
        }
        Err(error) => {
            place[0] = 1;
            put_error(guest, &mut place[8..], error)?;
        }
    }
    Ok(())
}

/// `result<_, stream-error>`
pub(super) fn put_done(cx: &mut Cx<'_>, at: u32, done: Streamed<()>) -> Result<()> {
    let (memory, guest) = enter(cx)?;
    let place = place::<12>(memory, at, 4)?;
    place[0] = u8::from(done.is_err());
    match done {
        Ok(()) => Ok(()),
        Err(error) => put_error(guest, &mut place[4..], error),
    }
}

fn put_error(guest: &mut Guest, place: &mut [u8], error: StreamError) -> Result<()> {
    match error {
        StreamError::Closed => place[0] = 1,
        StreamError::LastOperationFailed(error) => {
            place[0] = 0;
            put_u32(place, 4, guest.core.table.push(Resource::Error(error))?);
        }
        StreamError::Trap(error) => return Err(error),
    }
    Ok(())
}
