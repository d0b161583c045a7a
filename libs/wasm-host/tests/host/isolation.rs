//! How long an instance lives.

use crate::support::Server;

fn served(server: &Server, times: usize) -> Vec<String> {
    (0..times).map(|_| server.body("/served")).collect()
}

#[test]
fn fresh_gives_every_request_an_instance_of_its_own() {
    assert_eq!(served(&Server::start(&[]), 3), ["1", "1", "1"]);
}

#[test]
fn reuse_shares_an_instance_up_to_its_limit() {
    let server = Server::start(&["--isolation", "reuse", "--reuse-limit", "3"]);
    assert_eq!(served(&server, 5), ["1", "2", "3", "1", "2"]);
}

#[test]
fn a_faulted_instance_is_never_used_again() {
    let server = Server::start(&["--isolation", "reuse", "--time-limit", "500"]);
    for path in ["/trap", "/loop", "/trap-after-head", "/no-answer-then-fine"] {
        assert_eq!(served(&server, 2), ["1", "2"], "before {path}");
        server.get(path);
        if path == "/no-answer-then-fine" {
            assert_eq!(server.body("/served"), "4");
        }
    }
}

#[test]
fn a_reused_instance_gets_the_whole_time_limit_for_each_request() {
    let server = Server::start(&["--isolation", "reuse", "--time-limit", "500"]);
    for _ in 0..4 {
        assert_eq!(server.body("/fine"), "fine");
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}
