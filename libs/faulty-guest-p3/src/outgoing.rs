//! Requests of the guest itself, to the host that the `x-target` header names.

use wasip3::{
    http::{
        client,
        types::{ErrorCode, Fields, Request, Response, Scheme},
    },
    wit_future,
};

pub(crate) fn target(request: &Request) -> String {
    let values = request.get_headers().get("x-target");
    String::from_utf8_lossy(&values.concat()).into_owned()
}

/// The response to `GET /`.
pub(crate) async fn ask(target: &str) -> Result<Response, ErrorCode> {
    let (_, trailers) = wit_future::new(|| Ok(None));
    let (outgoing, _) = Request::new(Fields::new(), None, trailers, None);
    outgoing.set_scheme(Some(&Scheme::Http)).unwrap();
    outgoing.set_authority(Some(target)).unwrap();
    outgoing.set_path_with_query(Some("/")).unwrap();
    client::send(outgoing).await
}

/// All of the response to `GET /`: status, fields, body and trailers.
pub(crate) async fn whole(target: &str) -> String {
    let response = match ask(target).await {
        Ok(response) => response,
        Err(code) => return format!("{code:?}"),
    };
    let head = format!("{} {:?}", response.get_status_code(), response.get_headers().copy_all());
    let (_, done) = wit_future::new(|| Ok(()));
    let (contents, trailers) = Response::consume_body(response, done);
    let body = contents.collect().await;
    let trailers = trailers.await.map(|it| it.map(|it| it.copy_all()));
    format!("{head} {} {trailers:?}", body.escape_ascii())
}
