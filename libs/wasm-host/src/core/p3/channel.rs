//! Streams of bytes and futures: between the guest and the host, or between two parts of the guest.
//!
//! Nothing moves by itself: whoever waits for an end has it advance (see `transfer`).

use std::task::{Context, Waker};

use wasmtime::{Result, bail, format_err};

use super::{
    body::Part,
    end::{COMPLETED, Copy, DROPPED, End, Kind, Side, moved},
    transfer::advance,
    upload::Upload,
    value::Value,
};
use crate::{
    core::table::{Resource, unknown},
    guest::Guest,
    pipe::Watch,
};

pub(super) struct Channel {
    pub(super) writer: Writer,
    pub(super) reader: Reader,
}

/// Who writes.
pub(super) enum Writer {
    /// By the handle of its end.
    Guest(u32),
    Gone,
    /// The body of a request that the host received.
    Upload(Box<Upload>),
    /// The host. As long as there is no value, somebody has promised one (see [`Guest::fulfil`]).
    Value(Option<Value>),
    /// The host, when a body has been sent.
    Sent(Watch),
}

/// Who reads.
pub(super) enum Reader {
    /// By the handle of its end.
    Guest(u32),
    Gone,
    /// Nobody yet: it belongs to a response that the guest still has.
    Kept,
    /// A part of a body that is sent.
    Body {
        body: usize,
        part: Part,
    },
    /// The host, which passes it on to whom it promised it, if to anybody.
    Forward(Option<usize>),
}

impl Guest {
    pub(super) fn channel(&mut self, channel: usize) -> Result<&mut Channel> {
        self.core.p3.channels.get_mut(channel).ok_or_else(lost)
    }

    fn remove_channel(&mut self, channel: usize) {
        self.core.p3.channels.try_remove(channel);
    }

    pub(super) fn end(&mut self, handle: u32) -> Result<&mut End> {
        match self.core.table.get(handle)? {
            Resource::End(end) => Ok(end),
            _ => Err(unknown(handle)),
        }
    }

    /// An end of another kind is none that is known.
    pub(super) fn end_of(&mut self, kind: Kind, side: Side, handle: u32) -> Result<&mut End> {
        let end = self.end(handle)?;
        if (end.kind, end.side) == (kind, side) { Ok(end) } else { Err(unknown(handle)) }
    }

    fn push_end(&mut self, kind: Kind, side: Side, channel: usize) -> Result<u32> {
        self.core.table.push(Resource::End(End { kind, side, channel, copy: Copy::Idle, set: 0 }))
    }

    /// Both ends for the guest: the readable one in the lower half.
    pub(super) fn open(&mut self, kind: Kind) -> Result<u64> {
        let channel = Channel { writer: Writer::Gone, reader: Reader::Gone };
        let channel = self.core.p3.channels.insert(channel);
        let readable = self.push_end(kind, Side::Readable, channel)?;
        let writable = self.push_end(kind, Side::Writable, channel)?;
        *self.channel(channel)? =
            Channel { writer: Writer::Guest(writable), reader: Reader::Guest(readable) };
        Ok(u64::from(writable) << 32 | u64::from(readable))
    }

    /// The guest's end of a channel that the host writes.
    pub(super) fn open_readable(&mut self, kind: Kind, writer: Writer) -> Result<u32> {
        let channel = self.core.p3.channels.insert(Channel { writer, reader: Reader::Gone });
        self.give(kind, channel)
    }

    /// A channel for a value that the host will have (see [`Guest::fulfil`]), to be given to the guest.
    pub(super) fn promise(&mut self) -> usize {
        self.core.p3.channels.insert(Channel { writer: Writer::Value(None), reader: Reader::Kept })
    }

    /// Gives the guest the readable end of a channel.
    pub(super) fn give(&mut self, kind: Kind, channel: usize) -> Result<u32> {
        let handle = self.push_end(kind, Side::Readable, channel)?;
        self.channel(channel)?.reader = Reader::Guest(handle);
        Ok(handle)
    }

    /// Takes a readable end from the guest.
    pub(super) fn take_readable(&mut self, kind: Kind, handle: u32, reader: Reader) -> Result<usize> {
        let end = self.end_of(kind, Side::Readable, handle)?;
        if end.copy != Copy::Idle || end.set != 0 {
            bail!("a stream or future that is being read, has ended or is waited for cannot be passed on");
        }
        let channel = end.channel;
        self.core.table.take(handle, |_| true)?;
        self.channel(channel)?.reader = reader;
        Ok(channel)
    }

