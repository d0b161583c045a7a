use std::sync::{Arc, Mutex, PoisonError};

use wasmtime::Store;
use wasmtime_wasi_http::handler::{Proxy, ProxyPre};

use crate::{Isolation, Options, guest::Guest};

/// An instance of the component with its store.
pub(crate) struct Instance {
    pub(crate) store: Store<Guest>,
    pub(crate) proxy: Proxy,
    served: u32,
}

/// Makes instances and, if isolation allows, keeps those that served without a fault for the next request.
pub(crate) struct Instances {
    pre: ProxyPre<Guest>,
    options: Arc<Options>,
    idle: Mutex<Vec<Instance>>,
}

impl Instances {
    pub(crate) fn new(pre: ProxyPre<Guest>, options: Arc<Options>) -> Self {
        Self { pre, options, idle: Mutex::default() }
    }

    /// An instance with a whole time limit before it.
    pub(crate) async fn take(&self) -> wasmtime::Result<Instance> {
        let mut instance = match self.take_idle() {
            Some(instance) => instance,
            None => self.instantiate().await?,
        };
        Guest::begin_request(&mut instance.store);
        instance.served += 1;
        Ok(instance)
    }

    /// Takes an instance back whose call ended well. One that trapped or was cut short is dropped by its caller and
    /// never comes here.
    pub(crate) fn give_back(&self, instance: Instance) {
        if let Isolation::Reuse { limit } = self.options.isolation
            && instance.served < limit.get()
        {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(instance);
        }
    }

    fn take_idle(&self) -> Option<Instance> {
        match self.options.isolation {
            Isolation::Fresh => None,
            // The last one given back is the one whose memory is most likely in a cache.
            Isolation::Reuse { .. } => self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop(),
        }
    }

    async fn instantiate(&self) -> wasmtime::Result<Instance> {
        let engine = match &self.pre {
            ProxyPre::P2(pre) => pre.engine(),
            ProxyPre::P3(pre) => pre.engine(),
        };
        let mut store = Guest::store(engine, &self.options);
        Guest::begin_request(&mut store);
        let proxy = self.pre.instantiate_async(&mut store).await?;
        Ok(Instance { store, proxy, served: 0 })
    }
}
