use wasip3::{
    clocks::monotonic_clock::wait_for,
    http::{
        client,
        types::{Fields, Request, Scheme},
    },
    wit_future,
};

pub(crate) fn trap() -> ! {
    #[cfg(target_family = "wasm")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_family = "wasm"))]
    std::process::abort();
}

/// Waits a moment, then sends `GET /` to the host that the request's `x-target` header names.
pub(crate) async fn work_and_tell(request: Request) {
    let target = request.get_headers().get("x-target").into_iter().next().unwrap_or_default();
    drop(request);
    wait_for(50_000_000).await;
    let (_, trailers) = wit_future::new(|| Ok(None));
    let (outgoing, _) = Request::new(Fields::new(), None, trailers, None);
    outgoing.set_scheme(Some(&Scheme::Http)).unwrap();
    outgoing.set_authority(Some(&String::from_utf8_lossy(&target))).unwrap();
    outgoing.set_path_with_query(Some("/")).unwrap();
    let _ = client::send(outgoing).await;
}
