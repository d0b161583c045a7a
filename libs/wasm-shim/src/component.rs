use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Component, Path, PathBuf},
    process::Command,
};

use sha2::{Digest, Sha256};

use crate::programs::Programs;

/// The component of a container as machine code, compiled unless it was before.
pub fn compiled(rootfs: &Path, entrypoint: &str, cache: &Path, programs: &Programs) -> io::Result<File> {
    let path = within(rootfs, entrypoint)?;
    let mut component = Vec::new();
    File::open(&path)?.read_to_end(&mut component)?;
    if component.starts_with(b"\x7fELF") {
        // Compiled by whoever made the image. It is machine code, confined by the container like any other.
        return File::open(path);
    }
    let target = cache.join(format!("{}.cwasm", key(&component, &programs.host)?));
    if !target.exists() {
        compile(&path, &target, programs)?;
    }
    File::open(target)
}

/// Where the path leads in the root file system; a link must not lead out of it.
fn within(rootfs: &Path, entrypoint: &str) -> io::Result<PathBuf> {
    let named: PathBuf =
        Path::new(entrypoint).components().filter(|part| matches!(part, Component::Normal(_))).collect();
    let path = rootfs.join(&named).canonicalize().map_err(|error| {
        io::Error::new(
            error.kind(),
            format!("the image's entrypoint {entrypoint} must be a component: {error}"),
        )
    })?;
    if path.starts_with(rootfs.canonicalize()?) {
        Ok(path)
    } else {
        Err(io::Error::other(format!(
            "the image's entrypoint {entrypoint} leads out of its root file system"
        )))
    }
}

/// Names the code by the component and by the host that is to run it.
fn key(component: &[u8], host: &Path) -> io::Result<String> {
    let metadata = fs::metadata(host)?;
    let mut hash = Sha256::new();
    hash.update(metadata.size().to_le_bytes());
    hash.update(metadata.mtime_nsec().to_le_bytes());
    hash.update(metadata.mtime().to_le_bytes());
    hash.update(component);
    Ok(format!("{:x}", hash.finalize()))
}

/// Nobody but root may put code into the cache; everybody may read it, since the container's user must.
fn compile(path: &Path, target: &Path, programs: &Programs) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("/"));
    fs::DirBuilder::new().recursive(true).mode(0o711).create(folder)?;
    // Renamed when whole: another container may be compiling the same component.
    let unfinished = target.with_extension(std::process::id().to_string());
    let output = Command::new(&programs.compiler).arg("compile").arg(path).arg(&unfinished).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o644))?;
    fs::rename(unfinished, target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entrypoint_cannot_name_a_file_outside_of_the_image() {
        let folder = std::env::temp_dir().join(format!("wasm-shim-{}", std::process::id()));
        let rootfs = folder.join("rootfs");
        fs::create_dir_all(&rootfs).unwrap();
        fs::write(folder.join("outside.wasm"), "").unwrap();
        fs::write(rootfs.join("inside.wasm"), "").unwrap();
        std::os::unix::fs::symlink("../outside.wasm", rootfs.join("link.wasm")).unwrap();
        let results =
            ["/inside.wasm", "../outside.wasm", "/link.wasm"].map(|path| within(&rootfs, path).is_ok());
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(results, [true, false, false]);
    }
}