    /// Who writes into a channel that the guest has passed on.
    pub(super) fn writer(&mut self, channel: usize) -> Result<&mut Writer> {
        Ok(&mut self.channel(channel)?.writer)
    }

    /// Has the host tell when a body has been sent.
    pub(super) fn sent_by(&mut self, channel: usize, watch: Watch) {
        match self.channel(channel) {
            Ok(Channel { reader: Reader::Gone, .. }) | Err(_) => self.remove_channel(channel),
            Ok(it) => it.writer = Writer::Sent(watch),
        }
    }

    /// Has the host read from now on; what the guest is about to write comes at once.
    pub(super) fn read_by(&mut self, memory: &mut [u8], channel: usize, reader: Reader) -> Result<()> {
        let it = self.channel(channel)?;
        it.reader = reader;
        match &mut it.writer {
            Writer::Guest(writer) => {
                let writer = *writer;
                advance(memory, self, writer, &mut Context::from_waker(Waker::noop()))
            }
            Writer::Gone => {
                self.close_writer(channel);
                Ok(())
            }
            Writer::Value(value) => {
                if let Some(value) = value.take() {
                    self.fulfil(channel, value);
                }
                Ok(())
            }
            Writer::Sent(_) => {
                if let Some(Channel { writer: Writer::Sent(watch), reader: Reader::Forward(Some(to)) }) =
                    self.core.p3.channels.try_remove(channel)
                {
                    self.sent_by(to, watch);
                }
                Ok(())
            }
            // Whoever passes on what the host itself received looks at the writer first.
            Writer::Upload(_) => Err(lost()),
        }
    }

    /// Gives the value that was promised.
    pub(super) fn fulfil(&mut self, channel: usize, value: Value) {
        let Ok(it) = self.channel(channel) else { return };
        match std::mem::replace(&mut it.reader, Reader::Gone) {
            Reader::Gone => self.remove_channel(channel),
            Reader::Body { body, .. } => {
                self.remove_channel(channel);
                self.end_part(body, Part::Trailers, Some(value));
            }
            Reader::Forward(to) => {
                self.remove_channel(channel);
                if let Some(to) = to {
                    self.fulfil(to, value);
                }
            }
            reader @ (Reader::Guest(_) | Reader::Kept) => {
                *it = Channel { writer: Writer::Value(Some(value)), reader };
            }
        }
    }

    /// Nobody reads any more.
    pub(super) fn close_reader(&mut self, channel: usize) {
        let Ok(it) = self.channel(channel) else { return };
        it.reader = Reader::Gone;
        match std::mem::replace(&mut it.writer, Writer::Gone) {
            Writer::Guest(writer) => {
                it.writer = Writer::Guest(writer);
                self.drop_pending(writer);
            }
            promised @ Writer::Value(None) => it.writer = promised,
            Writer::Upload(upload) => {
                self.remove_channel(channel);
                self.end_upload(*upload, Ok(None));
            }
            Writer::Gone | Writer::Value(Some(_)) | Writer::Sent(_) => {
                self.remove_channel(channel);
            }
        }
    }

    /// Nobody writes any more.
    pub(super) fn close_writer(&mut self, channel: usize) {
        let Ok(it) = self.channel(channel) else { return };
        it.writer = Writer::Gone;
        match it.reader {
            Reader::Guest(reader) => self.drop_pending(reader),
            Reader::Kept => {}
            Reader::Body { body, part } => {
                self.remove_channel(channel);
                if part == Part::Contents {
                    self.end_part(body, part, None);
                }
            }
            Reader::Gone | Reader::Forward(_) => self.remove_channel(channel),
        }
    }

    /// Ends the read or write of the end whose other one is gone.
    fn drop_pending(&mut self, handle: u32) {
        let Ok(end) = self.end(handle) else { return };
        match end.copy {
            Copy::Pending(buffer) => end.copy = Copy::Over(moved(buffer.moved.unwrap_or(0)) | DROPPED),
            Copy::Over(how) if end.kind == Kind::Bytes && how & 15 == COMPLETED => {
                end.copy = Copy::Over(how | DROPPED);
            }
            Copy::Over(_) | Copy::Idle | Copy::Done => {}
        }
    }
}

#[cold]
pub(super) fn lost() -> wasmtime::Error {
    format_err!("a stream or future is held twice")
}
