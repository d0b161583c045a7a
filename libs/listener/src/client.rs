//! A client's connection, and how long a response may wait for its client.

use std::{
    io,
    mem::ManuallyDrop,
    os::fd::{AsRawFd, FromRawFd, RawFd},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep},
};

/// How often a client is looked after while its response waits.
const LONGEST_LOOK: Duration = Duration::from_secs(1);
const SHORTEST_LOOK: Duration = Duration::from_millis(10);

/// The socket, which notes what the connection waits for.
pub(crate) struct Client {
    stream: TcpStream,
    waits: Arc<Waits>,
}

#[derive(Default)]
struct Waits {
    /// For the client to send; false while a response is being made.
    for_request: AtomicBool,
    /// For the client to take what was sent.
    for_reader: AtomicBool,
    written_bytes: AtomicU64,
}

impl Client {
    pub(crate) fn new(stream: TcpStream, limit: Duration) -> (Self, Watch) {
        let waits = Arc::<Waits>::default();
        let watch =
            Watch { socket: stream.as_raw_fd(), waits: Arc::clone(&waits), limit, look: None, since: None };
        (Self { stream, waits }, watch)
    }

    fn note_written(&self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.waits
                    .written_bytes
                    .store(self.waits.written_bytes.load(Relaxed).wrapping_add(*bytes as u64), Relaxed);
                self.waits.for_reader.store(false, Relaxed);
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.waits.for_reader.store(true, Relaxed),
        }
    }
}

impl AsyncRead for Client {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        self.waits.for_request.store(read.is_pending(), Relaxed);
        read
    }
}

impl AsyncWrite for Client {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.note_written(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.note_written(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Looks after the client of a connection from the task that serves it.
pub(crate) struct Watch {
    socket: RawFd,
    waits: Arc<Waits>,
    limit: Duration,
    /// The next look; none while the client is the one who is waited for.
    look: Option<Pin<Box<Sleep>>>,
    /// What the response waits for, and since when.
    since: Option<(Waiting, Instant)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    /// For a client that has taken nothing since these many bytes.
    ForReader { written_bytes: u64 },
    /// For its own end, by a client that may be gone: it has ended its half of the connection.
    Unheard,
}

impl Watch {
    /// To be polled whenever the connection has to wait; ready when the connection has waited for longer than the limit.
    /// The connection, and the socket with it, must still be there.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let is_answering = !self.waits.for_request.load(Relaxed) || self.waits.for_reader.load(Relaxed);
            let Some(look) = &mut self.look else {
                if !is_answering {
                    return Poll::Pending;
                }
                self.look = Some(Box::pin(sleep(self.interval())));
                continue;
            };
            if look.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if !is_answering {
                (self.look, self.since) = (None, None);
                return Poll::Pending;
            }
            if self.has_waited_too_long() {
                return Poll::Ready(());
            }
            self.look = None;
        }
    }

    fn interval(&self) -> Duration {
        (self.limit / 4).clamp(SHORTEST_LOOK, LONGEST_LOOK)
    }

    fn has_waited_too_long(&mut self) -> bool {
        let waiting = if self.waits.for_reader.load(Relaxed) {
            Waiting::ForReader { written_bytes: self.waits.written_bytes.load(Relaxed) }
        } else if self.has_ended_its_half() {
            Waiting::Unheard
        } else {
            self.since = None;
            return false;
        };
        match self.since {
            Some((before, since)) if before == waiting => {
                let is_too_long = since.elapsed() >= self.limit;
                if is_too_long && waiting != Waiting::Unheard {
                    eprintln!(
                        "CLIENT_STALLED: a client took nothing of its response for {} ms; its connection is closed",
                        self.limit.as_millis()
                    );
                }
                is_too_long
            }
            _ => {
                self.since = Some((waiting, Instant::now()));
                false
            }
        }
    }

    /// Whether there is nothing more to come, as far as can be seen: what was sent in advance hides the end.
    fn has_ended_its_half(&self) -> bool {
        // SAFETY: the socket is open, as `poll` asks for, and is not closed here.
        let stream = ManuallyDrop::new(unsafe { std::net::TcpStream::from_raw_fd(self.socket) });
        matches!(stream.peek(&mut [0]), Ok(0))
    }
}
