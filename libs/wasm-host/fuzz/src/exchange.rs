use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Hosts,
    host::Target,
    input::{Attack, Input},
    response,
};

/// Far beyond the time limit of a guest: only a host that hangs takes so long.
const HANG: Duration = Duration::from_secs(20);

/// Runs one input; the error says what the host did wrong.
pub fn try_input(hosts: &Hosts, bytes: &[u8]) -> Result<(), String> {
    let Some(input) = Input::from_bytes(bytes) else { return Ok(()) };
    let target = hosts.choose(input.is_p3, input.is_reuse);
    match input.attack {
        Attack::Guest { method, request } => {
            let answer = exchange(target.address, &request, false)?;
            let responses = response::check(&answer, method).map_err(|what| describe(&what, &answer))?;
            if responses != 1 {
                return Err(describe(&format!("{responses} responses to one request"), &answer));
            }
        }
        Attack::Client(message) => {
            let answer = exchange(target.address, message, true)?;
            response::check_first(&answer).map_err(|what| describe(&what, &answer))?;
        }
    }
    expect_fine(target)
}

/// Everything that the host sends until it closes the connection.
fn exchange(address: SocketAddr, message: &[u8], is_last: bool) -> Result<Vec<u8>, String> {
    let failed = |what: &str, error: std::io::Error| format!("{what}: {error}");
    let mut stream = TcpStream::connect(address).map_err(|error| failed("connecting", error))?;
    stream.set_read_timeout(Some(HANG)).map_err(|error| failed("a socket", error))?;
    // The host may have answered and closed before it has read everything.
    let _ = stream.write_all(message);
    if is_last {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(describe("neither an end nor a closed connection", &answer))
        }
        _ => Ok(answer),
    }
}

/// A healthy request; guests of exchanges before may still hold all instances for a moment.
fn expect_fine(target: Target) -> Result<(), String> {
    let request = format!("GET {} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n", target.path);
    let end = format!("\r\n\r\n{}", target.body);
    let started = Instant::now();
    loop {
        let answer = exchange(target.address, request.as_bytes(), false)?;
        if answer.starts_with(b"HTTP/1.1 200 OK\r\n") && answer.ends_with(end.as_bytes()) {
            return Ok(());
        }
        if !answer.starts_with(b"HTTP/1.1 503 ") || started.elapsed() > HANG {
            return Err(describe("a healthy request was not served", &answer));
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn describe(what: &str, answer: &[u8]) -> String {
    let shown = &answer[..answer.len().min(600)];
    format!("{what}; {} bytes, which begin with \"{}\"", answer.len(), shown.escape_ascii())
}
