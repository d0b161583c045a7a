//! The ends of streams and futures that the guest holds, each with at most one read or write under way.

/// What goes through a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `stream<u8>`
    Bytes,
    /// `future<result<option<trailers>, error-code>>`
    Trailers,
    /// `future<result<_, error-code>>`
    Done,
}

impl Kind {
    pub(crate) const FUTURES: [Self; 2] = [Self::Trailers, Self::Done];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Trailers => "trailers",
            Self::Done => "done",
        }
    }

    /// Of an element in the guest's memory, in bytes.
    pub(super) fn size(self) -> u32 {
        match self {
            Self::Bytes => 1,
            Self::Trailers | Self::Done => 40,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Readable,
    Writable,
}

/// One end of a channel, as the guest holds it.
pub(crate) struct End {
    pub(super) kind: Kind,
    pub(super) side: Side,
    pub(super) channel: usize,
    pub(super) copy: Copy,
    /// The waitable set that it is in, or 0.
    pub(super) set: u32,
}

/// The read or write of an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copy {
    Idle,
    Pending(Buffer),
    /// Over, which the guest has not been told yet.
    Over(u32),
    /// There can be no other: the other end is gone, or a future has its value.
    Done,
}

/// What is left of what is to be read or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Buffer {
    pub(super) pointer: u32,
    pub(super) length: u32,
    /// How many elements were moved so far. The guest can be told, and until it is, more may follow.
    pub(super) moved: Option<u32>,
}

impl Buffer {
    pub(super) fn advance(&mut self, by: u32) {
        // To the end of a memory of 4 GiB, beyond which nothing is left to move.
        self.pointer = self.pointer.wrapping_add(by);
        self.length -= by;
        self.moved = Some(self.moved.unwrap_or(0) + by);
    }

    pub(super) fn can_move(&self) -> bool {
        self.moved.is_none() || self.length > 0
    }
}

/// What a read or write returns that is not over yet.
pub(super) const BLOCKED: u32 = u32::MAX;

/// How one ended, in the lower four bits; above it stands how many elements were moved.
pub(super) const COMPLETED: u32 = 0;
pub(super) const DROPPED: u32 = 1;
pub(super) const CANCELLED: u32 = 2;

/// The most elements of one read or write.
pub(super) const MAX_LENGTH: u32 = (1 << 28) - 1;

pub(super) fn moved(elements: u32) -> u32 {
    elements << 4 | COMPLETED
}

impl End {
    /// What an event of this end is called.
    pub(super) fn event(&self) -> u32 {
        match (self.kind, self.side) {
            (Kind::Bytes, Side::Readable) => 2,
            (Kind::Bytes, Side::Writable) => 3,
            (_, Side::Readable) => 4,
            (_, Side::Writable) => 5,
        }
    }

    /// Tells how a read or write ended, once.
    pub(super) fn deliver(&mut self) -> Option<u32> {
        let how = match self.copy {
            Copy::Over(how) => how,
            Copy::Pending(Buffer { moved: Some(elements), .. }) => moved(elements),
            _ => return None,
        };
        let is_last = how & 15 == DROPPED || (how & 15 == COMPLETED && self.kind != Kind::Bytes);
        self.copy = if is_last { Copy::Done } else { Copy::Idle };
        Some(how)
    }
}
