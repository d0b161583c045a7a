//! What cannot be served is refused with a code, the file and the way out.

use std::{fs, path::PathBuf};

use crate::support::{guest, wasm_host};

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wasm-host-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn refusal(args: &[&std::ffi::OsStr]) -> String {
    let output = wasm_host().args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn files_that_are_no_http_component_are_refused() {
    let scratch = Scratch::new("refused");
    for (name, content, code) in [
        ("text.wasm", &b"no wasm"[..], "COMPONENT_INVALID: "),
        ("core.wasm", b"\0asm\x01\0\0\0", "COMPONENT_INVALID: "),
        ("empty.wasm", b"\0asm\x0d\0\x01\0", "COMPONENT_NOT_HTTP: "),
        ("broken.cwasm", b"\x7fELF and nothing more", "PRECOMPILED_INCOMPATIBLE: "),
    ] {
        let path = scratch.file(name, content);
        let text = refusal(&["serve".as_ref(), path.as_os_str()]);
        assert!(text.starts_with(code) && text.contains(name), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    assert!(refusal(&["serve".as_ref(), "absent.wasm".as_ref()]).starts_with("COMPONENT_UNREADABLE: "));
}

#[test]
fn a_precompiled_component_of_another_version_is_refused() {
    let scratch = Scratch::new("version");
    let path = scratch.0.join("guest.cwasm");
    let compiled = wasm_host().arg("compile").args([guest(), path.clone()]).status().unwrap();
    assert!(compiled.success());
    let mut bytes = fs::read(&path).unwrap();
    // The version stands in the file with its length before it.
    let version = b"\x0248";
    let at = bytes.windows(version.len()).position(|window| window == version).expect("a version");
    bytes[at + 1..at + 3].copy_from_slice(b"47");
    let other = scratch.file("other.cwasm", &bytes);
    let text = refusal(&["serve".as_ref(), other.as_os_str()]);
    assert!(text.starts_with("PRECOMPILED_INCOMPATIBLE: "), "{text}");
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    for (args, named) in [
        (&["serve", "--isolation", "none", "x"][..], "--isolation"),
        (&["serve", "--reuse-limit", "5", "x"], "--reuse-limit"),
        (&["serve", "--reuse-limit", "0", "--isolation", "reuse", "x"], "CLI_INVALID"),
        (&["serve", "--memory-limit", "0", "x"], "--memory-limit"),
        (&["serve", "--env", "=x", "x"], "--env"),
        (&["serve"], "component"),
        (&["start"], "start"),
        (&[], "command"),
    ] {
        let args: Vec<_> = args.iter().map(std::ffi::OsStr::new).collect();
        let text = refusal(&args);
        assert!(text.starts_with("CLI_INVALID: ") && text.contains(named), "{text}");
    }
}
