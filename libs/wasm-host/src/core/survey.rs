//! What of a module has to be known before it is written anew.

use std::collections::BTreeMap;

use wasm_encoder::ValType;
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

use super::{
    ALLOCATING,
    graph::{Shape, at, text},
    resettable::Resettable,
    resolve::{Import, Main},
};

pub(super) struct Survey {
    /// The type of each import.
    pub(super) import_types: Vec<u32>,
    /// The parameters of each type.
    parameters: Vec<Vec<ValType>>,
    /// Imports that allocate, each with the function that takes its place.
    pub(super) glue: BTreeMap<u32, u32>,
    pub(super) realloc: u32,
    pub(super) handle: u32,
    pub(super) callback: Option<u32>,
    /// How many functions the module itself has.
    defined: u32,
    pub(super) resettable: Option<Resettable>,
}

impl Survey {
    /// Fails for a module that the core path does not take.
    pub(super) fn new(main: &Main<'_>) -> Shape<Self> {
        let mut it = Self {
            import_types: vec![],
            parameters: vec![],
            glue: BTreeMap::new(),
            realloc: 0,
            handle: 0,
            callback: None,
            defined: 0,
            resettable: Resettable::of(main.module)?,
        };
        let (mut has_results, mut memories) = (Vec::new(), 0);
        let (mut realloc, mut handle, mut callback, mut has_memory) = (None, None, None, false);
        for payload in Parser::new(0).parse_all(main.module) {
            match payload.map_err(text)? {
                Payload::TypeSection(section) => {
                    for ty in section.into_iter_err_on_gc_types() {
                        let ty = ty.map_err(text)?;
                        let parameters = ty.params().iter().map(|&parameter| parameter.try_into());
                        it.parameters.push(parameters.collect::<Result<_, _>>().map_err(text)?);
                        has_results.push(!ty.results().is_empty());
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let TypeRef::Func(ty) = import.map_err(text)?.ty else {
                            return Err("its module imports what is not a function".into());
                        };
                        it.import_types.push(ty);
                    }
                }
                Payload::FunctionSection(section) => it.defined = section.count(),
                Payload::MemorySection(section) => {
                    for memory in section {
                        let memory = memory.map_err(text)?;
                        if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
                            return Err("its memory is shared, of 64 bits or of other pages".into());
                        }
                        memories += 1;
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.map_err(text)?;
                        if export.name.starts_with("host:") {
                            return Err("it exports a name of the host's".into());
                        }
                        match export.kind {
                            ExternalKind::Func if export.name == main.handle => handle = Some(export.index),
                            ExternalKind::Memory if export.name == main.memory => has_memory = true,
                            _ => {}
                        }
                        if export.kind == ExternalKind::Func && main.realloc.as_deref() == Some(export.name) {
                            realloc = Some(export.index);
                        }
                        if export.kind == ExternalKind::Func && main.callback.as_deref() == Some(export.name)
                        {
                            callback = Some(export.index);
                        }
                    }
                }
                Payload::StartSection { .. } => return Err("its module has a start function".into()),
                _ => {}
            }
        }
        if memories != 1 || !has_memory {
            return Err("its module has not one memory, which it exports".into());
        }
        for (import, index) in main.imports.iter().zip(0..) {
            let Some(has_realloc) = allocates(import) else { continue };
            let ty = *at(&it.import_types, index)?;
            if !has_realloc || *at(&has_results, ty)? {
                return Err("it lowers a function in an unusual way".into());
            }
            it.glue.insert(index, it.commit() + 1 + it.defined + it.glue.len() as u32);
        }
        it.handle = it.defined_function(handle)?;
        if main.callback.is_some() {
            it.callback = Some(it.defined_function(callback)?);
        }
        if !it.glue.is_empty() {
            it.realloc = it.defined_function(realloc)?;
        }
        Ok(it)
    }

    /// The index of a function of the module itself, which moves up by one.
    fn defined_function(&self, index: Option<u32>) -> Shape<u32> {
        match index {
            Some(index) if index >= self.commit() => Ok(index + 1),
            _ => Err("an export is not a function of its module".into()),
        }
    }

    /// The index of the one import that is added.
    pub(super) fn commit(&self) -> u32 {
        self.import_types.len() as u32
    }

    /// The index of the function that takes the place of `memory.grow` where a module can be set back.
    pub(super) fn grow(&self) -> u32 {
        self.commit() + 1 + self.defined + self.glue.len() as u32
    }

    /// The type of the `nth` import that allocates; after those come that of `commit` and that of `grow`.
    pub(super) fn added_type(&self, nth: usize) -> u32 {
        (self.parameters.len() + nth) as u32
    }

    pub(super) fn parameters_of(&self, import: u32) -> &[ValType] {
        &self.parameters[self.import_types[import as usize] as usize]
    }
}

/// Whether an import that allocates has a `realloc`; nothing for one that does not allocate.
fn allocates(import: &Import) -> Option<bool> {
    let Import::Lowered { interface, function, has_realloc } = import else { return None };
    let is_listed =
        |(listed, functions): &(&str, &[&str])| listed == interface && functions.contains(&function.as_str());
    ALLOCATING.iter().any(is_listed).then_some(*has_realloc)
}
