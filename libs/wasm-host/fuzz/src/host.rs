use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    num::NonZeroU32,
    path::Path,
    thread,
    time::Duration,
};

use wasm_host::{Host, Isolation, Options, ServedBy};

use crate::{exchange::body_of, server::Server};

/// Hosts of this process, which live as long as it does.
pub struct Hosts {
    hostile_p2: Pair,
    hostile_p3: Pair,
    contract_p3: [Target; 2],
    /// Whom the hostile guest asks.
    pub(crate) server: Server,
}

/// A hostile guest by both paths, each with two isolations.
struct Pair {
    by_core: [Target; 2],
    by_component: [Target; 2],
}

/// Which hostile guest: `libs/faulty-guest` or `libs/faulty-guest-p3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    P2,
    P3,
}

/// A host, and what it answers to a healthy request.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) path: &'static str,
    pub(crate) body: &'static str,
}

impl Hosts {
    /// Starts, on free loopback ports, hosts of the hostile guests, by both paths, and of the contract's 0.3 component,
    /// each with fresh and with reused instances; by the core path, those that are set back take the place of fresh ones.
    pub fn start() -> Self {
        let reuse = Isolation::Reuse { limit: NonZeroU32::new(100).expect("not zero") };
        let hostile = |project, path, isolations: [Isolation; 2]| {
            isolations.map(|isolation| Target {
                address: start(project, isolation, path),
                path: "/fine",
                body: "fine",
            })
        };
        let pair = |project| Pair {
            // One that is set back must answer as a new one does.
            by_core: hostile(project, ServedBy::Core, [Isolation::Reset, reuse]),
            by_component: hostile(project, ServedBy::Component, [Isolation::Fresh, reuse]),
        };
        Self {
            hostile_p2: pair("faulty-guest"),
            hostile_p3: pair("faulty-guest-p3"),
            contract_p3: [Isolation::Fresh, reuse].map(|isolation| Target {
                address: start("component-p3", isolation, ServedBy::Auto),
                path: "/plaintext",
                body: "Hello, World!",
            }),
            server: Server::start(),
        }
    }

    /// What a program of `/calls` can call, in the guest's order: names and how many parameters each has.
    pub fn imports(&self, generation: Generation) -> Vec<(String, usize)> {
        let names = body_of(self, generation, "/calls/names").unwrap_or_else(|error| panic!("{error}"));
        let split = |line: &str| {
            let (name, parameters) = line.rsplit_once(' ')?;
            Some((name.to_owned(), parameters.parse().ok()?))
        };
        names.lines().map(|line| split(line).unwrap_or_else(|| panic!("{line} names no import"))).collect()
    }

    /// Of the contract's 0.3 component.
    pub(crate) fn contract_p3(&self, is_reuse: bool) -> Target {
        self.contract_p3[usize::from(is_reuse)]
    }

    fn hostile(&self, generation: Generation) -> &Pair {
        match generation {
            Generation::P2 => &self.hostile_p2,
            Generation::P3 => &self.hostile_p3,
        }
    }

    pub(crate) fn by_core(&self, generation: Generation, is_reuse: bool) -> Target {
        self.hostile(generation).by_core[usize::from(is_reuse)]
    }

    /// What has to answer to a guest's program as the host that serves it by the core path.
    pub(crate) fn by_component(&self, generation: Generation, is_reuse: bool) -> Target {
        self.hostile(generation).by_component[usize::from(is_reuse)]
    }
}

fn start(project: &str, isolation: Isolation, served_by: ServedBy) -> SocketAddr {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist/libs").join(project);
    let options = Options {
        isolation,
        served_by,
        memory_limit_bytes: 16 * 1024 * 1024,
        time_limit: Duration::from_millis(200),
        max_instances: 64,
        outgoing_hosts: vec!["127.0.0.1".into()],
        ..Options::default()
    };
    let host = Host::load(&folder.join("component.wasm"), options);
    let host = host.unwrap_or_else(|error| panic!("{error}: run `nx build {project}`"));
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    // SAFETY: the hosts start one after the other, and nothing else reads the environment meanwhile.
    unsafe { std::env::set_var("PORT", address.port().to_string()) };
    thread::spawn(move || listener::run(host.into_service()));
    while TcpStream::connect(address).is_err() {
        thread::sleep(Duration::from_millis(10));
    }
    address
}
