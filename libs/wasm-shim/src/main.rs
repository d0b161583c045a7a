//! A containerd shim for components of `wasi:http`: `ctr run --runtime io.containerd.wasibench.v1 …`.
//!
//! The shim stays beside its container as containerd's runtime v2 asks, and keeps little memory: each step of the
//! container (`step`) is a short-lived process of this same program, and what stays in the container is `wasm-host`
//! without a compiler.

#[cfg(target_os = "linux")]
mod cgroup;
#[cfg(target_os = "linux")]
mod child;
#[cfg(target_os = "linux")]
mod component;
#[cfg(target_os = "linux")]
mod events;
#[cfg(target_os = "linux")]
mod programs;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod serve;
#[cfg(target_os = "linux")]
mod shim;
#[cfg(target_os = "linux")]
mod step;
#[cfg(target_os = "linux")]
mod task;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    match step::Step::from_args() {
        Some(step) => step.run(),
        None => {
            containerd_shim::run::<shim::WasmShim>("io.containerd.wasibench.v1", None);
            std::process::ExitCode::SUCCESS
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> std::process::ExitCode {
    eprintln!("SHIM_UNSUPPORTED: containers of containerd need Linux");
    std::process::ExitCode::FAILURE
}
