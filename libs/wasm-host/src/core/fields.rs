//! `fields` of `wasi:http`.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, header};
use wasmtime::{Linker, Result};
use wasmtime_wasi_http::{FieldMap, FieldMapError};

use super::{
    abi::{Allowance, Cx, TYPES, bytes, elements, enter, guest, place, put_u32, string, u32_at, utf8},
    allocate::lists,
    table::{Resource, drops, resource},
};
use crate::{guest::Guest, outgoing::is_forbidden, outgoing_body::content_length};

/// As much as wasmtime-wasi-http lets the fields of one map take, in bytes.
const MAX_BYTES: usize = 128 * 1024;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_common(linker, TYPES)?;
    linker.func_wrap(TYPES, "[method]fields.entries", entries)?;
    linker.func_wrap(
        TYPES,
        "[static]fields.from-list",
        |mut cx: Cx<'_>, list: u32, length: u32, at: u32| {
            let (memory, handle) = from_list(&mut cx, list, length)?;
            let place = place::<8>(memory, at, 4)?;
            match handle {
                Ok(handle) => {
                    place[0] = 0;
                    put_u32(place, 4, handle);
                }
                Err(error) => (place[0], place[4]) = (1, code(error)?),
            }
            Ok(())
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.append",
        |mut cx: Cx<'_>, this: u32, name: u32, name_length: u32, value: u32, length: u32, at: u32| {
            let (memory, done) = append(&mut cx, this, (name, name_length), (value, length))?;
            put_result(memory, at, done)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.set",
        |mut cx: Cx<'_>, this: u32, name: u32, name_length: u32, list: u32, length: u32, at: u32| {
            let (memory, done) = set(&mut cx, this, (name, name_length), (list, length))?;
            put_result(memory, at, done)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]fields.delete",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32, at: u32| {
            let (memory, _, removed) = remove(&mut cx, this, (name, length))?;
            put_result(memory, at, removed.map(drop))
        },
    )?;
    drops!(linker, TYPES, "fields", Resource::Fields(_));
    Ok(())
}

/// What is the same in 0.2 and 0.3.
pub(super) fn define_common(linker: &mut Linker<Guest>, interface: &str) -> Result<()> {
    linker.func_wrap(interface, "[constructor]fields", |mut cx: Cx<'_>| {
        guest(&mut cx)?.core.table.push(Resource::Fields(FieldMap::new_mutable(MAX_BYTES)))
    })?;
    linker.func_wrap(
        interface,
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
    linker.func_wrap(
        interface,
        "[method]fields.has",
        |mut cx: Cx<'_>, this: u32, name: u32, length: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let name = string(memory, name, length)?;
            let fields = resource!(guest.core.table, this, Fields);
            let has = HeaderName::from_bytes(name.as_bytes()).is_ok_and(|name| fields.contains_key(name));
            Ok(u32::from(has))
        },
    )?;
    linker.func_wrap(interface, "[method]fields.clone", |mut cx: Cx<'_>, this: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let mut fields = resource!(table, this, Fields).clone();
        fields.set_mutable(MAX_BYTES);
        table.push(Resource::Fields(fields))
    })?;
    Ok(())
}

pub(super) fn entries(mut cx: Cx<'_>, this: u32, at: u32) -> Result<u64> {
    let (_, guest) = enter(&mut cx)?;
    let fields = resource!(guest.core.table, this, Fields);
    let entries = fields.iter().flat_map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
    let entries = entries.map(copied).collect();
    lists(guest, entries, 2, at)
}

pub(super) fn copied(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

type Done<T> = std::result::Result<T, FieldMapError>;

/// Pointer and length.
type List = (u32, u32);

/// The memory, and the handle of the new fields. All of the list is lifted, whatever becomes of its first entries.
pub(super) fn from_list<'a>(cx: &'a mut Cx<'_>, list: u32, length: u32) -> Result<(&'a mut [u8], Done<u32>)> {
    let (memory, guest) = enter(cx)?;
    let mut fields = FieldMap::new_mutable(MAX_BYTES);
    let (mut done, mut allowance) = (Ok(()), Allowance::new());
    for entry in elements(memory, list, length, 16, 4)?.chunks_exact(16) {
        let name = allowance.bytes(memory, u32_at(entry, 0), u32_at(entry, 4))?;
        let value = allowance.bytes(memory, u32_at(entry, 8), u32_at(entry, 12))?;
        let name = parse_name(name)?;
        if done.is_ok() {
            done = append_to(&mut fields, name, value);
        }
    }
    let handle = match done {
        Ok(()) => Ok(guest.core.table.push(Resource::Fields(fields))?),
        Err(error) => Err(error),
    };
    Ok((memory, handle))
}

pub(super) fn append<'a>(
    cx: &'a mut Cx<'_>,
    this: u32,
    name: List,
    value: List,
) -> Result<(&'a mut [u8], Done<()>)> {
    let (memory, guest) = enter(cx)?;
    let (name, value) = (bytes(memory, name.0, name.1)?, bytes(memory, value.0, value.1)?);
    let name = parse_name(name)?;
    let done = append_to(resource!(guest.core.table, this, Fields), name, value);
    Ok((memory, done))
}

pub(super) fn set<'a>(
    cx: &'a mut Cx<'_>,
    this: u32,
    name: List,
    list: List,
) -> Result<(&'a mut [u8], Done<()>)> {
    let (memory, guest) = enter(cx)?;
    let name = string(memory, name.0, name.1)?.to_owned();
    let (mut values, mut allowance) = (Vec::new(), Allowance::new());
    for value in elements(memory, list.0, list.1, 8, 4)?.chunks_exact(8) {
        values.push(allowance.bytes(memory, u32_at(value, 0), u32_at(value, 4))?.to_vec());
    }
    let (fields, outgoing) = (resource!(guest.core.table, this, Fields), &mut guest.outgoing);
    let done = fields.set(outgoing, name, values);
    Ok((memory, done))
}

/// The memory, what the host holds for the guest, and what all fields of this name were.
type Removed<'a> = (&'a mut [u8], &'a mut Guest, Done<Vec<HeaderValue>>);

pub(super) fn remove<'a>(cx: &'a mut Cx<'_>, this: u32, name: List) -> Result<Removed<'a>> {
    let (memory, guest) = enter(cx)?;
    let name = string(memory, name.0, name.1)?.to_owned();
    let (fields, outgoing) = (resource!(guest.core.table, this, Fields), &mut guest.outgoing);
    let removed = fields.remove_all(outgoing, name);
    Ok((memory, guest, removed))
}

type Name = Done<HeaderName>;

/// A name that is a token is ASCII: only of another must it be asked whether it is a string at all.
fn parse_name(name: &[u8]) -> Result<Name> {
    match HeaderName::from_bytes(name) {
        Ok(name) if is_forbidden(&name) => Ok(Err(FieldMapError::Forbidden)),
        Ok(name) => Ok(Ok(name)),
        Err(_) => utf8(name).map(|_| Err(FieldMapError::InvalidHeaderName)),
    }
}

/// As `FieldMap::append`, which takes copies.
fn append_to(fields: &mut FieldMap, name: Name, value: &[u8]) -> Done<()> {
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

fn put_result(memory: &mut [u8], at: u32, done: Done<()>) -> Result<()> {
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
