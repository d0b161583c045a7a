//! How a response ends, whatever the guest does before and after it: in 0.2 and 0.3, fresh and reused.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::support::{Server, built, eventually, for_each_host, isolations_of_core, read_all};

const TWO: &str = "GET /fine HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";

fn served(server: &Server) -> String {
    server.body("/served")
}

#[test]
fn a_response_without_a_body_tells_the_length_of_the_one_that_it_leaves_out() {
    for_each_host(&[], |server, host| {
        for (request, status) in
            [("HEAD /length-without-body", "200 OK"), ("GET /not-modified", "304 Not Modified")]
        {
            let answer = server.send(&format!("{request} HTTP/1.1\r\nHost: t\r\n\r\n{TWO}"));
            let (head, rest) = answer.split_once("\r\n\r\n").expect("a head");
            assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{host}: {answer}");
            assert_eq!(head.matches("\r\ncontent-length: 13").count(), 1, "{host}: {answer}");
            assert!(
                rest.starts_with("HTTP/1.1 200 OK\r\n") && rest.ends_with("\r\n\r\nfine"),
                "{host}: {answer}"
            );
        }
        assert_eq!(server.stop().1, "", "{host}");
    });
}

#[test]
fn a_body_that_is_not_as_long_as_announced_is_no_answer() {
    for_each_host(&[], |server, host| {
        for path in ["/length-without-body", "/length-too-short"] {
            let answer = server.get(path);
            let is_whole = answer.starts_with("HTTP/1.1 200") && answer.contains("content-length: 5\r\n");
            assert!(!is_whole && !answer.ends_with("\r\n0\r\n\r\n"), "{host}: {answer}");
            assert_eq!(server.body("/fine"), "fine", "{host}");
        }
    });
}

#[test]
fn a_finished_response_is_sent_whatever_becomes_of_the_guest() {
    for_each_host(&[], |server, host| {
        for path in ["/exit-after-body", "/trap-after-body"] {
            let answer = server.get(path);
            assert!(
                answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("whole"),
                "{host} {path}: {answer}"
            );
            assert_eq!(served(&server), "1", "{host} {path}");
        }
        let (_, log) = server.stop();
        assert!(
            log.starts_with("GUEST_TRAP after the response: ") && log.lines().count() == 1,
            "{host}: {log}"
        );
    });
}

#[test]
fn a_body_that_nobody_can_end_any_more_breaks_off() {
    for_each_host(&["--time-limit", "500"], |server, host| {
        let answer = server.get("/open-body");
        assert!(answer.starts_with("HTTP/1.1 500 ") || !answer.ends_with("0\r\n\r\n"), "{host}: {answer}");
        assert_eq!(served(&server), "1", "{host}");
    });
}

#[test]
fn a_body_that_ends_with_an_error_code_breaks_off_and_its_text_is_told() {
    for isolation in isolations_of_core() {
        let server = Server::serving(&built("faulty-guest-p3", "component.wasm"), isolation);
        assert!(server.get("/error-in-body").starts_with("HTTP/1.1 500 "));
        let later = server.get("/error-in-body-later");
        assert!(later.starts_with("HTTP/1.1 200 ") && !later.ends_with("\r\n0\r\n\r\n"), "{later}");
        assert_eq!(server.body("/fine"), "fine");
        let (_, log) = server.stop();
        let lines: Vec<_> = log.lines().collect();
        let reason = "internal error: no more";
        let before = format!("GUEST_FAILED GET /error-in-body: {reason}");
        assert_eq!(lines, [before, format!("GUEST_FAILED in the body: {reason}")], "{isolation:?}");
    }
}

#[test]
fn a_guest_that_keeps_its_request_does_not_hold_up_the_connection() {
    for_each_host(&[], |server, host| {
        let mut stream = server.connect();
        let length = 4 * 1024 * 1024;
        write!(stream, "POST /keep-request HTTP/1.1\r\nHost: t\r\nContent-Length: {length}\r\n\r\n").unwrap();
        let mut writer = stream.try_clone().unwrap();
        let sent = thread::spawn(move || {
            // The host may close the connection before it has everything.
            let _ = writer.write_all(&vec![b'a'; length]);
            let _ = writer.write_all(TWO.as_bytes());
        });
        let answer = read_all(&mut stream);
        sent.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("kept"), "{host}: {answer}");
        assert_eq!(server.body("/fine"), "fine", "{host}");
    });
}

#[test]
fn a_guest_that_keeps_its_requests_is_reused() {
    for_each_host(&[], |server, host| {
        if host.contains("reuse") {
            for _ in 0..3 {
                assert!(server.get("/keep-request").ends_with("kept"), "{host}");
            }
            assert_eq!(served(&server), "4", "{host}");
        }
    });
}

/// A server that tells of each request that reaches it.
fn listening() -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("localhost:{}", listener.local_addr().unwrap().port());
    let (told, telling) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            if told.send(()).is_err() {
                return;
            }
        }
    });
    (target, telling)
}

#[test]
fn what_a_guest_does_after_its_response_is_done_at_once_and_touches_no_other_request() {
    for_each_host(&["--allow-outgoing", "localhost"], |server, host| {
        let (target, told) = listening();
        let paths = if host.contains("p3") {
            &["/work-after-body", "/error-code-and-work"][..]
        } else {
            &["/work-after-body"]
        };
        for path in paths {
            let answer = server.send(&format!(
                "GET {path} HTTP/1.1\r\nHost: t\r\nx-target: {target}\r\nConnection: close\r\n\r\n"
            ));
            let is_answer = if path.contains("error") {
                answer.starts_with("HTTP/1.1 500 ")
            } else {
                answer.contains("whole")
            };
            assert!(is_answer, "{host}: {answer}");
            // No other request is there to drive the guest.
            assert!(told.recv_timeout(Duration::from_secs(10)).is_ok(), "{host} {path}");
        }
        assert_eq!(server.body("/fine"), "fine", "{host}");
    });
}

#[test]
fn a_guest_that_fails_after_its_response_fails_alone() {
    for_each_host(&[], |server, host| {
        if host.contains("p3") {
            for _ in 0..3 {
                assert!(server.get("/exit-later").contains("whole"), "{host}");
                for _ in 0..10 {
                    assert_eq!(server.body("/fine"), "fine", "{host}");
                    thread::sleep(Duration::from_millis(10));
                }
            }
            let (_, log) = server.stop();
            assert_eq!(log.matches("GUEST_FAILED after the response: ").count(), 3, "{host}: {log}");
            assert_eq!(log.lines().count(), 3, "{host}: {log}");
        }
    });
}

#[test]
fn what_a_guest_does_after_its_response_ends_with_the_time_limit() {
    for_each_host(&["--time-limit", "300", "--max-instances", "1"], |server, host| {
        let path = if host.contains("p3") { "/work-without-end" } else { "/wait-after-body" };
        assert!(server.get(path).contains("whole"), "{host}");
        assert!(eventually(|| server.body("/fine") == "fine"), "{host}");
        let (_, log) = server.stop();
        assert!(log.contains("GUEST_TIME_LIMIT after the response: "), "{host}: {log}");
    });
}
