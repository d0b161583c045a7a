//! How long an instance lives.

use crate::{
    PATH,
    support::{Server, built},
};

fn served(server: &Server, times: usize) -> Vec<String> {
    (0..times).map(|_| server.body("/served")).collect()
}

#[test]
fn fresh_gives_every_request_an_instance_of_its_own() {
    assert_eq!(served(&Server::start(&[]), 3), ["1", "1", "1"]);
}

#[test]
fn reset_leaves_nothing_of_a_request_for_the_next() {
    let p2 =
        ["/fine", "/memory", "/copy", "/no-answer", "/open-body", "/keep-request", "/trap", "/error-code"];
    let p3 = ["/fine", "/copy", "/open-body", "/keep-request", "/trap", "/error-code", "/length-too-short"];
    for (project, paths) in [("faulty-guest", &p2[..]), ("faulty-guest-p3", &p3)] {
        // By the component runtime a body that is left open breaks off after the time limit.
        let options = ["--isolation", "reset", "--time-limit", "500"];
        let server = Server::serving(&built(project, "component.wasm"), &options);
        for path in paths {
            assert_eq!(served(&server, 3), ["1", "1", "1"], "{project} before {path}");
            server.get(path);
        }
        assert_eq!(served(&server, 3), ["1", "1", "1"], "{project}");
    }
}

#[test]
fn reset_says_why_every_request_gets_a_new_instance() {
    let started =
        |project: &str| Server::serving(&built(project, "component.wasm"), &["--isolation", "reset"]);
    let said = |project: &str| {
        let server = started(project);
        assert_eq!(served(&server, 2), ["1", "1"]);
        server.stop().1
    };
    let by_runtime = "GUEST_NOT_RESETTABLE: it is served by the component runtime; every request gets a new instance, as with \
                      --isolation fresh\n";
    assert_eq!(started("javascript-guest").stop().1, by_runtime);
    for project in ["faulty-guest", "faulty-guest-p3"] {
        assert_eq!(said(project), if PATH == "component" { by_runtime } else { "" }, "{project}");
    }
}

#[test]
fn reuse_shares_an_instance_up_to_its_limit() {
    let server = Server::start(&["--isolation", "reuse", "--reuse-limit", "3"]);
    assert_eq!(served(&server, 5), ["1", "2", "3", "1", "2"]);
}

#[test]
fn a_faulted_instance_is_never_used_again() {
    let server = Server::start(&["--isolation", "reuse", "--time-limit", "500"]);
    for path in ["/trap", "/loop", "/trap-after-head", "/no-answer", "/open-body", "/exit-after-body"] {
        assert_eq!(served(&server, 2), ["1", "2"], "before {path}");
        server.get(path);
    }
    assert_eq!(served(&server, 2), ["1", "2"]);
    assert!(!server.stop().1.contains("GUEST_NOT_REUSABLE"));
}

#[test]
fn a_guest_that_answers_one_request_only_gets_a_new_instance_for_each() {
    let once = |options: &[&str]| {
        let server = Server::start(options);
        let statuses: Vec<_> = (0..5).map(|_| server.get("/once")[9..12].to_owned()).collect();
        (statuses, server.stop().1)
    };
    let (statuses, log) = once(&[]);
    assert_eq!((statuses, log.as_str()), (vec!["200".to_owned(); 5], ""));

    let (statuses, log) = once(&["--isolation", "reuse"]);
    assert_eq!(statuses, ["200", "500", "200", "200", "200"]);
    let lines: Vec<_> = log.lines().collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert!(lines[0].starts_with("GUEST_NOT_REUSABLE: "), "{log}");
    assert!(lines[1].starts_with("GUEST_FAILED GET /once: the guest returned without an answer"), "{log}");
}

#[test]
fn a_reused_instance_gets_the_whole_time_limit_for_each_request() {
    let server = Server::start(&["--isolation", "reuse", "--time-limit", "500"]);
    for _ in 0..4 {
        assert_eq!(server.body("/fine"), "fine");
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
}
