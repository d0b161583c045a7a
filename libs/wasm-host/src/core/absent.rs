//! Files and sockets by name only, as `component::absent` has them for the component runtime.

use std::collections::BTreeMap;

use wasmtime::{Linker, Module, Result};

use super::{
    abi::{Cx, enter, flag, place, string},
    allocate::numbers,
    table::{Resource, drops, resource, unknown},
};
use crate::guest::{ABSENT_PACKAGES, ABSENT_RESOURCES, Guest};

/// `access-denied` of the `error-code` of `wasi:sockets/network`.
const ACCESS_DENIED: u8 = 1;

pub(super) fn define(linker: &mut Linker<Guest>, module: &Module) -> Result<()> {
    linker.func_wrap("wasi:filesystem/preopens", "get-directories", |mut cx: Cx<'_>, at: u32| {
        let (_, guest) = enter(&mut cx)?;
        numbers(guest, &[], at)
    })?;
    linker.func_wrap("wasi:filesystem/types", "filesystem-error-code", no_code)?;
    linker.func_wrap("wasi:sockets/network", "network-error-code", no_code)?;
    linker.func_wrap("wasi:sockets/instance-network", "instance-network", |mut cx: Cx<'_>| {
        let (_, guest) = enter(&mut cx)?;
        guest.core.table.push(Resource::Network)
    })?;
    linker.func_wrap("wasi:sockets/tcp-create-socket", "create-tcp-socket", no_socket)?;
    linker.func_wrap("wasi:sockets/udp-create-socket", "create-udp-socket", no_socket)?;
    linker.func_wrap(
        "wasi:sockets/ip-name-lookup",
        "resolve-addresses",
        |mut cx: Cx<'_>, network: u32, name: u32, length: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let Resource::Network = guest.core.table.get(network)? else { return Err(unknown(network)) };
            string(memory, name, length)?;
            refuse(memory, at)
        },
    )?;
    drops!(linker, "wasi:sockets/network", "network", Resource::Network);
    define_methods(linker, module)
}

/// What takes a file or a socket: there is none that it could be called with.
fn define_methods(linker: &mut Linker<Guest>, module: &Module) -> Result<()> {
    // Versions of an interface have one name here, so that a module may import a function twice.
    let mut methods = BTreeMap::new();
    for import in module.imports() {
        if let Some(ty) = import.ty().func()
            && ABSENT_PACKAGES.iter().any(|package| import.module().starts_with(package))
            && takes_absent(import.name())
        {
            methods.insert((import.module(), import.name()), ty.clone());
        }
    }
    for ((interface, name), ty) in methods {
        linker.func_new(interface, name, ty, |_, arguments, _| {
            Err(unknown(arguments.first().and_then(|handle| handle.i32()).unwrap_or_default() as u32))
        })?;
    }
    Ok(())
}

/// Whether a function takes a resource first that no guest has.
fn takes_absent(function: &str) -> bool {
    let resource = match function.strip_prefix("[resource-drop]") {
        Some(resource) => resource,
        None => match function.strip_prefix("[method]").and_then(|method| method.split_once('.')) {
            Some((resource, _)) => resource,
            None => return false,
        },
    };
    resource != "network" && ABSENT_RESOURCES.contains(&resource)
}

/// `option<error-code>` of an error of a stream: files and sockets have none.
fn no_code(mut cx: Cx<'_>, error: u32, at: u32) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    resource!(guest.core.table, error, Error);
    place::<2>(memory, at, 1)?[0] = 0;
    Ok(())
}

/// The socket of an address family, of which there are two.
fn no_socket(mut cx: Cx<'_>, family: u32, at: u32) -> Result<()> {
    flag(family)?;
    let (memory, _) = enter(&mut cx)?;
    refuse(memory, at)
}

/// `result<handle, error-code>`
fn refuse(memory: &mut [u8], at: u32) -> Result<()> {
    let place = place::<8>(memory, at, 4)?;
    (place[0], place[4]) = (1, ACCESS_DENIED);
    Ok(())
}
