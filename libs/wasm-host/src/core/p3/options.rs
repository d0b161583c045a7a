//! How long a request may take.

use std::time::Duration;

use wasmtime::{Linker, Result};
use wasmtime_wasi_http::RequestOptions;

use super::TYPES;
use crate::{
    core::{
        abi::{Cx, enter, flag, guest, place},
        incoming_response::put_time_out,
        table::{Resource, drops, unknown},
    },
    guest::Guest,
};

/// The case of `request-options-error`.
const IMMUTABLE: u8 = 1;

fn options(guest: &mut Guest, this: u32) -> Result<RequestOptions> {
    match guest.core.table.get(this)? {
        Resource::RequestOptions(options) | Resource::FixedOptions(options) => Ok(*options),
        _ => Err(unknown(this)),
    }
}

pub(super) fn take(guest: &mut Guest, this: u32) -> Result<RequestOptions> {
    let taken = options(guest, this)?;
    guest.core.table.take(this, |_| true)?;
    Ok(taken)
}

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(TYPES, "[constructor]request-options", |mut cx: Cx<'_>| {
        guest(&mut cx)?.core.table.push(Resource::RequestOptions(RequestOptions::default()))
    })?;
    macro_rules! time_out {
        ($name:literal, $field:ident) => {
            linker.func_wrap(
                TYPES,
                concat!("[method]request-options.get-", $name),
                |mut cx: Cx<'_>, this: u32, at: u32| {
                    let (memory, guest) = enter(&mut cx)?;
                    let time_out = options(guest, this)?.$field;
                    put_time_out(memory, at, time_out)
                },
            )?;
            linker.func_wrap(
                TYPES,
                concat!("[method]request-options.set-", $name),
                |mut cx: Cx<'_>, this: u32, is_some: u32, nanoseconds: u64, at: u32| {
                    let (memory, guest) = enter(&mut cx)?;
                    let time_out = flag(is_some)?.then(|| Duration::from_nanos(nanoseconds));
                    let is_fixed = match guest.core.table.get(this)? {
                        Resource::RequestOptions(options) => {
                            options.$field = time_out;
                            false
                        }
                        Resource::FixedOptions(_) => true,
                        _ => return Err(unknown(this)),
                    };
                    let place = place::<20>(memory, at, 4)?;
                    place[0] = u8::from(is_fixed);
                    if is_fixed {
                        place[4] = IMMUTABLE;
                    }
                    Ok(())
                },
            )?;
        };
    }
    time_out!("connect-timeout", connect_timeout);
    time_out!("first-byte-timeout", first_byte_timeout);
    time_out!("between-bytes-timeout", between_bytes_timeout);
    linker.func_wrap(TYPES, "[method]request-options.clone", |mut cx: Cx<'_>, this: u32| {
        let guest = guest(&mut cx)?;
        let options = options(guest, this)?;
        guest.core.table.push(Resource::RequestOptions(options))
    })?;
    drops!(linker, TYPES, "request-options", Resource::RequestOptions(_) | Resource::FixedOptions(_));
    Ok(())
}
