//! What cannot be served is refused with a code, the file and the way out.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use crate::support::{Server, compile, guest, wasm_host};

pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wasm-host-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
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

pub fn refusal(args: &[&std::ffi::OsStr]) -> String {
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
        assert_eq!(text.contains("jco new"), name == "core.wasm", "{text}");
    }
    assert!(refusal(&["serve".as_ref(), "absent.wasm".as_ref()]).starts_with("COMPONENT_UNREADABLE: "));
}

/// The faulty guest, precompiled.
fn precompiled(scratch: &Scratch) -> Vec<u8> {
    let path = scratch.0.join("guest.cwasm");
    assert!(compile(&guest(), &path));
    fs::read(&path).unwrap()
}

#[test]
fn a_precompiled_component_of_another_version_or_cpu_or_a_part_of_one_is_refused() {
    let scratch = Scratch::new("precompiled");
    let good = precompiled(&scratch);
    let patched = |old: &[u8], new: &[u8]| {
        let mut bytes = good.clone();
        let at = bytes.windows(old.len()).position(|window| window == old).expect("what is to be patched");
        bytes[at..at + new.len()].copy_from_slice(new);
        bytes
    };
    // Version and architecture stand in the file as text; the version has its length before it.
    let cpu = format!("{}-", std::env::consts::ARCH);
    let other_cpu = if cpu == "x86_64-" { "mips64-" } else { "mips64\0\0" };
    for (name, bytes, told) in [
        ("version.cwasm", patched(b"\x0248", b"\x0247"), "version"),
        ("cpu.cwasm", patched(cpu.as_bytes(), other_cpu.as_bytes()), "mips64"),
        ("half.cwasm", good[..good.len() / 2].to_vec(), ""),
        ("head.cwasm", good[..64].to_vec(), ""),
    ] {
        let path = scratch.file(name, &bytes);
        let text = refusal(&["serve".as_ref(), path.as_os_str()]);
        assert!(text.starts_with("PRECOMPILED_INCOMPATIBLE: ") && text.contains(name), "{text}");
        assert!(text.contains(told) && text.contains("wasm-host compile"), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    assert_eq!(Server::serving(&scratch.0.join("guest.cwasm"), &[]).body("/fine"), "fine");
}

/// The files of compiled code, by inode: one that is written anew gets another.
fn compiled_files(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => found.extend(compiled_files(&path)),
            // Beside them lie statistics, by which the cache decides what to throw away.
            path if path.extension().is_none() => found.push((path, entry.metadata().unwrap().ino())),
            _ => {}
        }
    }
    found.sort();
    found
}

#[test]
fn a_cache_keeps_what_was_compiled_for_the_next_start() {
    let scratch = Scratch::new("cache");
    let folder = scratch.0.join("compiled");
    let start = || {
        let server = Server::start(&["--cache", folder.to_str().unwrap()]);
        assert_eq!(server.body("/fine"), "fine");
        compiled_files(&folder)
    };
    let first = start();
    assert!(!first.is_empty());
    assert_eq!(start(), first);
    fs::remove_file(&first[0].0).unwrap();
    assert_eq!(start().len(), first.len());
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    for (args, named) in [
        (&["serve", "--isolation", "none", "x"][..], "--isolation"),
        (&["serve", "--path", "module", "x"], "--path"),
        (&["compile", "--path", "module", "x", "y"], "--path"),
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
