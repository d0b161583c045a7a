use std::{env, fs, path::Path, process::Command, sync::Arc};

use containerd_shim::{
    Config, DeleteResponse, Error, ExitSignal, Flags, Result, Shim, StartOpts, mount::umount_recursive,
    publisher::RemotePublisher, spawn, synchronous::util::write_address,
};
use nix::libc;

use crate::{step::Step, task::WasmTask};

/// containerd's life cycle of a shim: one for each container.
pub struct WasmShim {
    id: String,
    namespace: String,
    exit: Arc<ExitSignal>,
}

impl Shim for WasmShim {
    type T = WasmTask;

    fn new(_: &str, flags: &Flags, _: &mut Config) -> Self {
        Self { id: flags.id.clone(), namespace: flags.namespace.clone(), exit: Arc::default() }
    }

    fn start_shim(&mut self, opts: StartOpts) -> Result<String> {
        let grouping = opts.id.clone();
        let (_, address) = spawn(opts, &grouping, Vec::new())?;
        write_address(&address)?;
        Ok(address)
    }

    /// Cleans up for a shim that was killed; containerd calls it in the bundle.
    fn delete_shim(&mut self) -> Result<DeleteResponse> {
        let bundle = env::current_dir().map_err(|error| Error::Other(error.to_string()))?;
        // This process reaps its children by signal, so only what the step leaves tells how it went.
        let delete = Step::Delete { bundle: bundle.clone(), id: self.id.clone() };
        let program = env::current_exe().map_err(|error| Error::Other(error.to_string()))?;
        let _ = Command::new(program).args(delete.args()).status();
        unmount(&bundle);
        remove_socket(&bundle);
        let mut response = DeleteResponse::new();
        response.set_exit_status(128 + libc::SIGKILL as u32);
        Ok(response)
    }

    fn wait(&mut self) {
        self.exit.wait();
    }

    fn create_task_service(&self, publisher: RemotePublisher) -> WasmTask {
        WasmTask::new(self.namespace.clone(), publisher, Arc::clone(&self.exit))
    }
}

/// A shim that was killed cannot remove the socket that it listened on, and this container's alone did.
fn remove_socket(bundle: &Path) {
    let address = fs::read_to_string(bundle.join("address")).unwrap_or_default();
    if let Some(socket) = address.strip_prefix("unix://") {
        let _ = fs::remove_file(socket);
    }
}

/// Unmounts a bundle's root file system, if it is mounted.
pub fn unmount(bundle: &Path) {
    let rootfs = bundle.join("rootfs");
    let _ = umount_recursive(rootfs.to_str(), libc::MNT_DETACH);
    let _ = fs::remove_dir(rootfs);
}
