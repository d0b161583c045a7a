use std::{fs::File, io::Read, path::Path, sync::Arc};

use wasmtime::{
    Engine,
    component::{Component, InstancePre},
};
use wasmtime_wasi_http::{
    handler::ProxyPre, p2::bindings::ProxyPre as P2Pre, p3::bindings::ServicePre as P3Pre,
};

use crate::{
    HostError, NO_TIME_LIMIT, Options,
    engine::{Generation, run_config},
    error::one_line,
    guest::Guest,
    link::linker,
    ticker,
};

/// Reads a component or a precompiled one and links it with what the guest may use.
pub(crate) fn load(path: &Path, options: &Arc<Options>) -> Result<ProxyPre<Guest>, HostError> {
    let is_precompiled =
        is_elf(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    let (component, generation) =
        if is_precompiled { precompiled(path, options)? } else { compiled(path, options)? };
    if options.time_limit != NO_TIME_LIMIT {
        ticker::start(component.engine());
    }
    link(path, &component, generation)
}

/// wasmtime's precompiled files are ELF files.
fn is_elf(path: &Path) -> std::io::Result<bool> {
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(magic == b"\x7fELF")
}

fn engine(generation: Generation, options: &Options) -> Result<Engine, HostError> {
    Engine::new(&run_config(generation, options, true))
        .map_err(|error| HostError::Engine { reason: one_line(error.root_cause()) })
}

/// A precompiled component carries the settings of its generation, and loads with no others.
fn precompiled(path: &Path, options: &Options) -> Result<(Component, Generation), HostError> {
    let load = |generation| {
        let engine = engine(generation, options)?;
        // SAFETY: what the file holds runs as it is. Whoever can write the program or the file that it is told to
        // serve is trusted; a file of another version, CPU or configuration is refused.
        let component = unsafe { Component::deserialize_file(&engine, path) };
        component.map(|component| (component, generation)).map_err(|error| HostError::Incompatible {
            path: path.into(),
            reason: one_line(error.root_cause()),
        })
    };
    load(Generation::P2).or_else(|first| load(Generation::P3).map_err(|_| first))
}

#[cfg(feature = "jit")]
fn compiled(path: &Path, options: &Options) -> Result<(Component, Generation), HostError> {
    let wasm = std::fs::read(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    let generation = crate::compile::generation(path, &wasm)?;
    let mut config = run_config(generation, options, options.time_limit != NO_TIME_LIMIT);
    if let Some(folder) = &options.cache_folder {
        config.cache(Some(crate::compile::cache(folder)?));
    }
    let engine =
        Engine::new(&config).map_err(|error| HostError::Engine { reason: one_line(error.root_cause()) })?;
    let component = Component::new(&engine, wasm);
    component
        .map(|component| (component, generation))
        .map_err(|error| HostError::Invalid { path: path.into(), reason: one_line(error) })
}

#[cfg(not(feature = "jit"))]
fn compiled(path: &Path, _: &Options) -> Result<(Component, Generation), HostError> {
    Err(HostError::CompilerAbsent { path: path.into() })
}

fn link(path: &Path, component: &Component, generation: Generation) -> Result<ProxyPre<Guest>, HostError> {
    let linked = linker(component, generation).and_then(|linker| linker.instantiate_pre(component));
    let pre: InstancePre<Guest> =
        linked.map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?;
    match generation {
        Generation::P2 => P2Pre::new(pre).map(ProxyPre::P2),
        Generation::P3 => P3Pre::new(pre).map(ProxyPre::P3),
    }
    .map_err(|error| HostError::NotHttp { path: path.into(), found: one_line(error.root_cause()) })
}
