use std::{path::Path, sync::Arc};

use wasmtime::Engine;

#[cfg(feature = "component")]
use crate::component;
use crate::{
    HostError, NO_TIME_LIMIT, Options, ServedBy,
    code::Code,
    core,
    engine::{Features, run_config},
    error::one_line,
    instances::Pre,
    precompiled::Precompiled,
    ticker,
};

/// Reads a component or a precompiled one and links it with what the guest may use.
///
/// The pool of instances belongs to the engine, and how large it has to be is known by the component: so the component is
/// loaded once to be looked at, and once more to stay.
pub(crate) fn load(path: &Path, options: &Arc<Options>) -> Result<Pre, HostError> {
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
    Ok(match code {
        #[cfg(feature = "component")]
        Code::Component(component) => Pre::Component(component::Pre::new(path, &component, features)?),
        Code::Module(module) => Pre::Core(
            core::Pre::new(&module)
                .map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?,
        ),
    })
}

/// A precompiled file holds one of the two, and no other can be made of it.
fn check(path: &Path, code: &Code, wanted: ServedBy) -> Result<(), HostError> {
    match (code, wanted) {
        #[cfg(feature = "component")]
        (Code::Component(component), ServedBy::Auto | ServedBy::Component) => {
            component::check(path, component)
        }
        #[cfg(feature = "component")]
        (Code::Component(_), ServedBy::Core) => {
            Err(HostError::NotCore { path: path.into(), reason: "the .cwasm file holds a component".into() })
        }
        (Code::Module(_), ServedBy::Auto | ServedBy::Core) => Ok(()),
        (Code::Module(_), ServedBy::Component) => Err(HostError::NotComponent { path: path.into() }),
    }
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
