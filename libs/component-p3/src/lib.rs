//! The contract as a component of the `wasi:http/service` world (WASI 0.3), whose bindings speak the types of the
//! `http` crate: beside them the handlers need what they need in the native server.

use bytes::Bytes;
use handlers::{MAX_ECHO_BYTES, Route, bad_request, content_too_large, echo, exceeds_echo_limit, route};
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use wasip3::{
    http::types::{self, ErrorCode},
    http_compat::{IncomingRequestBody, http_from_wasi_request, http_into_wasi_response},
};

struct Component;

wasip3::http::service::export!(Component);

impl wasip3::exports::http::handler::Guest for Component {
    async fn handle(request: types::Request) -> Result<types::Response, ErrorCode> {
        let mut answer = respond(http_from_wasi_request(request)?).await;
        let length = answer.body().len().into();
        answer.headers_mut().insert(header::CONTENT_LENGTH, length);
        http_into_wasi_response(answer.map(Full::new))
    }
}

async fn respond(request: Request<IncomingRequestBody>) -> Response<Bytes> {
    match route(request.method(), request.uri().path(), request.uri().query()) {
        Route::Answer(answer) => answer,
        Route::Echo => echo_body(request).await,
    }
}

async fn echo_body(request: Request<IncomingRequestBody>) -> Response<Bytes> {
    let (mut head, body) = request.into_parts();
    if exceeds_echo_limit(head.headers.get(header::CONTENT_LENGTH)) {
        return content_too_large();
    }
    match Limited::new(body, MAX_ECHO_BYTES).collect().await {
        Ok(collected) => echo(head.headers.remove(header::CONTENT_TYPE), collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => content_too_large(),
        Err(_) => bad_request(),
    }
}
