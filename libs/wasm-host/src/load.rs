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
    engine::{Demand, Features, code_config, run_config},
    error::one_line,
    guest::Guest,
    link::linker,
    ticker,
};

/// Reads a component or a precompiled one and links it with what the guest may use.
///
/// The pool of instances belongs to the engine, and how large it has to be is known by the component: so the component is
/// loaded once to be looked at, and once more to stay.
pub(crate) fn load(path: &Path, options: &Arc<Options>) -> Result<(ProxyPre<Guest>, Features), HostError> {
    let is_precompiled =
        is_elf(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    let is_interruptible = is_precompiled || options.time_limit != NO_TIME_LIMIT;
    let (seen, features) =
        if is_precompiled { precompiled(path)? } else { compiled(path, options, is_interruptible)? };
    let generation = generation(path, &seen)?;
    let demand = Demand::of(&seen);
    if demand.memory_bytes > options.memory_limit_bytes as u64 {
        return Err(HostError::MemoryLimit { path: path.into(), needed_bytes: demand.memory_bytes });
    }
    let engine = Engine::new(&run_config(features, &demand, options, is_interruptible))
        .map_err(|error| HostError::Engine { reason: one_line(error.root_cause()) })?;
    let component = again(path, &engine, &seen, is_precompiled)
        .map_err(|error| HostError::Invalid { path: path.into(), reason: one_line(error) })?;
    if options.time_limit != NO_TIME_LIMIT {
        ticker::start(component.engine());
    }
    link(path, &component, features, generation).map(|pre| (pre, features))
}

/// wasmtime's precompiled files are ELF files.
fn is_elf(path: &Path) -> std::io::Result<bool> {
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(magic == b"\x7fELF")
}

/// A precompiled component carries the features that it was compiled with, and loads with no others.
fn precompiled(path: &Path) -> Result<(Component, Features), HostError> {
    let mut reason = None;
    for features in Features::ALL {
        let loaded = Engine::new(&code_config(features, true)).and_then(|engine| {
            // SAFETY: what the file holds runs as it is. Whoever can write the program or the file that it is told to
            // serve is trusted; a file of another version, CPU or configuration is refused.
            unsafe { Component::deserialize_file(&engine, path) }
        });
        match loaded {
            Ok(component) => return Ok((component, features)),
            Err(error) => reason = reason.or(Some(one_line(error.root_cause()))),
        }
    }
    Err(HostError::Incompatible { path: path.into(), reason: reason.unwrap_or_default() })
}

#[cfg(feature = "jit")]
fn compiled(
    path: &Path,
    options: &Options,
    is_interruptible: bool,
) -> Result<(Component, Features), HostError> {
    crate::compile::compiled(path, is_interruptible, |config| {
        if let Some(folder) = &options.cache_folder {
            config.cache(Some(crate::compile::cache(folder)?));
        }
        Ok(())
    })
}

#[cfg(not(feature = "jit"))]
fn compiled(path: &Path, _: &Options, _: bool) -> Result<(Component, Features), HostError> {
    Err(HostError::CompilerAbsent { path: path.into() })
}

/// The same component in another engine.
fn again(
    path: &Path,
    engine: &Engine,
    component: &Component,
    is_precompiled: bool,
) -> wasmtime::Result<Component> {
    // SAFETY: the code was compiled, or accepted, by this program a moment ago.
    unsafe {
        if is_precompiled {
            Component::deserialize_file(engine, path)
        } else {
            Component::deserialize(engine, component.serialize()?)
        }
    }
}

/// Which `wasi:http` a component is served by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Generation {
    /// `wasi:http/incoming-handler@0.2`
    P2,
    /// `wasi:http/handler@0.3`
    P3,
}

/// The newer one of what the component exports.
fn generation(path: &Path, component: &Component) -> Result<Generation, HostError> {
    let ty = component.component_type();
    let exports: Vec<&str> = ty.exports(component.engine()).map(|(name, _)| name).collect();
    let exported = |prefix: &str| exports.iter().any(|name| name.starts_with(prefix));
    if exported("wasi:http/handler@0.3.") {
        Ok(Generation::P3)
    } else if exported("wasi:http/incoming-handler@0.2.") {
        Ok(Generation::P2)
    } else {
        let found = if exports.is_empty() { "no exports".into() } else { exports.join(", ") };
        Err(HostError::NotHttp { path: path.into(), found })
    }
}

fn link(
    path: &Path,
    component: &Component,
    features: Features,
    generation: Generation,
) -> Result<ProxyPre<Guest>, HostError> {
    let linked = linker(component, features).and_then(|linker| linker.instantiate_pre(component));
    let pre: InstancePre<Guest> =
        linked.map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?;
    match generation {
        Generation::P2 => P2Pre::new(pre).map(ProxyPre::P2),
        Generation::P3 => P3Pre::new(pre).map(ProxyPre::P3),
    }
    .map_err(|error| HostError::NotHttp { path: path.into(), found: one_line(error.root_cause()) })
}
