use std::{fmt, io};

use crate::Address;

/// Why no connection can be accepted; its text starts with a stable code.
#[derive(Debug)]
pub enum ListenError {
    /// `LISTEN_PORT_INVALID`
    InvalidPort { found: String },
    /// `LISTEN_ENV_NOT_UNICODE`
    NotUnicode { name: &'static str },
    /// `LISTEN_ADDRESS_IN_USE`, `LISTEN_ADDRESS_DENIED` or `LISTEN_ADDRESS_UNAVAILABLE`
    Bind { address: Address, source: io::Error },
    /// `LISTEN_RUNTIME_FAILED`: the system gave no threads, poller or signal handler.
    Runtime { source: io::Error },
}

impl fmt::Display for ListenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidPort { found } => {
                write!(f, "LISTEN_PORT_INVALID: PORT must be a whole number from 0 to 65535, found {found:?}")
            }
            Self::NotUnicode { name } => write!(f, "LISTEN_ENV_NOT_UNICODE: {name} must be UTF-8"),
            Self::Bind { address: Address { host, port }, source } => match source.kind() {
                io::ErrorKind::AddrInUse => write!(
                    f,
                    "LISTEN_ADDRESS_IN_USE: {host}:{port} is taken by another program; \
                     stop that program or set PORT to a free port"
                ),
                io::ErrorKind::PermissionDenied => write!(
                    f,
                    "LISTEN_ADDRESS_DENIED: no permission to listen on {host}:{port}; set PORT to 1024 or above"
                ),
                _ => write!(
                    f,
                    "LISTEN_ADDRESS_UNAVAILABLE: cannot listen on {host}:{port} ({source}); \
                     set HOST to an address of this machine"
                ),
            },
            Self::Runtime { source } => write!(f, "LISTEN_RUNTIME_FAILED: {source}"),
        }
    }
}

impl std::error::Error for ListenError {}
