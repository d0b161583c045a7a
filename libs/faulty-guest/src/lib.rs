//! A `wasi:http` 0.2 component whose path says what goes wrong; the tests of `wasm-host` are its callers.

#[cfg(target_family = "wasm")]
mod calls;
mod fault;
#[cfg(target_family = "wasm")]
mod import;
#[cfg(target_family = "wasm")]
mod imports;
mod outgoing;
mod program;
mod steps;
mod stream;

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use wasip2::{
    cli::{environment::get_environment, exit::exit},
    clocks::monotonic_clock::subscribe_duration,
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
            path if path.starts_with("/trap/") => fault::trap(),
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
            "/target" => text(out, &format!("{:?} {:?}", request.scheme(), request.authority())),
            "/once" if served > 1 => drop(out),
            "/length-without-body" => stream::without(out, 200),
            "/not-modified" => stream::without(out, 304),
            "/length-too-short" => stream::too_short(out),
            "/slow" => {
                subscribe_duration(Duration::from_millis(300).as_nanos() as u64).block();
                text(out, "slow");
            }
            "/exit-after-body" => {
                text(out, "whole");
                exit(Ok(()));
            }
            "/trap-after-body" => {
                text(out, "whole");
                fault::trap();
            }
            "/work-after-body" => {
                text(out, "whole");
                fault::compute(Duration::from_millis(50));
                outgoing::status(&request);
            }
            "/wait-after-body" => {
                text(out, "whole");
                fault::wait_forever();
            }
            "/wait-in-body" => stream::wait_in_body(out),
            "/flood" => stream::flood(out),
            "/open-body" => stream::never_ended(out),
            "/keep-request" => {
                core::mem::forget(request);
                text(out, "kept");
            }
            "/trap-in-body" => stream::trap_in_body(out),
            "/loop-in-body" => stream::loop_in_body(out),
            "/unfinished-body" => stream::unfinished_body(out),
            "/wait" => fault::wait_forever(),
            "/pieces" => stream::pieces(out),
            "/trailers" => stream::trailers(out),
            "/copy" => stream::copy(request, out),
            "/program" => program::run(request, out),
            #[cfg(target_family = "wasm")]
            "/calls" => {
                let program = request.headers().get("x-program").into_iter().next().unwrap_or_default();
                let given = [request.take_handle(), out.take_handle()];
                let told = calls::run(&program, &given);
                // SAFETY: a handle is a number that the host has to check; what is left of it is answered with.
                text(unsafe { ResponseOutparam::from_handle(given[1]) }, &told);
            }
            #[cfg(target_family = "wasm")]
            "/calls/names" => text(out, &calls::names()),
            "/outgoing" => text(out, &outgoing::status(&request)),
            "/outgoing-whole" => text(out, &outgoing::whole(&request)),
            _ => text(out, "fine"),
        }
    }
}

/// Sends the head of a 200 and leaves the body open.
pub(crate) fn begin(out: ResponseOutparam) -> (OutgoingBody, OutputStream) {
    begin_with(out, 200, &[])
}

pub(crate) fn begin_with(
    out: ResponseOutparam,
    status: u16,
    fields: &[(String, Vec<u8>)],
) -> (OutgoingBody, OutputStream) {
    let response = OutgoingResponse::new(Fields::from_list(fields).unwrap());
    response.set_status_code(status).unwrap();
    let body = response.body().unwrap();
    let stream = body.write().unwrap();
    ResponseOutparam::set(out, Ok(response));
    (body, stream)
}

fn text(out: ResponseOutparam, text: &str) {
    let (body, stream) = begin(out);
    for piece in text.as_bytes().chunks(4096) {
        let _ = stream.blocking_write_and_flush(piece);
    }
    drop(stream);
    let _ = OutgoingBody::finish(body, None);
}
