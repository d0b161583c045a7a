//! Modules that break the canonical ABI in each way there is get a trap, and nothing else.

use std::sync::Arc;

use tokio::sync::oneshot;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, InstructionSink, MemArg, MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wasmtime::Engine;

use super::{
    abi::TYPES,
    allocate::COMMIT,
    call,
    run::{HANDLE, MEMORY, Pre},
};
use crate::{
    NO_TIME_LIMIT, Options,
    engine::{Features, code_config},
    guest::Guest,
    request::RequestBody,
};

/// What the modules import, by index: name, parameters, result.
const IMPORTS: [(&str, usize, Option<ValType>); 7] = [
    ("[method]incoming-request.path-with-query", 2, Some(ValType::I64)),
    ("[constructor]fields", 0, Some(ValType::I32)),
    ("[resource-drop]fields", 1, None),
    ("[method]fields.append", 6, None),
    ("[method]fields.get", 4, Some(ValType::I64)),
    ("[static]fields.from-list", 3, None),
    ("[resource-drop]incoming-request", 1, None),
];
const PATH: u32 = 0;
const FIELDS: u32 = 1;
const DROP_FIELDS: u32 = 2;
const APPEND: u32 = 3;
const GET: u32 = 4;
const FROM_LIST: u32 = 5;
const DROP_REQUEST: u32 = 6;
/// The import that comes after them.
const COMMIT_INDEX: u32 = 7;

/// Where `x-a` lies, and a byte that is no text.
const NAME: i32 = 100;
const NO_TEXT: i32 = 110;
const MEMORY_BYTES: i32 = 65536;

/// A module as `rewrite` makes them, whose handler does what it is told.
fn module(code: impl FnOnce(&mut InstructionSink<'_>)) -> Vec<u8> {
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    for (index, (name, parameters, result)) in (0..).zip(IMPORTS) {
        types.ty().function(vec![ValType::I32; parameters], result);
        imports.import(TYPES, name, EntityType::Function(index));
    }
    types.ty().function([ValType::I32], [ValType::I64]);
    imports.import(COMMIT.0, COMMIT.1, EntityType::Function(COMMIT_INDEX));
    types.ty().function([ValType::I32, ValType::I32], []);
    let (mut functions, mut memories) = (FunctionSection::new(), MemorySection::new());
    functions.function(COMMIT_INDEX + 1);
    let (memory64, shared, page_size_log2) = (false, false, None);
    memories.memory(MemoryType { minimum: 1, maximum: None, memory64, shared, page_size_log2 });
    let mut exports = ExportSection::new();
    exports.export(HANDLE, ExportKind::Func, COMMIT_INDEX + 1).export(MEMORY, ExportKind::Memory, 0);
    let (mut bodies, mut function) = (CodeSection::new(), Function::new([]));
    code(&mut function.instructions());
    function.instructions().end();
    bodies.function(&function);
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(NAME), *b"x-a");
    data.active(0, &ConstExpr::i32_const(NO_TEXT), [0xff]);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories).section(&exports);
    module.section(&bodies).section(&data);
    module.finish()
}

