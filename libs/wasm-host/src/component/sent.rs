//! What the call of a 0.3 guest, which has to outlive the response's body, knows of that body.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use http::Response;
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use wasmtime_wasi_http::{Error, WasiBody};

/// The same response, and how far its body has been sent.
pub(super) fn watch(response: Response<WasiBody>) -> (Response<WasiBody>, Sent) {
    let sent = Sent(Arc::default());
    let watched = Sent(Arc::clone(&sent.0));
    (response.map(|body| Watched { body, sent: watched }.boxed_unsync()), sent)
}

pub(super) struct Sent(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    frames: u64,
    has_ended: bool,
    waker: Option<Waker>,
}

impl Sent {
    /// How many frames of the body have been taken.
    pub(super) fn frames(&self) -> u64 {
        self.lock().frames
    }

    /// Waits until the body has been taken to its end or given up.
    pub(super) async fn ended(&self) {
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

struct Watched {
    body: WasiBody,
    sent: Sent,
}

impl Body for Watched {
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

impl Drop for Watched {
    fn drop(&mut self) {
        let mut state = self.sent.lock();
        state.has_ended = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }
}
