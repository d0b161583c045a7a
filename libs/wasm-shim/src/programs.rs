use std::{
    io,
    path::{Path, PathBuf},
};

/// The programs that stand beside the shim.
pub struct Programs {
    /// `wasm-host` without a compiler, static, since it runs on the container's root file system: serves.
    pub host: PathBuf,
    /// `wasm-host` with its compiler: compiles, and is gone before the container starts.
    pub compiler: PathBuf,
}

impl Programs {
    pub fn find() -> io::Result<Self> {
        let shim = std::env::current_exe()?;
        let folder = shim.parent().unwrap_or(Path::new("/"));
        Ok(Self { host: folder.join("wasm-host"), compiler: folder.join("wasm-host-jit") })
    }
}
