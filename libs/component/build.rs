//! A stack of a quarter of a memory page instead of the linker's 1 MiB: the memory of an instance is then one page instead of
//! 17, and the memory is what a fresh instance costs most. Stack and data take three quarters of it (of the data, half are the
//! tables by which serde_json would name a number in an error); the rest is heap enough for a request with a body of some KB.
//! Half of this stack is enough for the contract.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        println!("cargo::rustc-link-arg-cdylib=-zstack-size=16384");
        println!("cargo::rustc-link-arg-cdylib=--initial-memory=65536");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
