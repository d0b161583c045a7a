//! Writes the module of a component anew, for the core path: its imports become flat host functions, and those whose
//! results have to be allocated become functions of the module that ask the host and allocate by the guest's own
//! `realloc` (see `allocate`).

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, Instruction, Module, TypeSection, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{Operator, Parser, Validator};

use super::{
    allocate::COMMIT,
    graph::{Graph, Shape, text},
    p3::BUILTINS,
    reset::{GLOBAL, RESETTABLE},
    resolve::Import,
    run::{CALLBACK, HANDLE, MEMORY},
    survey::Survey,
    wit::Wit,
};

/// What becomes of a component.
pub(crate) struct Rewritten<'a> {
    /// Its module for the core path.
    pub(crate) module: Vec<u8>,
    /// A component that has its imports and no more. The module is safe to serve if this can be linked.
    pub(crate) imports: &'a [u8],
}

/// Both, if the component has the shape that the core path takes; else why it has not.
pub(crate) fn rewritten(component: &[u8]) -> Shape<Rewritten<'_>> {
    let types = Validator::new().validate_all(component).map_err(text)?;
    let graph = Graph::read(component)?;
    let wit = Wit::new(&graph, &types);
    wit.check_handler(&graph.handler()?)?;
    let main = graph.main(&wit)?;
    let mut rewriter = Rewriter { imports: &main.imports, of: Survey::new(&main)? };
    let mut module = Module::new();
    rewriter
        .parse_core_module(&mut module, Parser::new(0), main.module)
        .map_err(|error| error.to_string())?;
    Ok(Rewritten { module: module.finish(), imports: &component[..graph.imports_end] })
}

struct Rewriter<'a> {
    imports: &'a [Import],
    of: Survey,
}

impl Rewriter<'_> {
    /// Asks the host and, as long as it wants memory, gets some and asks again.
    fn glue_function(&self, import: u32) -> Function {
        let parameters = self.of.parameters_of(import).len() as u32;
        let wanted = parameters;
        let mut function = Function::new([(1, ValType::I64)]);
        let mut code = function.instructions();
        for parameter in 0..parameters {
            code.local_get(parameter);
        }
        code.call(import)
            .local_set(wanted)
            .block(BlockType::Empty)
            .loop_(BlockType::Empty)
            .local_get(wanted)
            .i64_eqz()
            .br_if(1)
            .i32_const(0)
            .i32_const(0)
            .local_get(wanted)
            .i64_const(32)
            .i64_shr_u()
            .i32_wrap_i64()
            .local_get(wanted)
            .i32_wrap_i64()
            .call(self.of.realloc)
            .call(self.of.commit())
            .local_set(wanted)
            .br(0)
            .end()
            .end()
            .end();
        function
    }
}

/// What takes the place of `memory.grow`: pages that were there for an earlier request come first.
fn grow_function(size: u32) -> Function {
    let (by, wanted, missing) = (0, 1, 2);
    let mut function = Function::new([(2, ValType::I64)]);
    let mut code = function.instructions();
    code.global_get(size).i64_extend_i32_u().local_get(by).i64_extend_i32_u().i64_add().local_tee(wanted);
    code.memory_size(0).i64_extend_i32_u().i64_sub().local_tee(missing);
    code.i64_const(0).i64_gt_s().if_(BlockType::Empty);
    code.local_get(missing).i64_const(MOST_PAGES).i64_gt_s().if_(BlockType::Empty);
    code.i32_const(-1).return_().end();
    code.local_get(missing).i32_wrap_i64().memory_grow(0).i32_const(-1).i32_eq().if_(BlockType::Empty);
    code.i32_const(-1).return_().end().end();
    code.global_get(size).local_get(wanted).i32_wrap_i64().global_set(size).end();
    function
}

/// What a memory of 32 bits can have.
const MOST_PAGES: i64 = 65_536;

type Done = Result<(), Error<String>>;

