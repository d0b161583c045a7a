//! What a component may import: clocks, random numbers, its environment, standard output and `wasi:http`. Files and
//! sockets are there by name only (see `absent`).

use wasmtime::component::{Component, HasData, Linker, ResourceTable};
use wasmtime_wasi::{
    cli::{WasiCli, WasiCliView},
    clocks::{WasiClocks, WasiClocksView},
    p2::bindings::{cli, clocks, io, random},
    random::{WasiRandom, WasiRandomView},
};

use super::{absent, outgoing_body};
use crate::{engine::Features, guest::Guest};

/// Defines every interface that the host has, and refusals for the others that the component asks for.
pub(crate) fn linker(component: &Component, features: Features) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(component.engine());
    add_io(&mut linker)?;
    add_p2(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    outgoing_body::define(&mut linker)?;
    // A component of 0.2 may use what 0.3 has, too.
    if features.is_concurrent {
        wasmtime_wasi::p3::cli::add_to_linker(&mut linker)?;
        wasmtime_wasi::p3::clocks::add_to_linker(&mut linker)?;
        wasmtime_wasi::p3::random::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    }
    absent::define(&mut linker, component)?;
    Ok(linker)
}

struct Table;

impl HasData for Table {
    type Data<'a> = &'a mut ResourceTable;
}

/// By the table alone: reading or writing a stream builds no WASI context.
fn add_io(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    io::error::add_to_linker::<_, Table>(linker, Guest::table)?;
    io::poll::add_to_linker::<_, Table>(linker, Guest::table)?;
    io::streams::add_to_linker::<_, Table>(linker, Guest::table)
}

fn add_p2(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    clocks::wall_clock::add_to_linker::<_, WasiClocks>(linker, Guest::clocks)?;
    clocks::monotonic_clock::add_to_linker::<_, WasiClocks>(linker, Guest::clocks)?;
    random::random::add_to_linker::<_, WasiRandom>(linker, Guest::random)?;
    random::insecure::add_to_linker::<_, WasiRandom>(linker, Guest::random)?;
    random::insecure_seed::add_to_linker::<_, WasiRandom>(linker, Guest::random)?;
    cli::environment::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::exit::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::stdin::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::stdout::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::stderr::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_input::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_output::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stdin::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stdout::add_to_linker::<_, WasiCli>(linker, Guest::cli)?;
    cli::terminal_stderr::add_to_linker::<_, WasiCli>(linker, Guest::cli)
}