/// What becomes of a call of such a module; local 0 is the request, local 1 the way to answer.
fn run(code: impl FnOnce(&mut InstructionSink<'_>)) -> Result<(), String> {
    let engine = Engine::new(&code_config(Features { is_concurrent: false }, true)).unwrap();
    let module = wasmtime::Module::new(&engine, module(code)).unwrap();
    let pre = Pre::new(&module).unwrap();
    let mut store = Guest::store(&engine, &Arc::new(Options::default()));
    let request = http::Request::get("/hello").body(RequestBody::empty()).unwrap();
    let called = async {
        Guest::begin_request(&mut store);
        let handle = pre.instantiate(&mut store).await?;
        call(&handle, &mut store, request, oneshot::channel().0, NO_TIME_LIMIT).await
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(called).map_err(|error| error.root_cause().to_string())
}

/// The name `x-a` with the value `x-a` in new fields, whose handle stays on the stack.
fn fields_with_name(code: &mut InstructionSink<'_>) {
    // The request has handle 1, the way to answer 2: these get 3.
    code.call(FIELDS).i32_const(NAME).i32_const(3).i32_const(NAME).i32_const(3).i32_const(0).call(APPEND);
    code.i32_const(3);
}

#[test]
fn what_is_in_order_is_done() {
    let done = run(|code| {
        code.local_get(0).i32_const(8).call(PATH).drop().i32_const(32).call(COMMIT_INDEX).drop();
        fields_with_name(code);
        code.i32_const(NAME).i32_const(3).i32_const(16).call(GET).drop();
        code.i32_const(64).call(COMMIT_INDEX).drop().i32_const(80).call(COMMIT_INDEX).drop();
        code.i32_const(3).call(DROP_FIELDS).local_get(0).call(DROP_REQUEST);
    });
    assert_eq!(done, Ok(()));
}

#[test]
fn what_realloc_returns_is_checked() {
    for (pointer, wanted) in [
        (MEMORY_BYTES - 5, "realloc returned memory out of bounds"),
        (MEMORY_BYTES, "realloc returned memory out of bounds"),
        (-1, "realloc returned memory out of bounds"),
    ] {
        let done = run(|code| {
            code.local_get(0).i32_const(8).call(PATH).drop().i32_const(pointer).call(COMMIT_INDEX).drop();
        });
        assert_eq!(done, Err(wanted.into()), "{pointer}");
    }
    for pointer in [65, 66, 67] {
        let done = run(|code| {
            fields_with_name(code);
            code.i32_const(NAME).i32_const(3).i32_const(16).call(GET).drop();
            code.i32_const(pointer).call(COMMIT_INDEX).drop();
        });
        assert_eq!(done, Err("realloc returned memory that is not aligned".into()), "{pointer}");
    }
}

#[test]
fn memory_is_taken_when_it_was_asked_for_and_nothing_else_is_called_before() {
    assert_eq!(
        run(|code| {
            code.i32_const(32).call(COMMIT_INDEX).drop();
        }),
        Err("nothing waits for memory".into())
    );
    assert_eq!(
        run(|code| {
            code.local_get(0).i32_const(8).call(PATH).drop().call(FIELDS).drop();
        }),
        Err("cannot leave the component instance".into())
    );
}

#[test]
fn the_place_of_a_result_is_checked() {
    for (at, wanted) in [
        (9, "the place of a result is not aligned"),
        (MEMORY_BYTES - 8, "the place of a result is out of bounds of memory"),
        (-4, "the place of a result is out of bounds of memory"),
    ] {
        let done = run(|code| {
            code.local_get(0).i32_const(at).call(PATH).drop();
        });
        assert_eq!(done, Err(wanted.into()), "{at}");
    }
}

#[test]
fn what_is_passed_is_checked() {
    for (pointer, length, wanted) in [
        (MEMORY_BYTES - 2, 3, "a list is out of bounds of memory"),
        (-1, 1, "a list is out of bounds of memory"),
        (1, -1, "a list is too long"),
        (1, MEMORY_BYTES, "a list is out of bounds of memory"),
        (NO_TEXT, 1, "a string is not UTF-8"),
    ] {
        let done = run(|code| {
            code.call(FIELDS).i32_const(pointer).i32_const(length).i32_const(NAME).i32_const(3).i32_const(0);
            code.call(APPEND);
        });
        assert_eq!(done, Err(wanted.into()), "{pointer} {length}");
    }
    for (pointer, length, wanted) in [
        (2, 1, "a list is not aligned"),
        (0, 0x1000_0000, "a list is too long"),
        (0, MEMORY_BYTES / 16 + 1, "a list is out of bounds of memory"),
    ] {
        let done = run(|code| {
            code.i32_const(pointer).i32_const(length).i32_const(0).call(FROM_LIST);
        });
        assert_eq!(done, Err(wanted.into()), "{pointer} {length}");
    }
}

/// A list of 16 bytes an entry, each of which is the same large piece of memory.
#[test]
fn a_list_that_is_larger_than_the_memory_it_lies_in_is_too_long() {
    let done = run(|code| {
        for at in (0..MEMORY_BYTES / 2).step_by(16) {
            for (offset, value) in [(0, 0), (4, MEMORY_BYTES), (8, 0), (12, MEMORY_BYTES)] {
                code.i32_const(at + offset).i32_const(value).i32_store(MemArg {
                    offset: 0,
                    align: 2,
                    memory_index: 0,
                });
            }
        }
        code.i32_const(0).i32_const(MEMORY_BYTES / 2 / 16).i32_const(0).call(FROM_LIST);
    });
    assert_eq!(done, Err("a list is too long".into()));
}

#[test]
fn a_handle_that_is_none_or_of_another_kind_is_unknown() {
    for handle in [0, 2, 3, 0x7fff_ffff, -1] {
        let unknown = format!("unknown handle index {}", handle as u32);
        let done = run(|code| {
            code.i32_const(handle).i32_const(8).call(PATH).drop();
        });
        assert_eq!(done, Err(unknown.clone()), "{handle}");
        let dropped = run(|code| {
            code.i32_const(handle).call(DROP_REQUEST);
        });
        assert_eq!(dropped, Err(unknown), "{handle}");
    }
    let twice = run(|code| {
        code.local_get(0).call(DROP_REQUEST).local_get(0).call(DROP_REQUEST);
    });
    assert_eq!(twice, Err("unknown handle index 1".into()));
}
