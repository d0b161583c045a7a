use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use http::Response;
use tokio::sync::oneshot::Receiver;
use wasmtime_wasi_http::WasiBody;

use crate::body::HostBody;

/// What a guest answers: a response, or the error code that it gave instead.
pub(crate) type Answer = Result<Response<WasiBody>, String>;

/// A guest at work on one request. Dropping it stops the guest and ends its instance.
pub(crate) type Call = Pin<Box<dyn Future<Output = wasmtime::Result<()>> + Send>>;

/// Why there is no response from the guest.
pub(crate) enum Failure {
    /// The call failed: a trap, a limit, an instance that could not be made.
    Call(wasmtime::Error),
    /// The guest answered with an error code.
    ErrorCode(String),
    /// The guest returned without an answer.
    NoAnswer,
}

/// Runs the guest until it has answered.
///
/// Call, answer and body are polled by the one task that serves the connection. A task of its own for each request
/// would cost a wake-up on another core, which is more than the whole call of a small handler.
pub(crate) async fn answer(
    call: Call,
    mut answered: Receiver<Answer>,
) -> Result<Response<HostBody>, Failure> {
    let mut call = Some(call);
    poll_fn(move |cx| {
        let ended = poll_call(&mut call, cx);
        if let Poll::Ready(Err(error)) = ended {
            return Poll::Ready(Err(Failure::Call(error)));
        }
        match answered.try_recv() {
            Ok(Ok(response)) => {
                let (head, body) = response.into_parts();
                let body = HostBody::from_guest(body, call.take(), cx).map_err(Failure::Call);
                Poll::Ready(body.map(|body| Response::from_parts(head, body)))
            }
            Ok(Err(code)) => Poll::Ready(Err(Failure::ErrorCode(code))),
            Err(_) if ended.is_ready() => Poll::Ready(Err(Failure::NoAnswer)),
            Err(_) => Poll::Pending,
        }
    })
    .await
}

/// Polls the call if it has not ended; an ended one is dropped.
pub(crate) fn poll_call(call: &mut Option<Call>, cx: &mut Context<'_>) -> Poll<wasmtime::Result<()>> {
    let Some(running) = call else { return Poll::Ready(Ok(())) };
    let ended = running.as_mut().poll(cx);
    if ended.is_ready() {
        *call = None;
    }
    ended
}
