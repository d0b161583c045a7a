//! What futures hold.

use wasmtime::{Result, bail};
use wasmtime_wasi_http::{FieldMap, p2::bindings::http::types::ErrorCode};

use crate::{
    core::{
        abi::{flag, place, put_u32, u32_at},
        error_code,
        table::{Resource, take},
    },
    guest::Guest,
};

pub(super) type Trailers = std::result::Result<Option<FieldMap>, ErrorCode>;

pub(super) enum Value {
    Trailers(Trailers),
    Done(std::result::Result<(), ErrorCode>),
}

impl Value {
    /// Of a body that has been sent, or was longer or shorter than announced.
    pub(super) fn sent(sent: std::result::Result<(), u64>) -> Self {
        Self::Done(sent.map_err(|bytes| ErrorCode::HttpResponseBodySize(Some(bytes))))
    }

    /// Into 40 bytes of memory. A text that an error code has would have to be allocated, which no guest can be asked
    /// for when the value comes: it is left out.
    pub(super) fn lower(self, memory: &mut [u8], guest: &mut Guest, at: u32) -> Result<()> {
        let place = place::<40>(memory, at, 8)?;
        let code = match self {
            Self::Done(Ok(())) => None,
            Self::Trailers(Ok(fields)) => {
                place[8] = u8::from(fields.is_some());
                if let Some(fields) = fields {
                    put_u32(place, 12, guest.core.table.push(Resource::Fields(fields))?);
                }
                None
            }
            Self::Done(Err(code)) | Self::Trailers(Err(code)) => Some(code),
        };
        place[0] = u8::from(code.is_some());
        if let Some(code) = code {
            error_code::lower(memory, guest, at + 8, error_code::without_text(code))?;
        }
        Ok(())
    }
}

/// Of a place that was found to be within the memory when the write began.
fn bytes(memory: &[u8], at: u32) -> Result<&[u8]> {
    if !at.is_multiple_of(8) {
        bail!("what is to be written is not aligned");
    }
    Ok(&memory[at as usize..at as usize + 40])
}

pub(super) fn lift_trailers(memory: &[u8], guest: &mut Guest, at: u32) -> Result<Value> {
    let place = bytes(memory, at)?;
    let trailers = if flag(place[0].into())? {
        Err(error_code::load(memory, at + 8)?)
    } else if flag(place[8].into())? {
        let mut fields = take!(guest.core.table, u32_at(place, 12), Fields);
        fields.set_immutable();
        Ok(Some(fields))
    } else {
        Ok(None)
    };
    Ok(Value::Trailers(trailers))
}

pub(super) fn lift_done(memory: &[u8], at: u32) -> Result<Value> {
    let is_error = flag(bytes(memory, at)?[0].into())?;
    Ok(Value::Done(if is_error { Err(error_code::load(memory, at + 8)?) } else { Ok(()) }))
}