impl Reencode for Rewriter<'_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<String>> {
        Ok(if function < self.of.commit() {
            self.of.glue.get(&function).copied().unwrap_or(function)
        } else {
            function + 1
        })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: wasmparser::TypeSectionReader<'_>,
    ) -> Done {
        utils::parse_type_section(self, types, section)?;
        for &import in self.of.glue.keys() {
            types.ty().function(self.of.parameters_of(import).iter().copied(), [ValType::I64]);
        }
        types.ty().function([ValType::I32], [ValType::I64]);
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: wasmparser::GlobalSectionReader<'_>,
    ) -> Done {
        utils::parse_global_section(self, globals, section)?;
        if let Some(it) = &self.of.resettable {
            let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i32_const(it.pages));
        }
        Ok(())
    }

    fn instruction<'a>(&mut self, operator: Operator<'a>) -> Result<Instruction<'a>, Error<String>> {
        match (operator, &self.of.resettable) {
            (Operator::MemorySize { .. }, Some(it)) => Ok(Instruction::GlobalGet(it.size)),
            (Operator::MemoryGrow { .. }, Some(_)) => Ok(Instruction::Call(self.of.grow())),
            (operator, _) => utils::instruction(self, operator),
        }
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        _: wasmparser::ImportSectionReader<'_>,
    ) -> Done {
        for (import, index) in self.imports.iter().zip(0..) {
            let (interface, name) = match import {
                Import::Lowered { interface, function, .. } => (interface.as_str(), function.clone()),
                Import::Drop { interface, resource } => {
                    (interface.as_str(), format!("[resource-drop]{resource}"))
                }
                Import::Builtin(name) => (BUILTINS, name.clone()),
            };
            let ty = match self.of.glue.keys().position(|&it| it == index) {
                Some(nth) => self.of.added_type(nth),
                None => self.of.import_types[index as usize],
            };
            imports.import(interface, &name, EntityType::Function(ty));
        }
        imports.import(COMMIT.0, COMMIT.1, EntityType::Function(self.of.added_type(self.of.glue.len())));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Done {
        utils::parse_function_section(self, functions, section)?;
        for &import in self.of.glue.keys() {
            functions.function(self.of.import_types[import as usize]);
        }
        if self.of.resettable.is_some() {
            functions.function(self.of.added_type(self.of.glue.len() + 1));
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Done {
        utils::parse_export_section(self, exports, section)?;
        exports.export(HANDLE, ExportKind::Func, self.of.handle);
        if let Some(callback) = self.of.callback {
            exports.export(CALLBACK, ExportKind::Func, callback);
        }
        exports.export(MEMORY, ExportKind::Memory, 0);
        if let Some(it) = &self.of.resettable {
            exports.export(RESETTABLE, ExportKind::Memory, 0);
            for (number, &global) in it.globals.iter().chain([&it.size]).enumerate() {
                exports.export(&format!("{GLOBAL}{number}"), ExportKind::Global, global);
            }
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Done {
        utils::parse_code_section(self, code, section)?;
        for &import in self.of.glue.keys() {
            code.function(&self.glue_function(import));
        }
        if let Some(it) = &self.of.resettable {
            code.function(&grow_function(it.size));
        }
        Ok(())
    }

    /// Names and producers are left out: nobody reads them.
    fn parse_custom_section(&mut self, _: &mut Module, _: wasmparser::CustomSectionReader<'_>) -> Done {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{MemArg, MemorySection, MemoryType};

    use super::*;
    use crate::core::{abi::TYPES, reset::tests::Instance, resolve::Main};

    /// Grows its memory by so many pages, and leaves at its beginning what that returned and the size that it has now.
    fn growing(by: i32) -> Vec<u8> {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        types.ty().function([ValType::I32, ValType::I32], []);
        types.ty().function([ValType::I32], []);
        functions.function(0);
        let mut imports = ImportSection::new();
        imports.import("", "drop-fields", EntityType::Function(1));
        let mut memories = MemorySection::new();
        let (memory64, shared, page_size_log2) = (false, false, None);
        memories.memory(MemoryType { minimum: 1, maximum: Some(3), memory64, shared, page_size_log2 });
        let mut globals = GlobalSection::new();
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        let mut exports = ExportSection::new();
        exports.export("handle", ExportKind::Func, 1).export("memory", ExportKind::Memory, 0);
        let (mut bodies, mut function) = (CodeSection::new(), Function::new([]));
        let place = |offset| MemArg { offset, align: 2, memory_index: 0 };
        let mut code = function.instructions();
        code.i32_const(0).i32_const(by).memory_grow(0).i32_store(place(0));
        code.i32_const(0).memory_size(0).i32_store(place(4)).end();
        bodies.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&memories).section(&globals);
        module.section(&exports).section(&bodies);
        let module = module.finish();
        let (handle, memory) = ("handle".to_owned(), "memory".to_owned());
        let imports = vec![Import::Drop { interface: TYPES.to_owned(), resource: "fields".to_owned() }];
        let main = Main { module: &module, imports, handle, callback: None, memory, realloc: None };
        let mut rewriter = Rewriter { imports: &main.imports, of: Survey::new(&main).unwrap() };
        let mut rewritten = Module::new();
        rewriter.parse_core_module(&mut rewritten, Parser::new(0), &module).unwrap();
        rewritten.finish()
    }

    #[test]
    fn a_memory_that_is_set_back_has_the_size_that_it_began_with() {
        for (by, told, pages) in
            [(0, [1, 1], 1), (1, [1, 2], 2), (2, [1, 3], 3), (3, [-1, 1], 1), (-1, [-1, 1], 1)]
        {
            let mut instance = Instance::of(&growing(by));
            for _ in 0..3 {
                instance.call();
                let memory = instance.memory();
                let number = |at: usize| i32::from_le_bytes(memory[at..at + 4].try_into().unwrap());
                assert_eq!([number(0), number(4)], told, "by {by}");
                assert_eq!(memory.len(), pages * 65_536, "by {by}: no more than it had");
                assert!(instance.set_back());
                assert!(instance.memory().iter().all(|&byte| byte == 0));
            }
        }
    }
}
