mod cli;
mod environment;

#[cfg(feature = "jit")]
use std::path::Path;
use std::process::ExitCode;

use cli::Command;
#[cfg(feature = "jit")]
use wasm_host::STANDARD_OUTPUT;
use wasm_host::ServedBy;

fn main() -> ExitCode {
    let command = match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => command,
        Err(error) => return fail(&error),
    };
    match command {
        Command::Help => {
            print!("{}", cli::HELP);
            ExitCode::SUCCESS
        }
        Command::Version => {
            println!("wasm-host {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Command::Serve { path, options } => {
            let time_limit = options.time_limit;
            match wasm_host::Host::load(&path, options) {
                Ok(host) => listener::run_with_client_limit(host.into_service(), time_limit),
                Err(error) => fail(&error),
            }
        }
        Command::Path { path, options } => match wasm_host::Host::load(&path, options) {
            Ok(host) => {
                let by = if host.is_served_by_core() { ServedBy::Core } else { ServedBy::Component };
                println!("{}", by.name());
                ExitCode::SUCCESS
            }
            Err(error) => fail(&error),
        },
        #[cfg(feature = "jit")]
        Command::Compile { path, output, served_by } => match wasm_host::compile(&path, &output, served_by) {
            Ok(_) if output == Path::new(STANDARD_OUTPUT) => ExitCode::SUCCESS,
            Ok(served_by) => {
                let by =
                    if served_by == ServedBy::Core { "its core module" } else { "the component runtime" };
                println!("{} will be served by {by}", output.display());
                ExitCode::SUCCESS
            }
            Err(error) => fail(&error),
        },
    }
}

fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
