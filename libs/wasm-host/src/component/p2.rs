use http::{Request, Uri, uri};
use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime_wasi_http::{
    WasiHttpView,
    p2::bindings::{Proxy, http::types::Scheme},
};

use super::p3::end_of_tasks;
use crate::{
    answer::Answer,
    engine::Features,
    guest::{Exchange, Guest},
    guest_body::GuestBody,
    request::RequestBody,
};

/// Calls `wasi:http/incoming-handler.handle`; ends when the guest's function returns, which may be long after it gave
/// the answer, and the tasks that it started have ended.
pub(super) async fn call(
    proxy: &Proxy,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
    features: Features,
) -> wasmtime::Result<()> {
    store.data_mut().exchange = Exchange::of(request.method());
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(scheme(request.uri()), request)?;
    let out = http.new_response_outparam_from_callback(move |response| {
        let response = response.map(|response| response.map(GuestBody::Library));
        let _ = answer.send(response.map_err(|code| code.to_string()));
    })?;
    proxy.wasi_http_incoming_handler().call_handle(&mut *store, request, out).await?;
    if features.is_concurrent {
        Box::pin(store.run_concurrent(async |accessor| end_of_tasks(accessor).await)).await?;
    }
    Ok(())
}

/// Of a target in absolute form its own (RFC 9112, 3.3); the connection has no TLS.
fn scheme(target: &Uri) -> Scheme {
    match target.scheme() {
        None => Scheme::Http,
        Some(scheme) if *scheme == uri::Scheme::HTTP => Scheme::Http,
        Some(scheme) if *scheme == uri::Scheme::HTTPS => Scheme::Https,
        Some(other) => Scheme::Other(other.to_string()),
    }
}
