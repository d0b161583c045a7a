//! A stack of half a memory page instead of the linker's 1 MiB: the memory of an instance then starts at two pages instead
//! of 17, and the memory is what a fresh instance costs most. Stack and data nearly fill the first page (of the data, half
//! are the tables by which serde_json would name a number in an error); with one page alone, the heap of every request
//! that has a body would grow the memory.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=32768");
        println!("cargo::rustc-link-arg-cdylib=--initial-memory=131072");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
