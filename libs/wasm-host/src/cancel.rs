//! Streams that a guest lets go of.

use std::task::{Context, Waker};

/// What has something to wait for when it is let go of waits by itself.
pub(crate) fn at_once_or_later(ended: impl Future<Output = ()> + Send + 'static) {
    let mut ended = Box::pin(ended);
    if ended.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending() {
        tokio::spawn(ended);
    }
}
