//! A guest that does wrong costs its own request, never the host or another request.

use crate::support::Server;

const INTERNAL_ERROR: &str = "HTTP/1.1 500 Internal Server Error\r\n";

#[test]
fn a_fault_before_the_head_is_500_with_one_line_and_the_host_lives_on() {
    for (path, line) in [
        ("/trap", "GUEST_TRAP GET /trap: wasm trap: wasm `unreachable` instruction executed"),
        ("/panic", "GUEST_TRAP GET /panic: wasm trap: wasm `unreachable` instruction executed"),
        ("/stack", "GUEST_TRAP GET /stack: wasm trap: "),
        ("/memory", "GUEST_TRAP GET /memory: wasm trap: "),
        ("/no-answer", "GUEST_FAILED GET /no-answer: the guest returned without an answer"),
        ("/error-code", "GUEST_FAILED GET /error-code: "),
        ("/informational", "GUEST_FAILED GET /informational: a response cannot have status 103"),
        ("/trap-after-head", "GUEST_TRAP GET /trap-after-head: wasm trap: "),
    ] {
        let server = Server::start(&[]);
        let response = server.get(path);
        assert!(response.starts_with(INTERNAL_ERROR), "{path}: {response}");
        assert!(response.ends_with(r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#));
        assert_eq!(server.body("/fine"), "fine", "after {path}");
        let (code, log) = server.stop();
        assert_eq!(code, Some(0));
        assert!(log.starts_with(line), "{path}: {log}");
        assert_eq!(log.lines().count(), 1, "{path}: {log}");
    }
}

#[test]
fn a_guest_that_computes_or_waits_too_long_is_504_while_others_are_served() {
    for path in ["/loop", "/wait"] {
        let server = Server::start(&["--time-limit", "500"]);
        std::thread::scope(|scope| {
            let stuck: Vec<_> = (0..8).map(|_| scope.spawn(|| server.get(path))).collect();
            assert_eq!(server.body("/fine"), "fine");
            for response in stuck {
                let response = response.join().unwrap();
                assert!(response.starts_with("HTTP/1.1 504 Gateway Timeout\r\n"), "{path}: {response}");
            }
        });
        let (code, log) = server.stop();
        assert_eq!(code, Some(0));
        assert_eq!(log.lines().filter(|line| line.starts_with("GUEST_TIME_LIMIT GET /")).count(), 8, "{log}");
    }
}

#[test]
fn a_fault_in_the_body_breaks_the_response_off() {
    for (path, line) in [
        ("/trap-in-body", "GUEST_TRAP in the body: "),
        ("/loop-in-body", "GUEST_TIME_LIMIT in the body: "),
        ("/unfinished-body", "GUEST_FAILED GET /unfinished-body: incomplete HTTP response"),
    ] {
        let server = Server::start(&["--time-limit", "500"]);
        let response = server.get(path);
        let is_whole = response.starts_with("HTTP/1.1 200 OK\r\n") && response.ends_with("\r\n0\r\n\r\n");
        assert!(!is_whole && !response.contains("content-length: 4\r\n"), "{path} looks complete");
        assert_eq!(server.body("/fine"), "fine", "after {path}");
        let (_, log) = server.stop();
        assert!(log.starts_with(line), "{path}: {log}");
    }
}

#[test]
fn a_guest_that_fails_while_its_head_is_on_the_way_leaves_no_empty_answer() {
    let server = Server::start(&[]);
    // Whether the head is already with the connection depends on when the guest is interrupted.
    for _ in 0..20 {
        let response = server.get("/trap-later");
        assert!(
            response.starts_with(INTERNAL_ERROR) || response.starts_with("HTTP/1.1 200 OK\r\n"),
            "{response}"
        );
    }
    assert_eq!(server.body("/fine"), "fine");
}

#[test]
fn a_memory_limit_holds_for_each_instance() {
    let server = Server::start(&["--memory-limit", "16"]);
    assert!(server.get("/memory").starts_with(INTERNAL_ERROR));
    assert_eq!(server.body("/fine"), "fine");
}

#[test]
fn more_requests_than_instances_are_503() {
    let server = Server::start(&["--max-instances", "1", "--time-limit", "2000"]);
    std::thread::scope(|scope| {
        let waiting = [scope.spawn(|| server.get("/wait")), scope.spawn(|| server.get("/wait"))];
        let mut statuses = waiting.map(|response| response.join().unwrap()[9..12].to_owned());
        statuses.sort();
        assert_eq!(statuses, ["503", "504"]);
    });
}
