use wasip3::{
    http::types::{ErrorCode, Fields, Request, Response, Trailers},
    wit_bindgen::{FutureWriter, StreamWriter, spawn_local},
    wit_future, wit_stream,
};

use crate::fault;

/// A response's body, to be written.
pub(crate) struct Body {
    contents: StreamWriter<u8>,
    trailers: FutureWriter<Result<Option<Trailers>, ErrorCode>>,
}

impl Body {
    /// False if nobody takes it any more.
    pub(crate) async fn write(&mut self, text: &str) -> bool {
        self.contents.write_all(text.as_bytes().to_vec()).await.is_empty()
    }

    /// Writes the last piece and waits until the host has the end.
    pub(crate) async fn finish(mut self, text: &str) {
        self.write(text).await;
        drop(self.contents);
        let _ = self.trailers.write(Ok(None)).await;
    }
}

pub(crate) fn begin(status: u16, fields: &[(&str, &str)]) -> (Response, Body) {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let (contents, reader) = wit_stream::new();
    let (trailers, trailers_reader) = wit_future::new(|| Ok(None));
    let (response, _) = Response::new(Fields::from_list(&fields).unwrap(), Some(reader), trailers_reader);
    response.set_status_code(status).unwrap();
    (response, Body { contents, trailers })
}

/// The head at once, the body by a task that may go on for as long as it likes; what it does not finish is dropped.
pub(crate) fn open<F: Future<Output = ()>>(write: impl FnOnce(Body) -> F + 'static) -> Response {
    let (response, body) = begin(200, &[]);
    spawn_local(async move { write(body).await });
    response
}

pub(crate) fn text(text: &str) -> Response {
    let text = text.to_owned();
    open(async move |body: Body| body.finish(&text).await)
}

/// The length of a body that is not there.
pub(crate) fn without(status: u16) -> Response {
    let (response, body) = begin(status, &[("content-length", "13")]);
    spawn_local(body.finish(""));
    response
}

pub(crate) fn too_short() -> Response {
    let (response, body) = begin(200, &[("content-length", "13")]);
    spawn_local(body.finish("short"));
    response
}

pub(crate) fn trap_in_body() -> Response {
    open(async |mut body: Body| {
        for _ in 0..64 {
            body.write(&"x".repeat(4096)).await;
        }
        fault::trap();
    })
}

/// Ends with an error code, in time for the head or not.
pub(crate) fn error_in_body(wait: impl Future<Output = ()> + 'static) -> Response {
    open(async |mut body: Body| {
        body.write("half").await;
        wait.await;
        let _ = body.trailers.write(Err(ErrorCode::InternalError(Some("no more".to_owned())))).await;
    })
}

/// The ends that the guest holds are forgotten: nobody can end this body.
pub(crate) fn never_ended() -> Response {
    open(async |mut body: Body| {
        body.write("half").await;
        core::mem::forget(body);
    })
}

/// The request's own stream as the response's: it needs no task of the guest.
pub(crate) fn copy(request: Request) -> Response {
    let (_, done) = wit_future::new(|| Ok(()));
    let (contents, trailers) = Request::consume_body(request, done);
    Response::new(Fields::new(), Some(contents), trailers).0
}
