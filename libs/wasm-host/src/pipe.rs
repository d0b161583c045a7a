//! The way of a body from the guest that writes it to the connection or the client that sends it: one allocation and a
//! lock that is free, since one task polls both ends.

use std::{
    collections::VecDeque,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body, Frame};
use wasmtime::format_err;
use wasmtime_wasi::{
    async_trait,
    p2::{OutputStream, Pollable, StreamError},
};
use wasmtime_wasi_http::Error;

/// How many bytes may wait for the reader; a guest that writes more waits.
const CAPACITY_BYTES: usize = 64 * 1024;

/// What stands for the error when more is written than was announced, as `wasi:http` names it.
pub(crate) type SizeError = fn(u64) -> wasmtime::Error;

/// A pipe for a body that is `announced_bytes` long, if its head says so.
pub(crate) fn pipe(announced_bytes: Option<u64>, size_error: SizeError) -> (Writer, Ender, Reader) {
    let shared = Arc::new(Shared {
        announced_bytes,
        size_error,
        state: Mutex::new(State {
            first: None,
            chunks: VecDeque::new(),
            bytes: 0,
            written_bytes: 0,
            end: None,
            has_reader: true,
            reader: None,
            writer: None,
        }),
    });
    (Writer(Arc::clone(&shared)), Ender(Arc::clone(&shared)), Reader(shared))
}

struct Shared {
    announced_bytes: Option<u64>,
    size_error: SizeError,
    state: Mutex<State>,
}

struct State {
    /// Most bodies are one chunk, which needs no queue.
    first: Option<Bytes>,
    chunks: VecDeque<Bytes>,
    /// The sum of the chunks' lengths.
    bytes: usize,
    written_bytes: u64,
    end: Option<End>,
    has_reader: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

enum End {
    Finished(Option<HeaderMap>),
    /// With the reason, if the guest gave one.
    BrokenOff(Option<Error>),
}

impl State {
    fn push(&mut self, chunk: Bytes) {
        self.bytes += chunk.len();
        if self.first.is_none() && self.chunks.is_empty() {
            self.first = Some(chunk);
        } else {
            self.chunks.push_back(chunk);
        }
    }

