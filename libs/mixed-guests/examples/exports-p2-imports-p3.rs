//! A handler of 0.2 that reads the clock of 0.3, as a composition of old and new parts does. It could also wait by that
//! clock, for which the component needs async functions; but the model lets no function of 0.2 block in one.

use wasip2::http::types::{Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam};
use wasip3::{
    clocks::monotonic_clock::{now, wait_for},
    wit_bindgen::block_on,
};

struct P2;

wasip2::http::proxy::export!(P2);

impl wasip2::exports::http::incoming_handler::Guest for P2 {
    fn handle(request: IncomingRequest, out: ResponseOutparam) {
        if request.path_with_query().as_deref() == Some("/wait") {
            block_on(wait_for(1_000_000));
        }
        let text: &[u8] = if now() <= now() { b"in order" } else { b"out of order" };
        let response = OutgoingResponse::new(Fields::new());
        let body = response.body().unwrap();
        ResponseOutparam::set(out, Ok(response));
        let _ = body.write().unwrap().blocking_write_and_flush(text);
        let _ = OutgoingBody::finish(body, None);
    }
}
