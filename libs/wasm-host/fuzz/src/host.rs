use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    num::NonZeroU32,
    path::Path,
    thread,
    time::Duration,
};

use wasm_host::{Host, Isolation, Options};

/// Hosts of this process that serve the same guest.
pub struct Hosts {
    pub(crate) fresh: SocketAddr,
    pub(crate) reuse: SocketAddr,
}

impl Hosts {
    /// Starts the hosts on free loopback ports; they live as long as the process.
    pub fn start() -> Self {
        let reuse = Isolation::Reuse { limit: NonZeroU32::new(100).expect("not zero") };
        Self { fresh: start(Isolation::Fresh), reuse: start(reuse) }
    }
}

fn start(isolation: Isolation) -> SocketAddr {
    let guest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../dist/libs/faulty-guest/component.wasm");
    let options = Options {
        isolation,
        memory_limit_bytes: 16 * 1024 * 1024,
        time_limit: Duration::from_millis(200),
        max_instances: 64,
        ..Options::default()
    };
    let host = Host::load(&guest, options).expect("the guest: run `nx build faulty-guest`");
    let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port");
    // SAFETY: the hosts start one after the other, and nothing else reads the environment meanwhile.
    unsafe { std::env::set_var("PORT", address.port().to_string()) };
    thread::spawn(move || listener::run(host.into_service()));
    while TcpStream::connect(address).is_err() {
        thread::sleep(Duration::from_millis(10));
    }
    address
}
