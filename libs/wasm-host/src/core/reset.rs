//! Sets an instance back to what it was when it was made, so that nothing of one request is left for the next.
//!
//! `resettable` finds out whether memory and numbers in globals are all that the code of a module can change. If so, `rewrite`
//! marks the module and exports its mutable globals, among them the size that the memory has for the code. What the host keeps
//! for an instance is made anew by [`Guest::renew`].

use std::sync::OnceLock;

use wasmtime::{Global, Instance, Memory, Module, ModuleExport, Store, Val};

use super::written_pages::WrittenPages;
use crate::guest::Guest;

/// The export that says that nothing else than memory and globals can change.
pub(super) const RESETTABLE: &str = "host:resettable";
/// Exports of mutable globals begin so, with their number behind it.
pub(super) const GLOBAL: &str = "host:global:";

/// A memory of up to so much is written anew without asking what of it was written to.
const UNASKED_BYTES: usize = 128 * 1024;

/// Copying between two places takes up to sixteen times as long, on an AMD EPYC here, where the target's address is less than this
/// beyond the source's, within a page (of "REP MOVSB" glibc's bug 30994 tells it). Of two that begin at a multiple of it none is.
const LINE_BYTES: usize = 64;

/// An instance that has written to more than this is not worth to be kept.
const MOST_BYTES: usize = 2 * 1024 * 1024;

const PAGE_BYTES: u64 = 64 * 1024;

/// How instances of one module are set back.
pub(super) struct Reset {
    globals: Vec<ModuleExport>,
    /// Of the first instance, as no module of the core path runs code before its first request.
    initial: OnceLock<Initial>,
    written: Option<WrittenPages>,
}

struct Initial {
    /// The memory without the zeros around it, and where it begins.
    image: Lines,
    start: usize,
    globals: Box<[Val]>,
}

impl Reset {
    /// Or why it is not possible, or not worth it.
    pub(super) fn new(module: &Module) -> Result<Self, String> {
        if module.get_export_index(RESETTABLE).is_none() {
            return Err("its code can change a table, a segment or a reference in a global".into());
        }
        let pages = module.resources_required().max_initial_memory_size.unwrap_or(0);
        let written = WrittenPages::open();
        if written.is_none() && pages * PAGE_BYTES > UNASKED_BYTES as u64 {
            return Err(format!(
                "it begins with {} KiB of memory, and this system does not tell what of that was written to (Linux 6.7 does)",
                pages * PAGE_BYTES / 1024
            ));
        }
        let mut globals = Vec::new();
        while let Some(global) = module.get_export_index(&format!("{GLOBAL}{}", globals.len())) {
            globals.push(global);
        }
        Ok(Self { globals, initial: OnceLock::new(), written })
    }

    /// The mutable globals of a new instance, whose state is that of all.
    pub(super) fn of_new(
        &self,
        store: &mut Store<Guest>,
        instance: Instance,
        memory: Memory,
    ) -> Box<[Global]> {
        let global = |export| instance.get_module_export(&mut *store, export)?.into_global();
        let globals: Box<[Global]> = self.globals.iter().filter_map(global).collect();
        self.initial.get_or_init(|| Initial::of(store, &globals, memory));
        globals
    }

    /// Whether the instance is again as it was; otherwise it must not be used again.
    pub(super) fn set_back(&self, store: &mut Store<Guest>, globals: &[Global], memory: Memory) -> bool {
        let Some(initial) = self.initial.get() else { return false };
        let data = memory.data_mut(&mut *store);
        let is_set = match &self.written {
            _ if data.len() <= UNASKED_BYTES => {
                initial.write(0, data);
                true
            }
            Some(written) => written.for_each(data, MOST_BYTES, |at, part| initial.write(at, part)),
            None => false,
        };
        if !is_set || globals.len() != initial.globals.len() {
            return false;
        }
        let are_set = globals
            .iter()
            .zip(&initial.globals)
            .all(|(global, value)| global.set(&mut *store, *value).is_ok());
        store.data_mut().renew();
        are_set
    }
}

