//! What a guest does after its response: no longer the client's concern, and bounded all the same.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use tokio::time;
use wasmtime_wasi::I32Exit;

use crate::{
    answer::{Call, Fault, poll_call},
    error::TimeLimitExceeded,
    log,
};

/// Runs the guest as far as it can go, and what then is left in a task of its own.
pub(crate) fn finish(call: &mut Option<Call>, time_limit: Duration, cx: &mut Context<'_>) {
    match poll_call(call, cx) {
        Poll::Ready(Ok(())) => {}
        Poll::Ready(Err(fault)) => tell(&fault),
        Poll::Pending => {
            let Some(call) = call.take() else { return };
            tokio::spawn(async move {
                match time::timeout(time_limit, call).await {
                    Ok(Ok(())) => {}
                    Ok(Err(fault)) => tell(&fault),
                    Err(_) => log::fault("after the response", &TimeLimitExceeded::WorkAfterResponse.into()),
                }
            });
        }
    }
}

/// An exit without an error is one way to end.
pub(crate) fn tell(fault: &Fault) {
    if fault.error.downcast_ref::<I32Exit>().is_none_or(|exit| exit.0 != 0) {
        log::fault("after the response", &fault.error);
    }
}
