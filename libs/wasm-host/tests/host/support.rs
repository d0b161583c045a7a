//! Runs the real program and speaks to it through a socket.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Mutex, PoisonError},
};

use crate::{AOT_PROGRAM, PATH};

pub fn guest() -> PathBuf {
    built("faulty-guest", "component.wasm")
}

pub const ISOLATIONS: [&[&str]; 2] = [&[], &["--isolation", "reuse"]];

/// Those of a component that is served by its core module where that is allowed.
pub fn isolations_of_core() -> impl Iterator<Item = &'static [&'static str]> {
    const RESET: &[&str] = &["--isolation", "reset"];
    ISOLATIONS.into_iter().chain((PATH != "component").then_some(RESET))
}

/// Runs a check against the faulty guests of 0.2 and of 0.3, each with every isolation that it can have.
pub fn for_each_host(options: &[&str], check: impl Fn(Server, &str)) {
    for project in ["faulty-guest", "faulty-guest-p3"] {
        for isolation in isolations_of_core() {
            let server = Server::serving(&built(project, "component.wasm"), &[options, isolation].concat());
            check(server, &format!("{project} {isolation:?}"));
        }
    }
}

/// Asks again until something is so, for up to ten seconds.
pub fn eventually(mut is_so: impl FnMut() -> bool) -> bool {
    (0..500).any(|_| {
        let so = is_so();
        if !so {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        so
    })
}

/// A component that an Nx project builds.
pub fn built(project: &str, file: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/libs").join(project).join(file);
    assert!(path.exists(), "{} is missing: run `nx build {project}`", path.display());
    path
}

pub fn wasm_host() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wasm-host"));
    command.env_clear();
    command
}

/// Compiles a component to a `.cwasm` file.
pub fn compile(component: &Path, output: &Path) -> bool {
    let compiled = wasm_host().args(["compile", "--path", PATH]).args([component, output]).status();
    compiled.unwrap().success()
}

/// The program that is tested.
pub fn program() -> Command {
    let Some(path) = AOT_PROGRAM else { return wasm_host() };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    assert!(path.exists(), "{} is missing: run `nx run wasm-host:build-aot`", path.display());
    Command::new(path)
}

/// The component as that program takes it: one without a compiler gets it precompiled.
fn taken(component: &Path) -> PathBuf {
    static COMPILED: Mutex<BTreeMap<PathBuf, PathBuf>> = Mutex::new(BTreeMap::new());
    if AOT_PROGRAM.is_none() {
        return component.to_owned();
    }
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let number = compiled.len();
    let output = compiled.entry(component.to_owned()).or_insert_with(|| {
        let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{number}.cwasm"));
        assert!(compile(component, &output), "{}", component.display());
        output
    });
    output.clone()
}

/// A host that serves a component; killed at the latest when it goes out of scope.
pub struct Server {
    child: Option<Child>,
    pub address: String,
}

impl Server {
    /// Serves the faulty guest.
    pub fn start(options: &[&str]) -> Self {
        Self::serving(&guest(), options)
    }

    pub fn serving(component: &Path, options: &[&str]) -> Self {
        Self::spawn(program().args(["serve", "--path", PATH]).args(options).arg(taken(component)))
    }

    /// Any server that says where it listens.
    pub fn spawn(command: &mut Command) -> Self {
        let command = command.env_clear().env("PORT", "0").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("listening on http://").expect("the line of a start").to_owned();
        Self { child: Some(child), address }
    }

    /// The whole response to `GET path`, as it came.
    pub fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
    }

    /// What the server answers to these bytes until it closes the connection.
    pub fn send(&self, request: &str) -> String {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        read_all(&mut stream)
    }

    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    /// The body of the response to `GET path`, in one piece.
    pub fn body(&self, path: &str) -> String {
        let response = self.get(path);
        let (head, body) =
            response.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head in {response:?}"));
        if head.contains("transfer-encoding: chunked") { joined(body) } else { body.to_owned() }
    }

    /// Asks the server to end, and gives what it wrote to standard error.
    pub fn stop(mut self) -> (Option<i32>, String) {
        let child = self.child.take().unwrap();
        let killed = Command::new("kill").arg(child.id().to_string()).status().unwrap();
        assert!(killed.success());
        let Output { status, stderr, .. } = child.wait_with_output().unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    }
}

/// What comes until the connection is closed; a server that neither sends nor closes fails the test.
pub fn read_all(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).unwrap();
    let mut response = Vec::new();
    if let Err(error) = stream.read_to_end(&mut response) {
        assert_ne!(
            error.kind(),
            std::io::ErrorKind::WouldBlock,
            "no end after {:?}",
            String::from_utf8_lossy(&response)
        );
    }
    String::from_utf8(response).unwrap()
}

/// What the chunks hold, as far as they came.
fn joined(mut chunks: &str) -> String {
    let mut body = String::new();
    while let Some((size, rest)) = chunks.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap_or(0).min(rest.len());
        body.push_str(&rest[..size]);
        chunks = rest[size..].strip_prefix("\r\n").unwrap_or_default();
    }
    body
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
