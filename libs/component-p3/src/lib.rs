//! The contract as a component of the `wasi:http/service` world (WASI 0.3). The bindings could hand over whole requests
//! of the `http` crate; asking for what a route needs, and no more, is half the calls of the host.

#[cfg(target_family = "wasm")]
#[path = "../../component/src/heap.rs"]
mod heap;
mod request;
mod response;

use handlers::{Route, bad_request, content_too_large, exceeds_echo_limit, route};
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
            Route::Echo => echo(request).await,
        };
        Ok(response::send(answer))
    }
}

async fn echo(request: Request) -> http::Response<bytes::Bytes> {
    let fields = request.get_headers();
    if exceeds_echo_limit(request::header(&fields, "content-length").as_ref()) {
        return content_too_large();
    }
    match request::body(request).await {
        Ok(body) => handlers::echo(request::header(&fields, "content-type"), body),
        Err(request::BodyError::TooLarge) => content_too_large(),
        Err(request::BodyError::BrokenOff) => bad_request(),
    }
}
