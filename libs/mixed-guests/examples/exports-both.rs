//! Handlers of both generations, as a component has them that is to run on older hosts, too.

struct Both;

wasip2::http::proxy::export!(Both);
wasip3::http::service::export!(Both);

mod p2 {
    use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};

    impl wasip2::exports::http::incoming_handler::Guest for super::Both {
        fn handle(_: IncomingRequest, out: ResponseOutparam) {
            let response = OutgoingResponse::new(Fields::new());
            let body = response.body().unwrap();
            ResponseOutparam::set(out, Ok(response));
            let _ = body.write().unwrap().blocking_write_and_flush(b"by 0.2");
            let _ = OutgoingBody::finish(body, None);
        }
    }
}

mod p3 {
    use wasip3::{
        http::types::{ErrorCode, Fields, Request, Response},
        wit_bindgen::spawn_local,
        wit_future, wit_stream,
    };

    impl wasip3::exports::http::handler::Guest for super::Both {
        async fn handle(_: Request) -> Result<Response, ErrorCode> {
            let (mut contents, reader) = wit_stream::new();
            let (_, trailers) = wit_future::new(|| Ok(None));
            spawn_local(async move { drop(contents.write_all(b"by 0.3".to_vec()).await) });
            Ok(Response::new(Fields::new(), Some(reader), trailers).0)
        }
    }
}
