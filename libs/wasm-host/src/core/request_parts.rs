//! Method, target and scheme of requests that the guest sends.

use std::str::FromStr;

use http::uri;
use wasmtime::{Linker, Result, bail};
use wasmtime_wasi_http::{
    FieldMap,
    p2::{
        bindings::http::types::{HostOutgoingRequest as _, Method, Scheme},
        types::HostOutgoingRequest,
    },
};

use super::{
    abi::{Cx, TYPES, enter, flag, optional_string, place, string},
    allocate::{Content, DONE, copied, optional},
    incoming::{OTHER_METHOD, method_case, put_scheme},
    outgoing_request::blank,
    table::resource,
};
use crate::guest::Guest;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    macro_rules! getter {
        ($name:literal, $function:ident) => {
            linker.func_wrap(
                TYPES,
                concat!("[method]outgoing-request.", $name),
                |cx: Cx<'_>, this: u32, at: u32| $function(cx, of_p2, this, at),
            )?;
        };
    }
    getter!("method", method);
    getter!("path-with-query", path_with_query);
    getter!("authority", authority);
    getter!("scheme", scheme);
    define_setters(linker, TYPES, "outgoing-request", of_p2)
}

/// Those of a resource that is called so.
pub(super) fn define_setters(
    linker: &mut Linker<Guest>,
    interface: &str,
    resource: &str,
    of: Of,
) -> Result<()> {
    macro_rules! setter {
        ($name:literal, $function:ident, $($argument:ident),*) => {
            linker.func_wrap(
                interface,
                &format!(concat!("[method]{}.set-", $name), resource),
                move |cx: Cx<'_>, this: u32, $($argument: u32),*| $function(cx, of, this, $($argument),*),
            )?;
        };
    }
    setter!("method", set_method, case, name, length);
    setter!("path-with-query", set_path_with_query, is_some, path, length);
    setter!("authority", set_authority, is_some, authority, length);
    setter!("scheme", set_scheme, is_some, case, name, length);
    Ok(())
}

/// Finds the request behind a handle: each generation knows its own alone.
pub(super) type Of = fn(&mut Guest, u32) -> Result<&mut HostOutgoingRequest>;

fn of_p2(guest: &mut Guest, this: u32) -> Result<&mut HostOutgoingRequest> {
    Ok(&mut **resource!(guest.core.table, this, OutgoingRequest))
}

pub(super) fn method(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let method = of(guest, this)?.method.clone();
    let place = place::<12>(memory, at, 4)?;
    if let Method::Other(name) = &method {
        place[0] = OTHER_METHOD;
        return copied(guest, name.as_bytes(), at + 4);
    }
    let method: http::Method = method.try_into()?;
    place[0] = method_case(&method);
    Ok(DONE)
}

fn set_method(mut cx: Cx<'_>, of: Of, this: u32, case: u32, name: u32, length: u32) -> Result<u32> {
    let (memory, guest) = enter(&mut cx)?;
    let method = match case {
        0 => Method::Get,
        1 => Method::Head,
        2 => Method::Post,
        3 => Method::Put,
        4 => Method::Delete,
        5 => Method::Connect,
        6 => Method::Options,
        7 => Method::Trace,
        8 => Method::Patch,
        9 => Method::Other(string(memory, name, length)?.to_owned()),
        _ => bail!("a discriminant is out of range"),
    };
    let request = of(guest, this)?;
    let is_valid = match &method {
        Method::Other(name) => http::Method::from_str(name).is_ok(),
        _ => true,
    };
    if is_valid {
        request.method = method;
    }
    Ok(u32::from(!is_valid))
}

pub(super) fn path_with_query(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let path = of(guest, this)?.path_with_query.clone();
    optional(memory, guest, path.map(Content::from), at)
}

fn set_path_with_query(
    mut cx: Cx<'_>,
    of: Of,
    this: u32,
    is_some: u32,
    path: u32,
    length: u32,
) -> Result<u32> {
    let (memory, guest) = enter(&mut cx)?;
    let path = optional_string(memory, is_some, path, length)?.map(str::to_owned);
    let request = std::mem::replace(of(guest, this)?, blank(FieldMap::default()));
    // By the library, which alone knows what a path may be.
    let (set, request) =
        guest.in_library(request, |http, request| http.set_path_with_query(request, path))?;
    *of(guest, this)? = request;
    Ok(u32::from(set.is_err()))
}

pub(super) fn authority(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let authority = of(guest, this)?.authority.clone();
    optional(memory, guest, authority.map(Content::from), at)
}

fn set_authority(
    mut cx: Cx<'_>,
    of: Of,
    this: u32,
    is_some: u32,
    authority: u32,
    length: u32,
) -> Result<u32> {
    let (memory, guest) = enter(&mut cx)?;
    let authority = optional_string(memory, is_some, authority, length)?;
    let request = of(guest, this)?;
    let is_valid = authority.is_none_or(|authority| uri::Authority::from_str(authority).is_ok());
    if is_valid {
        request.authority = authority.map(str::to_owned);
    }
    Ok(u32::from(!is_valid))
}

pub(super) fn scheme(mut cx: Cx<'_>, of: Of, this: u32, at: u32) -> Result<u64> {
    let (memory, guest) = enter(&mut cx)?;
    let scheme = match &of(guest, this)?.scheme {
        None => None,
        Some(Scheme::Http) => Some(uri::Scheme::HTTP),
        Some(Scheme::Https) => Some(uri::Scheme::HTTPS),
        Some(Scheme::Other(scheme)) => {
            let place = place::<16>(memory, at, 4)?;
            (place[0], place[4]) = (1, 2);
            let scheme = scheme.clone();
            return copied(guest, scheme.as_bytes(), at + 8);
        }
    };
    put_scheme(memory, guest, scheme, at)
}

fn set_scheme(
    mut cx: Cx<'_>,
    of: Of,
    this: u32,
    is_some: u32,
    case: u32,
    name: u32,
    length: u32,
) -> Result<u32> {
    let (memory, guest) = enter(&mut cx)?;
    let scheme = match (flag(is_some)?, case) {
        (false, _) => None,
        (true, 0) => Some(Scheme::Http),
        (true, 1) => Some(Scheme::Https),
        (true, 2) => Some(Scheme::Other(string(memory, name, length)?.to_owned())),
        (true, _) => bail!("a discriminant is out of range"),
    };
    let request = of(guest, this)?;
    let is_valid = match &scheme {
        Some(Scheme::Other(scheme)) => uri::Scheme::from_str(scheme).is_ok(),
        _ => true,
    };
    if is_valid {
        request.scheme = scheme;
    }
    Ok(u32::from(!is_valid))
}
