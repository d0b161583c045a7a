//! Does what the request's `x-program` header says, step by step and in any order. A step that has nothing to work on
//! is left out; steps that the host must refuse, or must end the guest for, are not.

use wasip2::{
    http::types::{
        ErrorCode, Fields, IncomingBody, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
    },
    io::streams::{InputStream, OutputStream},
};

use crate::{fault, steps::Steps};

pub(crate) fn run(request: IncomingRequest, out: ResponseOutparam) {
    let program = request.headers().get("x-program").into_iter().next().unwrap_or_default();
    let mut steps = Steps::from_hex(&program);
    let mut held = Held {
        input: None,
        incoming: None,
        output: None,
        outgoing: None,
        response: None,
        out: Some(out),
        request: Some(request),
        fields: Fields::new(),
        more: Vec::new(),
    };
    while let Some(step) = steps.next() {
        held.take(step, &mut steps);
    }
}

/// What the program has of the host; at its end children go before what they are of.
struct Held {
    input: Option<InputStream>,
    incoming: Option<IncomingBody>,
    output: Option<OutputStream>,
    outgoing: Option<OutgoingBody>,
    response: Option<OutgoingResponse>,
    out: Option<ResponseOutparam>,
    request: Option<IncomingRequest>,
    fields: Fields,
    more: Vec<Fields>,
}

impl Held {
    fn take(&mut self, step: u8, steps: &mut Steps) {
        match step % 16 {
            0 => drop(self.fields.append(&steps.text(), &steps.bytes())),
            1 => drop(self.fields.set(&steps.text(), &[steps.bytes(), steps.bytes()])),
            2 => self.respond(steps.short()),
            3 => self.answer(),
            4 => self.write(steps.short(), steps.byte()),
            5 => self.write_exactly(&steps.bytes()),
            6 => self.finish(steps.byte()),
            7 => self.open_request(),
            8 => self.copy(steps.short()),
            9 => self.drop_one(steps.byte()),
            10 => self.answer_with_error(steps.text()),
            11 => self.misuse(steps.byte(), steps.short()),
            12 => self.more.extend((0..steps.byte()).map(|_| self.fields.clone())),
            13 => self.look(),
            14 if steps.byte() == 0x77 => fault::compute_forever(),
            15 if steps.byte() == 0x77 => fault::trap(),
            _ => {}
        }
    }

    /// A response of the fields so far, its body and the stream of that.
    fn respond(&mut self, status: u16) {
        let response = OutgoingResponse::new(self.fields.clone());
        let _ = response.set_status_code(status % 1024);
        self.output = None;
        self.outgoing = response.body().ok();
        self.output = self.outgoing.as_ref().and_then(|body| body.write().ok());
        self.response = Some(response);
    }

    fn answer(&mut self) {
        if let (Some(out), Some(response)) = (self.out.take(), self.response.take()) {
            ResponseOutparam::set(out, Ok(response));
        }
    }

    fn answer_with_error(&mut self, text: String) {
        if let Some(out) = self.out.take() {
            ResponseOutparam::set(out, Err(ErrorCode::InternalError(Some(text))));
        }
    }

    /// More than 4,096 bytes at a time the host must refuse.
    fn write(&mut self, length: u16, byte: u8) {
        if let Some(output) = &self.output {
            let _ = output.blocking_write_and_flush(&vec![byte; usize::from(length % 4100)]);
        }
    }

    fn write_exactly(&mut self, bytes: &[u8]) {
        if let Some(output) = &self.output {
            let _ = output.check_write();
            let _ = output.write(bytes);
            let _ = output.flush();
        }
    }

    /// Even: with the fields so far as trailers. Below 128 the stream goes first, as it must.
    fn finish(&mut self, how: u8) {
        if how < 128 {
            self.output = None;
        }
        if let Some(body) = self.outgoing.take() {
            let _ = OutgoingBody::finish(body, how.is_multiple_of(2).then(|| self.fields.clone()));
        }
    }

    fn open_request(&mut self) {
        if let Some(request) = &self.request {
            self.incoming = request.consume().ok();
            self.input = self.incoming.as_ref().and_then(|body| body.stream().ok());
        }
    }

    fn copy(&mut self, length: u16) {
        if let (Some(input), Some(output)) = (&self.input, &self.output) {
            let _ = output.blocking_splice(input, length.into());
        } else if let Some(input) = &self.input {
            let _ = input.blocking_read(length.into());
        }
    }

    fn drop_one(&mut self, which: u8) {
        match which % 8 {
            0 => self.input = None,
            1 => self.incoming = None,
            2 => self.output = None,
            3 => self.outgoing = None,
            4 => self.response = None,
            5 => self.out = None,
            6 => self.request = None,
            _ => {
                if let Some(incoming) = self.incoming.take() {
                    self.input = None;
                    let trailers = IncomingBody::finish(incoming);
                    trailers.subscribe().block();
                    if let Some(Ok(Ok(Some(trailers)))) = trailers.get() {
                        self.fields = trailers;
                    }
                }
            }
        }
    }

    /// Handles that were never given out, streams of another body, and lengths beyond what was allowed.
    fn misuse(&mut self, what: u8, number: u16) {
        match (what % 4, &self.output) {
            (0, _) => self.fields = self.response.as_ref().map_or_else(Fields::new, |it| it.headers()),
            (1, Some(output)) => drop(output.write(&vec![b'm'; number.into()])),
            (2, Some(output)) => drop(output.write_zeroes(u64::from(number) << (what / 4 % 48))),
            // SAFETY: a handle is a number that the host has to check.
            (3, _) => drop(unsafe { Fields::from_handle(number.into()) }),
            _ => {}
        }
    }

    fn look(&mut self) {
        if let Some(request) = &self.request {
            let _ = (request.method(), request.path_with_query(), request.authority(), request.scheme());
            self.fields = request.headers().clone();
        }
    }
}
