use std::{net::Ipv6Addr, str::FromStr};

use hyper::{Request, Version, header};

/// RFC 9112, 3.2: an HTTP/1.1 request with no `Host`, with more than one or with one that is none, gets 400. So does a
/// target with a user in it, which is there to mislead (RFC 9110, 4.2.4).
pub(crate) fn names_one_host<B>(request: &Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_one = match (hosts.next(), hosts.next()) {
        (Some(host), None) => is_host(host.as_bytes()),
        (None, _) => request.version() < Version::HTTP_11,
        (Some(_), Some(_)) => false,
    };
    is_one && request.uri().authority().is_none_or(|authority| !authority.as_str().contains('@'))
}

/// `uri-host [ ":" port ]` of RFC 9110, 7.2; empty where the target has no authority.
fn is_host(value: &[u8]) -> bool {
    if let Some(literal) = value.strip_prefix(b"[") {
        return is_after_literal(literal);
    }
    let end = value.iter().position(|&byte| byte == b':').unwrap_or(value.len());
    let (name, port) = value.split_at(end);
    is_name(name) && is_port(port)
}

fn is_after_literal(value: &[u8]) -> bool {
    let Some(end) = value.iter().position(|&byte| byte == b']') else { return false };
    let address = std::str::from_utf8(&value[..end]).ok();
    address.is_some_and(|address| Ipv6Addr::from_str(address).is_ok()) && is_port(&value[end + 1..])
}

/// Nothing, or a colon and digits, if any.
fn is_port(value: &[u8]) -> bool {
    match value.split_first() {
        None => true,
        Some((b':', digits)) => digits.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    }
}

/// `reg-name` of RFC 3986, 3.2.2, which an IPv4 address is, too.
fn is_name(value: &[u8]) -> bool {
    let mut rest = value;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'%' => match after {
                [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
                _ => return false,
            },
            _ if IN_NAME[usize::from(byte)] => after,
            _ => return false,
        };
    }
    true
}

/// `unreserved` and `sub-delims` of RFC 3986.
static IN_NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let others = b"-._~!$&'()*+,;=";
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        for host in [
            "",
            "a",
            "a.example",
            "A-b_c.example:8080",
            "127.0.0.1",
            "127.0.0.1:1",
            "[::1]",
            "[::1]:8080",
            "a:",
            "a%20b",
            "xn--bcher-kva.example",
            "a;b=c,d!",
        ] {
            assert!(is_host(host.as_bytes()), "{host:?}");
        }
        for host in [
            "a/b",
            "u@h",
            "a b",
            "a?b",
            "a#b",
            "a\\b",
            "a:b",
            "a:1:2",
            "a:1/",
            "[::1",
            "::1",
            "[::1]x",
            "[g::]",
            "[]",
            "a%2",
            "a%zz",
            "\u{e9}.example",
            "a\u{0}",
            "a\"b",
            "<a>",
            "http://a",
            "a,b:80,c",
        ] {
            assert!(!is_host(host.as_bytes()), "{host:?}");
        }
    }
}
