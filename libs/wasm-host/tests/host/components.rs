//! Components of other shapes: composed of many instances, of both generations, with large tables and memories.

use std::{fs, path::PathBuf, thread};

use crate::{
    loading::{Scratch, refusal},
    support::{ISOLATIONS, Server, built, compile, guest},
};

/// A core module of these sections.
pub fn module(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    sections.iter().for_each(|(id, content)| section(&mut bytes, *id, content));
    bytes
}

fn section(bytes: &mut Vec<u8>, id: u8, content: &[u8]) {
    bytes.push(id);
    bytes.extend(leb(content.len()));
    bytes.extend(content);
}

/// LEB128
fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return bytes;
        }
    }
}

pub fn table_of(elements: usize) -> (u8, Vec<u8>) {
    (4, [&[1, 0x70, 0][..], &leb(elements)].concat())
}

fn memory_of(pages: usize) -> (u8, Vec<u8>) {
    (5, [&[1, 0][..], &leb(pages)].concat())
}

/// The faulty guest, and beside it so many instances of a module that does nothing.
pub fn guest_with(module: &[u8], instances: usize) -> Vec<u8> {
    let mut component = fs::read(guest()).unwrap();
    let index = leb(core_modules(&component));
    section(&mut component, 1, module);
    let instance = [&[0][..], &index, &[0]].concat();
    section(&mut component, 2, &[leb(instances), instance.repeat(instances)].concat());
    component
}

/// How many core modules a component holds itself.
fn core_modules(component: &[u8]) -> usize {
    let (mut at, mut modules) = (8, 0);
    while at < component.len() {
        modules += usize::from(component[at] == 1);
        let (mut length, mut shift) = (0, 0);
        loop {
            at += 1;
            length |= usize::from(component[at] & 0x7f) << shift;
            shift += 7;
            if component[at] < 0x80 {
                break;
            }
        }
        at += 1 + length;
    }
    modules
}

/// The component as it is, and precompiled.
fn both_forms(scratch: &Scratch, name: &str, component: &[u8]) -> [PathBuf; 2] {
    let path = scratch.file(&format!("{name}.wasm"), component);
    let output = scratch.file(&format!("{name}.cwasm"), b"");
    assert!(compile(&path, &output), "{name}");
    [path, output]
}

#[test]
fn the_pool_counts_instances_of_the_component_however_many_it_is_composed_of() {
    let scratch = Scratch::new("composed");
    let composed = guest_with(&module(&[table_of(10), memory_of(1)]), 13);
    for path in both_forms(&scratch, "composed", &composed) {
        for isolation in ISOLATIONS {
            let one = Server::serving(&path, &[&["--max-instances", "1"], isolation].concat());
            for _ in 0..3 {
                assert_eq!(one.body("/fine"), "fine");
            }
            let eight = Server::serving(&path, &[&["--max-instances", "8"], isolation].concat());
            thread::scope(|scope| {
                let answers: Vec<_> = (0..8).map(|_| scope.spawn(|| eight.body("/slow"))).collect();
                for answer in answers {
                    assert_eq!(answer.join().unwrap(), "slow");
                }
            });
        }
    }
}

#[test]
fn large_tables_are_served() {
    let scratch = Scratch::new("tables");
    let component = guest_with(&module(&[table_of(200_000)]), 2);
    for path in both_forms(&scratch, "tables", &component) {
        assert_eq!(Server::serving(&path, &["--max-instances", "2"]).body("/fine"), "fine");
    }
}

#[test]
fn a_memory_beyond_the_limit_is_refused_with_the_limit_that_it_needs() {
    let scratch = Scratch::new("memory");
    let component = guest_with(&module(&[memory_of(300)]), 1);
    for path in both_forms(&scratch, "memory", &component) {
        let text = refusal(&["serve".as_ref(), "--memory-limit".as_ref(), "16".as_ref(), path.as_os_str()]);
        assert!(text.starts_with("COMPONENT_EXCEEDS_MEMORY_LIMIT: ") && text.contains(" 19 "), "{text}");
        assert_eq!(Server::serving(&path, &["--memory-limit", "19"]).body("/fine"), "fine");
    }
}

#[test]
fn what_this_host_is_built_without_is_the_reason_of_the_refusal() {
    let scratch = Scratch::new("proposals");
    let struct_type = (1, vec![1, 0x5f, 0]);
    let function_type = (1, vec![1, 0x60, 0, 0]);
    let tag = (13, vec![1, 0, 0]);
    let shared_memory = (5, vec![1, 3, 1, 2]);
    for (name, sections, reason) in [
        ("gc.wasm", vec![struct_type], "gc types"),
        ("exceptions.wasm", vec![function_type, tag], "exceptions"),
        ("threads.wasm", vec![shared_memory], "threads"),
    ] {
        let path = scratch.file(name, &guest_with(&module(&sections), 1));
        let text = refusal(&["serve".as_ref(), path.as_os_str()]);
        assert!(text.starts_with("COMPONENT_INVALID: ") && text.contains(name), "{text}");
        assert!(text.contains(reason) && !text.contains("jco"), "{text}");
    }
}

#[test]
fn components_of_both_generations_are_served() {
    let scratch = Scratch::new("generations");
    for (name, answer) in [("exports-both", "by 0.3"), ("exports-p2-imports-p3", "in order")] {
        let component = fs::read(built("mixed-guests", &format!("{name}.wasm"))).unwrap();
        for path in both_forms(&scratch, name, &component) {
            for isolation in ISOLATIONS {
                let server = Server::serving(&path, isolation);
                for _ in 0..3 {
                    let response = server.get("/");
                    assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{name}: {response}");
                    assert!(response.contains(answer), "{name}: {response}");
                }
            }
        }
    }
}