impl Initial {
    fn of(store: &mut Store<Guest>, globals: &[Global], memory: Memory) -> Self {
        let globals = globals.iter().map(|global| global.get(&mut *store)).collect();
        let data = memory.data(&*store);
        let start = data.iter().position(|&byte| byte != 0).unwrap_or(data.len()) / LINE_BYTES * LINE_BYTES;
        let end = data.iter().rposition(|&byte| byte != 0).map_or(start, |last| last + 1);
        Self { image: Lines::of(&data[start..end]), start, globals }
    }

    /// Writes the part of the memory that begins at a place as it was.
    fn write(&self, at: usize, part: &mut [u8]) {
        let from = self.start.clamp(at, at + part.len());
        let image = self.image.bytes();
        let to = (self.start + image.len()).clamp(from, at + part.len());
        part[..from - at].fill(0);
        if from < to {
            part[from - at..to - at].copy_from_slice(&image[from - self.start..to - self.start]);
        }
        part[to - at..].fill(0);
    }
}

/// Bytes of which the first is at a multiple of [`LINE_BYTES`].
struct Lines {
    padded: Box<[u8]>,
    padding: usize,
}

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        let mut padded = vec![0; LINE_BYTES + bytes.len()].into_boxed_slice();
        let padding = padded.as_ptr().align_offset(LINE_BYTES);
        padded[padding..padding + bytes.len()].copy_from_slice(bytes);
        Self { padded, padding }
    }

    fn bytes(&self) -> &[u8] {
        &self.padded[self.padding..][..self.padded.len() - LINE_BYTES]
    }
}

#[cfg(all(test, feature = "jit"))]
pub(super) mod tests {
    use std::sync::Arc;

