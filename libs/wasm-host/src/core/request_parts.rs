//! Method, target and scheme of requests that the guest sends.

use std::str::FromStr;

use http::uri;
use wasmtime::{Linker, Result, bail};
use wasmtime_wasi_http::{
    FieldMap,
    p2::bindings::http::types::{HostOutgoingRequest as _, Method, Scheme},
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
    linker.func_wrap(TYPES, "[method]outgoing-request.method", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let method = resource!(guest.core.table, this, OutgoingRequest).method.clone();
        let place = place::<12>(memory, at, 4)?;
        if let Method::Other(name) = &method {
            place[0] = OTHER_METHOD;
            return copied(guest, name.as_bytes(), at + 4);
        }
        let method: http::Method = method.try_into()?;
        place[0] = method_case(&method);
        Ok(DONE)
    })?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-request.set-method",
        |mut cx: Cx<'_>, this: u32, case: u32, name: u32, length: u32| {
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
            let request = resource!(guest.core.table, this, OutgoingRequest);
            let is_valid = match &method {
                Method::Other(name) => http::Method::from_str(name).is_ok(),
                _ => true,
            };
            if is_valid {
                request.method = method;
            }
            Ok(u32::from(!is_valid))
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-request.path-with-query",
        |mut cx: Cx<'_>, this: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let path = resource!(guest.core.table, this, OutgoingRequest).path_with_query.clone();
            optional(memory, guest, path.map(Content::from), at)
        },
    )?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-request.set-path-with-query",
        |mut cx: Cx<'_>, this: u32, is_some: u32, path: u32, length: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let path = optional_string(memory, is_some, path, length)?.map(str::to_owned);
            let slot = &mut **resource!(guest.core.table, this, OutgoingRequest);
            let request = std::mem::replace(slot, blank(FieldMap::default()));
            // By the library, which alone knows what a path may be.
            let (set, request) =
                guest.in_library(request, |http, request| http.set_path_with_query(request, path))?;
            **resource!(guest.core.table, this, OutgoingRequest) = request;
            Ok(u32::from(set.is_err()))
        },
    )?;
    linker.func_wrap(TYPES, "[method]outgoing-request.authority", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let authority = resource!(guest.core.table, this, OutgoingRequest).authority.clone();
        optional(memory, guest, authority.map(Content::from), at)
    })?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-request.set-authority",
        |mut cx: Cx<'_>, this: u32, is_some: u32, authority: u32, length: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let authority = optional_string(memory, is_some, authority, length)?;
            let request = resource!(guest.core.table, this, OutgoingRequest);
            let is_valid = authority.is_none_or(|authority| uri::Authority::from_str(authority).is_ok());
            if is_valid {
                request.authority = authority.map(str::to_owned);
            }
            Ok(u32::from(!is_valid))
        },
    )?;
    linker.func_wrap(TYPES, "[method]outgoing-request.scheme", |mut cx: Cx<'_>, this: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let scheme = match &resource!(guest.core.table, this, OutgoingRequest).scheme {
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
    })?;
    linker.func_wrap(
        TYPES,
        "[method]outgoing-request.set-scheme",
        |mut cx: Cx<'_>, this: u32, is_some: u32, case: u32, name: u32, length: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let scheme = match (flag(is_some)?, case) {
                (false, _) => None,
                (true, 0) => Some(Scheme::Http),
                (true, 1) => Some(Scheme::Https),
                (true, 2) => Some(Scheme::Other(string(memory, name, length)?.to_owned())),
                (true, _) => bail!("a discriminant is out of range"),
            };
            let request = resource!(guest.core.table, this, OutgoingRequest);
            let is_valid = match &scheme {
                Some(Scheme::Other(scheme)) => uri::Scheme::from_str(scheme).is_ok(),
                _ => true,
            };
            if is_valid {
                request.scheme = scheme;
            }
            Ok(u32::from(!is_valid))
        },
    )?;
    Ok(())
}
