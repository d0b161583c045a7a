//! `wasi:clocks`, `wasi:random` and `wasi:cli` of 0.3.

use std::{future::ready, pin::Pin, time::Duration};

use tokio::time::sleep;
use wasmtime::{Linker, Result};
use wasmtime_wasi::{clocks::WasiClocksView, p2::bindings::clocks::monotonic_clock};

use super::subtask::{self, Work};
use crate::{
    core::{
        abi::{Cx, enter, guest},
        cli, clocks,
    },
    guest::Guest,
};

const MONOTONIC: &str = "wasi:clocks/monotonic-clock@0.3";
const SYSTEM: &str = "wasi:clocks/system-clock@0.3";

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(MONOTONIC, "now", clocks::now)?;
    linker.func_wrap(MONOTONIC, "get-resolution", clocks::resolution)?;
    for (name, until) in [("wait-for", false), ("wait-until", true)] {
        let asynchronous = format!("[async]{name}");
        linker.func_wrap(MONOTONIC, &asynchronous, move |mut cx: Cx<'_>, nanoseconds: u64| {
            let (memory, guest) = enter(&mut cx)?;
            let clock = wait(guest, nanoseconds, until)?;
            subtask::start(memory, guest, Work::Wait(clock))
        })?;
        linker.func_wrap_async(MONOTONIC, name, move |mut cx: Cx<'_>, (nanoseconds,): (u64,)| {
            Box::new(async move {
                wait(guest(&mut cx)?, nanoseconds, until)?.await;
                Ok(())
            })
        })?;
    }
    linker.func_wrap(SYSTEM, "now", clocks::wall_now)?;
    linker.func_wrap(SYSTEM, "get-resolution", clocks::wall_resolution_nanoseconds)?;
    clocks::define_random(linker, "@0.3", "get-insecure-seed")?;
    cli::define_environment(linker, "@0.3", "get-initial-cwd")
}

/// For so long, or until the clock says so.
fn wait(
    guest: &mut Guest,
    nanoseconds: u64,
    until: bool,
) -> Result<Pin<Box<dyn Future<Output = ()> + Send>>> {
    let since = if until { monotonic_clock::Host::now(&mut guest.clocks())? } else { 0 };
    Ok(match nanoseconds.saturating_sub(since) {
        0 => Box::pin(ready(())),
        left => Box::pin(sleep(Duration::from_nanos(left))),
    })
}
