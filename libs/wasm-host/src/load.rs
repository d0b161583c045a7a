use std::{path::Path, sync::Arc};

use wasmtime::{
    Engine,
    component::{Component, InstancePre},
};
use wasmtime_wasi_http::{
    handler::ProxyPre, p2::bindings::ProxyPre as P2Pre, p3::bindings::ServicePre as P3Pre,
};

use crate::{
    HostError, NO_TIME_LIMIT, Options, ServedBy,
    code::Code,
    core,
    engine::{Features, run_config},
    error::one_line,
    guest::Guest,
    instances::Pre,
    link::linker,
    precompiled::Precompiled,
    ticker,
};

/// Reads a component or a precompiled one and links it with what the guest may use.
///
/// The pool of instances belongs to the engine, and how large it has to be is known by the component: so the component is
/// loaded once to be looked at, and once more to stay.
pub(crate) fn load(path: &Path, options: &Arc<Options>) -> Result<(Pre, Features), HostError> {
    let precompiled = Precompiled::of(path, options)?;
    let is_interruptible = precompiled.is_some() || options.time_limit != NO_TIME_LIMIT;
    let (seen, features) = match &precompiled {
        Some(precompiled) => precompiled.load(path)?,
        None => compiled(path, options, is_interruptible)?,
    };
    check(path, &seen, options.served_by)?;
    let demand = seen.demand();
    if demand.memory_bytes > options.memory_limit_bytes as u64 {
        return Err(HostError::MemoryLimit { path: path.into(), needed_bytes: demand.memory_bytes });
    }
    let engine = Engine::new(&run_config(features, &demand, options, is_interruptible))
        .map_err(|error| HostError::Engine { reason: one_line(error.root_cause()) })?;
    let code = seen
        .again(&engine, precompiled.as_ref())
        .map_err(|error| HostError::Invalid { path: path.into(), reason: one_line(error) })?;
    if options.time_limit != NO_TIME_LIMIT {
        ticker::start(&engine);
    }
    let pre = match code {
        Code::Component(component) => Pre::Component(link(path, &component, features)?),
        Code::Module(module) => Pre::Core(
            core::Pre::new(&module)
                .map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?,
        ),
    };
    Ok((pre, features))
}

/// A precompiled file holds one of the two, and no other can be made of it.
fn check(path: &Path, code: &Code, wanted: ServedBy) -> Result<(), HostError> {
    let reason = match (code, wanted) {
        (Code::Component(component), ServedBy::Auto | ServedBy::Component) => {
            return generation(path, component).map(|_| ());
        }
        (Code::Module(_), ServedBy::Auto | ServedBy::Core) => return Ok(()),
        (Code::Component(_), ServedBy::Core) => "the .cwasm file holds a component",
        (Code::Module(_), ServedBy::Component) => {
            let reason =
                "the .cwasm file holds a core module alone, which --path component cannot serve".into();
            return Err(HostError::Incompatible { path: path.into(), reason });
        }
    };
    Err(HostError::NotCore { path: path.into(), reason: reason.into() })
}

#[cfg(feature = "jit")]
fn compiled(path: &Path, options: &Options, is_interruptible: bool) -> Result<(Code, Features), HostError> {
    crate::compile::compiled(path, options.served_by, is_interruptible, |config| {
        if let Some(folder) = &options.cache_folder {
            config.cache(Some(crate::compile::cache(folder)?));
        }
        Ok(())
    })
}

#[cfg(not(feature = "jit"))]
fn compiled(path: &Path, _: &Options, _: bool) -> Result<(Code, Features), HostError> {
    Err(HostError::CompilerAbsent { path: path.into() })
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

/// Checks every type of what the component imports and exports.
fn link(path: &Path, component: &Component, features: Features) -> Result<ProxyPre<Guest>, HostError> {
    let generation = generation(path, component)?;
    let linked = linker(component, features).and_then(|linker| linker.instantiate_pre(component));
    let pre: InstancePre<Guest> =
        linked.map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?;
    match generation {
        Generation::P2 => P2Pre::new(pre).map(ProxyPre::P2),
        Generation::P3 => P3Pre::new(pre).map(ProxyPre::P3),
    }
    .map_err(|error| HostError::NotHttp { path: path.into(), found: one_line(error.root_cause()) })
}
