use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::Response;
use tokio::sync::oneshot::Receiver;

use crate::{after::finish, body::HostBody, guest_body::GuestBody, instances::Instance};

/// What a guest answers: a response, or the error code that it gave instead.
pub(crate) type Answer = Result<Response<GuestBody>, String>;

/// A guest at work on one request. Dropping it stops the guest and ends its instance.
pub(crate) type Call = Pin<Box<dyn Future<Output = Result<(), Fault>> + Send>>;

/// How a call failed. The instance, if there was one, lives on until it is known whether the body of its response was
/// whole: with the instance goes what would tell.
pub(crate) struct Fault {
    pub(crate) error: wasmtime::Error,
    _instance: Option<Box<Instance>>,
}

impl Fault {
    pub(crate) fn new(error: wasmtime::Error, instance: Option<Instance>) -> Self {
        Self { error, _instance: instance.map(Box::new) }
    }
}

/// Why there is no response from the guest.
pub(crate) enum Failure {
    /// The call failed: a trap, a limit, an instance that could not be made.
    Call(wasmtime::Error),
    /// The guest answered with an error code.
    ErrorCode(String),
    /// The guest returned without an answer.
    NoAnswer,
}

/// Runs the guest until it has answered; what it does after its response is bounded by the time limit.
///
/// Call, answer and body are polled by the one task that serves the connection. A task of its own for each request
/// would cost a wake-up on another core, which is more than the whole call of a small handler.
pub(crate) async fn answer(
    call: Call,
    mut answered: Receiver<Answer>,
    time_limit: Duration,
) -> Result<Response<HostBody>, Failure> {
    let mut call = Some(call);
    poll_fn(move |cx| {
        let ended = poll_call(&mut call, cx);
        match (answered.try_recv(), ended) {
            (Ok(Ok(response)), ended) => {
                let (head, body) = response.into_parts();
                let fault = match ended {
                    Poll::Ready(Err(fault)) => Some(fault),
                    _ => None,
                };
                let body = HostBody::from_guest(body, call.take(), fault, time_limit, cx);
                Poll::Ready(body.map(|body| Response::from_parts(head, body)).map_err(Failure::Call))
            }
            (Ok(Err(code)), _) => {
                finish(&mut call, time_limit, cx);
                Poll::Ready(Err(Failure::ErrorCode(code)))
            }
            (Err(_), Poll::Ready(Err(fault))) => Poll::Ready(Err(Failure::Call(fault.error))),
            (Err(_), Poll::Ready(Ok(()))) => Poll::Ready(Err(Failure::NoAnswer)),
            (Err(_), Poll::Pending) => Poll::Pending,
        }
    })
    .await
}

/// Polls the call if it has not ended; an ended one is dropped.
pub(crate) fn poll_call(call: &mut Option<Call>, cx: &mut Context<'_>) -> Poll<Result<(), Fault>> {
    let Some(running) = call else { return Poll::Ready(Ok(())) };
    let ended = running.as_mut().poll(cx);
    if ended.is_ready() {
        *call = None;
    }
    ended
}
