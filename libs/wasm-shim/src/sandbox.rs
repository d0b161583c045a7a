use std::ffi::CString;

use libcontainer::{
    oci_spec::runtime::Spec,
    workload::{Executor, ExecutorError, ExecutorValidationError},
};
use nix::unistd::execv;

/// The first container of a pod, which holds the pod's namespaces: its image's program, by its path, as it is. That image
/// need not set PATH, without which libcontainer's own executor runs nothing.
#[derive(Clone)]
pub struct Sandbox;

impl Executor for Sandbox {
    fn exec(&self, spec: &Spec) -> Result<(), ExecutorError> {
        let words = spec.process().as_ref().and_then(|process| process.args().as_deref()).unwrap_or_default();
        let args: Vec<CString> = words.iter().filter_map(|word| CString::new(word.as_str()).ok()).collect();
        let program = args.first().ok_or(ExecutorError::InvalidArg)?;
        execv(program, &args).map(|_| ()).map_err(|errno| {
            ExecutorError::Other(format!("cannot run {}: {errno}", program.to_string_lossy()))
        })
    }

    fn validate(&self, _: &Spec) -> Result<(), ExecutorValidationError> {
        Ok(())
    }
}
