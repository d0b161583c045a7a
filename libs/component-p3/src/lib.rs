//! The contract as a component of the `wasi:http/service` world (WASI 0.3). The bindings could hand over whole requests
//! of the `http` crate; asking for what a route needs, and no more, is half the calls of the host.

#[cfg(target_family = "wasm")]
#[path = "../../component/src/heap.rs"]
mod heap;
mod request;
mod response;

use handlers::{Route, Upload, bad_request, bundle, content_too_large, route};
use wasip3::http::types::{ErrorCode, Request, Response};

struct Component;

wasip3::http::service::export!(Component);

impl wasip3::exports::http::handler::Guest for Component {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let method = request::method(&request);
        let target = request.get_path_with_query();
        let (path, query) = request::split(target.as_deref().unwrap_or("/"));
        let answer = match route(&method, path, query) {
            Route::Answer(answer) => {
                drop(request);
                answer
            }
            // No server of ours is made of this component: it has no upstream.
            Route::Bundle(_) => bundle::answer(Err(bundle::Failure::NoUpstream)),
            Route::Upload(upload) => answer_body(upload, request).await,
        };
        Ok(response::send(answer))
    }
}

async fn answer_body(upload: Upload, request: Request) -> http::Response<bytes::Bytes> {
    let fields = request.get_headers();
    let content_type = request::header(&fields, "content-type");
    let content_length = request::header(&fields, "content-length");
    if let Some(refusal) = upload.refusal(content_type.as_ref(), content_length.as_ref()) {
        return refusal;
    }
    match request::body(request, upload.max_bytes()).await {
        Ok(body) => upload.answer(content_type, body),
        Err(request::BodyError::TooLarge) => content_too_large(),
        Err(request::BodyError::BrokenOff) => bad_request(),
    }
}
