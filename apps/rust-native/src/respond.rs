use std::convert::Infallible;

use bytes::Bytes;
use handlers::{MAX_ECHO_BYTES, Route, bad_request, content_too_large, echo, exceeds_echo_limit, route};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{Request, Response, body::Incoming, header};
use listener::discard;

pub async fn respond(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let answer = match route(request.method(), request.uri().path(), request.uri().query()) {
        Route::Answer(answer) => {
            discard(request.into_body());
            answer
        }
        Route::Echo => echo_body(request).await,
    };
    Ok(answer.map(Full::new))
}

async fn echo_body(request: Request<Incoming>) -> Response<Bytes> {
    let (mut head, mut body) = request.into_parts();
    if exceeds_echo_limit(head.headers.get(header::CONTENT_LENGTH)) {
        discard(body);
        return content_too_large();
    }
    match Limited::new(&mut body, MAX_ECHO_BYTES).collect().await {
        Ok(collected) => echo(head.headers.remove(header::CONTENT_TYPE), collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(body);
            content_too_large()
        }
        Err(_) => bad_request(),
    }
}
