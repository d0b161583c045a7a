use http::Request;
use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime_wasi_http::{
    WasiHttpView,
    p2::bindings::{Proxy, http::types::Scheme},
};

use crate::{answer::Answer, guest::Guest, request::RequestBody};

/// Calls `wasi:http/incoming-handler.handle`; ends when the guest's function returns, which may be long after it gave
/// the answer.
pub(crate) async fn call(
    proxy: &Proxy,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
) -> wasmtime::Result<()> {
    let mut http = store.data_mut().http();
    let request = http.new_incoming_request(Scheme::Http, request)?;
    let out = http.new_response_outparam_from_callback(move |response| {
        let _ = answer.send(response.map_err(|code| code.to_string()));
    })?;
    proxy.wasi_http_incoming_handler().call_handle(store, request, out).await
}
