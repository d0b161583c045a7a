//! A component that another program compiles when the host starts.

use std::{ffi::OsStr, path::Path};

use crate::{
    PATH,
    support::{Server, built, program},
};

/// The program that Cargo builds for the tests holds a compiler.
const COMPILER: &str = env!("CARGO_BIN_EXE_wasm-host");

fn serve(compiler: &str, component: &Path) -> std::process::Command {
    let mut command = program();
    command.args(["serve", "--path", PATH, "--compiler", compiler]).arg(component);
    command
}

fn refusal(compiler: &str, component: impl AsRef<OsStr>) -> String {
    let output = serve(compiler, component.as_ref().as_ref()).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_another_program_compiles_is_served() {
    for project in ["faulty-guest", "faulty-guest-p3"] {
        let server = Server::spawn(&mut serve(COMPILER, &built(project, "component.wasm")));
        assert_eq!(server.body("/fine"), "fine", "{project}");
    }
}

#[test]
fn what_it_says_of_a_component_is_said_and_what_it_does_not_do_too() {
    let source = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
    let text = refusal(COMPILER, &source);
    assert!(text.starts_with("COMPONENT_INVALID: ") && text.contains("Cargo.toml"), "{text}");
    assert!(refusal(COMPILER, "absent.wasm").starts_with("COMPONENT_UNREADABLE: cannot read absent.wasm"));
    let guest = built("faulty-guest", "component.wasm");
    for (compiler, told) in [
        ("./absent-compiler", "No such file"),
        ("/bin/false", "exit status: 1"),
        ("/bin/true", "no compiled component"),
    ] {
        let text = refusal(compiler, &guest);
        assert!(text.starts_with(&format!("COMPILER_FAILED: {compiler} ")) && text.contains(told), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}
