//! The same with every component served by the component runtime.

mod host;

use host::{loading, support};

const PATH: &str = "component";

/// The program that Cargo builds for the tests.
const AOT_PROGRAM: Option<&str> = None;
