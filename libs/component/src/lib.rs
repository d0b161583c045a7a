//! The contract as a component of the `wasi:http/proxy` world (WASI 0.2).

#[cfg(target_family = "wasm")]
mod heap;
mod request;
mod response;
mod upstream;

use handlers::{Route, Upload, bundle, content_too_large, route};
use wasip2::http::types::{IncomingRequest, ResponseOutparam};

struct Component;

wasip2::http::proxy::export!(Component);

impl wasip2::exports::http::incoming_handler::Guest for Component {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let method = request::method(&request);
        let target = request.path_with_query();
        let (path, query) = request::split(target.as_deref().unwrap_or("/"));
        let answer = match route(&method, path, query) {
            Route::Answer(answer) => answer,
            Route::Bundle(ids) => bundle::answer(upstream::items(&ids)),
            Route::Upload(upload) => answer_body(upload, request),
        };
        response::send(answer, method == http::Method::HEAD, out);
    }
}

fn answer_body(upload: Upload, request: IncomingRequest) -> http::Response<bytes::Bytes> {
    let headers = request.headers();
    let content_type = request::header(&headers, "content-type");
    let content_length = request::header(&headers, "content-length");
    if let Some(refusal) = upload.refusal(content_type.as_ref(), content_length.as_ref()) {
        return refusal;
    }
    match request::body(request, upload.max_bytes()) {
        Ok(body) => upload.answer(content_type, body),
        Err(request::BodyError::TooLarge) => content_too_large(),
        Err(request::BodyError::BrokenOff) => handlers::bad_request(),
    }
}
