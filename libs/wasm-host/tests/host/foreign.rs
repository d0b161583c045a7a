//! Components that were not written for this host are served as they are.

use std::io::{Read, Write};

use crate::support::{ISOLATIONS, Server, built, isolations_of_core};

const CLOSE: &str = "Host: test\r\nConnection: close\r\n";

/// What `path` answers to a body of two chunks.
fn post(server: &Server, path: &str) -> String {
    server.send(&format!(
        "POST {path} HTTP/1.1\r\n{CLOSE}Transfer-Encoding: chunked\r\n\r\n\
         3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    ))
}

#[test]
fn the_server_example_of_wstd_is_served() {
    let component = built("published-examples", "wstd-http-server.wasm");
    for options in isolations_of_core() {
        let server = Server::serving(&component, options);
        for _ in 0..2 {
            assert_eq!(server.body("/"), "Hello, wasi:http/proxy world!\n");
            let echo = post(&server, "/echo");
            assert!(
                echo.starts_with("HTTP/1.1 200 OK\r\n")
                    && echo.contains("one\r\n")
                    && echo.contains("two\r\n"),
                "{echo}"
            );
            assert_eq!(server.body("/stream-body").matches("stream started").count(), 5);
            assert!(server.get("/response-fail").starts_with("HTTP/1.1 500 "));
            assert!(server.get("/absent").starts_with("HTTP/1.1 404 Not Found\r\n"));
        }
        assert_eq!(server.stop().0, Some(0));
    }
}

#[test]
fn routes_of_axum_are_served_and_answer_head_with_the_length_of_get() {
    let component = built("published-examples", "wstd-axum.wasm");
    for options in isolations_of_core() {
        let server = Server::serving(&component, options);
        for _ in 0..2 {
            assert_eq!(server.body("/"), "Hello from axum\n");
            let head = server.send(&format!("HEAD / HTTP/1.1\r\n{CLOSE}\r\n"));
            assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
            assert!(head.contains("\r\ncontent-length: 16\r\n") && head.ends_with("\r\n\r\n"), "{head}");
            let echo = post(&server, "/echo");
            assert!(echo.contains("one") && echo.contains("two"), "{echo}");
            assert!(server.get("/absent").starts_with("HTTP/1.1 404 Not Found\r\n"));
        }
        assert_eq!(server.stop(), (Some(0), String::new()));
    }
}

#[test]
fn a_body_of_the_example_of_wstd_streams() {
    let server = Server::serving(&built("published-examples", "wstd-http-server.wasm"), &[]);
    let mut stream = server.connect();
    write!(stream, "POST /echo HTTP/1.1\r\n{CLOSE}Content-Length: 6\r\n\r\none").unwrap();
    let mut first = Vec::new();
    while !first.ends_with(b"one\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        first.push(byte[0]);
    }
    stream.write_all(b"two").unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("two") && rest.ends_with("0\r\n\r\n"), "{rest}");
}

#[test]
fn the_proxy_example_of_wasip3_is_served() {
    let component = built("published-examples", "wasip3-http-proxy.wasm");
    for options in ISOLATIONS {
        let server = Server::serving(&component, options);
        for _ in 0..3 {
            let response = server.get("/");
            assert!(response.starts_with("HTTP/1.1 200 OK\r\n"), "{response}");
            assert!(response.contains("Hello, WASI!"), "{response}");
        }
        assert_eq!(server.stop().0, Some(0));
    }
}

#[test]
fn a_component_in_javascript_is_served() {
    let component = built("javascript-guest", "component.wasm");
    for (options, served) in ISOLATIONS.into_iter().zip(["1", "2"]) {
        let server = Server::serving(&component, options);
        assert!(server.get("/").ends_with("Hello from JavaScript\n"));
        let copied = post(&server, "/copy");
        assert!(copied.contains(&format!("\r\nx-served: {served}\r\n")), "{copied}");
        assert!(copied.ends_with("\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"), "{copied}");
        assert_eq!(server.stop().0, Some(0));
    }
}
