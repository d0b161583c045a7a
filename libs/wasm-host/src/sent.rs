//! What the call of a 0.3 guest, where it has to outlive the response's body, knows of that body.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::sleep;
use wasmtime_wasi_http::Error;

/// The same body, and how far it has been sent.
pub(crate) fn watch<B>(body: B) -> (Watched<B>, Sent) {
    let sent = Sent(Arc::default());
    let watched = Sent(Arc::clone(&sent.0));
    (Watched { body, sent: watched }, sent)
}

/// Ends when the body has not gone on for as long as the time limit: what the host itself passes on, from a request that
/// comes in slowly, needs no guest.
pub(crate) async fn abandoned(frames: impl Fn() -> u64, time_limit: Duration) {
    loop {
        let before = frames();
        sleep(time_limit).await;
        if frames() == before {
            return;
        }
    }
}

pub(crate) struct Sent(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    frames: u64,
    has_ended: bool,
    waker: Option<Waker>,
}

impl Sent {
    /// How many frames of the body have been taken.
    pub(crate) fn frames(&self) -> u64 {
        self.lock().frames
    }

    /// Waits until the body has been taken to its end or given up.
    pub(crate) async fn ended(&self) {
        poll_fn(|cx| {
            let mut state = self.lock();
            if state.has_ended {
                return Poll::Ready(());
            }
            state.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) struct Watched<B> {
    body: B,
    sent: Sent,
}

impl<B: Body<Data = Bytes, Error = Error> + Unpin> Body for Watched<B> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if matches!(frame, Poll::Ready(Some(Ok(_)))) {
            self.sent.lock().frames += 1;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Watched<B> {
    fn drop(&mut self) {
        let mut state = self.sent.lock();
        state.has_ended = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}
