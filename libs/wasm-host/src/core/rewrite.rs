//! Writes the module of a component anew, for the core path: its imports become flat host functions, and those whose
//! results have to be allocated become functions of the module that ask the host and allocate by the guest's own
//! `realloc` (see `allocate`).

use wasm_encoder::{
    BlockType, CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Module, TypeSection, ValType,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{Parser, Validator};

use super::{
    allocate::COMMIT,
    graph::{Graph, Shape, text},
    handler,
    resolve::Import,
    run::{HANDLE, MEMORY},
    survey::Survey,
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
    let main = graph.main()?;
    handler::check(&graph, &types)?;
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
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        _: wasmparser::ImportSectionReader<'_>,
    ) -> Done {
        for (import, index) in self.imports.iter().zip(0..) {
            let (interface, name) = match import {
                Import::Lowered { interface, function, .. } => (interface, function.clone()),
                Import::Drop { interface, resource } => (interface, format!("[resource-drop]{resource}")),
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
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Done {
        utils::parse_export_section(self, exports, section)?;
        exports.export(HANDLE, ExportKind::Func, self.of.handle);
        exports.export(MEMORY, ExportKind::Memory, 0);
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
        Ok(())
    }

    /// Names and producers are left out: nobody reads them.
    fn parse_custom_section(&mut self, _: &mut Module, _: wasmparser::CustomSectionReader<'_>) -> Done {
        Ok(())
    }
}
