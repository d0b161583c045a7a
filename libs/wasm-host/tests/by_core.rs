//! The program as its users meet it, where what can be is served by its core module.

mod host;

use host::{loading, support};

const PATH: &str = "auto";
