use std::{fs, path::Path};

use wasmtime::{Cache, CacheConfig, Config, Engine, component::Component};

use crate::{
    HostError,
    engine::{Features, code_config},
    error::one_line,
};

/// The first bytes of a core module; a component has another version.
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// Compiles a component for this version and this CPU, for a program without a compiler.
pub fn compile(path: &Path, output: &Path) -> Result<(), HostError> {
    let (component, _) = compiled(path, true, |_| Ok(()))?;
    let invalid = |error: wasmtime::Error| HostError::Invalid { path: path.into(), reason: one_line(error) };
    let bytes = component.serialize().map_err(invalid)?;
    fs::write(output, bytes).map_err(|source| HostError::Unwritable { path: output.into(), source })
}

/// A component compiled with no more features than it needs, and not yet fit to be instantiated.
pub(crate) fn compiled(
    path: &Path,
    is_interruptible: bool,
    configure: impl Fn(&mut Config) -> Result<(), HostError>,
) -> Result<(Component, Features), HostError> {
    let wasm = fs::read(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    if wasm.starts_with(CORE_MODULE) {
        return Err(HostError::CoreModule { path: path.into() });
    }
    let mut reason = String::new();
    // What the last attempt finds wrong, the one with all features, is wrong for certain.
    for features in Features::ALL {
        let mut config = code_config(features, is_interruptible);
        configure(&mut config)?;
        match Engine::new(&config).and_then(|engine| Component::new(&engine, &wasm)) {
            Ok(component) => return Ok((component, features)),
            Err(error) => reason = one_line(error),
        }
    }
    Err(HostError::Invalid { path: path.into(), reason })
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
