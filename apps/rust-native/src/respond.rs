use std::convert::Infallible;

use bytes::Bytes;
use handlers::{
    Route, Upload, bad_request,
    bundle::{self, Failure},
    content_too_large, route,
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{Request, Response, body::Incoming, header};
use listener::discard;

use crate::upstream::Upstream;

pub async fn respond(
    upstream: Option<&'static Upstream>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let answer = match route(request.method(), request.uri().path(), request.uri().query()) {
        Route::Answer(answer) => {
            discard(request.into_body());
            answer
        }
        Route::Upload(upload) => answer_body(upload, request).await,
        Route::Bundle(ids) => {
            discard(request.into_body());
            let items = match upstream {
                // In a box, so that a request of another route is not as large as one that asks for items.
                Some(upstream) => Box::pin(async move { upstream.items(&ids).await }).await,
                None => Err(Failure::NoUpstream),
            };
            bundle::answer(items)
        }
    };
    Ok(answer.map(Full::new))
}

async fn answer_body(upload: Upload, request: Request<Incoming>) -> Response<Bytes> {
    let (mut head, mut body) = request.into_parts();
    let content_type = head.headers.remove(header::CONTENT_TYPE);
    if let Some(refusal) = upload.refusal(content_type.as_ref(), head.headers.get(header::CONTENT_LENGTH)) {
        discard(body);
        return refusal;
    }
    match Limited::new(&mut body, upload.max_bytes()).collect().await {
        Ok(collected) => upload.answer(content_type, collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            discard(body);
            content_too_large()
        }
        Err(_) => bad_request(),
    }
}
