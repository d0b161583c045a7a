use std::{
    error::Error,
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use libcontainer::{
    container::{Container, builder::ContainerBuilder},
    oci_spec::runtime::Spec,
    syscall::syscall::SyscallType,
};

use crate::{component, programs::Programs, sandbox::Sandbox, serve::Serve};

/// Set by containerd's CRI on the first container of a pod, which holds the pod's namespaces and is no component.
const KIND_OF_CONTAINER: &str = "io.kubernetes.cri.container-type";

/// One thing done to a container, by a process of its own: it changes the process that does it (namespaces, working
/// directory), which must have a single thread, and its memory is given back.
pub enum Step {
    Create { bundle: PathBuf, id: String, stdout: String, stderr: String },
    Start { bundle: PathBuf, id: String },
    Delete { bundle: PathBuf, id: String },
}

/// The first argument of a step; containerd itself starts the shim with flags.
const MARK: &str = "container-step";

impl Step {
    /// The arguments by which this program does the step.
    pub fn args(&self) -> Vec<String> {
        let path = |bundle: &Path| bundle.display().to_string();
        let words = match self {
            Self::Create { bundle, id, stdout, stderr } => {
                vec!["create".into(), path(bundle), id.clone(), stdout.clone(), stderr.clone()]
            }
            Self::Start { bundle, id } => vec!["start".into(), path(bundle), id.clone()],
            Self::Delete { bundle, id } => vec!["delete".into(), path(bundle), id.clone()],
        };
        [MARK.to_owned()].into_iter().chain(words).collect()
    }

    pub fn from_args() -> Option<Self> {
        let words: Vec<String> = std::env::args().skip(1).collect();
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [MARK, "create", bundle, id, stdout, stderr] => Some(Self::Create {
                bundle: bundle.into(),
                id: id.into(),
                stdout: stdout.into(),
                stderr: stderr.into(),
            }),
            [MARK, "start", bundle, id] => Some(Self::Start { bundle: bundle.into(), id: id.into() }),
            [MARK, "delete", bundle, id] => Some(Self::Delete { bundle: bundle.into(), id: id.into() }),
            _ => None,
        }
    }

    pub fn run(self) -> ExitCode {
        let done = match self {
            Self::Create { bundle, id, stdout, stderr } => create(&bundle, id, &stdout, &stderr),
            Self::Start { bundle, id } => start(&bundle, &id),
            Self::Delete { bundle, id } => delete(&bundle, &id),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{}", with_causes(&*error));
                ExitCode::FAILURE
            }
        }
    }
}

fn with_causes(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", with_causes(cause)),
        None => error.to_string(),
    }
}

/// Where the container's process id is written, in the bundle.
pub const PID_FILE: &str = "init.pid";

fn state_folder(bundle: &Path) -> PathBuf {
    bundle.join("libcontainer")
}

fn create(bundle: &Path, id: String, stdout: &str, stderr: &str) -> Result<(), Box<dyn Error>> {
    let spec = Spec::load(bundle.join("config.json"))?;
    let builder = ContainerBuilder::new(id, SyscallType::default())
        .with_root_path(state_folder(bundle))?
        .with_pid_file(Some(bundle.join(PID_FILE)))?
        .with_stdin(File::open("/dev/null")?)
        .with_stdout(output(stdout)?)
        .with_stderr(output(stderr)?);
    let builder = if is_sandbox(&spec) {
        builder.with_executor(Sandbox)
    } else {
        builder.with_executor(serve(bundle, &spec)?)
    };
    builder.as_init(bundle).with_systemd(false).build()?;
    Ok(())
}

fn is_sandbox(spec: &Spec) -> bool {
    let kind = spec.annotations().as_ref().and_then(|all| all.get(KIND_OF_CONTAINER));
    kind.is_some_and(|kind| kind == "sandbox")
}

fn serve(bundle: &Path, spec: &Spec) -> Result<Serve, Box<dyn Error>> {
    let args = spec.process().as_ref().and_then(|process| process.args().as_deref()).unwrap_or_default();
    let entrypoint = args.first().ok_or("the image has no entrypoint")?;
    let programs = Programs::find()?;
    // containerd's state folder, which is root's: <state>/io.containerd.runtime.v2.task/<namespace>/<id>.
    let cache = bundle.ancestors().nth(3).unwrap_or(bundle).join("wasibench");
    Ok(Serve {
        component: Arc::new(component::compiled(&bundle.join("rootfs"), entrypoint, &cache, &programs)?),
        host: Arc::new(File::open(&programs.host)?),
    })
}

/// A named pipe, `file://<path>`, or nothing.
fn output(place: &str) -> std::io::Result<File> {
    let path = place.strip_prefix("file://").unwrap_or(place);
    if path.is_empty() {
        return OpenOptions::new().write(true).open("/dev/null");
    }
    if path.len() < place.len() {
        return OpenOptions::new().append(true).create(true).open(path);
    }
    // Open for reading too: a client that goes away must not end the server by SIGPIPE.
    OpenOptions::new().read(true).write(true).open(path)
}

fn start(bundle: &Path, id: &str) -> Result<(), Box<dyn Error>> {
    Ok(Container::load(state_folder(bundle).join(id))?.start()?)
}

fn delete(bundle: &Path, id: &str) -> Result<(), Box<dyn Error>> {
    let state = state_folder(bundle).join(id);
    if state.exists() {
        Container::load(state)?.delete(true)?;
    }
    Ok(())
}
