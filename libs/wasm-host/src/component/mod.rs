//! The way of every component that the core path does not serve: wasmtime's component runtime, with the bindings of
//! wasmtime-wasi-http. A program built without the feature `component` does not have it.

mod absent;
mod link;
mod outgoing_body;
mod p2;
mod p3;

use std::{path::Path, time::Duration};

use http::Request;
use tokio::sync::oneshot;
use wasmtime::{
    Engine, Store,
    component::{Component, InstancePre},
};
use wasmtime_wasi_http::{
    handler::{Proxy, ProxyPre},
    p2::bindings::ProxyPre as P2Pre,
    p3::bindings::ServicePre as P3Pre,
};

#[cfg(feature = "jit")]
pub(crate) use link::linker;

use crate::{
    HostError, answer::Answer, engine::Features, error::one_line, guest::Guest, request::RequestBody,
};

/// The handler of an instance.
pub(crate) struct Handle {
    proxy: Proxy,
    features: Features,
}

/// A component, linked with what it imports.
pub(crate) struct Pre {
    pre: ProxyPre<Guest>,
    features: Features,
}

impl Pre {
    /// Checks every type of what the component imports and exports.
    pub(crate) fn new(path: &Path, component: &Component, features: Features) -> Result<Self, HostError> {
        let generation = generation(path, component)?;
        let linked = link::linker(component, features).and_then(|linker| linker.instantiate_pre(component));
        let pre: InstancePre<Guest> = linked
            .map_err(|error| HostError::UnknownImport { path: path.into(), reason: one_line(error) })?;
        let pre = match generation {
            Generation::P2 => P2Pre::new(pre).map(ProxyPre::P2),
            Generation::P3 => P3Pre::new(pre).map(ProxyPre::P3),
        }
        .map_err(|error| HostError::NotHttp { path: path.into(), found: one_line(error.root_cause()) })?;
        Ok(Self { pre, features })
    }

    pub(crate) fn engine(&self) -> &Engine {
        match &self.pre {
            ProxyPre::P2(pre) => pre.engine(),
            ProxyPre::P3(pre) => pre.engine(),
        }
    }

    pub(crate) async fn instantiate(&self, store: &mut Store<Guest>) -> wasmtime::Result<Handle> {
        Ok(Handle { proxy: self.pre.instantiate_async(store).await?, features: self.features })
    }
}

/// Calls the guest; ends when it has nothing more to do.
pub(crate) async fn call(
    handle: &Handle,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
    time_limit: Duration,
) -> wasmtime::Result<()> {
    match &handle.proxy {
        Proxy::P2(proxy) => p2::call(proxy, store, request, answer, handle.features).await,
        // In a box, so that a call of 0.2, which is copied to where it runs, is not as large as one of 0.3.
        Proxy::P3(service) => Box::pin(p3::call(service, store, request, answer, time_limit)).await,
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

/// Whether the component exports what this host calls.
pub(crate) fn check(path: &Path, component: &Component) -> Result<(), HostError> {
    generation(path, component).map(|_| ())
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
