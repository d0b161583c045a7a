//! A `wasi:http` 0.3 component whose path says what goes wrong; the tests of `wasm-host` are its callers.

mod body;
#[cfg(target_family = "wasm")]
#[path = "../../faulty-guest/src/calls.rs"]
mod calls;
mod fault;
#[cfg(target_family = "wasm")]
#[path = "../../faulty-guest/src/import.rs"]
mod import;
#[cfg(target_family = "wasm")]
mod imports;
mod outgoing;
#[cfg(target_family = "wasm")]
#[expect(dead_code, reason = "programs of 0.2 have more steps")]
#[path = "../../faulty-guest/src/steps.rs"]
mod steps;

use std::{
    future::ready,
    sync::atomic::{AtomicU32, Ordering},
};

use wasip3::{
    cli::exit::exit,
    clocks::monotonic_clock::wait_for,
    http::types::{ErrorCode, Request, Response},
    wit_bindgen::spawn_local,
};

use body::{Body, begin, open, text};

struct FaultyGuest;

wasip3::http::service::export!(FaultyGuest);

/// How many requests this instance has seen.
static SERVED: AtomicU32 = AtomicU32::new(0);

const MILLISECOND: u64 = 1_000_000;

impl wasip3::exports::http::handler::Guest for FaultyGuest {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        let served = SERVED.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(match request.get_path_with_query().unwrap_or_default().as_str() {
            "/served" => text(&served.to_string()),
            "/target" => text(&format!("{:?} {:?}", request.get_scheme(), request.get_authority())),
            "/trap" => fault::trap(),
            "/error-code" => return Err(ErrorCode::LoopDetected),
            "/error-code-and-work" => {
                spawn_local(fault::work_and_tell(request));
                return Err(ErrorCode::LoopDetected);
            }
            "/length-without-body" => body::without(200),
            "/not-modified" => body::without(304),
            "/length-too-short" => body::too_short(),
            "/slow" => {
                wait_for(300 * MILLISECOND).await;
                text("slow")
            }
            "/exit-after-body" => then(async { exit(Ok(())) }),
            "/trap-after-body" => then(async { fault::trap() }),
            "/exit-later" => then(async {
                wait_for(50 * MILLISECOND).await;
                exit(Err(()));
            }),
            "/work-after-body" => then(fault::work_and_tell(request)),
            "/work-without-end" => then(async {
                loop {
                    wait_for(MILLISECOND).await;
                }
            }),
            "/trap-in-body" => body::trap_in_body(),
            "/error-in-body" => body::error_in_body(ready(())),
            "/error-in-body-later" => body::error_in_body(wait_for(50 * MILLISECOND)),
            "/wait-in-body" => open(async |mut body: Body| {
                body.write("begun").await;
                wait_for(u64::MAX).await;
            }),
            "/flood" => open(async |mut body: Body| while body.write(&"x".repeat(4096)).await {}),
            "/open-body" => body::never_ended(),
            "/keep-request" => {
                core::mem::forget(request);
                text("kept")
            }
            "/copy" => body::copy(request),
            "/outgoing-whole" => text(&outgoing::whole(&outgoing::target(&request)).await),
            #[cfg(target_family = "wasm")]
            "/calls" => {
                let program = request.get_headers().get("x-program").into_iter().next().unwrap_or_default();
                text(&calls::run(&program, &[request.take_handle()]))
            }
            #[cfg(target_family = "wasm")]
            "/calls/names" => text(&calls::names()),
            _ => text("fine"),
        })
    }
}

/// A whole small response, and what the guest does once the host has it.
fn then(after: impl Future<Output = ()> + 'static) -> Response {
    let (response, body) = begin(200, &[]);
    spawn_local(async move {
        body.finish("whole").await;
        after.await;
    });
    response
}
