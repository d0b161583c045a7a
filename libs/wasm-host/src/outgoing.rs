use std::sync::Arc;

use http::{HeaderName, Request, Response};
use wasmtime_wasi_http::{DEFAULT_FORBIDDEN_HEADERS, Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::Options;

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(Response<WasiBody>, Io), Error>;

/// Requests that the guest sends: refused unless their host was allowed.
pub(crate) struct Outgoing {
    options: Arc<Options>,
}

impl Outgoing {
    pub(crate) fn new(options: Arc<Options>) -> Self {
        Self { options }
    }
}

/// In a static, since the constant would be built anew for each field.
static FORBIDDEN_HEADERS: [HeaderName; 9] = DEFAULT_FORBIDDEN_HEADERS;

impl WasiHttpHooks for Outgoing {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        FORBIDDEN_HEADERS.contains(name)
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Io,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let authority = request.uri().authority();
        let is_allowed = authority.is_some_and(|authority| {
            allows(&self.options.outgoing_hosts, authority.host(), authority.port_u16())
        });
        Box::new(async move {
            if is_allowed { send(request, options).await } else { Err(Error::HttpRequestDenied) }
        })
    }
}

/// A rule is a host, for every port, or `host:port`; names have no case (RFC 3986, 3.2.2).
fn allows(rules: &[String], host: &str, port: Option<u16>) -> bool {
    rules.iter().any(|rule| {
        match rule.rsplit_once(':').and_then(|(name, at)| Some((name, at.parse().ok()?))) {
            Some((name, at)) => name.eq_ignore_ascii_case(host) && port == Some(at),
            None => rule.eq_ignore_ascii_case(host),
        }
    })
}

#[cfg(feature = "outgoing")]
async fn send(request: Request<WasiBody>, options: Option<RequestOptions>) -> Sent {
    use http_body_util::BodyExt;

    let (response, io) = wasmtime_wasi_http::default_send_request(request, options).await?;
    Ok((response.map(BodyExt::boxed_unsync), Box::new(io)))
}

#[cfg(not(feature = "outgoing"))]
async fn send(_: Request<WasiBody>, _: Option<RequestOptions>) -> Sent {
    Err(Error::HttpRequestDenied)
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn nothing_is_allowed_that_no_rule_names() {
        let rules = ["api.example".to_owned(), "127.0.0.1:8080".to_owned()];
        assert!(allows(&rules, "api.example", None));
        assert!(allows(&rules, "API.example", Some(8443)));
        assert!(allows(&rules, "127.0.0.1", Some(8080)));
        assert!(!allows(&rules, "127.0.0.1", Some(8081)));
        assert!(!allows(&rules, "127.0.0.1", None));
        assert!(!allows(&rules, "evil-api.example", None));
        assert!(!allows(&rules, "api.example.evil", None));
        assert!(!allows(&[], "api.example", None));
    }
}
