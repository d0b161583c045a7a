//! Whether all that a module's code can change is its memory and numbers in its globals, so that `reset` can set it back.

use wasmparser::{Operator, Parser, Payload, Validator, WasmFeatures};

use super::graph::{Shape, text};

/// Proposals none of which has state beside memories, globals, tables and segments.
const KNOWN: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::RELAXED_SIMD);

/// A module that can be set back. A memory cannot shrink: so the size that its code sees is a number in a global that `rewrite`
/// adds, and what it had grown by is there for the next request, as zeros.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resettable {
    /// Its mutable globals.
    pub(super) globals: Vec<u32>,
    /// The global that is added.
    pub(super) size: u32,
    /// What its memory begins with.
    pub(super) pages: i32,
}

impl Resettable {
    /// Nothing for a module that is not one.
    pub(super) fn of(module: &[u8]) -> Shape<Option<Self>> {
        if Validator::new_with_features(KNOWN).validate_all(module).is_err() {
            return Ok(None);
        }
        let mut it = Self { globals: Vec::new(), size: 0, pages: 0 };
        for payload in Parser::new(0).parse_all(module) {
            match payload.map_err(text)? {
                Payload::MemorySection(section) => {
                    for memory in section {
                        it.pages = i32::try_from(memory.map_err(text)?.initial).map_err(text)?;
                    }
                }
                Payload::GlobalSection(section) => {
                    it.size = section.count();
                    for (global, index) in section.into_iter().zip(0..) {
                        let ty = global.map_err(text)?.ty;
                        match (ty.mutable, ty.content_type.is_reference_type()) {
                            (true, true) => return Ok(None),
                            (true, false) => it.globals.push(index),
                            (false, _) => {}
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    for operator in body.get_operators_reader().map_err(text)? {
                        if changes_more_than_memory(&operator.map_err(text)?) {
                            return Ok(None);
                        }
                    }
                }
                _ => {}
            }
        }
        // `rewrite` adds to the section of globals, which it does not add itself; a compiler's module has one, for its stack.
        Ok((it.size > 0).then_some(it))
    }
}

fn changes_more_than_memory(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::DataDrop { .. }
            | Operator::ElemDrop { .. }
            | Operator::TableSet { .. }
            | Operator::TableGrow { .. }
            | Operator::TableFill { .. }
            | Operator::TableCopy { .. }
            | Operator::TableInit { .. }
    )
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, Elements, Function,
        FunctionSection, GlobalSection, GlobalType, HeapType, InstructionSink, MemorySection, MemoryType,
        Module, RefType, TableSection, TableType, TypeSection, ValType,
    };

    use super::*;

    /// Two globals, the second of them mutable, and a function.
    fn globals_of(
        global: ValType,
        initial: ConstExpr,
        code: impl Fn(&mut InstructionSink<'_>),
    ) -> Option<Vec<u32>> {
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        types.ty().function([], []);
        functions.function(0);
        let mut tables = TableSection::new();
        let element_type = RefType::FUNCREF;
        for _ in 0..2 {
            tables.table(TableType {
                element_type,
                minimum: 4,
                maximum: None,
                table64: false,
                shared: false,
            });
        }
        let mut memories = MemorySection::new();
        let (memory64, shared, page_size_log2) = (false, false, None);
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64, shared, page_size_log2 });
        let mut globals = GlobalSection::new();
        let constant = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
        globals.global(constant, &ConstExpr::i32_const(0));
        globals.global(GlobalType { val_type: global, mutable: true, shared: false }, &initial);
        let mut elements = ElementSection::new();
        elements.passive(Elements::Functions(vec![0].into()));
        let mut data = DataSection::new();
        data.passive(*b"data");
        let (mut bodies, mut function) = (CodeSection::new(), Function::new([]));
        code(&mut function.instructions());
        function.instructions().end();
        bodies.function(&function);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&tables).section(&memories).section(&globals);
        module.section(&elements).section(&DataCountSection { count: 1 }).section(&bodies).section(&data);
        let bytes = module.finish();
        Validator::new().validate_all(&bytes).unwrap();
        Resettable::of(&bytes).unwrap().map(|it| it.globals)
    }

    #[test]
    fn what_changes_memory_and_numbers_alone_can_be_set_back() {
        let globals = globals_of(ValType::I32, ConstExpr::i32_const(0), |code| {
            code.i32_const(1).global_set(1).i32_const(1).memory_grow(0).drop();
            code.i32_const(0).i32_const(0).i32_const(4).memory_init(0, 0);
            code.i32_const(0).i32_const(0).i32_const(4).memory_fill(0);
            code.i32_const(0).table_get(0).drop();
        });
        assert_eq!(globals, Some(vec![1]));
    }

    #[test]
    fn what_changes_tables_or_segments_cannot_be_set_back() {
        type Code = fn(&mut InstructionSink<'_>);
        let changing: [(&str, Code); 7] = [
            ("data.drop", |code| {
                _ = code.data_drop(0);
            }),
            ("elem.drop", |code| {
                _ = code.elem_drop(0);
            }),
            ("table.set", |code| {
                _ = code.i32_const(0).ref_null(HeapType::FUNC).table_set(1);
            }),
            ("table.grow", |code| {
                _ = code.ref_null(HeapType::FUNC).i32_const(1).table_grow(0).drop();
            }),
            ("table.fill", |code| {
                _ = code.i32_const(0).ref_null(HeapType::FUNC).i32_const(1).table_fill(0);
            }),
            ("table.copy", |code| {
                _ = code.i32_const(0).i32_const(0).i32_const(1).table_copy(0, 1);
            }),
            ("table.init", |code| {
                _ = code.i32_const(0).i32_const(0).i32_const(1).table_init(0, 0);
            }),
        ];
        for (name, code) in changing {
            assert_eq!(globals_of(ValType::I32, ConstExpr::i32_const(0), code), None, "{name}");
        }
    }

    #[test]
    fn a_global_that_holds_a_reference_cannot_be_set_back() {
        let none = ConstExpr::ref_null(HeapType::FUNC);
        assert_eq!(globals_of(ValType::Ref(RefType::FUNCREF), none, |_| ()), None);
    }
}