    fn pop(&mut self) -> Option<Bytes> {
        let chunk = self.first.take().or_else(|| self.chunks.pop_front())?;
        self.bytes -= chunk.len();
        Some(chunk)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first end counts.
    fn end(&self, end: End) {
        let mut state = self.lock();
        if state.end.is_none() {
            state.end = Some(end);
        }
        wake(&mut state.reader);
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

/// The guest's `output-stream`.
pub(crate) struct Writer(Arc<Shared>);

impl OutputStream for Writer {
    fn write(&mut self, bytes: Bytes) -> Result<(), StreamError> {
        let mut state = self.0.lock();
        if !state.has_reader {
            return Err(StreamError::Closed);
        }
        if bytes.len() > CAPACITY_BYTES - state.bytes {
            return Err(StreamError::Trap(format_err!("more was written than check-write allowed")));
        }
        state.written_bytes += bytes.len() as u64;
        if self.0.announced_bytes.is_some_and(|announced| state.written_bytes > announced) {
            return Err(StreamError::LastOperationFailed((self.0.size_error)(state.written_bytes)));
        }
        if !bytes.is_empty() {
            state.push(bytes);
            wake(&mut state.reader);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), StreamError> {
        if self.0.lock().has_reader { Ok(()) } else { Err(StreamError::Closed) }
    }

    fn check_write(&mut self) -> Result<usize, StreamError> {
        let state = self.0.lock();
        if state.has_reader { Ok(CAPACITY_BYTES - state.bytes) } else { Err(StreamError::Closed) }
    }
}

impl Writer {
    /// Waits until there is room, or nobody who reads.
    pub(crate) fn poll_writable(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock();
        if !state.has_reader || state.bytes < CAPACITY_BYTES {
            return Poll::Ready(());
        }
        state.writer = Some(cx.waker().clone());
        Poll::Pending
    }
}

#[async_trait]
impl Pollable for Writer {
    async fn ready(&mut self) {
        poll_fn(|cx| self.poll_writable(cx)).await
    }
}

/// Ends the body. Dropped without a word, it breaks the body off: nobody may take it for whole.
pub(crate) struct Ender(Arc<Shared>);

impl Ender {
    pub(crate) fn has_reader(&self) -> bool {
        self.0.lock().has_reader
    }

    /// Fails if less or more was written than was announced; the body is then broken off. One that `is_bodiless` may
    /// stay empty, whatever was announced.
    pub(crate) fn finish(
        self,
        trailers: Option<HeaderMap>,
        is_bodiless: impl FnOnce() -> bool,
    ) -> wasmtime::Result<()> {
        let written_bytes = self.0.lock().written_bytes;
        if self.0.announced_bytes.is_some_and(|announced| written_bytes != announced)
            && !(written_bytes == 0 && is_bodiless())
        {
            return Err((self.0.size_error)(written_bytes));
        }
        self.0.end(End::Finished(trailers));
        Ok(())
    }

    pub(crate) fn break_off(self, reason: Error) {
        self.0.end(End::BrokenOff(Some(reason)));
    }
}

impl Drop for Ender {
    fn drop(&mut self) {
        self.0.end(End::BrokenOff(None));
    }
}

/// The body as it is sent.
pub(crate) struct Reader(Arc<Shared>);

impl Reader {
    /// What tells whoever asks when nobody reads any more.
    pub(crate) fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.0))
    }

    /// All of the body in one piece, if it has ended without trailers and is shorter than this.
    pub(crate) fn take_whole(&mut self, below_bytes: usize) -> Option<Bytes> {
        let mut state = self.0.lock();
        if !matches!(state.end, Some(End::Finished(None))) || state.bytes >= below_bytes {
            return None;
        }
        let length = state.bytes;
        let first = state.pop().unwrap_or_default();
        if first.len() == length {
            return Some(first);
        }
        let mut whole = BytesMut::with_capacity(length);
        whole.extend_from_slice(&first);
        while let Some(chunk) = state.pop() {
            whole.extend_from_slice(&chunk);
        }
        Some(whole.freeze())
    }
}

/// Sees that a body has been sent, or given up.
pub(crate) struct Watch(Arc<Shared>);

impl Watch {
    /// Fails, with how long it was, for a body that was not as long as announced.
    pub(crate) fn poll_sent(&self, cx: &mut Context<'_>) -> Poll<Result<(), u64>> {
        let mut state = self.0.lock();
        if state.has_reader {
            state.writer = Some(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(match (self.0.announced_bytes, &state.end) {
            (Some(announced), Some(End::BrokenOff(_))) if announced != state.written_bytes => {
                Err(state.written_bytes)
            }
            _ => Ok(()),
        })
    }
}

impl Body for Reader {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let mut state = self.0.lock();
        if let Some(chunk) = state.pop() {
            wake(&mut state.writer);
            return Poll::Ready(Some(Ok(Frame::data(chunk))));
        }
        match &mut state.end {
            Some(End::Finished(trailers)) => {
                Poll::Ready(trailers.take().map(|trailers| Ok(Frame::trailers(trailers))))
            }
            Some(End::BrokenOff(reason)) => {
                Poll::Ready(Some(Err(reason.take().unwrap_or(Error::HttpResponseIncomplete))))
            }
            None => {
                state.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.has_reader = false;
        state.first = None;
        state.chunks.clear();
        wake(&mut state.writer);
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn new(announced_bytes: Option<u64>) -> (Writer, Ender, Reader) {
        pipe(announced_bytes, |bytes| format_err!("{bytes} bytes"))
    }

    fn poll(reader: &mut Reader) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        Pin::new(reader).poll_frame(&mut Context::from_waker(Waker::noop()))
    }

    fn data(frame: Poll<Option<Result<Frame<Bytes>, Error>>>) -> Bytes {
        let Poll::Ready(Some(Ok(frame))) = frame else { panic!("expected a frame") };
        frame.into_data().expect("data")
    }

    #[test]
    fn what_is_written_comes_out_and_then_the_end() {
        let (mut writer, ender, mut reader) = new(Some(3));
        writer.write(Bytes::from_static(b"ab")).unwrap();
        writer.write(Bytes::from_static(b"c")).unwrap();
        ender.finish(None, || false).unwrap();
        assert_eq!(data(poll(&mut reader)), "ab");
        assert_eq!(data(poll(&mut reader)), "c");
        assert!(matches!(poll(&mut reader), Poll::Ready(None)));
    }

    #[test]
    fn a_body_that_has_ended_is_taken_whole() {
        let (mut writer, ender, mut reader) = new(None);
        assert_eq!(reader.take_whole(8), None);
        for piece in ["ab", "cd", "ef"] {
            writer.write(Bytes::from_static(piece.as_bytes())).unwrap();
        }
        ender.finish(None, || false).unwrap();
        assert_eq!(reader.take_whole(6), None);
        assert_eq!(reader.take_whole(7).unwrap(), "abcdef");

        let (_writer, ender, mut reader) = new(None);
        ender.finish(Some(HeaderMap::new()), || false).unwrap();
        assert_eq!(reader.take_whole(8), None);
    }

    #[test]
    fn a_body_that_nobody_finished_is_an_error_after_what_was_written() {
        let (mut writer, ender, mut reader) = new(None);
        writer.write(Bytes::from_static(b"ab")).unwrap();
        drop((writer, ender));
        assert_eq!(data(poll(&mut reader)), "ab");
        assert!(matches!(poll(&mut reader), Poll::Ready(Some(Err(_)))));
    }

    #[test]
    fn a_body_of_another_length_than_announced_is_broken_off() {
        let (mut writer, ender, mut reader) = new(Some(3));
        writer.write(Bytes::from_static(b"ab")).unwrap();
        assert!(ender.finish(None, || true).is_err());
        assert_eq!(data(poll(&mut reader)), "ab");
        assert!(matches!(poll(&mut reader), Poll::Ready(Some(Err(_)))));

        let (mut writer, _ender, _reader) = new(Some(1));
        assert!(matches!(writer.write(Bytes::from_static(b"ab")), Err(StreamError::LastOperationFailed(_))));
    }

    #[test]
    fn a_body_that_may_be_none_is_finished_without_what_was_announced() {
        let (_writer, ender, mut reader) = new(Some(3));
        ender.finish(None, || true).unwrap();
        assert!(matches!(poll(&mut reader), Poll::Ready(None)));

        let (_writer, ender, _reader) = new(Some(3));
        assert!(ender.finish(None, || false).is_err());
    }

    #[test]
    fn a_full_pipe_takes_no_more_until_it_is_read() {
        let (mut writer, _ender, mut reader) = new(None);
        writer.write(Bytes::from(vec![0; CAPACITY_BYTES])).unwrap();
        assert_eq!(writer.check_write().unwrap(), 0);
        assert!(matches!(writer.write(Bytes::from_static(b"a")), Err(StreamError::Trap(_))));
        data(poll(&mut reader));
        assert_eq!(writer.check_write().unwrap(), CAPACITY_BYTES);
    }

    #[test]
    fn a_stream_whose_reader_went_away_is_closed() {
        let (mut writer, _ender, reader) = new(None);
        drop(reader);
        assert!(matches!(writer.check_write(), Err(StreamError::Closed)));
        assert!(matches!(writer.write(Bytes::from_static(b"a")), Err(StreamError::Closed)));
    }
}
