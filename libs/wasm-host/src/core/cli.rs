//! `wasi:cli`: the environment, the end, and streams that lead nowhere unless the host's output is inherited.

use bytes::Bytes;
use wasmtime::{Linker, Result, component};
use wasmtime_wasi::{
    cli::WasiCliView,
    p2::bindings::cli::{
        environment::Host as _, exit::Host as _, stderr::Host as _, stdin::Host as _, stdout::Host as _,
        terminal_stderr::Host as _, terminal_stdin::Host as _, terminal_stdout::Host as _,
    },
};

use super::{
    abi::{Cx, enter, flag, guest, put_option},
    allocate::{Content, lists, optional},
    streams::Output,
    table::{Resource, drops},
};
use crate::guest::Guest;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_environment(linker, "", "initial-cwd")?;
    define_streams(linker)?;
    define_terminals(linker)
}

/// The environment and the end, of interfaces that have this version after their names.
pub(super) fn define_environment(linker: &mut Linker<Guest>, version: &str, folder: &str) -> Result<()> {
    let (environment, exit) = (format!("wasi:cli/environment{version}"), format!("wasi:cli/exit{version}"));
    linker.func_wrap(&environment, "get-environment", |mut cx: Cx<'_>, at: u32| {
        let guest = guest(&mut cx)?;
        let pairs = guest.cli().get_environment()?;
        let pairs = pairs.into_iter().flat_map(|(name, value)| [Bytes::from(name), Bytes::from(value)]);
        lists(guest, pairs.collect(), 2, at)
    })?;
    linker.func_wrap(&environment, "get-arguments", |mut cx: Cx<'_>, at: u32| {
        let guest = guest(&mut cx)?;
        let arguments = guest.cli().get_arguments()?.into_iter().map(Bytes::from).collect();
        lists(guest, arguments, 1, at)
    })?;
    linker.func_wrap(&environment, folder, |mut cx: Cx<'_>, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let folder = guest.cli().initial_cwd()?;
        optional(memory, guest, folder.map(Content::from), at)
    })?;
    linker.func_wrap(&exit, "exit", |mut cx: Cx<'_>, is_error: u32| {
        let status = if flag(is_error)? { Err(()) } else { Ok(()) };
        guest(&mut cx)?.cli().exit(status)
    })?;
    linker.func_wrap(&exit, "exit-with-code", |mut cx: Cx<'_>, code: u32| {
        guest(&mut cx)?.cli().exit_with_code(code as u8)
    })?;
    Ok(())
}

fn define_streams(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap("wasi:cli/stdin", "get-stdin", |mut cx: Cx<'_>| {
        let guest = guest(&mut cx)?;
        let stream = guest.cli().get_stdin()?;
        let stream = guest.table().delete(stream)?;
        guest.core.table.push(Resource::InputStream(stream))
    })?;
    linker.func_wrap("wasi:cli/stdout", "get-stdout", |mut cx: Cx<'_>| {
        let guest = guest(&mut cx)?;
        let stream = guest.cli().get_stdout()?;
        let stream = guest.table().delete(stream)?;
        guest.core.table.push(Resource::OutputStream(Output::Other(stream)))
    })?;
    linker.func_wrap("wasi:cli/stderr", "get-stderr", |mut cx: Cx<'_>| {
        let guest = guest(&mut cx)?;
        let stream = guest.cli().get_stderr()?;
        let stream = guest.table().delete(stream)?;
        guest.core.table.push(Resource::OutputStream(Output::Other(stream)))
    })?;
    Ok(())
}

/// `option<terminal-input>` and `option<terminal-output>`
fn define_terminals(linker: &mut Linker<Guest>) -> Result<()> {
    /// What the library found, as the core path's `own`.
    fn put<T: 'static>(
        cx: &mut Cx<'_>,
        at: u32,
        terminal: Option<component::Resource<T>>,
        own: Resource,
    ) -> Result<()> {
        let (memory, guest) = enter(cx)?;
        let handle = match terminal {
            Some(terminal) => {
                guest.table().delete(terminal)?;
                Some(guest.core.table.push(own)?)
            }
            None => None,
        };
        put_option(memory, at, handle)
    }
    linker.func_wrap("wasi:cli/terminal-stdin", "get-terminal-stdin", |mut cx: Cx<'_>, at: u32| {
        let terminal = guest(&mut cx)?.cli().get_terminal_stdin()?;
        put(&mut cx, at, terminal, Resource::TerminalInput)
    })?;
    linker.func_wrap("wasi:cli/terminal-stdout", "get-terminal-stdout", |mut cx: Cx<'_>, at: u32| {
        let terminal = guest(&mut cx)?.cli().get_terminal_stdout()?;
        put(&mut cx, at, terminal, Resource::TerminalOutput)
    })?;
    linker.func_wrap("wasi:cli/terminal-stderr", "get-terminal-stderr", |mut cx: Cx<'_>, at: u32| {
        let terminal = guest(&mut cx)?.cli().get_terminal_stderr()?;
        put(&mut cx, at, terminal, Resource::TerminalOutput)
    })?;
    drops!(linker, "wasi:cli/terminal-input", "terminal-input", Resource::TerminalInput);
    drops!(linker, "wasi:cli/terminal-output", "terminal-output", Resource::TerminalOutput);
    Ok(())
}
