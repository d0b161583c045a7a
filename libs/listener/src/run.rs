use std::{process::ExitCode, time::Duration};

use bytes::Bytes;
use http_body::Body;
use hyper::{Request, Response, body::Incoming, service::Service};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::{net::TcpListener, runtime::Builder, time};

use crate::{Address, ListenError, connection, signals::Termination};

/// The contract gives five seconds from the signal to the exit; one is kept for the exit itself.
const GRACE: Duration = Duration::from_secs(4);

/// Out of file descriptors, `accept` fails at once again and again: wait until a connection may have ended.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How long a response waits for a client that takes nothing of it, or that may be gone.
const CLIENT_LIMIT: Duration = Duration::from_secs(30);

/// Serves HTTP/1.1 on every core until SIGTERM or SIGINT, then lets what is in flight finish. A client that takes nothing
/// of its response for 30 s, or that has ended its half of the connection and is not answered in that time, is let go.
///
/// Exit code 0 after a signal, also when a client kept its connection beyond the grace period;
/// 1, with one line on standard error, when the server cannot listen.
pub fn run<S, B>(service: S) -> ExitCode
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send> + From<Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    run_with_client_limit(service, CLIENT_LIMIT)
}

/// As [`run`], with another limit than 30 s.
pub fn run_with_client_limit<S, B>(service: S, client_limit: Duration) -> ExitCode
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send> + From<Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    match try_run(service, client_limit) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn try_run<S, B>(service: S, client_limit: Duration) -> Result<(), ListenError>
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    S::Future: Send,
    B: Body<Data: Send> + From<Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let address = Address::from_env()?;
    let failed = |source| ListenError::Runtime { source };
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(failed)?;
    let served = runtime.block_on(async {
        let mut termination = Termination::listen().map_err(failed)?;
        let listener = bind(address).await?;
        let connections = GracefulShutdown::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        connection::spawn(stream, service.clone(), connections.watcher(), client_limit);
                    }
                    Err(_) => time::sleep(ACCEPT_RETRY).await,
                },
                () = termination.received() => break,
            }
        }
        drop(listener);
        let _ = time::timeout(GRACE, connections.shutdown()).await;
        Ok(())
    });
    // A handler that computes without pause must not hold up the exit.
    runtime.shutdown_background();
    served
}

async fn bind(address: Address) -> Result<TcpListener, ListenError> {
    let listener = TcpListener::bind((address.host.as_str(), address.port)).await;
    let listening = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
    let (local, listener) = listening.map_err(|source| ListenError::Bind { address, source })?;
    println!("listening on http://{local}");
    Ok(listener)
}
