use std::{
    fs,
    io::{Write, stdout},
    path::Path,
};

use wasmtime::{Cache, CacheConfig, Config, Engine, Module, component::Component};

use crate::{
    HostError, ServedBy,
    code::Code,
    component::linker,
    core,
    engine::{Features, code_config},
    error::one_line,
    precompiled::STANDARD_OUTPUT,
};

/// The first bytes of a core module; a component has another version.
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// Compiles a component for this version and this CPU, for a program without a compiler; tells by which path what was
/// written will be served.
pub fn compile(path: &Path, output: &Path, served_by: ServedBy) -> Result<ServedBy, HostError> {
    let (code, _) = compiled(path, served_by, true, |_| Ok(()))?;
    let invalid = |error: wasmtime::Error| HostError::Invalid { path: path.into(), reason: one_line(error) };
    let bytes = code.serialize().map_err(invalid)?;
    let written = if output == Path::new(STANDARD_OUTPUT) {
        stdout().write_all(&bytes)
    } else {
        fs::write(output, bytes)
    };
    written.map_err(|source| HostError::Unwritable { path: output.into(), source })?;
    Ok(match code {
        Code::Module(_) => ServedBy::Core,
        Code::Component(_) => ServedBy::Component,
    })
}

/// A component compiled with no more features than it needs, and not yet fit to be instantiated.
pub(crate) fn compiled(
    path: &Path,
    served_by: ServedBy,
    is_interruptible: bool,
    configure: impl Fn(&mut Config) -> Result<(), HostError>,
) -> Result<(Code, Features), HostError> {
    let wasm = fs::read(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    if wasm.starts_with(CORE_MODULE) {
        return Err(HostError::CoreModule { path: path.into() });
    }
    let mut reason = String::new();
    // A module needs none of the features that cost.
    let mut plain: Option<(Engine, Features)> = None;
    // What the last attempt finds wrong, the one with all features, is wrong for certain.
    for features in Features::ALL {
        let mut config = code_config(features, is_interruptible);
        configure(&mut config)?;
        let engine = match Engine::new(&config) {
            Ok(engine) => engine,
            Err(error) => {
                reason = one_line(error);
                continue;
            }
        };
        if served_by != ServedBy::Component {
            let (plain, plain_features) = plain.get_or_insert_with(|| (engine.clone(), features));
            match core_module(&wasm, (&engine, features), plain) {
                Ok(module) => return Ok((Code::Module(module), *plain_features)),
                Err(error) if served_by == ServedBy::Core => {
                    reason = error;
                    continue;
                }
                Err(_) => {}
            }
        }
        match Component::new(&engine, &wasm) {
            Ok(component) => return Ok((Code::Component(component), features)),
            Err(error) => reason = one_line(error),
        }
    }
    Err(match served_by {
        ServedBy::Core => HostError::NotCore { path: path.into(), reason },
        ServedBy::Auto | ServedBy::Component => HostError::Invalid { path: path.into(), reason },
    })
}

/// The core module of a component, every type of which is checked before by the engine of these features; else why it
/// cannot be served so.
fn core_module(
    wasm: &[u8],
    (engine, features): (&Engine, Features),
    plain: &Engine,
) -> Result<Module, String> {
    let core::Rewritten { module, imports } = core::rewritten(wasm)?;
    let imports = Component::new(engine, imports).map_err(one_line)?;
    linker(&imports, features).and_then(|linker| linker.instantiate_pre(&imports)).map_err(one_line)?;
    let module = Module::new(plain, module).map_err(one_line)?;
    core::Pre::new(&module).map_err(one_line)?;
    Ok(module)
}

pub(crate) fn cache(folder: &Path) -> Result<Cache, HostError> {
    let unwritable = |error: wasmtime::Error| HostError::Unwritable {
        path: folder.into(),
        source: std::io::Error::other(one_line(error.root_cause())),
    };
    let folder = std::path::absolute(folder)
        .map_err(|source| HostError::Unwritable { path: folder.into(), source })?;
    let mut config = CacheConfig::new();
    config.with_directory(folder);
    Cache::new(config).map_err(unwritable)
}
