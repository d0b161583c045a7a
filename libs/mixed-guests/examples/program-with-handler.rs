//! What a program with a `main` becomes that is built with a standard library for WASI: it exports `wasi:cli/run` beside its
//! handler, and imports files and sockets. It answers with what it finds of them.

use wasip2::{
    filesystem::preopens::get_directories,
    http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam},
    sockets::{
        instance_network::instance_network, ip_name_lookup::resolve_addresses, network::IpAddressFamily,
        tcp_create_socket::create_tcp_socket, udp_create_socket::create_udp_socket,
    },
};

struct Program;

wasip2::http::proxy::export!(Program);
wasip2::cli::command::export!(Program);

impl wasip2::exports::cli::run::Guest for Program {
    fn run() -> Result<(), ()> {
        unreachable!("a host of wasi:http calls the handler")
    }
}

impl wasip2::exports::http::incoming_handler::Guest for Program {
    fn handle(_: IncomingRequest, out: ResponseOutparam) {
        let found = found();
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().unwrap();
        ResponseOutparam::set(out, Ok(response));
        body.write().unwrap().blocking_write_and_flush(found.as_bytes()).unwrap();
        OutgoingBody::finish(body, None).unwrap();
    }
}

/// Methods of files and sockets are linked in as well, though there is nothing to call them with.
fn found() -> String {
    let directories = get_directories();
    let listed: Vec<_> = directories.iter().map(|(folder, _)| folder.read_directory().is_ok()).collect();
    let tcp = create_tcp_socket(IpAddressFamily::Ipv4).map(|socket| socket.is_listening());
    let udp = create_udp_socket(IpAddressFamily::Ipv6).map(|socket| socket.local_address().is_ok());
    let addresses = resolve_addresses(&instance_network(), "localhost")
        .map(|addresses| addresses.resolve_next_address().is_ok());
    let refused = [tcp, udp, addresses].map(|it| it.map_err(|code| code.name()));
    format!("{listed:?} {refused:?}")
}
