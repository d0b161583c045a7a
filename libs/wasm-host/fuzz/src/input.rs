use std::fmt::Write;

use crate::host::Generation;

/// What one input stands for.
pub(crate) struct Input<'a> {
    pub(crate) generation: Generation,
    pub(crate) is_reuse: bool,
    pub(crate) attack: Attack<'a>,
}

pub(crate) enum Attack<'a> {
    /// A request that is in order, to a guest that is not.
    Guest { method: &'static str, request: Vec<u8> },
    /// Whatever a client may send.
    Client(&'a [u8]),
    /// Whatever a server may answer to a request of the guest.
    Server(&'a [u8]),
}

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS", "TRACE", "BREW"];

/// As much as a head of 32 KiB holds in hexadecimal digits.
const MAX_PROGRAM_BYTES: usize = 12 * 1024;

impl<'a> Input<'a> {
    /// The first byte chooses host, attack and method; the rest is the program or what the client sends.
    pub(crate) fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        let (&choice, rest) = bytes.split_first()?;
        let is_reuse = choice & 1 != 0;
        if choice & 2 != 0 {
            let generation = if choice & 4 != 0 { Generation::P3 } else { Generation::P2 };
            return Some(Self { generation, is_reuse, attack: Attack::Client(rest) });
        }
        if choice & 64 != 0 {
            let generation = if choice & 128 != 0 { Generation::P3 } else { Generation::P2 };
            return Some(Self { generation, is_reuse, attack: Attack::Server(rest) });
        }
        let method = METHODS[usize::from(choice >> 2) % METHODS.len()];
        let (&framing, program) = rest.split_first()?;
        // Calls by number, or the steps of a guest that keeps the canonical ABI.
        let (generation, target) = match (choice & 128 != 0, choice & 32 != 0) {
            (true, _) => (Generation::P3, "/calls"),
            (false, true) => (Generation::P2, "/calls"),
            (false, false) => (Generation::P2, "/program"),
        };
        let request = request(method, target, framing, program);
        Some(Self { generation, is_reuse, attack: Attack::Guest { method, request } })
    }
}

fn request(method: &str, target: &str, framing: u8, program: &[u8]) -> Vec<u8> {
    let target = if method == "CONNECT" { "program:80" } else { target };
    let mut head = format!("{method} {target} HTTP/1.{}\r\nHost: t\r\n", framing & 1);
    head.push_str("Connection: close, TE\r\nTE: trailers\r\nx-program: ");
    for byte in program.iter().take(MAX_PROGRAM_BYTES) {
        let _ = write!(head, "{byte:02x}");
    }
    head.push_str("\r\n");
    let length = usize::from(framing >> 3) * 512;
    let body = "b".repeat(length);
    match (framing >> 1) % 4 {
        // Chunks belong to HTTP/1.1.
        1 if framing & 1 == 1 => {
            let _ = write!(head, "Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n");
            head.push_str(if length == 0 { "" } else { "0\r\nx-sum: 1\r\n\r\n" });
        }
        2 => {
            let _ = write!(head, "Content-Length: {length}\r\n\r\n{body}");
        }
        _ => head.push_str("\r\n"),
    }
    head.into_bytes()
}
