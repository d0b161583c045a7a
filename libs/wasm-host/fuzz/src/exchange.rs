use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Hosts,
    host::{Generation, Target},
    input::{Attack, Input},
    response,
};

/// Far beyond the time limit of a guest: only a host that hangs takes so long.
const HANG: Duration = Duration::from_secs(20);

/// Runs one input; the error says what the host did wrong.
pub fn try_input(hosts: &Hosts, bytes: &[u8]) -> Result<(), String> {
    let Some(input) = Input::from_bytes(bytes) else { return Ok(()) };
    let Input { generation, is_reuse, .. } = input;
    let mut target = hosts.by_core(generation, is_reuse);
    match &input.attack {
        Attack::Guest { method, request } => {
            let answer = exchange(target.address, request, false)?;
            // Whether a 0.3 guest is told at once what the host has, or after it waited, may differ.
            if generation == Generation::P2 {
                compare(hosts, (generation, is_reuse), request, &answer)?;
            }
            let responses = response::check(&answer, method).map_err(|what| describe(&what, &answer))?;
            if responses != 1 {
                return Err(describe(&format!("{responses} responses to one request"), &answer));
            }
        }
        Attack::Server(answer) => {
            hosts.server.answer_with(answer);
            let request = format!(
                "GET /outgoing-whole HTTP/1.1\r\nHost: t\r\nConnection: close\r\nx-target: {}\r\n\r\n",
                hosts.server.address
            );
            let answer = exchange(target.address, request.as_bytes(), false)?;
            compare(hosts, (generation, is_reuse), request.as_bytes(), &answer)?;
            response::check(&answer, "GET").map_err(|what| describe(&what, &answer))?;
        }
        Attack::Client(message) => {
            if generation == Generation::P3 {
                target = hosts.contract_p3(is_reuse);
            }
            let answer = exchange(target.address, message, true)?;
            response::check_first(&answer).map_err(|what| describe(&what, &answer))?;
        }
    }
    expect_fine(target)
}

/// What both paths answer to a request to a hostile guest, by an instance that was set back and by a new one; the error
/// says how they differ.
pub fn same_by_both_paths(hosts: &Hosts, generation: Generation, request: &[u8]) -> Result<Vec<u8>, String> {
    let answer = exchange(hosts.by_core(generation, false).address, request, false)?;
    compare(hosts, (generation, false), request, &answer)?;
    Ok(answer)
}

/// The body of a response of a hostile guest.
pub(crate) fn body_of(hosts: &Hosts, generation: Generation, path: &str) -> Result<String, String> {
    let request = format!("GET {path} HTTP/1.0\r\n\r\n");
    let answer = exchange(hosts.by_core(generation, false).address, request.as_bytes(), false)?;
    let answer = String::from_utf8_lossy(&answer);
    answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).ok_or_else(|| "no head".into())
}

/// How often both paths are asked again before a difference counts: one that a guest's time limit makes goes away.
const ATTEMPTS: usize = 3;

/// The component runtime must answer the same, but for the date.
fn compare(
    hosts: &Hosts,
    (generation, is_reuse): (Generation, bool),
    request: &[u8],
    answer: &[u8],
) -> Result<(), String> {
    let (core, component) = (hosts.by_core(generation, is_reuse), hosts.by_component(generation, is_reuse));
    let mut by_core = answer.to_vec();
    let mut by_component = Vec::new();
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            by_core = exchange(core.address, request, false)?;
        }
        by_component = exchange(component.address, request, false)?;
        // Both see the same requests, so that their instances stay alike.
        expect_fine(component)?;
        if are_alike(&comparable(&by_core), &comparable(&by_component)) {
            return Ok(());
        }
        expect_fine(core)?;
    }
    Err(format!(
        "the two paths differ: {}; {}",
        describe("by core", &by_core),
        describe("by component", &by_component)
    ))
}

/// How much of a body that breaks off has gone out by then is a matter of time.
fn are_alike(one: &[u8], other: &[u8]) -> bool {
    let contains = |answer: &[u8], text: &[u8]| response::find(answer, text).is_some();
    let is_broken_off =
        |answer: &[u8]| contains(answer, b"transfer-encoding: chunked") && !contains(answer, b"\r\n0\r\n");
    one == other
        || (is_broken_off(one) && is_broken_off(other) && (one.starts_with(other) || other.starts_with(one)))
}

/// Without the date, and a whole body in one piece: whether its length is told depends on when the guest had written it.
fn comparable(answer: &[u8]) -> Vec<u8> {
    let whole = in_one_piece(answer);
    let is_whole = whole.is_some();
    let answer = whole.as_deref().unwrap_or(answer);
    let lines = answer.split_inclusive(|&byte| byte == b'\n');
    let is_told = |line: &&[u8]| {
        !line.starts_with(b"date: ")
            && !(is_whole
                && (line.starts_with(b"content-length: ") || line.starts_with(b"transfer-encoding: ")))
    };
    lines.filter(is_told).flatten().copied().collect()
}

/// The same with its body as it would be without chunks; nothing for a body that breaks off or has trailers.
fn in_one_piece(answer: &[u8]) -> Option<Vec<u8>> {
    const END_OF_HEAD: &[u8] = b"\r\n\r\n";
    let body_at = response::find(answer, END_OF_HEAD)? + END_OF_HEAD.len();
    let (head, mut chunks) = answer.split_at(body_at);
    if response::find(head, b"transfer-encoding: chunked").is_none() {
        let length = response::find(head, b"content-length: ").map(|at| &head[at + 16..])?;
        let digits: Vec<u8> = length.iter().copied().take_while(u8::is_ascii_digit).collect();
        let length: usize = str::from_utf8(&digits).ok()?.parse().ok()?;
        return (chunks.len() == length).then(|| answer.to_vec());
    }
    let mut whole = head.to_vec();
    loop {
        let line = response::find(chunks, b"\r\n")?;
        let size = usize::from_str_radix(str::from_utf8(&chunks[..line]).ok()?, 16).ok()?;
        chunks = &chunks[line + 2..];
        if size == 0 {
            return (chunks == b"\r\n").then_some(whole);
        }
        whole.extend_from_slice(chunks.get(..size)?);
        chunks = chunks.get(size + 2..)?;
    }
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
        let whole = in_one_piece(&answer).unwrap_or_default();
        if whole.starts_with(b"HTTP/1.1 200 OK\r\n") && whole.ends_with(end.as_bytes()) {
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
