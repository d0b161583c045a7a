//! `wasmtime serve` as its crate has it, with the crate's default features: what users get by `cargo install wasmtime-cli`.

use clap::Parser;
use wasmtime_cli::commands::ServeCommand;

fn main() -> wasmtime::Result<()> {
    ServeCommand::parse().execute()
}
