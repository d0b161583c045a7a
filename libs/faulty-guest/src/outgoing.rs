//! Requests of the guest itself, to the host that the `x-target` header names, and what came of them.

use wasip2::{
    http::{
        outgoing_handler,
        types::{
            ErrorCode, Fields, IncomingBody, IncomingRequest, IncomingResponse, OutgoingRequest, Scheme,
            http_error_code,
        },
    },
    io::streams::StreamError,
};

const READ_BYTES: u64 = 64 * 1024;

/// The status of the response to `GET /`.
pub(crate) fn status(request: &IncomingRequest) -> String {
    match respond(request) {
        Ok(response) => response.status().to_string(),
        Err(what) => what,
    }
}

/// All of the response to `GET /`: status, fields, body and trailers.
pub(crate) fn whole(request: &IncomingRequest) -> String {
    let response = match respond(request) {
        Ok(response) => response,
        Err(what) => return what,
    };
    let head = format!("{} {:?}", response.status(), response.headers().entries());
    let Ok(incoming) = response.consume() else { return format!("{head} without a body") };
    let (body, end) = read(&incoming);
    let trailers = IncomingBody::finish(incoming);
    trailers.subscribe().block();
    let trailers = trailers.get().map(|it| it.map(|it| it.map(|it| it.map(|it| it.entries()))));
    format!("{head} {} {end} {trailers:?}", body.escape_ascii())
}

fn respond(request: &IncomingRequest) -> Result<IncomingResponse, String> {
    let target = request.headers().get("x-target").into_iter().next().unwrap_or_default();
    let fields = Fields::new();
    fields.append("x-guest", b"1").unwrap();
    let outgoing = OutgoingRequest::new(fields);
    outgoing.set_scheme(Some(&Scheme::Http)).unwrap();
    outgoing.set_authority(Some(&String::from_utf8_lossy(&target))).unwrap();
    outgoing.set_path_with_query(Some("/")).unwrap();
    let response = outgoing_handler::handle(outgoing, None).map_err(|code: ErrorCode| format!("{code:?}"))?;
    response.subscribe().block();
    match response.get() {
        Some(Ok(Ok(response))) => Ok(response),
        other => Err(format!("{other:?}")),
    }
}

/// What could be read, and how it ended.
fn read(incoming: &IncomingBody) -> (Vec<u8>, String) {
    let mut body = Vec::new();
    let Ok(stream) = incoming.stream() else { return (body, "without a stream".into()) };
    loop {
        match stream.blocking_read(READ_BYTES) {
            Ok(chunk) => body.extend_from_slice(&chunk),
            Err(StreamError::Closed) => return (body, "closed".into()),
            Err(StreamError::LastOperationFailed(error)) => {
                return (body, format!("{:?}", http_error_code(&error)));
            }
        }
    }
}
