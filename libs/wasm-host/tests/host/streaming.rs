//! Bodies pass through the host as they come.

use std::io::{Read, Write};

use crate::support::Server;

#[test]
fn a_small_body_written_in_pieces_leaves_whole_with_its_length() {
    let server = Server::start(&[]);
    let response = server.get("/pieces");
    assert!(response.contains("\r\ncontent-length: 20\r\n"), "{response}");
    assert!(response.ends_with("\r\n\r\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"), "{response}");
}

#[test]
fn a_request_body_comes_back_while_the_rest_is_still_to_be_sent() {
    let server = Server::start(&[]);
    let mut stream = server.connect();
    let half = "a".repeat(200_000);
    write!(
        stream,
        "POST /copy HTTP/1.1\r\nHost: t\r\nContent-Length: 400000\r\nConnection: close\r\n\r\n{half}"
    )
    .unwrap();
    let mut first = [0; 1000];
    stream.read_exact(&mut first).unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200 OK\r\n"));
    let mut reader = stream.try_clone().unwrap();
    let rest = std::thread::spawn(move || {
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        rest
    });
    stream.write_all("b".repeat(200_000).as_bytes()).unwrap();
    let all = [&first[..], &rest.join().unwrap()].concat();
    let body = all.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let sent_back = all[body..].iter().filter(|byte| matches!(byte, b'a' | b'b')).count();
    assert!(all.ends_with(b"0\r\n\r\n"));
    assert!(sent_back >= 400_000, "{sent_back}");
}

#[test]
fn trailers_reach_a_client_that_takes_them() {
    let server = Server::start(&[]);
    let response =
        server.send("GET /trailers HTTP/1.1\r\nHost: t\r\nTE: trailers\r\nConnection: close, TE\r\n\r\n");
    assert!(response.ends_with("\r\nwith trailers\r\n0\r\nx-sum: 13\r\n\r\n"), "{response}");
}

#[test]
fn trailers_of_a_request_reach_the_guest() {
    // Opens the request's body, answers with the field `trailer: x-sum`, copies the body, sends the trailers back.
    let program = "07 0007747261696c657205782d73756d 0200c8 03 08ffff 08ffff 0907 0600".replace(' ', "");
    let response = Server::start(&[]).send(&format!(
        "POST /program HTTP/1.1\r\nHost: t\r\nx-program: {program}\r\nTE: trailers\r\nConnection: close, TE\r\n\
         Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\nx-sum: 6\r\n\r\n"
    ));
    assert!(response.ends_with("\r\n3\r\none\r\n0\r\nx-sum: 6\r\n\r\n"), "{response}");
}
