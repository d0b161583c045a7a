//! Which components are served by their core module, and that nothing else is taken for one.

use std::{ffi::OsStr, fs, path::Path};

use super::components::{guest_with, module, table_of};
use crate::{
    loading::{Scratch, refusal},
    support::{Server, built, guest, wasm_host},
};

fn refused(path: &Path, by: &str) -> String {
    refusal(&["serve".as_ref(), "--path".as_ref(), OsStr::new(by), path.as_os_str()])
}

/// What the program says of a component.
fn path(options: &[&str], component: &Path) -> String {
    let output = wasm_host().arg("path").args(options).arg(component).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_says_by_which_path_a_component_is_served() {
    for (options, component, expected) in [
        (&["--path", "auto"][..], guest(), "core"),
        (&["--path", "core"], guest(), "core"),
        (&["--path", "component"], guest(), "component"),
        (&["--path", "auto"], built("component-p3", "component.wasm"), "core"),
        (&["--path", "auto"], built("javascript-guest", "component.wasm"), "component"),
    ] {
        assert_eq!(path(options, &component), format!("{expected}\n"), "{options:?} {}", component.display());
    }
}

#[test]
fn components_of_one_module_are_served_by_it() {
    for component in [
        built("component", "component.wasm"),
        built("component-p3", "component.wasm"),
        guest(),
        built("faulty-guest-p3", "component.wasm"),
        built("published-examples", "wasip3-http-proxy.wasm"),
        built("mixed-guests", "exports-both.wasm"),
        built("published-examples", "wstd-http-server.wasm"),
        built("published-examples", "wstd-axum.wasm"),
        built("mixed-guests", "program-with-handler.wasm"),
    ] {
        let server = Server::serving(&component, &["--path", "core"]);
        assert!(server.get("/").starts_with("HTTP/1.1 "), "{}", component.display());
    }
}

#[test]
fn what_has_another_shape_is_told_by_the_reason() {
    let scratch = Scratch::new("shapes");
    let composed = guest_with(&module(&[table_of(10)]), 1);
    let component = fs::read(guest()).unwrap();
    let other_name = replaced(&component, b"wasi:http/incoming-handler@", b"wasi:http/incoming-handles@");
    for (path, reason) in [
        (scratch.file("composed.wasm", &composed), "more than one module"),
        (scratch.file("other-name.wasm", &other_name), "does not export a handler of wasi:http"),
        (scratch.file("other-type.wasm", &with_parameters_swapped(&component)), "another type"),
        (built("javascript-guest", "component.wasm"), "a nested component"),
        (built("mixed-guests", "exports-p2-imports-p3.wasm"), "a handler of 0.2 and imports what 0.3 has"),
    ] {
        let text = refused(&path, "core");
        assert!(text.starts_with("COMPONENT_NOT_CORE: ") && text.contains(reason), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let places: Vec<_> =
        bytes.windows(old.len()).enumerate().filter(|it| it.1 == old).map(|it| it.0).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + new.len()].copy_from_slice(new);
    }
    bytes
}

/// A handler whose first parameter has the type of the second, and the second that of the first.
fn with_parameters_swapped(component: &[u8]) -> Vec<u8> {
    const FIRST: &[u8] = b"\x07request";
    const SECOND: &[u8] = b"\x0cresponse-out";
    let second = FIRST.len() + 1 + SECOND.len();
    let mut bytes = component.to_vec();
    let types: Vec<usize> = (0..bytes.len() - second)
        .filter(|&at| bytes[at..].starts_with(FIRST) && bytes[at + FIRST.len() + 1..].starts_with(SECOND))
        .collect();
    assert!(!types.is_empty());
    types.into_iter().for_each(|at| bytes.swap(at + FIRST.len(), at + second));
    bytes
}

#[test]
fn a_precompiled_file_holds_one_of_the_two() {
    let scratch = Scratch::new("precompiled-paths");
    for (by, other, code) in
        [("core", "component", "PRECOMPILED_INCOMPATIBLE: "), ("component", "core", "COMPONENT_NOT_CORE: ")]
    {
        let output = scratch.file(&format!("{by}.cwasm"), b"");
        let compiled =
            wasm_host().args(["compile", "--path", by]).args([&guest(), &output]).status().unwrap();
        assert!(compiled.success(), "{by}");
        for path in [by, "auto"] {
            assert_eq!(Server::serving(&output, &["--path", path]).body("/fine"), "fine", "{by} {path}");
        }
        let text = refused(&output, other);
        assert!(text.starts_with(code) && text.contains(by), "{text}");
    }
}
