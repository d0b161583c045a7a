//! What clients send and how they behave, beside what is malformed.

use std::{
    io::{Read, Write},
    net::Shutdown,
};

use crate::support::{Server, eventually, for_each_host, read_all};

#[test]
fn a_host_that_is_none_is_400() {
    for_each_host(&[], |server, host| {
        for (value, status) in [
            ("a/b", "400"),
            ("u@h", "400"),
            ("\u{e9}.example", "400"),
            ("a b", "400"),
            ("a:b", "400"),
            ("[::1]:80", "200"),
            ("a.example:8080", "200"),
            ("", "200"),
        ] {
            let answer =
                server.send(&format!("GET /fine HTTP/1.1\r\nHost: {value}\r\nConnection: close\r\n\r\n"));
            assert_eq!(&answer[9..12], status, "{host} {value:?}: {answer}");
        }
        let answer = server.send("GET http://u@t/fine HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
        assert_eq!(&answer[9..12], "400", "{host}: {answer}");
    });
}

#[test]
fn the_guest_sees_scheme_and_authority_of_the_target() {
    for_each_host(&[], |server, host| {
        for (target, scheme, authority) in [
            ("/target", "Http)", "t:1"),
            ("http://u:2/target", "Http)", "u:2"),
            ("https://u/target", "Https)", "u"),
        ] {
            let answer =
                server.send(&format!("GET {target} HTTP/1.1\r\nHost: t:1\r\nConnection: close\r\n\r\n"));
            let seen = answer.rsplit("\r\n\r\n").find(|part| part.contains("Some")).unwrap_or_default();
            assert!(
                seen.contains(scheme) && seen.contains(&format!("Some(\"{authority}\")")),
                "{host} {target}: {answer}"
            );
        }
        let answer = server.send("GET /target HTTP/1.0\r\n\r\n");
        assert!(answer.contains("Some(\"localhost\")"), "{host}: {answer}");
    });
}

#[test]
fn a_path_in_the_log_is_one_line_and_steers_no_terminal() {
    let server = Server::start(&[]);
    for path in ["/trap/\u{85}", "/trap/\u{9b}2J", "/trap/\u{2028}x", "/trap/\u{202e}x"] {
        assert!(server.get(path).starts_with("HTTP/1.1 500 "), "{path:?}");
    }
    let (_, log) = server.stop();
    for shown in [r"/trap/\u{85}:", r"/trap/\u{9b}2J:", r"/trap/\u{2028}x:", r"/trap/\u{202e}x:"] {
        assert!(log.contains(&format!("GUEST_TRAP GET {shown}")), "{log}");
    }
}

#[test]
fn a_client_that_has_ended_its_half_is_answered() {
    for_each_host(&[], |server, host| {
        for request in [
            "GET /slow HTTP/1.1\r\nHost: t\r\n\r\n",
            "POST /slow HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc",
        ] {
            let mut stream = server.connect();
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let answer = read_all(&mut stream);
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("slow"), "{host}: {answer}");
        }
    });
}

#[test]
fn a_client_that_goes_away_ends_its_guest_within_the_time_limit() {
    for_each_host(&["--max-instances", "1", "--time-limit", "500"], |server, host| {
        let mut stream = server.connect();
        stream.write_all(b"GET /wait-in-body HTTP/1.1\r\nHost: t\r\n\r\n").unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200", "{host}");
        drop(stream);
        assert!(eventually(|| server.body("/fine") == "fine"), "{host}");
    });
}

#[test]
fn a_client_that_reads_nothing_holds_its_instance_no_longer_than_the_time_limit() {
    for_each_host(&["--max-instances", "1", "--time-limit", "500"], |server, host| {
        let mut stream = server.connect();
        stream.write_all(b"GET /flood HTTP/1.1\r\nHost: t\r\n\r\n").unwrap();
        let mut first = [0; 12];
        stream.read_exact(&mut first).unwrap();
        assert!(eventually(|| server.body("/fine") == "fine"), "{host}");
        let (_, log) = server.stop();
        assert!(log.contains("CLIENT_STALLED: "), "{host}: {log}");
    });
}
