mod cli;
mod environment;

use std::process::ExitCode;

use cli::Command;

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
        #[cfg(feature = "jit")]
        Command::Compile { path, output } => match wasm_host::compile(&path, &output) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        },
    }
}

fn fail(error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
