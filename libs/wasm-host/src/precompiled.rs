//! A compiled component as it is stored, or as the program of `--compiler` gives it.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

#[cfg(feature = "component")]
use wasmtime::component::Component;
use wasmtime::{Engine, Module, Precompiled as Kind};

use crate::{
    HostError, Options, ServedBy,
    code::Code,
    engine::{Features, code_config},
    error::one_line,
};

/// What `compile` takes in place of a file.
pub const STANDARD_OUTPUT: &str = "-";

pub(crate) enum Precompiled {
    File(PathBuf),
    Bytes(Vec<u8>),
}

impl Precompiled {
    /// Nothing for a component that this program compiles itself.
    pub(crate) fn of(path: &Path, options: &Options) -> Result<Option<Self>, HostError> {
        if is_elf(path).map_err(|source| HostError::Unreadable { path: path.into(), source })? {
            return Ok(Some(Self::File(path.into())));
        }
        let Some(compiler) = &options.compiler else { return Ok(None) };
        compiled_by(compiler, path, options.served_by).map(|bytes| Some(Self::Bytes(bytes)))
    }

    /// What was precompiled carries the features that it was compiled with, and loads with no others.
    pub(crate) fn load(&self, path: &Path) -> Result<(Code, Features), HostError> {
        let kind = self.kind();
        #[cfg(not(feature = "component"))]
        if let Some(Kind::Component) = kind {
            return Err(HostError::RuntimeAbsent { path: path.into() });
        }
        let mut reason = None;
        for features in Features::ALL {
            let loaded = Engine::new(&code_config(features, true)).and_then(|engine| match kind {
                #[cfg(feature = "component")]
                Some(Kind::Component) => self.component(&engine).map(Code::Component),
                _ => self.module(&engine).map(Code::Module),
            });
            match loaded {
                Ok(code) => return Ok((code, features)),
                Err(error) => reason = reason.or(Some(one_line(error.root_cause()))),
            }
        }
        Err(HostError::Incompatible { path: path.into(), reason: reason.unwrap_or_default() })
    }

    fn kind(&self) -> Option<Kind> {
        match self {
            Self::File(path) => Engine::detect_precompiled_file(path).ok().flatten(),
            Self::Bytes(bytes) => Engine::detect_precompiled(bytes),
        }
    }

    pub(crate) fn module(&self, engine: &Engine) -> wasmtime::Result<Module> {
        // SAFETY: what it holds runs as it is. Whoever can write the program, its compiler or the file that it is told to
        // serve is trusted; what is of another version, CPU or configuration is refused.
        unsafe {
            match self {
                Self::File(path) => Module::deserialize_file(engine, path),
                Self::Bytes(bytes) => Module::deserialize(engine, bytes),
            }
        }
    }

    #[cfg(feature = "component")]
    pub(crate) fn component(&self, engine: &Engine) -> wasmtime::Result<Component> {
        // SAFETY: as for a module.
        unsafe {
            match self {
                Self::File(path) => Component::deserialize_file(engine, path),
                Self::Bytes(bytes) => Component::deserialize(engine, bytes),
            }
        }
    }
}

/// wasmtime's precompiled files are ELF files.
fn is_elf(path: &Path) -> std::io::Result<bool> {
    let mut magic = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut magic)?;
    Ok(magic == b"\x7fELF")
}

/// In a process of its own, of which no memory and no thread is left when requests come.
fn compiled_by(compiler: &Path, path: &Path, served_by: ServedBy) -> Result<Vec<u8>, HostError> {
    let failed = |reason: String| HostError::CompilerFailed { program: compiler.into(), reason };
    let output = Command::new(compiler)
        .args(["compile", "--path", served_by.name()])
        .args([path, Path::new(STANDARD_OUTPUT)])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return match Engine::detect_precompiled(&output.stdout) {
            Some(_) => Ok(output.stdout),
            None => Err(failed("what it wrote is no compiled component".into())),
        };
    }
    let said = String::from_utf8_lossy(&output.stderr);
    match said.trim().lines().next() {
        Some(line) if line.starts_with("COMPONENT_") => Err(HostError::Refused { line: line.into() }),
        Some(line) => Err(failed(line.into())),
        None => Err(failed(output.status.to_string())),
    }
}
