use http::Request;
use tokio::sync::oneshot;
use wasmtime::{
    Engine, Global, InstancePre, Linker, Module, ModuleExport, Store, TypedFunc, error::Context as _,
    format_err,
};

use super::{define, incoming::IncomingRequest, reset::Reset, table::Resource};
use crate::{
    answer::Answer,
    guest::{Exchange, Guest},
    request::RequestBody,
};

/// What `rewrite` exports under a name of its own.
pub(super) const HANDLE: &str = "host:handle";
pub(super) const MEMORY: &str = "host:memory";

/// `wasi:http/incoming-handler.handle` of an instance, and what can be set back of it.
pub(crate) struct Handle {
    function: TypedFunc<(u32, u32), ()>,
    globals: Box<[Global]>,
}

#[cfg(test)]
impl Handle {
    pub(super) fn globals(&self) -> &[Global] {
        &self.globals
    }
}

/// A rewritten module, linked with what it imports.
pub(crate) struct Pre {
    pre: InstancePre<Guest>,
    handle: ModuleExport,
    memory: ModuleExport,
    reset: Option<Reset>,
}

impl Pre {
    /// Fails for a module that was not rewritten, or imports what the core path does not have.
    pub(crate) fn new(module: &Module) -> wasmtime::Result<Self> {
        let mut linker = Linker::new(module.engine());
        define(&mut linker, module)?;
        let export = |name| module.get_export_index(name).with_context(|| format!("no export {name}"));
        Ok(Self {
            handle: export(HANDLE)?,
            memory: export(MEMORY)?,
            pre: linker.instantiate_pre(module)?,
            reset: None,
        })
    }

    /// Has instances remember what they are set back to; or says why they cannot be set back.
    pub(crate) fn enable_reset(&mut self) -> Result<(), String> {
        self.reset = Some(Reset::new(self.pre.module())?);
        Ok(())
    }

    /// Whether the instance is again as it was when it was made; otherwise it must not be used again.
    pub(crate) fn set_back(&self, store: &mut Store<Guest>, handle: &Handle) -> bool {
        match (&self.reset, store.data().core.memory) {
            (Some(reset), Some(memory)) => reset.set_back(store, &handle.globals, memory),
            _ => false,
        }
    }

    pub(crate) fn engine(&self) -> &Engine {
        self.pre.module().engine()
    }

    pub(crate) async fn instantiate(&self, store: &mut Store<Guest>) -> wasmtime::Result<Handle> {
        let instance = self.pre.instantiate_async(&mut *store).await?;
        let memory = instance.get_module_export(&mut *store, &self.memory).and_then(|it| it.into_memory());
        let handle = instance.get_module_export(&mut *store, &self.handle).and_then(|it| it.into_func());
        let function = handle.ok_or_else(|| format_err!("{HANDLE} is not a function"))?.typed(&*store)?;
        let memory = memory.ok_or_else(|| format_err!("{MEMORY} is not a memory"))?;
        store.data_mut().core.memory = Some(memory);
        let globals = self.reset.as_ref().map(|reset| reset.of_new(store, instance, memory));
        Ok(Handle { function, globals: globals.unwrap_or_default() })
    }
}

/// Calls the guest; ends when its function returns, which may be long after it gave the answer.
pub(crate) async fn call(
    handle: &Handle,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
) -> wasmtime::Result<()> {
    let guest = store.data_mut();
    guest.exchange = Exchange::of(request.method());
    let request = Box::new(IncomingRequest::new(request));
    let request = guest.core.table.push(Resource::IncomingRequest(request))?;
    let out = guest.core.table.push(Resource::ResponseOutparam(answer))?;
    handle.function.call_async(store, (request, out)).await
}
