use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// A server on a free loopback port that answers every connection with the bytes that it was told, whatever they are.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let answer = Arc::<Mutex<Vec<u8>>>::default();
        let told = Arc::clone(&answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = lock(&told).clone();
                thread::spawn(move || serve(stream, &answer));
            }
        });
        Self { address, answer }
    }

    pub(crate) fn answer_with(&self, bytes: &[u8]) {
        bytes.clone_into(&mut lock(&self.answer));
    }
}

fn lock(answer: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    answer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The client ends the connection or is given up.
fn serve(mut stream: TcpStream, answer: &[u8]) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => request.push(byte[0]),
            _ => return,
        }
    }
    let _ = stream.write_all(answer);
    let _ = stream.shutdown(Shutdown::Write);
    while matches!(stream.read(&mut [0; 1024]), Ok(1..)) {}
}
