use std::{fmt, path::PathBuf};

/// Why a component cannot be served; its text starts with a stable code.
#[derive(Debug)]
pub enum HostError {
    /// `COMPONENT_UNREADABLE`
    Unreadable { path: PathBuf, source: std::io::Error },
    /// `COMPONENT_INVALID`: neither a component that the compiler takes nor a precompiled one.
    Invalid { path: PathBuf, reason: String },
    /// `COMPONENT_INVALID`: a module that was not made a component.
    CoreModule { path: PathBuf },
    /// `COMPONENT_EXCEEDS_MEMORY_LIMIT`: begins with a larger memory than an instance may have.
    MemoryLimit { path: PathBuf, needed_bytes: u64 },
    /// `COMPONENT_NOT_HTTP`: exports no handler of `wasi:http` 0.2 or 0.3.
    NotHttp { path: PathBuf, found: String },
    /// `COMPONENT_IMPORTS_UNKNOWN`: asks for an interface that this host does not have.
    UnknownImport { path: PathBuf, reason: String },
    /// `COMPONENT_NOT_CORE`: cannot be served by its core module.
    NotCore { path: PathBuf, reason: String },
    /// `PRECOMPILED_INCOMPATIBLE`: made by another version or for another CPU, or no `.cwasm` file.
    Incompatible { path: PathBuf, reason: String },
    /// `PRECOMPILED_INCOMPATIBLE`: a core module, where the component runtime is asked for.
    NotComponent { path: PathBuf },
    /// `COMPONENT_RUNTIME_ABSENT`: compiled for the component runtime, in a program that does not have it.
    RuntimeAbsent { path: PathBuf },
    /// `COMPILER_ABSENT`: a component in a program that runs precompiled ones only.
    CompilerAbsent { path: PathBuf },
    /// `COMPILER_FAILED`: the program of `--compiler` did not start, or gave no compiled component.
    CompilerFailed { program: PathBuf, reason: String },
    /// The program of `--compiler` refused the component: its own line, with its own code.
    Refused { line: String },
    /// `OUTPUT_UNWRITABLE`
    Unwritable { path: PathBuf, source: std::io::Error },
    /// `ENGINE_UNAVAILABLE`: the system did not give the address space that the options ask for.
    Engine { reason: String },
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => {
                write!(f, "COMPONENT_UNREADABLE: cannot read {} ({source})", path.display())
            }
            Self::Invalid { path, reason } => write!(
                f,
                "COMPONENT_INVALID: {} is no component that this program can compile, and no .cwasm file ({reason})",
                path.display()
            ),
            Self::CoreModule { path } => write!(
                f,
                "COMPONENT_INVALID: {} is a core module; it becomes a component by `jco new`",
                path.display()
            ),
            Self::MemoryLimit { path, needed_bytes } => write!(
                f,
                "COMPONENT_EXCEEDS_MEMORY_LIMIT: {} begins with a memory of {needed_bytes} bytes; \
                 set --memory-limit to {} (MiB) or more",
                path.display(),
                needed_bytes.div_ceil(1024 * 1024)
            ),
            Self::NotHttp { path, found } => write!(
                f,
                "COMPONENT_NOT_HTTP: {} must export wasi:http/incoming-handler@0.2 or wasi:http/handler@0.3, \
                 found {found}",
                path.display()
            ),
            Self::UnknownImport { path, reason } => write!(
                f,
                "COMPONENT_IMPORTS_UNKNOWN: {} may import WASI 0.2 and 0.3 only ({reason})",
                path.display()
            ),
            Self::NotCore { path, reason } => write!(
                f,
                "COMPONENT_NOT_CORE: {} cannot be served as a core module ({reason}); leave --path core out",
                path.display()
            ),
            Self::Incompatible { path, reason } => write!(
                f,
                "PRECOMPILED_INCOMPATIBLE: {} was not compiled by this version of wasm-host for this kind of CPU \
                 ({reason}); compile the component again by `wasm-host compile`",
                path.display()
            ),
            Self::NotComponent { path } => write!(
                f,
                "PRECOMPILED_INCOMPATIBLE: {} holds a core module alone, which --path component cannot serve; leave that out, \
                 or compile the component by `wasm-host compile --path component`",
                path.display()
            ),
            Self::RuntimeAbsent { path } => write!(
                f,
                "COMPONENT_RUNTIME_ABSENT: {} is compiled for the component runtime, which this program does not hold; serve it \
                 by a wasm-host with the feature component (`wasm-host compile --path core` says why its core module is not enough)",
                path.display()
            ),
            Self::CompilerAbsent { path } => write!(
                f,
                "COMPILER_ABSENT: {} is not precompiled and this program holds no compiler; \
                 name a wasm-host that has one by --compiler, or make a .cwasm file by `wasm-host compile`",
                path.display()
            ),
            Self::CompilerFailed { program, reason } => write!(
                f,
                "COMPILER_FAILED: {} compiled nothing ({reason}); --compiler must be a wasm-host of this version that \
                 holds a compiler",
                program.display()
            ),
            Self::Refused { line } => f.write_str(line),
            Self::Unwritable { path, source } => {
                write!(f, "OUTPUT_UNWRITABLE: cannot write {} ({source})", path.display())
            }
            Self::Engine { reason } => write!(
                f,
                "ENGINE_UNAVAILABLE: {reason}; lower --max-instances or --memory-limit, or raise the limit of \
                 virtual memory"
            ),
        }
    }
}

impl std::error::Error for HostError {}

/// An error with its causes in one line, as a log takes it.
pub(crate) fn one_line(error: impl fmt::Display) -> String {
    format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the guest of one request did not end within the time limit.
#[derive(Debug)]
pub(crate) enum TimeLimitExceeded {
    Computing,
    /// Whatever the guest waited for: the client's body, a server, a clock.
    Answering,
    WorkAfterResponse,
}

impl fmt::Display for TimeLimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Computing => "the guest computed for longer than the time limit",
            Self::Answering => "the guest gave no response within the time limit",
            Self::WorkAfterResponse => "the guest worked for longer than the time limit",
        })
    }
}

impl std::error::Error for TimeLimitExceeded {}
