use std::{convert::Infallible, future::poll_fn, path::Path, pin::pin, sync::Arc, task::Poll};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::{
    body::Incoming,
    service::{Service, service_fn},
};
use tokio::{sync::oneshot, time};
use wasmtime::PoolConcurrencyLimitError;

#[cfg(feature = "component")]
use crate::component;
use crate::{
    HostBody, HostError, Options,
    answer::{Answer, Call, Failure, Fault, answer},
    core,
    error::TimeLimitExceeded,
    instances::{Handler, Instance, Instances},
    load::load,
    log,
    request::{RequestBody, Upload, from_client},
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

    /// Whether it is served by its core module, not by the component runtime.
    pub fn is_served_by_core(&self) -> bool {
        self.instances.are_of_core()
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
    let (request, upload) = from_client(request);
    let call: Call = Box::pin(call(host, request, upload, sender));
    let mut answering = pin!(answer(call, receiver, time_limit));
    // An answer that is there at once needs no timer.
    let at_once = poll_fn(|cx| Poll::Ready(answering.as_mut().poll(cx))).await;
    let answered = match at_once {
        Poll::Ready(answer) => Ok(answer),
        Poll::Pending => time::timeout(time_limit, answering).await,
    };
    let failure = match answered {
        Ok(Ok(response)) if response.status().is_informational() => {
            Failure::ErrorCode(format!("a response cannot have status {}", response.status()))
        }
        Ok(Ok(mut response)) => {
            announce_length(&mut response);
            return Ok(response);
        }
        Ok(Err(failure)) => failure,
        Err(_) => Failure::Call(TimeLimitExceeded::Answering.into()),
    };
    Ok(refuse(format_args!("{method} {}", uri.path()), failure))
}

async fn call(
    host: Arc<Host>,
    request: Request<RequestBody>,
    _upload: Upload,
    answer: oneshot::Sender<Answer>,
) -> Result<(), Fault> {
    let mut instance = host.instances.take().await.map_err(|error| Fault::new(error, None))?;
    let Instance { store, handler, .. } = &mut instance;
    let ended = match handler {
        Handler::Core(handle) => core::call(handle, store, request, answer, host.options.time_limit).await,
        #[cfg(feature = "component")]
        Handler::Component(handle) => {
            component::call(handle, store, request, answer, host.options.time_limit).await
        }
    };
    match ended {
        Ok(()) => {
            host.instances.give_back(instance);
            Ok(())
        }
        Err(error) => Err(Fault::new(error, Some(instance))),
    }
}

/// A 304 tells the length of what it leaves out, which is no body of its own (RFC 9110, 15.4.5).
fn announce_length(response: &mut Response<HostBody>) {
    if response.status() != StatusCode::NOT_MODIFIED {
        return;
    }
    let length = response.headers().get(header::CONTENT_LENGTH);
    if let Some(length) = length.and_then(|length| length.to_str().ok()?.parse().ok()) {
        response.body_mut().announce(length);
    }
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
