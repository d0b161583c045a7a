//! A stack of half a memory page instead of the linker's 1 MiB: the memory of an instance then starts at one page
//! instead of 17, and the memory is what a fresh instance costs most.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=32768");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
