//! Finds the examples in the packages that the registry delivered (Cargo.lock holds their checksums).

use std::{env, path::Path, process::Command};

const EXAMPLES: [(&str, &str, &str); 2] = [
    ("WSTD_HTTP_SERVER", "wstd", "examples/http_server.rs"),
    ("WASIP3_HTTP_PROXY", "wasip3", "examples/http-proxy.rs"),
];

fn main() {
    let metadata = Command::new(env::var_os("CARGO").expect("set by Cargo"))
        .args(["metadata", "--format-version=1", "--locked"])
        .output()
        .expect("cargo metadata");
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("cargo's JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    for (variable, name, example) in EXAMPLES {
        let package = packages.iter().find(|package| package["name"] == name).expect("a dependency");
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
        println!("cargo::rustc-env={variable}={}", manifest.with_file_name(example).display());
    }
    println!("cargo::rerun-if-changed=../../../Cargo.lock");
}
