//! Reading from and writing to the ends that the guest holds.

use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use wasmtime::{Result, bail};
use wasmtime_wasi::p2::{OutputStream, StreamError};

use super::{
    body::Part,
    channel::{Reader, Writer, lost},
    end::{BLOCKED, Buffer, CANCELLED, COMPLETED, Copy, DROPPED, End, Kind, MAX_LENGTH, Side, moved},
    value::{self, Value},
    waitable::leave,
};
use crate::guest::Guest;

/// Reads or writes, as far as that can be done at once.
pub(super) fn start(
    (memory, guest): (&mut [u8], &mut Guest),
    (kind, side): (Kind, Side),
    handle: u32,
    pointer: u32,
    length: u32,
) -> Result<u32> {
    if length > MAX_LENGTH {
        bail!("more is to be read or written than can be at once");
    }
    // Of nothing, the place is nowhere.
    let pointer = if length > 0 { pointer } else { 0 };
    let end = u64::from(pointer) + u64::from(length) * u64::from(kind.size());
    if end > memory.len() as u64 {
        bail!("what is to be read or written is out of bounds of memory");
    }
    let end = guest.end_of(kind, side, handle)?;
    match end.copy {
        Copy::Idle => end.copy = Copy::Pending(Buffer { pointer, length, moved: None }),
        Copy::Pending(_) | Copy::Over(_) => bail!("a stream or future is being read or written already"),
        Copy::Done => bail!("a stream or future has ended, as the guest was told"),
    }
    advance(memory, guest, handle, &mut Context::from_waker(Waker::noop()))?;
    Ok(guest.end(handle)?.deliver().unwrap_or(BLOCKED))
}

/// Ends a read or write that is under way.
pub(super) fn cancel(guest: &mut Guest, (kind, side): (Kind, Side), handle: u32) -> Result<u32> {
    let end = guest.end_of(kind, side, handle)?;
    match end.copy {
        Copy::Pending(buffer) => {
            end.copy = Copy::Idle;
            Ok(moved(buffer.moved.unwrap_or(0)) | CANCELLED)
        }
        Copy::Over(how) => {
            end.deliver();
            Ok(if kind == Kind::Bytes && how & 15 == COMPLETED { how | CANCELLED } else { how })
        }
        Copy::Idle | Copy::Done => bail!("nothing is being read or written that could be cancelled"),
    }
}

pub(super) fn drop_end(guest: &mut Guest, (kind, side): (Kind, Side), handle: u32) -> Result<()> {
    let end = guest.end_of(kind, side, handle)?;
    if matches!(end.copy, Copy::Pending(_) | Copy::Over(_)) {
        bail!("a stream or future that is being read or written cannot be dropped");
    }
    if side == Side::Writable && kind != Kind::Bytes && end.copy != Copy::Done {
        bail!("the writable end of a future cannot be dropped before its value is written");
    }
    let channel = end.channel;
    leave(guest, handle)?;
    guest.core.table.take(handle, |_| true)?;
    match side {
        Side::Readable => guest.close_reader(channel),
        Side::Writable => guest.close_writer(channel),
    }
    Ok(())
}

/// Moves what can be moved.
pub(super) fn advance(memory: &mut [u8], guest: &mut Guest, handle: u32, cx: &mut Context<'_>) -> Result<()> {
    let &mut End { kind, side, channel, copy, .. } = guest.end(handle)?;
    let Copy::Pending(Buffer { pointer, length, moved }) = copy else { return Ok(()) };
    if moved.is_some() {
        return Ok(());
    }
    let over = match side {
        Side::Writable => write(memory, guest, channel, (pointer, length), cx)?,
        Side::Readable => read(memory, guest, channel, (pointer, length), cx)?,
    };
    match over {
        Move::Over(how) => guest.end(handle)?.copy = Copy::Over(how),
        Move::Wait => {}
        Move::Between { writer, reader } => between(memory, guest, kind, writer, reader)?,
    }
    Ok(())
}

enum Move {
    Over(u32),
    Wait,
    /// Both ends are the guest's.
    Between {
        writer: u32,
        reader: u32,
    },
}

