//! `wasi:clocks` and `wasi:random`.

use std::time::Duration;

use tokio::time::Instant;
use wasmtime::{Linker, Result};
use wasmtime_wasi::{
    clocks::WasiClocksView,
    p2::bindings::{
        clocks::{monotonic_clock, wall_clock},
        random::{insecure::Host as _, insecure_seed::Host as _, random::Host as _},
    },
    random::WasiRandomView,
};

use super::{
    abi::{Cx, enter, guest, place, put_u32, put_u64},
    allocate::{Content, list},
    poll::{Deadline, Pollable},
    table::Resource,
};
use crate::guest::Guest;

const MONOTONIC: &str = "wasi:clocks/monotonic-clock";
const WALL: &str = "wasi:clocks/wall-clock";

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(MONOTONIC, "now", now)?;
    linker.func_wrap(MONOTONIC, "resolution", resolution)?;
    linker.func_wrap(MONOTONIC, "subscribe-instant", |mut cx: Cx<'_>, when: u64| {
        let guest = guest(&mut cx)?;
        let now = monotonic_clock::Host::now(&mut guest.clocks())?;
        subscribe(guest, when.saturating_sub(now))
    })?;
    linker.func_wrap(MONOTONIC, "subscribe-duration", |mut cx: Cx<'_>, nanoseconds: u64| {
        subscribe(guest(&mut cx)?, nanoseconds)
    })?;
    linker.func_wrap(WALL, "now", wall_now)?;
    linker.func_wrap(WALL, "resolution", |mut cx: Cx<'_>, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        put_time(memory, at, wall_clock::Host::resolution(&mut guest.clocks())?)
    })?;
    define_random(linker, "", "insecure-seed")
}

pub(super) fn now(mut cx: Cx<'_>) -> Result<u64> {
    monotonic_clock::Host::now(&mut guest(&mut cx)?.clocks())
}

pub(super) fn resolution(mut cx: Cx<'_>) -> Result<u64> {
    monotonic_clock::Host::resolution(&mut guest(&mut cx)?.clocks())
}

pub(super) fn wall_now(mut cx: Cx<'_>, at: u32) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    put_time(memory, at, wall_clock::Host::now(&mut guest.clocks())?)
}

/// As 0.3 has it: one number of nanoseconds.
pub(super) fn wall_resolution_nanoseconds(mut cx: Cx<'_>) -> Result<u64> {
    let resolution = wall_clock::Host::resolution(&mut guest(&mut cx)?.clocks())?;
    Ok(resolution.seconds * 1_000_000_000 + u64::from(resolution.nanoseconds))
}

/// `wasi:random`, whose interfaces have this after their names.
pub(super) fn define_random(linker: &mut Linker<Guest>, version: &str, seed: &str) -> Result<()> {
    let (random, insecure) =
        (format!("wasi:random/random{version}"), format!("wasi:random/insecure{version}"));
    linker.func_wrap(&random, "get-random-bytes", |mut cx: Cx<'_>, length: u64, at: u32| {
        let guest = guest(&mut cx)?;
        let bytes = guest.random().get_random_bytes(length)?;
        list(guest, Content::Bytes(bytes.into()), at)
    })?;
    linker
        .func_wrap(&random, "get-random-u64", |mut cx: Cx<'_>| guest(&mut cx)?.random().get_random_u64())?;
    linker.func_wrap(&insecure, "get-insecure-random-bytes", |mut cx: Cx<'_>, length: u64, at: u32| {
        let guest = guest(&mut cx)?;
        let bytes = guest.random().get_insecure_random_bytes(length)?;
        list(guest, Content::Bytes(bytes.into()), at)
    })?;
    linker.func_wrap(&insecure, "get-insecure-random-u64", |mut cx: Cx<'_>| {
        guest(&mut cx)?.random().get_insecure_random_u64()
    })?;
    let seeds = format!("wasi:random/insecure-seed{version}");
    linker.func_wrap(&seeds, seed, |mut cx: Cx<'_>, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let (low, high) = guest.random().insecure_seed()?;
        let place = place::<16>(memory, at, 8)?;
        put_u64(place, 0, low);
        put_u64(place, 8, high);
        Ok(())
    })?;
    Ok(())
}

fn subscribe(guest: &mut Guest, nanoseconds: u64) -> Result<u32> {
    let deadline = if nanoseconds == 0 {
        Deadline::Past { has_yielded: false }
    } else {
        // What is too far away to be told never comes.
        Instant::now().checked_add(Duration::from_nanos(nanoseconds)).map_or(Deadline::Never, Deadline::At)
    };
    guest.core.table.push(Resource::Pollable(Pollable::At(deadline)))
}

fn put_time(memory: &mut [u8], at: u32, time: wall_clock::Datetime) -> Result<()> {
    let place = place::<16>(memory, at, 8)?;
    put_u64(place, 0, time.seconds);
    put_u32(place, 8, time.nanoseconds);
    Ok(())
}
