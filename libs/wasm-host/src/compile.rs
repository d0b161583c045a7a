use std::{fs, path::Path};

use wasmparser::{Parser, Payload};
use wasmtime::{Cache, CacheConfig, Engine};

use crate::{
    HostError,
    engine::{Generation, code_config},
    error::one_line,
};

/// Compiles a component for this version and this CPU, for a program without a compiler.
pub fn compile(path: &Path, output: &Path) -> Result<(), HostError> {
    let wasm = fs::read(path).map_err(|source| HostError::Unreadable { path: path.into(), source })?;
    let invalid = |error: wasmtime::Error| HostError::Invalid { path: path.into(), reason: one_line(error) };
    let engine = Engine::new(&code_config(generation(path, &wasm)?, true)).map_err(invalid)?;
    let compiled = engine.precompile_component(&wasm).map_err(invalid)?;
    fs::write(output, compiled).map_err(|source| HostError::Unwritable { path: output.into(), source })
}

/// Which `wasi:http` the component exports, read from the component itself.
pub(crate) fn generation(path: &Path, wasm: &[u8]) -> Result<Generation, HostError> {
    let mut exports = Vec::new();
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(wasm) {
        let invalid = |reason: String| HostError::Invalid { path: path.into(), reason };
        match payload.map_err(|error| invalid(one_line(error)))? {
            Payload::Version { encoding: wasmparser::Encoding::Module, .. } if depth == 0 => {
                return Err(invalid("it is a core module".into()));
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    exports.push(export.map_err(|error| invalid(one_line(error)))?.name.name);
                }
            }
            _ => {}
        }
    }
    let exported = |prefix: &str| exports.iter().any(|name| name.starts_with(prefix));
    if exported("wasi:http/incoming-handler@0.2.") {
        Ok(Generation::P2)
    } else if exported("wasi:http/handler@0.3.") {
        Ok(Generation::P3)
    } else {
        let found = if exports.is_empty() { "no exports".into() } else { exports.join(", ") };
        Err(HostError::NotHttp { path: path.into(), found })
    }
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
