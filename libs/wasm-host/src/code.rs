//! What is served: a component, or the core module of one.

use std::path::Path;

use wasmtime::{Config, Engine, Module, Precompiled, component::Component};

use crate::{
    HostError,
    engine::{Demand, Features, code_config},
    error::one_line,
};

pub(crate) enum Code {
    Component(Component),
    /// As `core::rewritten` made it.
    Module(Module),
}

impl Code {
    pub(crate) fn demand(&self) -> Demand {
        match self {
            Self::Component(component) => Demand::of_component(component),
            Self::Module(module) => Demand::of_module(module),
        }
    }

    #[cfg(feature = "jit")]
    pub(crate) fn serialize(&self) -> wasmtime::Result<Vec<u8>> {
        match self {
            Self::Component(component) => component.serialize(),
            Self::Module(module) => module.serialize(),
        }
    }

    /// The same in another engine; `file` is where it was read from if it was precompiled.
    pub(crate) fn again(&self, engine: &Engine, file: Option<&Path>) -> wasmtime::Result<Self> {
        // SAFETY: the code was compiled, or accepted, by this program a moment ago.
        unsafe {
            match (self, file) {
                (Self::Component(_), Some(file)) => {
                    Component::deserialize_file(engine, file).map(Self::Component)
                }
                (Self::Module(_), Some(file)) => Module::deserialize_file(engine, file).map(Self::Module),
                #[cfg(feature = "jit")]
                (Self::Component(component), None) => {
                    Component::deserialize(engine, component.serialize()?).map(Self::Component)
                }
                #[cfg(feature = "jit")]
                (Self::Module(module), None) => {
                    Module::deserialize(engine, module.serialize()?).map(Self::Module)
                }
                #[cfg(not(feature = "jit"))]
                (_, None) => wasmtime::bail!("this program holds no compiler"),
            }
        }
    }
}

/// What was precompiled carries the features that it was compiled with, and loads with no others.
pub(crate) fn precompiled(path: &Path) -> Result<(Code, Features), HostError> {
    let is_module = matches!(Engine::detect_precompiled_file(path), Ok(Some(Precompiled::Module)));
    let mut reason = None;
    for features in Features::ALL {
        let config: Config = code_config(features, true);
        let loaded = Engine::new(&config).and_then(|engine| {
            // SAFETY: what the file holds runs as it is. Whoever can write the program or the file that it is told to
            // serve is trusted; a file of another version, CPU or configuration is refused.
            unsafe {
                if is_module {
                    Module::deserialize_file(&engine, path).map(Code::Module)
                } else {
                    Component::deserialize_file(&engine, path).map(Code::Component)
                }
            }
        });
        match loaded {
            Ok(code) => return Ok((code, features)),
            Err(error) => reason = reason.or(Some(one_line(error.root_cause()))),
        }
    }
    Err(HostError::Incompatible { path: path.into(), reason: reason.unwrap_or_default() })
}
