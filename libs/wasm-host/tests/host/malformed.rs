//! The same bytes to the host and to the native server get the same answers: a guest behind the host can be attacked
//! by no request that the native server withstands.

use std::{
    io::{ErrorKind, Read, Write},
    net::Shutdown,
    path::Path,
    process::Command,
    time::Duration,
};

use crate::support::{Server, built};

const NEXT: &str = "GET /plaintext HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";

fn messages() -> Vec<(&'static str, String)> {
    let post =
        |fields: &str, body: &str| format!("POST /echo HTTP/1.1\r\nHost: t\r\n{fields}\r\n{body}{NEXT}");
    let get = |fields: &str| format!("GET /health HTTP/1.1\r\nHost: t\r\n{fields}\r\n{NEXT}");
    let chunked = |body: &str| post("Transfer-Encoding: chunked\r\n", body);
    vec![
        // Two readers could see two ends (RFC 9112, 6.3 and 11.2).
        ("length and chunked", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")),
        ("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abc")),
        ("one length twice", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")),
        ("a list of lengths", post("Content-Length: 3, 3\r\n", "abc")),
        ("a length with a sign", post("Content-Length: +3\r\n", "abc")),
        ("a negative length", post("Content-Length: -3\r\n", "abc")),
        ("a length in hexadecimal", post("Content-Length: 0x3\r\n", "abc")),
        ("a length beyond 64 bits", post("Content-Length: 18446744073709551617\r\n", "a")),
        ("an empty length", post("Content-Length: \r\n", "")),
        ("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        ("chunked, then identity", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")),
        ("an unknown coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        ("a hidden coding", post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n")),
        ("chunked in HTTP/1.0", chunked("0\r\n\r\n").replacen("HTTP/1.1", "HTTP/1.0", 1)),
        ("a chunk", chunked("3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk with an extension", chunked("3;a=b\r\nabc\r\n0\r\n\r\n")),
        ("a chunk size that is none", chunked("zz\r\nabc\r\n0\r\n\r\n")),
        ("a chunk size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk size with a sign", chunked("+3\r\nabc\r\n0\r\n\r\n")),
        ("a chunk size beyond 64 bits", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")),
        ("a chunk longer than its size", chunked("1\r\nabc\r\n0\r\n\r\n")),
        ("a chunk with a bare LF", chunked("3\nabc\r\n0\r\n\r\n")),
        ("a trailer", chunked("3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n")),
        ("a trailer that frames", chunked("3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n")),
        // Messages that are no requests (RFC 9112, 2.2, 3 and 5).
        ("bare LF", get("X: 1\n").replace("\r\n", "\n")),
        ("bare CR in a field", get("X: a\rb\r\n")),
        ("a folded field", get("X: a\r\n b\r\n")),
        ("a first line that is folded", format!("GET /health HTTP/1.1\r\n Host: t\r\n\r\n{NEXT}")),
        ("NUL in a field", get("X: a\0b\r\n")),
        ("a field without a colon", get("nonsense\r\n")),
        ("a field without a name", get(": 1\r\n")),
        ("a space before the colon", get("X : 1\r\n")),
        ("bytes beyond ASCII", get("X: \u{e9}\u{20ac}\r\n")),
        ("no Host", format!("GET /health HTTP/1.1\r\n\r\n{NEXT}")),
        ("two Hosts", get("Host: u\r\n")),
        ("an odd Host", "GET /health HTTP/1.1\r\nHost: a b/c?d@e\r\n\r\n".to_owned() + NEXT),
        ("a Host with a path", "GET /health HTTP/1.1\r\nHost: a/b\r\n\r\n".to_owned() + NEXT),
        ("a Host with a user", "GET /health HTTP/1.1\r\nHost: u@h\r\n\r\n".to_owned() + NEXT),
        ("a Host beyond ASCII", "GET /health HTTP/1.1\r\nHost: \u{e9}\r\n\r\n".to_owned() + NEXT),
        ("a Host with an odd port", "GET /health HTTP/1.1\r\nHost: t:x\r\n\r\n".to_owned() + NEXT),
        ("a Host with an address", "GET /health HTTP/1.1\r\nHost: [::1]:80\r\n\r\n".to_owned() + NEXT),
        ("a target with a user", format!("GET http://u@t/health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("absolute form of https", format!("GET https://t/health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("an empty Host", "GET /health HTTP/1.1\r\nHost:\r\n\r\n".to_owned() + NEXT),
        ("a head of 100 fields", get(&"X: 1\r\n".repeat(98))),
        ("a head of 101 fields", get(&"X: 1\r\n".repeat(101))),
        ("a long field", get(&format!("X: {}\r\n", "a".repeat(20_000)))),
        ("a field that is too long", get(&format!("X: {}\r\n", "a".repeat(200_000)))),
        (
            "a target that is too long",
            format!("GET /{} HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}", "a".repeat(70_000)),
        ),
        // Forms of a target, versions and connections (RFC 9112, 3.2 and 9).
        ("absolute form", format!("GET http://t/health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("absolute form of another host", format!("GET http://u/health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("asterisk form", format!("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("authority form", format!("CONNECT t:80 HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("a target without a slash", format!("GET health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("a target with a space", format!("GET /he alth HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("a target with a fragment", format!("GET /health#x HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("a target with dots", format!("GET /a/../health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("an encoded target", format!("GET /%68ealth HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("no target", format!("GET HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("an unknown method", format!("BREW /health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("a method that is none", format!("G@T /health HTTP/1.1\r\nHost: t\r\n\r\n{NEXT}")),
        ("HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n".to_owned() + NEXT),
        (
            "HTTP/1.0 that keeps alive",
            "GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".to_owned() + NEXT,
        ),
        ("HTTP/2.0", "GET /health HTTP/2.0\r\nHost: t\r\n\r\n".to_owned() + NEXT),
        ("a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("empty lines first", format!("\r\n\r\n{NEXT}")),
        ("a pipeline", format!("{}{NEXT}", "HEAD /health HTTP/1.1\r\nHost: t\r\n\r\n".repeat(3))),
        ("an upgrade", get("Connection: upgrade\r\nUpgrade: websocket\r\n")),
        ("an expectation", post("Expect: 100-continue\r\nContent-Length: 3\r\n", "abc")),
        ("a GET with a body", get("Content-Length: 3\r\n").replacen("\r\n\r\n", "\r\n\r\nabc", 1)),
        // A client that ends early.
        ("nothing", String::new()),
        ("half a head", "GET /health HTTP/1.1\r\nHo".to_owned()),
        ("half a body", "POST /echo HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc".to_owned()),
        (
            "half a chunk",
            "POST /echo HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab".to_owned(),
        ),
    ]
}

/// Everything that the server answers, without its date and without the order of the fields, which means nothing.
fn answer(server: &Server, message: &str) -> Vec<Vec<String>> {
    let mut stream = server.connect();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A server may have answered and closed before it has read everything.
    let _ = stream.write_all(message.as_bytes());
    if !message.contains("Connection: close") {
        let _ = stream.shutdown(Shutdown::Write);
    }
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), ErrorKind::WouldBlock, "no end of the answer to {message:?}");
    }
    let answer = String::from_utf8_lossy(&answer);
    let parts = answer.split("\r\n\r\n").map(|part| {
        let mut lines: Vec<_> = part.lines().filter(|line| !line.starts_with("date: ")).collect();
        lines.sort_unstable();
        lines.into_iter().map(str::to_owned).collect()
    });
    parts.collect()
}

#[test]
fn malformed_and_ambiguous_requests_are_answered_as_by_the_native_server() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist/apps/rust-native/rust-native");
    assert!(program.exists(), "{} is missing: run `nx build rust-native`", program.display());
    let native = Server::spawn(&mut Command::new(program));
    for (project, options) in
        [("component", &[][..]), ("component", &["--isolation", "reuse"]), ("component-p3", &[])]
    {
        let server = Server::serving(&built(project, "component.wasm"), options);
        let differing: Vec<String> = messages()
            .iter()
            .map(|(name, message)| (name, answer(&native, message), answer(&server, message)))
            .filter(|(_, expected, found)| expected != found)
            .map(|(name, expected, found)| format!("{name}:\n  {expected:?}\n  {found:?}"))
            .collect();
        assert!(differing.is_empty(), "{project} {options:?}: {}", differing.join("\n"));
    }
}
