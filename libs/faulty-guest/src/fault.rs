use std::{hint::black_box, time::Duration};

use wasip2::{
    clocks::monotonic_clock::{now, subscribe_duration},
    http::types::{ErrorCode, Fields, OutgoingResponse, ResponseOutparam},
};

pub(crate) fn trap() -> ! {
    #[cfg(target_family = "wasm")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_family = "wasm"))]
    std::process::abort();
}

pub(crate) fn compute(time: Duration) {
    let until = u128::from(now()) + time.as_nanos();
    while u128::from(now()) < until {}
}

pub(crate) fn compute_forever() -> ! {
    loop {
        black_box(());
    }
}

#[allow(unconditional_recursion, reason = "the stack's end is what the caller asks for")]
pub(crate) fn recurse(depth: u64) -> u64 {
    black_box(recurse(black_box(depth) + 1)) + 1
}

pub(crate) fn fill_memory() -> usize {
    let mut blocks = Vec::new();
    loop {
        blocks.push(black_box(vec![1_u8; 1024 * 1024]));
    }
}

pub(crate) fn wait_forever() {
    subscribe_duration(u64::MAX).block();
}

pub(crate) fn answer_with_error(out: ResponseOutparam) {
    ResponseOutparam::set(out, Err(ErrorCode::LoopDetected));
}

pub(crate) fn answer_with_status(out: ResponseOutparam, status: u16) {
    let response = OutgoingResponse::new(Fields::new());
    response.set_status_code(status).unwrap();
    ResponseOutparam::set(out, Ok(response));
}
