use wasip3::{clocks::monotonic_clock::wait_for, http::types::Request};

use crate::outgoing;

pub(crate) fn trap() -> ! {
    #[cfg(target_family = "wasm")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_family = "wasm"))]
    std::process::abort();
}

/// Waits a moment, then sends a request.
pub(crate) async fn work_and_tell(request: Request) {
    let target = outgoing::target(&request);
    drop(request);
    wait_for(50_000_000).await;
    let _ = outgoing::ask(&target).await;
}
