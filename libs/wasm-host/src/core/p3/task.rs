//! The guest's task that answers a request.

use std::time::Duration;

use http::Request;
use tokio::{sync::oneshot, task::yield_now};
use wasmtime::{Result, Store, TypedFunc, bail};

use super::{
    body::{End, Owner},
    response::Response,
    transmission::{Transmission, announced_bytes, transmit},
    waitable::{self, NONE},
};
use crate::{
    answer::Answer,
    core::{
        abi::{Cx, enter, flag},
        error_code,
        incoming::IncomingRequest,
        table::{Resource, take},
    },
    guest::{Exchange, Guest},
    guest_body::GuestBody,
    outgoing_body::announced,
    request::RequestBody,
    sent::{Sent, abandoned, watch},
};

/// `wasi:http/handler.handle` of an instance, and what is called each time that what it waits for has happened.
pub(crate) struct Handle {
    pub(crate) function: TypedFunc<u32, u32>,
    pub(crate) callback: TypedFunc<(u32, u32, u32), u32>,
}

#[derive(Default)]
pub(super) struct Task {
    /// Of the guest's own.
    pub(super) context: [u32; 2],
    /// Until it has returned.
    answer: Option<oneshot::Sender<Answer>>,
    /// Of the response, if the guest writes it.
    body: Option<usize>,
    /// Of the response, if it is the request's own.
    forwarded: Option<Sent>,
}

/// What a task wants when its function, or its callback, returns: in the lower four bits.
const EXIT: u32 = 0;
const YIELD: u32 = 1;
const WAIT: u32 = 2;

/// Calls the guest; ends when its task does, which may be long after it gave the answer, and a body that is the request's
/// own has been sent.
pub(crate) async fn call(
    handle: &Handle,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
    time_limit: Duration,
) -> Result<()> {
    let guest = store.data_mut();
    guest.exchange = Exchange::of(request.method());
    guest.core.p3.task = Task { answer: Some(answer), ..Task::default() };
    let request = Box::new(IncomingRequest::new(request));
    let request = guest.core.table.push(Resource::ClientRequest(request))?;
    let mut wants = handle.function.call_async(&mut *store, request).await?;
    loop {
        let event = match wants & 15 {
            EXIT => break,
            YIELD => {
                yield_now().await;
                NONE
            }
            WAIT => waitable::wait(&mut *store, wants >> 4).await?,
            other => bail!("a callback returned the code {other}, which has no meaning"),
        };
        wants = handle.callback.call_async(&mut *store, event).await?;
    }
    end(store.data_mut(), time_limit).await
}

/// No part of the guest is left that could do what it has not done.
async fn end(guest: &mut Guest, time_limit: Duration) -> Result<()> {
    let Task { answer, body, forwarded, .. } = std::mem::take(&mut guest.core.p3.task);
    if answer.is_some() {
        bail!("the guest's task ended and has not returned");
    }
    if let Some(body) = body {
        let Some(it) = guest.core.p3.bodies.get_mut(body) else { bail!("a response lost its body") };
        match it.end()? {
            End::Whole => drop(guest.core.p3.bodies.try_remove(body)),
            // The guest may still hold an end of it.
            End::GivenUp => guest.exchange.open_bodies += 1,
            End::Open => bail!("the guest left the response's body open"),
        }
    }
    if let Some(sent) = forwarded {
        tokio::select! {
            biased;
            () = sent.ended() => {}
            () = abandoned(|| sent.frames(), time_limit) => bail!("the guest left the response's body open"),
        }
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the flat values of a result and an error code")]
pub(super) fn returned(
    mut cx: Cx<'_>,
    is_error: u32,
    value: u32,
    a: u32,
    b: u64,
    c: u32,
    d: u32,
    e: u32,
    f: u32,
) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    let answer = if flag(is_error)? {
        Err(error_code::lift(memory, value, (a, b, c, d, e, f))?)
    } else {
        let response = take!(guest.core.table, value, Response);
        Ok(response)
    };
    let Some(sender) = guest.core.p3.task.answer.take() else { bail!("a task cannot return twice") };
    guest.exchange.has_answered = true;
    let answer = match answer {
        Ok(response) => send(memory, guest, *response)?,
        Err(code) => Err(code.to_string()),
    };
    // Nobody listens if the request has ended by its time limit.
    let _ = sender.send(answer);
    Ok(())
}

fn send(memory: &mut [u8], guest: &mut Guest, response: Response) -> Result<Answer> {
    let Response { status, fields, body } = response;
    guest.exchange.status = Some(status);
    let is_bodiless = guest.exchange.is_bodiless();
    // A response without a body tells the length of the one that it has not.
    let announced_bytes = if is_bodiless { None } else { announced_bytes(&fields) };
    let body = match transmit(memory, guest, body, announced_bytes, Owner::Response)? {
        Transmission::Pipe { reader, body } => {
            guest.core.p3.task.body = Some(body);
            GuestBody::Pipe(reader)
        }
        Transmission::Forwarded(body) => {
            let (body, sent) = watch(body);
            guest.core.p3.task.forwarded = Some(sent);
            GuestBody::Forwarded(Box::new(body))
        }
    };
    let answer = announced(status, fields, Some(body), || GuestBody::Empty, is_bodiless);
    Ok(answer.map_err(|code| code.to_string()))
}
