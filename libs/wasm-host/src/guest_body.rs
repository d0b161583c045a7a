use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame};
use wasmtime_wasi_http::Error;
#[cfg(feature = "component")]
use wasmtime_wasi_http::WasiBody;

use crate::{core::Forwarded, pipe::Reader, sent::Watched};

/// The body of a response, as it comes from the guest.
pub(crate) enum GuestBody {
    /// By way of the component runtime.
    #[cfg(feature = "component")]
    Library(WasiBody),
    Pipe(Reader),
    /// That of the request.
    Forwarded(Box<Watched<Forwarded>>),
    Empty,
}

impl GuestBody {
    /// All of it in one piece, if it has ended without trailers and is shorter than this.
    pub(crate) fn take_whole(&mut self, below_bytes: usize) -> Option<Bytes> {
        match self {
            #[cfg(feature = "component")]
            Self::Library(_) => None,
            Self::Forwarded(_) => None,
            Self::Pipe(reader) => reader.take_whole(below_bytes),
            Self::Empty => Some(Bytes::new()),
        }
    }

    /// Whether it fails by the guest, as far as that is known, and not by whoever sends what the guest passes on.
    pub(crate) fn is_of_guest(&self) -> bool {
        match self {
            #[cfg(feature = "component")]
            Self::Library(_) => true,
            Self::Pipe(_) => true,
            Self::Forwarded(_) | Self::Empty => false,
        }
    }
}

impl Body for GuestBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match &mut *self {
            #[cfg(feature = "component")]
            Self::Library(body) => Pin::new(body).poll_frame(cx),
            Self::Pipe(reader) => Pin::new(reader).poll_frame(cx),
            Self::Forwarded(body) => Pin::new(&mut **body).poll_frame(cx),
            Self::Empty => Poll::Ready(None),
        }
    }
}