    use tokio::{runtime::Runtime, sync::oneshot};
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, MemArg, MemorySection, MemoryType, Module,
        TypeSection, ValType,
    };
    use wasmtime::Engine;

    use super::*;
    use crate::{
        NO_TIME_LIMIT, Options,
        core::{
            Handle, Pre,
            abi::TYPES,
            call,
            run::{HANDLE, MEMORY},
        },
        engine::{Features, code_config},
        request::RequestBody,
    };

    const PAGE: i32 = PAGE_BYTES as i32;

    /// As `rewrite` makes them: its handler writes to all of its memory and to every global, and keeps new fields, whose handle
    /// it leaves at the beginning of its memory.
    fn module(pages: u64, grows_by: i32) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        types.ty().function([ValType::I32, ValType::I32], []);
        let (mut imports, mut functions) = (ImportSection::new(), FunctionSection::new());
        imports.import(TYPES, "[constructor]fields", EntityType::Function(0));
        functions.function(1);
        let mut memories = MemorySection::new();
        let (memory64, shared, page_size_log2) = (false, false, None);
        memories.memory(MemoryType { minimum: pages, maximum: None, memory64, shared, page_size_log2 });
        let mut globals = GlobalSection::new();
        let mut exports = ExportSection::new();
        exports.export(HANDLE, ExportKind::Func, 1).export(MEMORY, ExportKind::Memory, 0);
        exports.export(RESETTABLE, ExportKind::Memory, 0);
        for (number, (val_type, initial)) in (0..).zip([
            (ValType::I32, ConstExpr::i32_const(1)),
            (ValType::I64, ConstExpr::i64_const(2)),
            (ValType::F32, ConstExpr::f32_const(3.0.into())),
            (ValType::F64, ConstExpr::f64_const(4.0.into())),
            (ValType::V128, ConstExpr::v128_const(5)),
        ]) {
            globals.global(GlobalType { val_type, mutable: true, shared: false }, &initial);
            exports.export(&format!("{GLOBAL}{number}"), ExportKind::Global, number);
        }
        let (mut bodies, mut function) = (CodeSection::new(), Function::new([]));
        let mut code = function.instructions();
        code.i32_const(0).i32_const(0xaa).i32_const(pages as i32 * PAGE).memory_fill(0);
        code.i32_const(6).global_set(0).i64_const(7).global_set(1).f32_const(8.0.into()).global_set(2);
        code.f64_const(9.0.into()).global_set(3).v128_const(10).global_set(4);
        code.i32_const(0).call(0).i32_store(MemArg { offset: 0, align: 2, memory_index: 0 });
        code.i32_const(grows_by).memory_grow(0).drop().end();
        bodies.function(&function);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(100), *b"first");
        data.active(0, &ConstExpr::i32_const(PAGE - 5), *b"last");
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&globals);
        module.section(&exports).section(&bodies).section(&data);
        module.finish()
    }

    pub(in crate::core) struct Instance {
        pre: Pre,
        handle: Handle,
        store: Store<Guest>,
        runtime: Runtime,
    }

    impl Instance {
        pub(in crate::core) fn of(module: &[u8]) -> Self {
            let engine = Engine::new(&code_config(Features { is_concurrent: false }, true)).unwrap();
            let mut pre = Pre::new(&wasmtime::Module::new(&engine, module).unwrap()).unwrap();
            pre.enable_reset().unwrap();
            let mut store = Guest::store(&engine, &Arc::new(Options::default()));
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let handle = runtime.block_on(pre.instantiate(&mut store)).unwrap();
            Self { pre, handle, store, runtime }
        }

        pub(in crate::core) fn call(&mut self) {
            Guest::begin_request(&mut self.store);
            let request = http::Request::get("/").body(RequestBody::empty()).unwrap();
            let called = call(&self.handle, &mut self.store, request, oneshot::channel().0, NO_TIME_LIMIT);
            self.runtime.block_on(called).unwrap();
        }

        pub(in crate::core) fn set_back(&mut self) -> bool {
            self.pre.set_back(&mut self.store, &self.handle)
        }

        pub(in crate::core) fn memory(&self) -> Vec<u8> {
            self.store.data().core.memory.unwrap().data(&self.store).to_vec()
        }

        /// What a guest can read of itself.
        fn state(&mut self) -> (Vec<u8>, Vec<String>) {
            let memory = self.memory();
            let globals = self.handle.globals().iter().map(|it| format!("{:?}", it.get(&mut self.store)));
            (memory, globals.collect())
        }
    }

    #[test]
    fn nothing_of_one_request_is_left_for_the_next() {
        for pages in [1, 3, 17] {
            nothing_is_left(&mut Instance::of(&module(pages, 0)));
        }
    }

    fn nothing_is_left(instance: &mut Instance) {
        let new = instance.state();
        for _ in 0..3 {
            instance.call();
            let (memory, globals) = instance.state();
            assert!(memory[4..].iter().all(|&byte| byte == 0xaa));
            assert!(globals.iter().zip(&new.1).all(|(now, then)| now != then), "{globals:?}");
            // The request has handle 1, the way to answer 2.
            assert_eq!(memory[..4], [3, 0, 0, 0]);
            assert!(instance.set_back());
            assert_eq!(instance.state(), new);
        }
        instance.call();
        instance.call();
        assert_eq!(instance.state().0[0], 6, "without being set back handles go on");
    }

    #[test]
    fn an_instance_that_has_written_to_much_is_not_used_again() {
        let mut instance = Instance::of(&module(33, 0));
        instance.call();
        assert!(!instance.set_back());
    }

    #[test]
    fn a_module_without_the_mark_gets_new_instances() {
        let engine = Engine::new(&code_config(Features { is_concurrent: false }, true)).unwrap();
        let reset = |bytes: &[u8]| Reset::new(&wasmtime::Module::new(&engine, bytes).unwrap()).map(|_| ());
        assert_eq!(reset(&module(4, 0)), Ok(()));
        assert!(reset(b"\0asm\x01\0\0\0").unwrap_err().contains("a table"));
    }
}
