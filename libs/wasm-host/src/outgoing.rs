use std::sync::Arc;

use http::{HeaderName, Request, Response, Uri, uri::Scheme};
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

/// Fields that are the host's own, not the guest's.
pub(crate) fn is_forbidden(name: &HeaderName) -> bool {
    FORBIDDEN_HEADERS.contains(name)
}

impl WasiHttpHooks for Outgoing {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        is_forbidden(name)
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Io,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let is_allowed = allows(&self.options.outgoing_hosts, request.uri());
        Box::new(async move {
            if is_allowed { send(request, options).await } else { Err(Error::HttpRequestDenied) }
        })
    }
}

/// A rule is a host, for every port, or `host:port`; names have no case (RFC 3986, 3.2.2).
fn allows(rules: &[String], target: &Uri) -> bool {
    let Some(host) = target.host() else { return false };
    // RFC 9110, 4.2.1 and 4.2.2.
    let default_port = if target.scheme() == Some(&Scheme::HTTP) { 80 } else { 443 };
    let port = target.port_u16().unwrap_or(default_port);
    rules.iter().any(|rule| {
        match rule.rsplit_once(':').and_then(|(name, at)| Some((name, at.parse::<u16>().ok()?))) {
            Some((name, at)) => name.eq_ignore_ascii_case(host) && port == at,
            None => rule.eq_ignore_ascii_case(host),
        }
    })
}

#[cfg(feature = "outgoing")]
async fn send(request: Request<WasiBody>, options: Option<RequestOptions>) -> Sent {
    if request.uri().scheme() == Some(&Scheme::HTTP) {
        let response = crate::upstream::send(request, options).await?;
        return Ok((response, Box::new(async { Ok(()) })));
    }
    send_by_tls(request, options).await
}

#[cfg(feature = "outgoing-tls")]
async fn send_by_tls(request: Request<WasiBody>, options: Option<RequestOptions>) -> Sent {
    use http_body_util::BodyExt;

    let (response, io) = wasmtime_wasi_http::default_send_request(request, options).await?;
    Ok((response.map(BodyExt::boxed_unsync), Box::new(io)))
}

#[cfg(all(feature = "outgoing", not(feature = "outgoing-tls")))]
async fn send_by_tls(_: Request<WasiBody>, _: Option<RequestOptions>) -> Sent {
    Err(Error::TlsProtocolError)
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
        let rules = ["api.example", "127.0.0.1:8080", "[::1]:8080", "plain.example:80", "tls.example:443"];
        let rules = rules.map(str::to_owned);
        let allows = |target: &str| allows(&rules, &target.parse().unwrap());
        for target in [
            "http://api.example/",
            "https://API.example:8443/",
            "http://127.0.0.1:8080/",
            "http://[::1]:8080/",
            "http://plain.example/",
            "http://plain.example:80/",
            "https://tls.example/",
            "http://tls.example:443/",
        ] {
            assert!(allows(target), "{target}");
        }
        for target in [
            "http://127.0.0.1:8081/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://evil-api.example/",
            "http://api.example.evil/",
            "http://api.example@evil.example/",
            "https://plain.example/",
            "http://tls.example/",
            "/",
        ] {
            assert!(!allows(target), "{target}");
        }
        assert!(!super::allows(&[], &"http://api.example/".parse().unwrap()));
    }
}
