use std::{convert::Infallible, ffi::CString, fs::File, os::fd::AsRawFd, sync::Arc};

use libcontainer::{
    oci_spec::runtime::Spec,
    workload::{Executor, ExecutorError, ExecutorValidationError},
};
use nix::{
    errno::Errno,
    fcntl::{FcntlArg, FdFlag, fcntl},
    unistd::fexecve,
};

/// What runs in the container: `wasm-host serve`, with both files opened before the root file system was changed.
#[derive(Clone)]
pub struct Serve {
    pub host: Arc<File>,
    pub component: Arc<File>,
}

impl Executor for Serve {
    fn exec(&self, spec: &Spec) -> Result<(), ExecutorError> {
        self.execute(spec)
            .map(|_| ())
            .map_err(|errno| ExecutorError::Other(format!("cannot run wasm-host: {errno}")))
    }

    fn validate(&self, _: &Spec) -> Result<(), ExecutorValidationError> {
        Ok(())
    }
}

impl Serve {
    /// The words after the entrypoint are options of `wasm-host serve`.
    fn execute(&self, spec: &Spec) -> Result<Infallible, Errno> {
        let component = self.component.as_raw_fd();
        fcntl(component, FcntlArg::F_SETFD(FdFlag::empty()))?;
        let options =
            spec.process().as_ref().and_then(|process| process.args().as_deref()).unwrap_or_default();
        let args: Vec<CString> = ["wasm-host", "serve"]
            .into_iter()
            .map(str::to_owned)
            .chain(options.iter().skip(1).cloned())
            .chain([format!("/proc/self/fd/{component}")])
            .filter_map(|word| CString::new(word).ok())
            .collect();
        let env: Vec<CString> = std::env::vars()
            .filter_map(|(name, value)| CString::new(format!("{name}={value}")).ok())
            .collect();
        fexecve(self.host.as_raw_fd(), &args, &env)
    }
}
