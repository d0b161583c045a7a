//! A `wasi:http` 0.2 component whose path says what goes wrong; the tests of `wasm-host` are its callers.

mod fault;
mod program;
mod steps;
mod stream;

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use wasip2::{
    cli::environment::get_environment,
    exports::http::incoming_handler::Guest,
    http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam},
    io::streams::OutputStream,
};

struct FaultyGuest;

wasip2::http::proxy::export!(FaultyGuest);

/// How many requests this instance has seen.
static SERVED: AtomicU32 = AtomicU32::new(0);

impl Guest for FaultyGuest {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        let served = SERVED.fetch_add(1, Ordering::Relaxed) + 1;
        match request.path_with_query().unwrap_or_default().as_str() {
            "/served" => text(out, &served.to_string()),
            "/environment" => text(out, &format!("{:?}", get_environment())),
            "/trap" => fault::trap(),
            "/panic" => panic!("on request"),
            "/loop" => fault::compute_forever(),
            "/stack" => text(out, &fault::recurse(0).to_string()),
            "/memory" => text(out, &fault::fill_memory().to_string()),
            "/no-answer" => drop(out),
            "/error-code" => fault::answer_with_error(out),
            "/informational" => fault::answer_with_status(out, 103),
            "/trap-after-head" => {
                let _body = begin(out);
                fault::trap();
            }
            "/trap-later" => {
                let _body = begin(out);
                fault::compute(Duration::from_millis(15));
                fault::trap();
            }
            "/trap-in-body" => stream::trap_in_body(out),
            "/loop-in-body" => stream::loop_in_body(out),
            "/unfinished-body" => stream::unfinished_body(out),
            "/wait" => fault::wait_forever(),
            "/pieces" => stream::pieces(out),
            "/trailers" => stream::trailers(out),
            "/copy" => stream::copy(request, out),
            "/program" => program::run(request, out),
            "/outgoing" => text(out, &fault::send_request(&request)),
            _ => text(out, "fine"),
        }
    }
}

/// Sends the head of a 200 and leaves the body open.
pub(crate) fn begin(out: ResponseOutparam) -> (OutgoingBody, OutputStream) {
    begin_with(out, &[])
}

pub(crate) fn begin_with(
    out: ResponseOutparam,
    fields: &[(String, Vec<u8>)],
) -> (OutgoingBody, OutputStream) {
    let response = OutgoingResponse::new(Fields::from_list(fields).unwrap());
    let body = response.body().unwrap();
    let stream = body.write().unwrap();
    ResponseOutparam::set(out, Ok(response));
    (body, stream)
}

fn text(out: ResponseOutparam, text: &str) {
    let (body, stream) = begin(out);
    let _ = stream.blocking_write_and_flush(text.as_bytes());
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}
