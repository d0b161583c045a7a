use std::{convert::Infallible, path::Path, sync::Arc};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::{
    body::Incoming,
    service::{Service, service_fn},
};
use tokio::{sync::oneshot, time};
use wasmtime::PoolConcurrencyLimitError;
use wasmtime_wasi_http::handler::Proxy;

use crate::{
    HostBody, HostError, Options,
    answer::{Answer, Call, Failure, answer},
    error::TimeLimitExceeded,
    instances::Instances,
    load::load,
    log, p2, p3,
    request::{RequestBody, from_client},
};

/// A component, ready to serve.
pub struct Host {
    instances: Instances,
    options: Arc<Options>,
}

impl Host {
    /// Loads a component, or a precompiled one, from a file.
    pub fn load(path: &Path, options: Options) -> Result<Self, HostError> {
        let options = Arc::new(options);
        let pre = load(path, &options)?;
        Ok(Self { instances: Instances::new(pre, Arc::clone(&options)), options })
    }

    /// The service that answers requests by the component.
    pub fn into_service(
        self,
    ) -> impl Service<Request<Incoming>, Response = Response<HostBody>, Error = Infallible, Future: Send>
    + Clone
    + Send
    + 'static {
        let host = Arc::new(self);
        service_fn(move |request| respond(Arc::clone(&host), request))
    }
}

async fn respond(host: Arc<Host>, request: Request<Incoming>) -> Result<Response<HostBody>, Infallible> {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let (sender, receiver) = oneshot::channel();
    let time_limit = host.options.time_limit;
    let call: Call = Box::pin(call(host, from_client(request), sender));
    let failure = match time::timeout(time_limit, answer(call, receiver)).await {
        Ok(Ok(response)) if response.status().is_informational() => {
            Failure::ErrorCode(format!("a response cannot have status {}", response.status()))
        }
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(failure)) => failure,
        Err(_) => Failure::Call(TimeLimitExceeded.into()),
    };
    Ok(refuse(format_args!("{method} {}", uri.path()), failure))
}

async fn call(
    host: Arc<Host>,
    request: Request<RequestBody>,
    answer: oneshot::Sender<Answer>,
) -> wasmtime::Result<()> {
    let mut instance = host.instances.take().await?;
    match &instance.proxy {
        Proxy::P2(proxy) => p2::call(proxy, &mut instance.store, request, answer).await?,
        Proxy::P3(service) => p3::call(service, &mut instance.store, request, answer).await?,
    }
    host.instances.give_back(instance);
    Ok(())
}

fn refuse(request: std::fmt::Arguments<'_>, failure: Failure) -> Response<HostBody> {
    let error = match failure {
        Failure::Call(error) => error,
        Failure::ErrorCode(code) => wasmtime::Error::msg(code),
        Failure::NoAnswer => wasmtime::Error::msg("the guest returned without an answer"),
    };
    log::fault(request, &error);
    if error.is::<TimeLimitExceeded>() {
        problem(
            StatusCode::GATEWAY_TIMEOUT,
            r#"{"type":"about:blank","title":"Gateway Timeout","status":504}"#,
        )
    } else if error.is::<PoolConcurrencyLimitError>() {
        problem(
            StatusCode::SERVICE_UNAVAILABLE,
            r#"{"type":"about:blank","title":"Service Unavailable","status":503}"#,
        )
    } else {
        problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            r#"{"type":"about:blank","title":"Internal Server Error","status":500}"#,
        )
    }
}

fn problem(status: StatusCode, body: &'static str) -> Response<HostBody> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()).into());
    *response.status_mut() = status;
    let content_type = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    response
}
