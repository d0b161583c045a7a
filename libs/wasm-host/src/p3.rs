use http::Request;
use tokio::sync::oneshot;
use wasmtime::Store;
use wasmtime_wasi_http::{
    WasiHttpView,
    p3::{Request as GuestRequest, bindings::Service},
};

use crate::{answer::Answer, body::signal_end, guest::Guest, request::RequestBody};

/// Calls `wasi:http/handler.handle` and drives the instance until the response's body has ended.
pub(crate) async fn call(
    service: &Service,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
) -> wasmtime::Result<()> {
    let (request, request_done) = GuestRequest::from_http(store.data_mut().http().hooks, request);
    store
        .run_concurrent(async |accessor| {
            let response = match service.handle(accessor, request).await? {
                Ok(response) => response,
                Err(code) => {
                    let _ = answer.send(Err(code.to_string()));
                    return Ok(());
                }
            };
            let response = accessor.with(|store| response.into_http(store, request_done))?;
            let (response, ended) = signal_end(response);
            if answer.send(Ok(response)).is_ok() {
                let _ = ended.await;
            }
            Ok(())
        })
        .await?
}
