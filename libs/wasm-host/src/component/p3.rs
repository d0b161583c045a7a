use std::{future::poll_fn, time::Duration};

use http::{
    HeaderMap, HeaderValue, Request, header,
    uri::{Authority, Scheme},
};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use wasmtime::{Store, bail, component::Accessor};
use wasmtime_wasi_http::{
    FieldMap, WasiHttpHooks, WasiHttpView,
    p3::{Request as GuestRequest, Response as GuestResponse, bindings::Service},
};

use crate::{
    answer::Answer,
    guest::{Exchange, Guest},
    guest_body::GuestBody,
    request::RequestBody,
    sent::{abandoned, watch},
};

/// Calls `wasi:http/handler.handle` and drives the instance until the response's body has ended and the guest has
/// nothing more to do.
pub(super) async fn call(
    service: &Service,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
    time_limit: Duration,
) -> wasmtime::Result<()> {
    store.data_mut().exchange = Exchange::of(request.method());
    let (request, request_done) = to_guest(store.data_mut().http().hooks, request);
    store
        .run_concurrent(async |accessor| {
            let mut response = match service.handle(accessor, request).await? {
                Ok(response) => response,
                Err(code) => {
                    accessor.with(|mut store| store.data_mut().exchange.has_answered = true);
                    let _ = answer.send(Err(code.to_string()));
                    end_of_tasks(accessor).await;
                    return Ok(());
                }
            };
            let response = accessor.with(|mut store| {
                let guest = store.data_mut();
                guest.exchange.has_answered = true;
                guest.exchange.status = Some(response.status);
                let is_bodiless = guest.exchange.is_bodiless();
                let length = is_bodiless.then(|| take_length(guest.http().hooks, &mut response)).flatten();
                let mut response = response.into_http(store, request_done)?;
                if let Some(length) = length {
                    response.headers_mut().insert(header::CONTENT_LENGTH, length);
                }
                wasmtime::error::Ok(response)
            })?;
            let (head, body) = response.into_parts();
            let (body, sent) = watch(body);
            let response = http::Response::from_parts(head, body.boxed_unsync());
            if answer.send(Ok(response.map(GuestBody::Library))).is_ok() {
                tokio::select! {
                    biased;
                    () = sent.ended() => {}
                    () = async {
                        end_of_tasks(accessor).await;
                        abandoned(|| sent.frames(), time_limit).await;
                    } => bail!("the guest left the response's body open"),
                }
            }
            end_of_tasks(accessor).await;
            Ok(())
        })
        .await?
}

/// HTTP always has a scheme and an authority: of the target where it is in absolute form, else of the connection, which
/// has no TLS, and of `Host`.
fn to_guest(
    hooks: &mut dyn WasiHttpHooks,
    request: Request<RequestBody>,
) -> (GuestRequest, impl Future<Output = Result<(), wasmtime_wasi_http::Error>> + Send + 'static) {
    let (head, body) = request.into_parts();
    let target = head.uri.into_parts();
    let of_host = || Authority::try_from(head.headers.get(header::HOST)?.as_bytes()).ok();
    let authority = target.authority.or_else(of_host);
    let fields = FieldMap::new_immutable(hooks, head.headers);
    let scheme = target.scheme.or(Some(Scheme::HTTP));
    GuestRequest::new(head.method, scheme, authority, target.path_and_query, fields, None, body)
}

/// The library holds a body to the length that its head announces, also where there is none to be held to it.
fn take_length(hooks: &mut dyn WasiHttpHooks, response: &mut GuestResponse) -> Option<HeaderValue> {
    let mut fields = HeaderMap::from(std::mem::take(&mut response.headers));
    let length = fields.remove(header::CONTENT_LENGTH);
    response.headers = FieldMap::new_immutable(hooks, fields);
    length
}

pub(super) async fn end_of_tasks(accessor: &Accessor<Guest>) {
    poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
}
