//! What a guest may do is what the host was told, and nothing else.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use crate::support::{ISOLATIONS, Server, built};

#[test]
fn the_guest_sees_the_variables_that_it_is_given_and_no_other() {
    assert_eq!(Server::start(&[]).body("/environment"), "[]");
    let server = Server::start(&["--env", "NAME=value=1", "--env", "EMPTY="]);
    assert_eq!(server.body("/environment"), r#"[("NAME", "value=1"), ("EMPTY", "")]"#);
}

#[test]
fn files_and_sockets_are_there_by_name_alone() {
    let component = built("mixed-guests", "program-with-handler.wasm");
    let refused = [r#"Err("access-denied")"#; 3].join(", ");
    for options in ISOLATIONS {
        let server = Server::serving(&component, options);
        for _ in 0..2 {
            assert_eq!(server.body("/"), format!("[] [{refused}]"), "{options:?}");
        }
    }
}

#[test]
fn requests_go_out_to_allowed_hosts_alone() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("localhost:{}", listener.local_addr().unwrap().port());
    let ask = format!("GET /outgoing HTTP/1.1\r\nHost: t\r\nx-target: {target}\r\nConnection: close\r\n\r\n");

    // A name is not the address that it stands for.
    for options in [&[][..], &["--allow-outgoing", "other.example"], &["--allow-outgoing", "127.0.0.1"]] {
        let refused = Server::start(options).send(&ask);
        assert!(refused.contains("HttpRequestDenied"), "{options:?}: {refused}");
    }

    let server = Server::start(&["--allow-outgoing", "localhost"]);
    let target = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let length = stream.read(&mut request).unwrap();
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        String::from_utf8_lossy(&request[..length]).into_owned()
    });
    let answer = server.send(&ask);
    assert!(answer.ends_with("204"), "{answer}");
    let asked = target.join().unwrap();
    assert!(asked.starts_with("GET / HTTP/1.1\r\n") && asked.contains("\r\nx-guest: 1\r\n"), "{asked}");
}
