use std::{
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use wasmtime::Store;

#[cfg(feature = "component")]
use crate::component;
use crate::{Isolation, Options, core, guest::Guest, log};

/// An instance of the component with its store.
pub(crate) struct Instance {
    pub(crate) store: Store<Guest>,
    pub(crate) handler: Handler,
    served: u32,
}

/// What of an instance is called.
pub(crate) enum Handler {
    #[cfg(feature = "component")]
    Component(component::Handle),
    Core(core::Handle),
}

/// What instances are made of.
pub(crate) enum Pre {
    #[cfg(feature = "component")]
    Component(component::Pre),
    Core(core::Pre),
}

/// Makes instances and, if isolation allows, keeps those that served without a fault for the next request.
pub(crate) struct Instances {
    pre: Pre,
    options: Arc<Options>,
    idle: Mutex<Vec<Instance>>,
    /// Whether some instance has answered a second request.
    has_reused: AtomicBool,
    /// Whether a second request was left without an answer before any was answered: this component cannot be reused.
    is_unusable_twice: AtomicBool,
}

impl Instances {
    pub(crate) fn new(mut pre: Pre, options: Arc<Options>) -> Self {
        if options.isolation == Isolation::Reset {
            let enabled = match &mut pre {
                Pre::Core(pre) => pre.enable_reset(),
                #[cfg(feature = "component")]
                Pre::Component(_) => Err("it is served by the component runtime".into()),
            };
            if let Err(reason) = enabled {
                log::not_resettable(&reason);
            }
        }
        Self {
            pre,
            options,
            idle: Mutex::default(),
            has_reused: AtomicBool::new(false),
            is_unusable_twice: AtomicBool::new(false),
        }
    }

    pub(crate) fn are_of_core(&self) -> bool {
        matches!(self.pre, Pre::Core(_))
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
        match self.options.isolation {
            Isolation::Fresh => {}
            Isolation::Reset => self.set_back(instance),
            Isolation::Reuse { limit } => self.keep(instance, limit),
        }
    }

    fn set_back(&self, mut instance: Instance) {
        let is_set_back = match (&self.pre, &instance.handler) {
            (Pre::Core(pre), Handler::Core(handle)) => pre.set_back(&mut instance.store, handle),
            #[cfg(feature = "component")]
            _ => false,
        };
        if is_set_back {
            self.push_idle(instance);
        }
    }

    fn keep(&self, instance: Instance, limit: NonZeroU32) {
        let exchange = &instance.store.data().exchange;
        if !exchange.has_answered {
            self.note_silence(&instance);
            return;
        }
        // The client waits for the rest of a body that nobody can write any more.
        if exchange.open_bodies > 0 {
            return;
        }
        if instance.served > 1 && !self.has_reused.load(Ordering::Relaxed) {
            self.has_reused.store(true, Ordering::Relaxed);
        }
        if instance.served < limit.get() && !self.is_unusable_twice.load(Ordering::Relaxed) {
            self.push_idle(instance);
        }
    }

    fn push_idle(&self, instance: Instance) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(instance);
    }

    /// A guest that leaves one request without an answer may do so by what it was asked; one that has answered a first
    /// request and never a second is made for one request an instance.
    fn note_silence(&self, instance: &Instance) {
        if instance.served > 1
            && !self.has_reused.load(Ordering::Relaxed)
            && !self.is_unusable_twice.swap(true, Ordering::Relaxed)
        {
            log::not_reusable();
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }

    fn take_idle(&self) -> Option<Instance> {
        match self.options.isolation {
            Isolation::Fresh => None,
            Isolation::Reuse { .. } if self.is_unusable_twice.load(Ordering::Relaxed) => None,
            // The last one given back is the one whose memory is most likely in a cache.
            Isolation::Reset | Isolation::Reuse { .. } => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
            }
        }
    }

    async fn instantiate(&self) -> wasmtime::Result<Instance> {
        let engine = match &self.pre {
            #[cfg(feature = "component")]
            Pre::Component(pre) => pre.engine(),
            Pre::Core(pre) => pre.engine(),
        };
        let mut store = Guest::store(engine, &self.options);
        Guest::begin_request(&mut store);
        let handler = match &self.pre {
            #[cfg(feature = "component")]
            Pre::Component(pre) => Handler::Component(pre.instantiate(&mut store).await?),
            Pre::Core(pre) => Handler::Core(pre.instantiate(&mut store).await?),
        };
        Ok(Instance { store, handler, served: 0 })
    }
}
