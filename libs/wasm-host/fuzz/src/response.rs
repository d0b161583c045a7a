//! Reads what a host sent by RFC 9112, more strictly than a client would.

/// How many final responses there are, the last of which may be broken off in its body.
pub(crate) fn check(mut bytes: &[u8], method: &str) -> Result<usize, String> {
    let mut responses = 0;
    while !bytes.is_empty() {
        let (head, rest) = split_head(bytes)?;
        let (status, fields) = read_head(head)?;
        if status < 200 {
            bytes = rest;
            continue;
        }
        responses += 1;
        bytes = skip_body(rest, method, status, &fields)?;
    }
    Ok(responses)
}

/// Only the first head: of a message that may be any number of requests, the rest cannot be attributed.
pub(crate) fn check_first(bytes: &[u8]) -> Result<(), String> {
    if bytes.is_empty() {
        return Ok(());
    }
    read_head(split_head(bytes)?.0).map(|_| ())
}

type Fields<'a> = Vec<(String, &'a [u8])>;

fn split_head(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let end = find(bytes, b"\r\n\r\n").ok_or("a head without an end")?;
    Ok((&bytes[..end], &bytes[end + 4..]))
}

fn read_head(head: &[u8]) -> Result<(u16, Fields<'_>), String> {
    let mut lines = split_lines(head).into_iter();
    let status_line = lines.next().unwrap_or_default();
    let status = match status_line {
        [b'H', b'T', b'T', b'P', b'/', b'1', b'.', b'0' | b'1', b' ', digits @ ..]
            if digits.len() > 3 && digits[3] == b' ' && digits[..3].iter().all(u8::is_ascii_digit) =>
        {
            digits[..3].iter().fold(0, |status, digit| status * 10 + u16::from(digit - b'0'))
        }
        _ => return Err("a status line that is none".into()),
    };
    let fields: Fields = lines.map(read_field).collect::<Result<_, _>>()?;
    if status < 200 && status != 100 {
        return Err(format!("status {status} is no answer"));
    }
    Ok((status, fields))
}

fn read_field(line: &[u8]) -> Result<(String, &[u8]), String> {
    let shown = || line.escape_ascii().to_string();
    let colon = line.iter().position(|&byte| byte == b':').ok_or_else(|| format!("no field: {}", shown()))?;
    let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    if name.is_empty() || !name.iter().all(is_token) {
        return Err(format!("a field name that is none: {}", shown()));
    }
    if value.iter().any(|&byte| byte == 0x7f || (byte < 0x20 && byte != b'\t')) {
        return Err(format!("a control character in a field: {}", shown()));
    }
    Ok((String::from_utf8_lossy(name).to_ascii_lowercase(), value))
}

fn skip_body<'a>(rest: &'a [u8], method: &str, status: u16, fields: &Fields<'_>) -> Result<&'a [u8], String> {
    let values = |wanted: &str| -> Vec<&[u8]> {
        fields.iter().filter(|(name, _)| name == wanted).map(|(_, value)| *value).collect()
    };
    let (lengths, codings) = (values("content-length"), values("transfer-encoding"));
    if lengths.len() > 1 || codings.len() > 1 || (!lengths.is_empty() && !codings.is_empty()) {
        return Err("more than one framing".into());
    }
    if method == "CONNECT" && (200..300).contains(&status) {
        return Ok(&[]);
    }
    if method == "HEAD" || matches!(status, 204 | 304) {
        return Ok(rest);
    }
    if let Some(coding) = codings.first() {
        return if *coding == b"chunked" { skip_chunks(rest) } else { Err("an unknown coding".into()) };
    }
    let Some(length) = lengths.first() else { return Ok(&[]) };
    let length = std::str::from_utf8(length).ok().filter(|text| text.bytes().all(|it| it.is_ascii_digit()));
    let length: usize = length.and_then(|text| text.parse().ok()).ok_or("a length that is none")?;
    Ok(rest.get(length..).unwrap_or_default())
}

/// Chunks may end anywhere, which is a response that broke off, but what is there must be chunks.
fn skip_chunks(mut rest: &[u8]) -> Result<&[u8], String> {
    loop {
        let Some(end) = find(rest, b"\r\n") else { return Ok(&[]) };
        let size = std::str::from_utf8(&rest[..end]).ok().and_then(|it| usize::from_str_radix(it, 16).ok());
        let size = size.ok_or("a chunk size that is none")?;
        rest = &rest[end + 2..];
        if size == 0 {
            return skip_trailers(rest);
        }
        match rest.get(size..size + 2) {
            Some(b"\r\n") => rest = &rest[size + 2..],
            Some(_) => return Err("a chunk longer than its size".into()),
            None => return Ok(&[]),
        }
    }
}

fn skip_trailers(rest: &[u8]) -> Result<&[u8], String> {
    if let Some(rest) = rest.strip_prefix(b"\r\n") {
        return Ok(rest);
    }
    let Some(end) = find(rest, b"\r\n\r\n") else { return Ok(&[]) };
    for line in split_lines(&rest[..end]) {
        let (name, _) = read_field(line)?;
        if matches!(name.as_str(), "content-length" | "transfer-encoding" | "host") {
            return Err(format!("{name} as a trailer"));
        }
    }
    Ok(&rest[end + 4..])
}

fn split_lines(mut text: &[u8]) -> Vec<&[u8]> {
    let mut lines = Vec::new();
    while let Some(end) = find(text, b"\r\n") {
        lines.push(&text[..end]);
        text = &text[end + 2..];
    }
    lines.push(text);
    lines
}

pub(crate) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_a_client_could_misread_is_seen() {
        let head = "HTTP/1.1 200 OK\r\n";
        for (rest, method, responses) in [
            ("content-length: 2\r\n\r\nok", "GET", 1),
            ("content-length: 2\r\n\r\n", "HEAD", 1),
            ("transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n", "GET", 1),
            ("transfer-encoding: chunked\r\n\r\n2\r\no", "GET", 1),
            ("content-length: 0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", "GET", 2),
        ] {
            assert_eq!(check(format!("{head}{rest}").as_bytes(), method), Ok(responses), "{rest}");
        }
        for (rest, method) in [
            ("content-length: 2\r\n\r\nokmore", "GET"),
            ("content-length: 2\r\n\r\nok", "HEAD"),
            ("content-length: 2\r\ncontent-length: 2\r\n\r\nok", "GET"),
            ("content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", "GET"),
            ("content-length: +2\r\n\r\nok", "GET"),
            ("x: a\nb\r\n\r\n", "GET"),
            ("x y: a\r\n\r\n", "GET"),
            ("transfer-encoding: chunked\r\n\r\nzz\r\n", "GET"),
            ("transfer-encoding: chunked\r\n\r\n1\r\nok\r\n", "GET"),
            ("transfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 5\r\n\r\n", "GET"),
        ] {
            assert!(check(format!("{head}{rest}").as_bytes(), method).is_err(), "{rest}");
        }
    }
}
