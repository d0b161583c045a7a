//! The program as its users meet it, where what can be is served by its core module.

mod host;
#[path = "host/without_component_runtime.rs"]
mod without_component_runtime;

use host::{loading, support};

const PATH: &str = "auto";

/// The program that Cargo builds for the tests.
const AOT_PROGRAM: Option<&str> = None;
