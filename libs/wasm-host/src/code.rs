//! What is served: a component, or the core module of one.

#[cfg(feature = "component")]
use wasmtime::component::Component;
use wasmtime::{Engine, Module};

use crate::{engine::Demand, precompiled::Precompiled};

pub(crate) enum Code {
    #[cfg(feature = "component")]
    Component(Component),
    /// As `core::rewritten` made it.
    Module(Module),
}

impl Code {
    pub(crate) fn demand(&self) -> Demand {
        match self {
            #[cfg(feature = "component")]
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

    /// The same in another engine, from where it came if it was precompiled.
    pub(crate) fn again(&self, engine: &Engine, precompiled: Option<&Precompiled>) -> wasmtime::Result<Self> {
        match (self, precompiled) {
            #[cfg(feature = "component")]
            (Self::Component(_), Some(precompiled)) => precompiled.component(engine).map(Self::Component),
            (Self::Module(_), Some(precompiled)) => precompiled.module(engine).map(Self::Module),
            #[cfg(feature = "jit")]
            // SAFETY: the code was compiled by this program a moment ago.
            (Self::Component(component), None) => unsafe {
                Component::deserialize(engine, component.serialize()?).map(Self::Component)
            },
            #[cfg(feature = "jit")]
            // SAFETY: as for a component.
            (Self::Module(module), None) => unsafe {
                Module::deserialize(engine, module.serialize()?).map(Self::Module)
            },
            #[cfg(not(feature = "jit"))]
            (_, None) => wasmtime::bail!("this program holds no compiler"),
        }
    }
}
