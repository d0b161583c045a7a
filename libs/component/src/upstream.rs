//! Asks the upstream for the items of a bundle, all at the same time.

use handlers::bundle::{Failure, Item, MAX_ITEM_BYTES, TIME_LIMIT, UPSTREAM_URL, authority_of, target_of};
use wasip2::{
    cli::environment,
    clocks::monotonic_clock,
    http::{
        outgoing_handler,
        types::{Fields, FutureIncomingResponse, IncomingBody, IncomingResponse, OutgoingRequest, Scheme},
    },
    io::{
        poll::{Pollable, poll},
        streams::{InputStream, StreamError},
    },
};

/// The items of these ids, in this order; the first failure ends all that is under way.
pub(crate) fn items(ids: &[u32]) -> Result<Vec<Item>, Failure> {
    let authority = authority().ok_or(Failure::NoUpstream)?;
    let deadline = monotonic_clock::subscribe_duration(TIME_LIMIT.as_nanos() as u64);
    let mut asked: Vec<Asked> = ids.iter().map(|id| Asked::ask(*id, &authority)).collect::<Result<_, _>>()?;
    loop {
        let waiting: Vec<usize> = (0..asked.len()).filter(|at| asked[*at].item().is_none()).collect();
        if waiting.is_empty() {
            return Ok(asked.into_iter().filter_map(Asked::into_item).collect());
        }
        let pollables: Vec<&Pollable> =
            waiting.iter().filter_map(|at| asked[*at].ready.as_ref()).chain([&deadline]).collect();
        let ready = poll(&pollables);
        let is_late = ready.contains(&(waiting.len() as u32));
        for at in ready.iter().filter_map(|index| waiting.get(*index as usize)) {
            asked[*at].go_on()?;
        }
        if is_late && asked.iter().any(|asked| asked.item().is_none()) {
            return Err(Failure::Late);
        }
    }
}

fn authority() -> Option<String> {
    let (_, url) = environment::get_environment().into_iter().find(|(name, _)| name == UPSTREAM_URL)?;
    authority_of(&url)
}

/// What is asked for, and how far the answer is. Fields are dropped in this order, and what is part of another resource
/// has to go before it.
struct Asked {
    /// Ready when there is more of the answer; none once there is nothing to wait for.
    ready: Option<Pollable>,
    answer: Answer,
    id: u32,
}

enum Answer {
    Awaited(FutureIncomingResponse),
    Under(Arriving),
    Whole(Item),
}

struct Arriving {
    stream: InputStream,
    _body: IncomingBody,
    _response: IncomingResponse,
    bytes: Vec<u8>,
}

impl Asked {
    fn ask(id: u32, authority: &str) -> Result<Self, Failure> {
        let request = OutgoingRequest::new(Fields::new());
        request.set_scheme(Some(&Scheme::Http)).map_err(|()| Failure::BadItem)?;
        request.set_authority(Some(authority)).map_err(|()| Failure::BadItem)?;
        request.set_path_with_query(Some(&target_of(id))).map_err(|()| Failure::BadItem)?;
        let response = outgoing_handler::handle(request, None).map_err(|_| Failure::BadItem)?;
        Ok(Self { ready: Some(response.subscribe()), answer: Answer::Awaited(response), id })
    }

    fn item(&self) -> Option<&Item> {
        if let Answer::Whole(item) = &self.answer { Some(item) } else { None }
    }

    fn into_item(self) -> Option<Item> {
        if let Answer::Whole(item) = self.answer { Some(item) } else { None }
    }

    /// Takes what is there of the answer, and says what to wait for next.
    fn go_on(&mut self) -> Result<(), Failure> {
        if let Answer::Awaited(response) = &self.answer {
            let Some(response) = response.get() else { return Ok(()) };
            let response = response.map_err(|()| Failure::BadItem)?.map_err(|_| Failure::BadItem)?;
            self.ready = None;
            self.answer = Answer::Under(Arriving::new(response)?);
        }
        if let Answer::Under(arriving) = &mut self.answer {
            match arriving.read()? {
                Some(bytes) => {
                    let item = Item::read(self.id, &bytes)?;
                    self.ready = None;
                    self.answer = Answer::Whole(item);
                }
                None if self.ready.is_none() => self.ready = Some(arriving.stream.subscribe()),
                None => {}
            }
        }
        Ok(())
    }
}

impl Arriving {
    fn new(response: IncomingResponse) -> Result<Self, Failure> {
        if response.status() != http::StatusCode::OK.as_u16() {
            return Err(Failure::BadItem);
        }
        let body = response.consume().map_err(|()| Failure::BadItem)?;
        let stream = body.stream().map_err(|()| Failure::BadItem)?;
        Ok(Self { stream, _body: body, _response: response, bytes: Vec::new() })
    }

    /// The whole body once it has ended.
    fn read(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        loop {
            match self.stream.read(MAX_ITEM_BYTES as u64 + 1) {
                Ok(chunk) if chunk.is_empty() => return Ok(None),
                Ok(chunk) if self.bytes.len() + chunk.len() > MAX_ITEM_BYTES => return Err(Failure::BadItem),
                Ok(chunk) if self.bytes.is_empty() => self.bytes = chunk,
                Ok(chunk) => self.bytes.extend_from_slice(&chunk),
                Err(StreamError::Closed) => return Ok(Some(std::mem::take(&mut self.bytes))),
                Err(StreamError::LastOperationFailed(_)) => return Err(Failure::BadItem),
            }
        }
    }
}
