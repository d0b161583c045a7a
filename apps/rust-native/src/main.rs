mod respond;

use std::process::ExitCode;

use hyper::service::service_fn;

fn main() -> ExitCode {
    listener::run(service_fn(respond::respond))
}
