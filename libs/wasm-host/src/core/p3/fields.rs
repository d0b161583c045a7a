//! `fields` of 0.3: as those of 0.2, but for what is told of errors.

use wasmtime::{Linker, Result};
use wasmtime_wasi_http::FieldMapError;

use super::TYPES;
use crate::{
    core::{
        abi::{Cx, place, put_u32},
        allocate::{DONE, lists},
        fields::{self, copied},
        table::{Resource, drops},
    },
    guest::Guest,
};

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    fields::define_common(linker, TYPES)?;
    linker.func_wrap(TYPES, "[method]fields.copy-all", fields::entries)?;
    linker.func_wrap(
        TYPES,
        "[static]fields.from-list",
        |mut cx: Cx<'_>, list: u32, length: u32, at: u32| {
            let (memory, handle) = fields::from_list(&mut cx, list, length)?;
            let handle = put_result(memory, at, handle)?;
            if let Some(handle) = handle {
                put_u32(place::<20>(memory, at, 4)?, 4, handle);
            }
            Ok(())
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.append",
        |mut cx: Cx<'_>, this: u32, name: u32, name_length: u32, value: u32, length: u32, at: u32| {
            let (memory, done) = fields::append(&mut cx, this, (name, name_length), (value, length))?;
            put_result(memory, at, done).map(drop)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.set",
        |mut cx: Cx<'_>, this: u32, name: u32, name_length: u32, list: u32, length: u32, at: u32| {
            let (memory, done) = fields::set(&mut cx, this, (name, name_length), (list, length))?;
            put_result(memory, at, done).map(drop)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.delete",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32, at: u32| {
            let (memory, _, removed) = fields::remove(&mut cx, this, (name, length))?;
            put_result(memory, at, removed.map(drop)).map(drop)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.get-and-delete",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32, at: u32| {
            let (memory, guest, removed) = fields::remove(&mut cx, this, (name, length))?;
            match put_result(memory, at, removed)? {
                Some(values) => {
                    let values = values.iter().map(|value| copied(value.as_bytes())).collect();
                    lists(guest, values, 1, at + 4)
                }
                None => Ok(DONE),
            }
        },
    )?;
    drops!(linker, TYPES, "fields", Resource::Fields(_));
    Ok(())
}

/// `result<_, header-error>`, which has the value if there was no error.
fn put_result<T>(
    memory: &mut [u8],
    at: u32,
    done: std::result::Result<T, FieldMapError>,
) -> Result<Option<T>> {
    let place = place::<20>(memory, at, 4)?;
    match done {
        Ok(value) => {
            place[0] = 0;
            Ok(Some(value))
        }
        Err(error) => {
            place[0] = 1;
            place[4] = match error {
                FieldMapError::InvalidHeaderName | FieldMapError::InvalidHeaderValue => 0,
                FieldMapError::Forbidden => 1,
                FieldMapError::Immutable => 2,
                FieldMapError::TooManyFields | FieldMapError::TotalSizeTooBig => 3,
            };
            Ok(None)
        }
    }
}
