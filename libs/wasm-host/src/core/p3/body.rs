//! Bodies that the guest writes and the host sends.

use http::HeaderMap;
use wasmtime_wasi_http::Error;

use super::value::Value;
use crate::{
    guest::Guest,
    pipe::{Ender, Writer},
};

/// What of a body a channel leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Contents,
    Trailers,
}

/// Ends when both parts have come.
pub(super) struct Body {
    /// Until the contents have ended.
    pub(super) contents: Option<Writer>,
    have_contents_ended: bool,
    have_trailers_come: bool,
    /// Until the contents have ended, too.
    trailers: Option<Option<HeaderMap>>,
    ender: Option<Ender>,
    /// Why it was broken off.
    fault: Option<wasmtime::Error>,
    owner: Owner,
}

/// Whose body it is. That of a response is asked for its end when the task has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Request,
    Response,
}

impl Body {
    pub(super) fn new(contents: Writer, ender: Ender, owner: Owner) -> Self {
        Self {
            contents: Some(contents),
            have_contents_ended: false,
            have_trailers_come: false,
            trailers: None,
            ender: Some(ender),
            fault: None,
            owner,
        }
    }

    /// Whoever reads it finds that it is not whole.
    pub(super) fn break_off(&mut self, fault: wasmtime::Error) {
        self.contents = None;
        self.ender = None;
        self.fault = Some(fault);
    }

    /// What became of it; fails if it was broken off.
    pub(super) fn end(&mut self) -> wasmtime::Result<End> {
        match (self.fault.take(), &self.ender) {
            (Some(fault), _) => Err(fault),
            (None, None) => Ok(End::Whole),
            (None, Some(ender)) if ender.has_reader() => Ok(End::Open),
            (None, Some(_)) => Ok(End::GivenUp),
        }
    }
}

/// What became of a body that nobody will write any more.
pub(super) enum End {
    Whole,
    Open,
    /// By whoever read it.
    GivenUp,
}

impl Guest {
    /// Ends a part of a body; the trailers by their value.
    pub(super) fn end_part(&mut self, body: usize, part: Part, value: Option<Value>) {
        let Some(it) = self.core.p3.bodies.get_mut(body) else { return };
        match (part, value) {
            (Part::Contents, _) => {
                it.contents = None;
                it.have_contents_ended = true;
            }
            (Part::Trailers, value) => {
                it.have_trailers_come = true;
                match value {
                    Some(Value::Trailers(Ok(trailers))) => it.trailers = Some(trailers.map(HeaderMap::from)),
                    Some(Value::Trailers(Err(code)) | Value::Done(Err(code))) => {
                        if let Some(ender) = it.ender.take() {
                            ender.break_off(code.clone().into());
                        }
                        it.break_off(Error::from(code).into());
                    }
                    Some(Value::Done(Ok(()))) | None => {}
                }
            }
        }
        if !(it.have_contents_ended && it.have_trailers_come) {
            return;
        }
        let is_response = it.owner == Owner::Response;
        if let Some(trailers) = it.trailers.take()
            && let Some(ender) = it.ender.take()
            && let Err(fault) = ender.finish(trailers, || is_response && self.exchange.is_bodiless())
        {
            it.break_off(fault);
        }
        if !is_response {
            self.core.p3.bodies.try_remove(body);
        }
    }
}
