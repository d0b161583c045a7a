//! `fields` of `wasi:http`.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{FieldMap, FieldMapError};

use super::{
    abi::{Allowance, Cx, TYPES, bytes, elements, enter, guest, place, put_handle, string, u32_at, utf8},
    allocate::lists,
    table::{Resource, drops, resource},
};
use crate::{guest::Guest, outgoing::is_forbidden, outgoing_body::content_length};

/// As much as wasmtime-wasi-http lets the fields of one map take, in bytes.
const MAX_BYTES: usize = 128 * 1024;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[constructor]fields", |mut cx: Cx<'_>| {
        guest(&mut cx)?.core.table.push(Resource::Fields(FieldMap::new_mutable(MAX_BYTES)))
    })?;
    linker.func_wrap(TYPES, "[static]fields.from-list", from_list)?;
    linker.func_wrap(
        TYPES,
        "[method]fields.get",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let name = string(memory, name, length)?;
            let fields = resource!(guest.core.table, this, Fields);
            let values = match HeaderName::from_bytes(name.as_bytes()) {
                Ok(name) => fields.get_all(name).iter().map(|value| copied(value.as_bytes())).collect(),
                Err(_) => Vec::new(),
            };
            lists(guest, values, 1, at)
        },
    )?;
    linker.func_wrap(TYPES, "[method]fields.has", |mut cx: Cx<'_>, this: u32, name: u32, length: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let name = string(memory, name, length)?;
        let fields = resource!(guest.core.table, this, Fields);
        let has = HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| fields.contains_key(name));
        Ok(u32::from(has))
    })?;
    linker.func_wrap(
        TYPES,
        "[method]fields.append",
        |mut cx: Cx<'_>, this: u32, name: u32, name_length: u32, value: u32, length: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let (name, value) = (bytes(memory, name, name_length)?, bytes(memory, value, length)?);
            let name = parse_name(name)?;
            let done = append(resource!(guest.core.table, this, Fields), name, value);
            put_result(memory, at, done)
        },
    )?;
    linker.func_wrap(TYPES, "[method]fields.set", set)?;
    linker.func_wrap(
        TYPES,
        "[method]fields.delete",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let name = string(memory, name, length)?.to_owned();
            let (fields, outgoing) = (resource!(guest.core.table, this, Fields), &mut guest.outgoing);
            let done = fields.remove_all(outgoing, name).map(drop);
            put_result(memory, at, done)
        },
    )?;
    linker.func_wrap(TYPES, "[method]fields.entries", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (_, guest) = enter(&mut cx)?;
        let fields = resource!(guest.core.table, this, Fields);
        let entries = fields.iter().flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
        let entries = entries.map(copied).collect();
        lists(guest, entries, 2, at)
    })?;
    linker.func_wrap(TYPES, "[method]fields.clone", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let mut fields = resource!(table, this, Fields).clone();
        fields.set_mutable(MAX_BYTES);
        table.push(Resource::Fields(fields))
    })?;
    drops!(linker, TYPES, "fields", Resource::Fields(_));
    Ok(())
}

fn copied(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

/// All of the list is lifted, whatever becomes of its first entries.
fn from_list(mut cx: Cx<'_>, list: u32, length: u32, at: u32) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    let mut fields = FieldMap::new_mutable(MAX_BYTES);
    let (mut done, mut allowance) = (Ok(()), Allowance::new());
    for entry in elements(memory, list, length, 16, 4)?.chunks_exact(16) {
        let name = allowance.bytes(memory, u32_at(entry, 0), u32_at(entry, 4))?;
        let value = allowance.bytes(memory, u32_at(entry, 8), u32_at(entry, 12))?;
        let name = parse_name(name)?;
        if done.is_ok() {
            done = append(&mut fields, name, value);
        }
    }
    if let Err(error) = done {
        let place = place::<8>(memory, at, 4)?;
        (place[0], place[4]) = (1, code(error)?);
        return Ok(());
    }
    let handle = guest.core.table.push(Resource::Fields(fields))?;
    put_handle(memory, at, Some(handle))
}

fn set(
    mut cx: Cx<'_>,
    this: u32,
    name: u32,
    name_length: u32,
    list: u32,
    length: u32,
    at: u32,
) -> Result<()> {
    let (memory, guest) = enter(&mut cx)?;
    let name = string(memory, name, name_length)?.to_owned();
    let (mut values, mut allowance) = (Vec::new(), Allowance::new());
    for value in elements(memory, list, length, 8, 4)?.chunks_exact(8) {
        values.push(allowance.bytes(memory, u32_at(value, 0), u32_at(value, 4))?.to_vec());
    }
    let (fields, outgoing) = (resource!(guest.core.table, this, Fields), &mut guest.outgoing);
    let done = fields.set(outgoing, name, values);
    put_result(memory, at, done)
}

type Name = std::result::Result<HeaderName, FieldMapError>;

/// A name that is a token is ASCII: only of another must it be asked whether it is a string at all.
fn parse_name(name: &[u8]) -> Result<Name> {
    match HeaderName::from_bytes(name) {
        Ok(name) if is_forbidden(&name) => Ok(Err(FieldMapError::Forbidden)),
        Ok(name) => Ok(Ok(name)),
        Err(_) => utf8(name).map(|_| Err(FieldMapError::InvalidHeaderName)),
    }
}

/// As `FieldMap::append`, which takes copies.
fn append(fields: &mut FieldMap, name: Name, value: &[u8]) -> std::result::Result<(), FieldMapError> {
    let name = name?;
    let value = if name == header::CONTENT_LENGTH {
        let length = content_length(value).ok_or(FieldMapError::InvalidHeaderValue)?;
        if fields.contains_key(&name) {
            return Err(FieldMapError::InvalidHeaderValue);
        }
        HeaderValue::from(length)
    } else {
        HeaderValue::from_bytes(value)?
    };
    fields.append_raw(name, value).map(|_| ())
}

fn put_result(memory: &mut [u8], at: u32, done: std::result::Result<(), FieldMapError>) -> Result<()> {
    let result = match done {
        Ok(()) => [0, 0],
        Err(error) => [1, code(error)?],
    };
    let place = place::<2>(memory, at, 1)?;
    place[0] = result[0];
    if result[0] == 1 {
        place[1] = result[1];
    }
    Ok(())
}

/// The case of `header-error`; it has none for a map that is full, which traps.
fn code(error: FieldMapError) -> Result<u8> {
    match error {
        FieldMapError::InvalidHeaderName | FieldMapError::InvalidHeaderValue => Ok(0),
        FieldMapError::Forbidden => Ok(1),
        FieldMapError::Immutable => Ok(2),
        FieldMapError::TooManyFields | FieldMapError::TotalSizeTooBig => Err(error.into()),
    }
}
