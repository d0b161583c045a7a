use std::time::Duration;

use http::Request;
use tokio::sync::oneshot;
use wasmtime::{
    Engine, Global, InstancePre, Linker, Module, ModuleExport, Store, TypedFunc, error::Context as _,
    format_err,
};

use super::{define, incoming::IncomingRequest, p3, reset::Reset, table::Resource};
use crate::{
    answer::Answer,
    guest::{Exchange, Guest},
    request::RequestBody,
};

/// What `rewrite` exports under a name of its own.
pub(super) const HANDLE: &str = "host:handle";
pub(super) const CALLBACK: &str = "host:callback";
pub(super) const MEMORY: &str = "host:memory";

/// The handler of an instance, and what can be set back of it.
pub(crate) struct Handle {
    function: Function,
    globals: Box<[Global]>,
}

enum Function {
    /// `wasi:http/incoming-handler.handle`
    P2(TypedFunc<(u32, u32), ()>),
    P3(p3::Handle),
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
    /// Of 0.3 alone.
    callback: Option<ModuleExport>,
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
            callback: module.get_export_index(CALLBACK),
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
        let mut function = |export: &ModuleExport, name| {
            let function = instance.get_module_export(&mut *store, export).and_then(|it| it.into_func());
            function.ok_or_else(|| format_err!("{name} is not a function"))
        };
        let handle = function(&self.handle, HANDLE)?;
        let callback = self.callback.as_ref().map(|callback| function(callback, CALLBACK)).transpose()?;
        let function = match callback {
            Some(callback) => Function::P3(p3::Handle {
                function: handle.typed(&*store)?,
                callback: callback.typed(&*store)?,
            }),
            None => Function::P2(handle.typed(&*store)?),
        };
        let memory = memory.ok_or_else(|| format_err!("{MEMORY} is not a memory"))?;
        store.data_mut().core.memory = Some(memory);
        let globals = self.reset.as_ref().map(|reset| reset.of_new(store, instance, memory));
        Ok(Handle { function, globals: globals.unwrap_or_default() })
    }
}

/// Calls the guest; ends when it has nothing more to do, which may be long after it gave the answer.
pub(crate) async fn call(
    handle: &Handle,
    store: &mut Store<Guest>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
    time_limit: Duration,
) -> wasmtime::Result<()> {
    let function = match &handle.function {
        Function::P2(function) => function,
        // In a box, so that a call of 0.2, which is copied to where it runs, is not as large as one of 0.3.
        Function::P3(handle) => {
            return Box::pin(p3::call(handle, store, request, answer, time_limit)).await;
        }
    };
    let guest = store.data_mut();
    guest.exchange = Exchange::of(request.method());
    let request = Box::new(IncomingRequest::new(request));
    let request = guest.core.table.push(Resource::IncomingRequest(request))?;
    let out = guest.core.table.push(Resource::ResponseOutparam(answer))?;
    function.call_async(store, (request, out)).await
}
