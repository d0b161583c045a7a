//! The program that holds neither a compiler nor the component runtime. What it serves is tested by the suite of the contract
//! (`rust-wasm`, `rust-wasm-aot`); here, what it refuses.

use std::{path::Path, process::Command};

use crate::{
    loading::Scratch,
    support::{Server, built, compile},
};

const COMPILER: &str = env!("CARGO_BIN_EXE_wasm-host");

/// As `nx run wasm-host:build-core` builds it.
fn program() -> Command {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/libs/wasm-host/core/wasm-host");
    assert!(path.exists(), "{} is missing: run `nx run wasm-host:build-core`", path.display());
    Command::new(path)
}

fn refusal(command: &mut Command) -> String {
    let output = command.env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_goes_by_the_core_path_is_served_and_the_rest_refused() {
    let scratch = Scratch::new("core-alone");
    for (project, is_served) in
        [("faulty-guest", true), ("faulty-guest-p3", true), ("javascript-guest", false)]
    {
        let component = built(project, "component.wasm");
        let precompiled = scratch.file(&format!("{project}.cwasm"), b"");
        assert!(compile(&component, &precompiled));
        for (options, named) in [(&[][..], &precompiled), (&["--compiler", COMPILER], &component)] {
            let mut command = program();
            command.arg("serve").args(options).arg(named);
            if is_served {
                assert_eq!(Server::spawn(&mut command).body("/fine"), "fine");
                continue;
            }
            let text = refusal(&mut command);
            let told = format!("COMPONENT_RUNTIME_ABSENT: {} ", named.display());
            assert!(text.starts_with(&told) && text.contains("feature component"), "{text}");
            assert_eq!(text.lines().count(), 1, "{text}");
        }
    }
}

#[test]
fn the_component_runtime_cannot_be_asked_for() {
    let guest = built("faulty-guest", "component.wasm");
    let args = ["serve", "--path", "component", "--compiler", COMPILER];
    let text = refusal(program().args(args).arg(guest));
    assert!(text.starts_with("COMPONENT_RUNTIME_ABSENT: "), "{text}");
}
