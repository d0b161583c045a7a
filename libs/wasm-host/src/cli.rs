use std::{ffi::OsString, fmt, num::NonZeroU32, path::PathBuf, time::Duration};

use lexopt::{Arg, Parser, ValueExt};
use wasm_host::{Isolation, NO_TIME_LIMIT, Options, ServedBy};

use crate::environment;

pub const HELP: &str = "\
Usage: wasm-host serve [options] <component>
       wasm-host compile [--path <path>] <component> <output.cwasm | ->   (programs with a compiler)
       wasm-host path [options] <component>

Serves a wasi:http component (0.2 proxy or 0.3 service) on HOST:PORT, by default 127.0.0.1:8080. `path` says by which
of core and component it would be served with these options.

      --isolation <fresh|reset|reuse>
                                  a new instance for each request, one for many that is set back after each, or one
                                  for many as it is [fresh]
      --path <auto|core|component>
                                  by the component's core module, or by the component runtime, in programs that
                                  have it [auto]
      --reuse-limit <n>           requests that an instance serves with reuse [1000]
      --memory-limit <MiB>        linear memory of an instance [128]
      --time-limit <ms|none>      until the response's head, and of computing [30000]
      --max-instances <n>         instances at a time; beyond them 503 [1024]
      --env <NAME[=value]>        an environment variable of the guest (repeatable); without a value the host's own
      --allow-outgoing <host>     a host, or host:port, that the guest may send requests to (repeatable;
                                  programs with outgoing requests)
      --allow-outgoing-env <NAME> the host and port of the URL in this variable of the host's environment
      --inherit-output            the guest's standard output and error are the host's
      --compiler <program>        a wasm-host with a compiler, which compiles the component in a process of its own
      --cache <folder>            keep compiled code for the next start (programs with a compiler)
  -h, --help
  -V, --version
";

const DEFAULT_REUSE_LIMIT: NonZeroU32 = NonZeroU32::new(1000).unwrap();

#[derive(Debug)]
pub enum Command {
    Help,
    Version,
    Serve {
        path: PathBuf,
        options: Options,
    },
    Path {
        path: PathBuf,
        options: Options,
    },
    #[cfg(feature = "jit")]
    Compile {
        path: PathBuf,
        output: PathBuf,
        served_by: ServedBy,
    },
}

/// `CLI_INVALID`: an argument that cannot be understood.
#[derive(Debug)]
pub struct CliError(pub String);

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CLI_INVALID: {}; `wasm-host --help` shows what there is", self.0)
    }
}

impl From<lexopt::Error> for CliError {
    fn from(error: lexopt::Error) -> Self {
        Self(error.to_string())
    }
}

pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, CliError> {
    let mut parser = Parser::from_args(args);
    match parser.next()? {
        Some(Arg::Value(command)) if command == "serve" => {
            let (path, options) = served(parser)?;
            Ok(path.map_or(Command::Help, |path| Command::Serve { path, options }))
        }
        Some(Arg::Value(command)) if command == "path" => {
            let (path, options) = served(parser)?;
            Ok(path.map_or(Command::Help, |path| Command::Path { path, options }))
        }
        #[cfg(feature = "jit")]
        Some(Arg::Value(command)) if command == "compile" => compile(parser),
        Some(Arg::Short('V') | Arg::Long("version")) => Ok(Command::Version),
        Some(Arg::Short('h') | Arg::Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
        None => Err(CliError("a command is missing".into())),
    }
}

/// What is to be served and how; no path if help is asked for.
fn served(mut parser: Parser) -> Result<(Option<PathBuf>, Options), CliError> {
    let mut options = Options::default();
    let mut path = None;
    let mut reuse_limit = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(value) if path.is_none() => path = Some(PathBuf::from(value)),
            Arg::Long("isolation") => {
                options.isolation = parser.value()?.parse_with(|isolation| match isolation {
                    "fresh" => Ok(Isolation::Fresh),
                    "reset" => Ok(Isolation::Reset),
                    "reuse" => Ok(Isolation::Reuse { limit: DEFAULT_REUSE_LIMIT }),
                    _ => Err("--isolation must be fresh, reset or reuse"),
                })?;
            }
            Arg::Long("path") => options.served_by = served_by(&mut parser)?,
            Arg::Long("reuse-limit") => reuse_limit = Some(parser.value()?.parse::<NonZeroU32>()?),
            Arg::Long("memory-limit") => {
                let mebibytes = parser.value()?.parse_with(|value| match value.parse() {
                    Ok(mebibytes @ 1..=4096) => Ok::<usize, _>(mebibytes),
                    _ => Err("--memory-limit must be 1 to 4096 (MiB)"),
                })?;
                options.memory_limit_bytes = mebibytes * 1024 * 1024;
            }
            Arg::Long("time-limit") => {
                options.time_limit = match parser.value()?.string()?.as_str() {
                    "none" => NO_TIME_LIMIT,
                    milliseconds => match milliseconds.parse::<NonZeroU32>() {
                        Ok(milliseconds) => Duration::from_millis(milliseconds.get().into()),
                        Err(_) => {
                            return Err(CliError(
                                "--time-limit must be milliseconds above 0, or none".into(),
                            ));
                        }
                    },
                };
            }
            Arg::Long("max-instances") => {
                options.max_instances = parser.value()?.parse::<NonZeroU32>()?.get()
            }
            Arg::Long("env") => options.env.extend(environment::variable(&parser.value()?.string()?)?),
            Arg::Long("allow-outgoing") if cfg!(feature = "outgoing") => {
                options.outgoing_hosts.push(parser.value()?.string()?)
            }
            Arg::Long("allow-outgoing-env") if cfg!(feature = "outgoing") => {
                options.outgoing_hosts.extend(environment::named_host(&parser.value()?.string()?)?)
            }
            Arg::Long("inherit-output") => options.inherit_output = true,
            Arg::Long("compiler") => options.compiler = Some(parser.value()?.into()),
            Arg::Long("cache") if cfg!(feature = "jit") => {
                options.cache_folder = Some(parser.value()?.into());
            }
            Arg::Short('h') | Arg::Long("help") => return Ok((None, options)),
            other => return Err(other.unexpected().into()),
        }
    }
    match (&mut options.isolation, reuse_limit) {
        (Isolation::Reuse { limit }, Some(wanted)) => *limit = wanted,
        (_, Some(_)) => return Err(CliError("--reuse-limit needs --isolation reuse".into())),
        (_, None) => {}
    }
    match path {
        Some(path) => Ok((Some(path), options)),
        None => Err(CliError("the path of a component is missing".into())),
    }
}

fn served_by(parser: &mut Parser) -> Result<ServedBy, CliError> {
    Ok(parser.value()?.parse_with(|path| {
        let named = ServedBy::ALL.into_iter().find(|it| it.name() == path);
        named.ok_or("--path must be auto, core or component")
    })?)
}

#[cfg(feature = "jit")]
fn compile(mut parser: Parser) -> Result<Command, CliError> {
    let (mut paths, mut by) = (Vec::new(), ServedBy::default());
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("path") => by = served_by(&mut parser)?,
            Arg::Value(value) if paths.len() < 2 => paths.push(PathBuf::from(value)),
            other => return Err(other.unexpected().into()),
        }
    }
    let [path, output] = <[PathBuf; 2]>::try_from(paths)
        .map_err(|_| CliError("compile needs the paths of a component and of its output".into()))?;
    Ok(Command::Compile { path, output, served_by: by })
}