fn write(
    memory: &[u8],
    guest: &mut Guest,
    channel: usize,
    (pointer, length): (u32, u32),
    cx: &mut Context<'_>,
) -> Result<Move> {
    let it = guest.channel(channel)?;
    let Writer::Guest(writer) = it.writer else { return Err(lost()) };
    Ok(match it.reader {
        Reader::Gone => Move::Over(DROPPED),
        Reader::Kept => Move::Wait,
        Reader::Guest(reader) => Move::Between { writer, reader },
        Reader::Body { body, part: Part::Contents } => {
            let bytes = &memory[pointer as usize..][..length as usize];
            match write_contents(guest, body, bytes, cx)? {
                Poll::Pending => Move::Wait,
                Poll::Ready(Some(written)) => Move::Over(moved(written as u32)),
                Poll::Ready(None) => Move::Over(DROPPED),
            }
        }
        Reader::Body { body, part: Part::Trailers } => {
            let value = value::lift_trailers(memory, guest, pointer)?;
            guest.channel(channel)?.reader = Reader::Gone;
            guest.end_part(body, Part::Trailers, Some(value));
            Move::Over(COMPLETED)
        }
        Reader::Forward(to) => {
            let value = value::lift_done(memory, pointer)?;
            guest.channel(channel)?.reader = Reader::Gone;
            if let Some(to) = to {
                guest.fulfil(to, value);
            }
            Move::Over(COMPLETED)
        }
    })
}

/// How many bytes the body took; nothing if it takes no more.
fn write_contents(
    guest: &mut Guest,
    body: usize,
    bytes: &[u8],
    cx: &mut Context<'_>,
) -> Result<Poll<Option<usize>>> {
    let Some(body) = guest.core.p3.bodies.get_mut(body) else { return Ok(Poll::Ready(None)) };
    let Some(pipe) = &mut body.contents else { return Ok(Poll::Ready(None)) };
    if pipe.poll_writable(cx).is_pending() {
        return Ok(Poll::Pending);
    }
    let written = pipe.check_write().and_then(|capacity| {
        let bytes = &bytes[..bytes.len().min(capacity)];
        pipe.write(Bytes::copy_from_slice(bytes)).map(|()| bytes.len())
    });
    match written {
        Ok(written) => Ok(Poll::Ready(Some(written))),
        Err(StreamError::Trap(error)) => Err(error),
        Err(StreamError::Closed) => {
            body.contents = None;
            Ok(Poll::Ready(None))
        }
        // More than was announced.
        Err(StreamError::LastOperationFailed(fault)) => {
            body.break_off(fault);
            Ok(Poll::Ready(None))
        }
    }
}

fn read(
    memory: &mut [u8],
    guest: &mut Guest,
    channel: usize,
    (pointer, length): (u32, u32),
    cx: &mut Context<'_>,
) -> Result<Move> {
    let it = guest.channel(channel)?;
    let Reader::Guest(reader) = it.reader else { return Err(lost()) };
    let value = match &mut it.writer {
        Writer::Guest(writer) => return Ok(Move::Between { writer: *writer, reader }),
        Writer::Gone => return Ok(Move::Over(DROPPED)),
        Writer::Upload(upload) => {
            let Poll::Ready(read) = upload.poll_read(cx, length as usize) else { return Ok(Move::Wait) };
            match read {
                Ok(bytes) => {
                    memory[pointer as usize..][..bytes.len()].copy_from_slice(&bytes);
                    return Ok(Move::Over(moved(bytes.len() as u32)));
                }
                Err(end) => {
                    if let Writer::Upload(upload) = std::mem::replace(&mut it.writer, Writer::Gone) {
                        guest.end_upload(*upload, end);
                    }
                    return Ok(Move::Over(DROPPED));
                }
            }
        }
        Writer::Value(value) => match value.take() {
            Some(value) => value,
            None => return Ok(Move::Wait),
        },
        Writer::Sent(watch) => match watch.poll_sent(cx) {
            Poll::Ready(announced) => Value::sent(announced),
            Poll::Pending => return Ok(Move::Wait),
        },
    };
    it.writer = Writer::Gone;
    value.lower(memory, guest, pointer)?;
    Ok(Move::Over(COMPLETED))
}

/// From one part of the guest to another, if both are there. A read or write of nothing tells that the other is there,
/// and leaves the other under way; of two such the write is told.
fn between(memory: &mut [u8], guest: &mut Guest, kind: Kind, writer: u32, reader: u32) -> Result<()> {
    let (Copy::Pending(mut from), Copy::Pending(mut to)) = (guest.end(writer)?.copy, guest.end(reader)?.copy)
    else {
        return Ok(());
    };
    if !from.can_move() || !to.can_move() {
        return Ok(());
    }
    if kind != Kind::Bytes {
        bail!("a guest cannot read what it wrote itself, unless it is numbers");
    }
    let (offered, wanted) = (from.length, to.length);
    let length = offered.min(wanted);
    let start = from.pointer as usize;
    memory.copy_within(start..start + length as usize, to.pointer as usize);
    if offered == 0 || wanted > 0 {
        from.advance(length);
        guest.end(writer)?.copy = Copy::Pending(from);
    }
    if offered > 0 {
        to.advance(length);
        guest.end(reader)?.copy = Copy::Pending(to);
    }
    Ok(())
}
