//! The contract as a component of the `wasi:http/proxy` world (WASI 0.2).

#[cfg(target_family = "wasm")]
mod heap;
mod request;
mod response;

use handlers::{Route, content_too_large, exceeds_echo_limit, route};
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
            Route::Echo => echo(request),
        };
        response::send(answer, method == http::Method::HEAD, out);
    }
}

fn echo(request: IncomingRequest) -> http::Response<bytes::Bytes> {
    let headers = request.headers();
    if exceeds_echo_limit(request::header(&headers, "content-length").as_ref()) {
        return content_too_large();
    }
    match request::body(request) {
        Ok(body) => handlers::echo(request::header(&headers, "content-type"), body),
        Err(request::BodyError::TooLarge) => content_too_large(),
        Err(request::BodyError::BrokenOff) => handlers::bad_request(),
    }
}
