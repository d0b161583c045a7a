//! Writing a response of the `http` crate as a `wasi:http` response.

use bytes::Bytes;
use wasip3::{
    http::types::{Fields, Response},
    spawn_local, wit_future, wit_stream,
};

/// The head at once; the body is written once the host has the response.
///
/// Every failure from here on means that the client or the host gave up on this response: there is nobody to tell.
pub(crate) fn send(answer: http::Response<Bytes>) -> Response {
    let (head, bytes) = answer.into_parts();
    let mut fields: Vec<(String, Vec<u8>)> = Vec::with_capacity(head.headers.len() + 1);
    for (name, value) in &head.headers {
        fields.push((name.as_str().to_owned(), value.as_bytes().to_owned()));
    }
    fields.push(("content-length".to_owned(), bytes.len().to_string().into_bytes()));
    let fields = Fields::from_list(&fields).expect("the contract's fields are none that a host refuses");
    let (mut writer, contents) = wit_stream::new();
    let (trailers_writer, trailers) = wit_future::new(|| Ok(None));
    let (response, _) = Response::new(fields, Some(contents), trailers);
    if head.status != http::StatusCode::OK {
        let _ = response.set_status_code(head.status.as_u16());
    }
    spawn_local(async move {
        writer.write_all(bytes.into()).await;
        drop(writer);
        let _ = trailers_writer.write(Ok(None)).await;
    });
    response
}
