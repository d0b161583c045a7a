mod respond;
mod upstream;

use std::process::ExitCode;

use hyper::service::service_fn;
use upstream::Upstream;

fn main() -> ExitCode {
    match Upstream::from_env() {
        Ok(upstream) => {
            // It lives as long as the program, so that no request has to count who uses it.
            let upstream = upstream.map(|upstream| &*Box::leak(Box::new(upstream)));
            listener::run(service_fn(move |request| respond::respond(upstream, request)))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
