//! `error-code` of `wasi:http`: 39 cases, of which a dozen carry something.

use wasmtime::{Result, bail};
use wasmtime_wasi_http::p2::bindings::http::types::{
    DnsErrorPayload, ErrorCode, FieldSizePayload, TlsAlertReceivedPayload,
};

use super::{
    abi::{bytes, flag, optional_string, place, put_u32, put_u64, u16_at, u32_at, u64_at},
    allocate::{DONE, copied},
};
use crate::guest::Guest;

/// The flat values of a case's payload, joined over all cases.
pub(super) type Flat = (u32, u64, u32, u32, u32, u32);

/// From flat values, as they come with `response-outparam.set`.
pub(super) fn lift(memory: &[u8], case: u32, (a, b, c, d, e, f): Flat) -> Result<ErrorCode> {
    let text = |is_some, pointer, length| {
        optional_string(memory, is_some, pointer, length).map(|text| text.map(str::to_owned))
    };
    // A narrow number in a wide place is cut off.
    let narrow = b as u32;
    let some_u32 = |is_some, value| flag(is_some).map(|it| it.then_some(value));
    let some_u64 = || flag(a).map(|it| it.then_some(b));
    let size = || -> Result<_> {
        Ok(FieldSizePayload { field_name: text(a, narrow, c)?, field_size: some_u32(d, e)? })
    };
    Ok(match case {
        0 => ErrorCode::DnsTimeout,
        1 => {
            let info_code = some_u32(d, e)?.map(|code| code as u16);
            ErrorCode::DnsError(DnsErrorPayload { rcode: text(a, narrow, c)?, info_code })
        }
        2 => ErrorCode::DestinationNotFound,
        3 => ErrorCode::DestinationUnavailable,
        4 => ErrorCode::DestinationIpProhibited,
        5 => ErrorCode::DestinationIpUnroutable,
        6 => ErrorCode::ConnectionRefused,
        7 => ErrorCode::ConnectionTerminated,
        8 => ErrorCode::ConnectionTimeout,
        9 => ErrorCode::ConnectionReadTimeout,
        10 => ErrorCode::ConnectionWriteTimeout,
        11 => ErrorCode::ConnectionLimitReached,
        12 => ErrorCode::TlsProtocolError,
        13 => ErrorCode::TlsCertificateError,
        14 => {
            let alert_id = some_u32(a, narrow)?.map(|id| id as u8);
            ErrorCode::TlsAlertReceived(TlsAlertReceivedPayload { alert_id, alert_message: text(c, d, e)? })
        }
        15 => ErrorCode::HttpRequestDenied,
        16 => ErrorCode::HttpRequestLengthRequired,
        17 => ErrorCode::HttpRequestBodySize(some_u64()?),
        18 => ErrorCode::HttpRequestMethodInvalid,
        19 => ErrorCode::HttpRequestUriInvalid,
        20 => ErrorCode::HttpRequestUriTooLong,
        21 => ErrorCode::HttpRequestHeaderSectionSize(some_u32(a, narrow)?),
        22 => ErrorCode::HttpRequestHeaderSize(if flag(a)? {
            Some(FieldSizePayload { field_name: text(narrow, c, d)?, field_size: some_u32(e, f)? })
        } else {
            None
        }),
        23 => ErrorCode::HttpRequestTrailerSectionSize(some_u32(a, narrow)?),
        24 => ErrorCode::HttpRequestTrailerSize(size()?),
        25 => ErrorCode::HttpResponseIncomplete,
        26 => ErrorCode::HttpResponseHeaderSectionSize(some_u32(a, narrow)?),
        27 => ErrorCode::HttpResponseHeaderSize(size()?),
        28 => ErrorCode::HttpResponseBodySize(some_u64()?),
        29 => ErrorCode::HttpResponseTrailerSectionSize(some_u32(a, narrow)?),
        30 => ErrorCode::HttpResponseTrailerSize(size()?),
        31 => ErrorCode::HttpResponseTransferCoding(text(a, narrow, c)?),
        32 => ErrorCode::HttpResponseContentCoding(text(a, narrow, c)?),
        33 => ErrorCode::HttpResponseTimeout,
        34 => ErrorCode::HttpUpgradeFailed,
        35 => ErrorCode::HttpProtocolError,
        36 => ErrorCode::LoopDetected,
        37 => ErrorCode::ConfigurationError,
        38 => ErrorCode::InternalError(text(a, narrow, c)?),
        _ => bail!("a discriminant is out of range"),
    })
}

/// From memory, as [`lower`] writes it.
pub(super) fn load(memory: &[u8], at: u32) -> Result<ErrorCode> {
    let place = bytes(memory, at, 32)?;
    let flat = |offset: usize| u32_at(place, offset);
    let byte = |offset: usize| u32::from(place[offset]);
    let zero = 0;
    // Each payload as the flat values that it would be.
    let payload = match place[0] {
        1 => (byte(8), flat(12).into(), flat(16), byte(20), u32::from(u16_at(place, 22)), zero),
        14 => (byte(8), byte(9).into(), byte(12), flat(16), flat(20), zero),
        17 | 28 => (byte(8), u64_at(place, 16), zero, zero, zero, zero),
        21 | 23 | 26 | 29 => (byte(8), flat(12).into(), zero, zero, zero, zero),
        22 => (byte(8), byte(12).into(), flat(16), flat(20), byte(24), flat(28)),
        24 | 27 | 30 => (byte(8), flat(12).into(), flat(16), byte(20), flat(24), zero),
        31 | 32 | 38 => (byte(8), flat(12).into(), flat(16), zero, zero, zero),
        _ => (zero, 0, zero, zero, zero, zero),
    };
    lift(memory, place[0].into(), payload)
}

/// The same without its text, which would have to be allocated.
pub(super) fn without_text(mut code: ErrorCode) -> ErrorCode {
    match &mut code {
        ErrorCode::DnsError(payload) => payload.rcode = None,
        ErrorCode::TlsAlertReceived(payload) => payload.alert_message = None,
        ErrorCode::HttpRequestHeaderSize(Some(payload))
        | ErrorCode::HttpRequestTrailerSize(payload)
        | ErrorCode::HttpResponseHeaderSize(payload)
        | ErrorCode::HttpResponseTrailerSize(payload) => payload.field_name = None,
        ErrorCode::HttpResponseTransferCoding(text)
        | ErrorCode::HttpResponseContentCoding(text)
        | ErrorCode::InternalError(text) => *text = None,
        _ => {}
    }
    code
}

/// `option<error-code>`, or `result<_, error-code>`, whose discriminants mean the same here.
pub(super) fn lower_optional(
    memory: &mut [u8],
    guest: &mut Guest,
    at: u32,
    code: Option<ErrorCode>,
) -> Result<u64> {
    place::<40>(memory, at, 8)?[0] = u8::from(code.is_some());
    code.map_or(Ok(DONE), |code| lower(memory, guest, at + 8, code))
}

/// Into memory: 32 bytes, the payload from the eighth on.
pub(super) fn lower(memory: &mut [u8], guest: &mut Guest, at: u32, code: ErrorCode) -> Result<u64> {
    let place = place::<32>(memory, at, 8)?;
    place[0] = case(&code);
    let text = match code {
        ErrorCode::DnsError(payload) => {
            place[20] = u8::from(payload.info_code.is_some());
            place[22..24].copy_from_slice(&payload.info_code.unwrap_or(0).to_le_bytes());
            Some((8, payload.rcode))
        }
        ErrorCode::TlsAlertReceived(payload) => {
            place[8] = u8::from(payload.alert_id.is_some());
            place[9] = payload.alert_id.unwrap_or(0);
            Some((12, payload.alert_message))
        }
        ErrorCode::HttpRequestBodySize(size) | ErrorCode::HttpResponseBodySize(size) => {
            place[8] = u8::from(size.is_some());
            put_u64(place, 16, size.unwrap_or(0));
            None
        }
        ErrorCode::HttpRequestHeaderSectionSize(size)
        | ErrorCode::HttpRequestTrailerSectionSize(size)
        | ErrorCode::HttpResponseHeaderSectionSize(size)
        | ErrorCode::HttpResponseTrailerSectionSize(size) => {
            put_size(place, 8, size);
            None
        }
        ErrorCode::HttpRequestHeaderSize(payload) => {
            place[8] = u8::from(payload.is_some());
            payload.map(|payload| {
                put_size(place, 24, payload.field_size);
                (12, payload.field_name)
            })
        }
        ErrorCode::HttpRequestTrailerSize(payload)
        | ErrorCode::HttpResponseHeaderSize(payload)
        | ErrorCode::HttpResponseTrailerSize(payload) => {
            put_size(place, 20, payload.field_size);
            Some((8, payload.field_name))
        }
        ErrorCode::HttpResponseTransferCoding(text)
        | ErrorCode::HttpResponseContentCoding(text)
        | ErrorCode::InternalError(text) => Some((8, text)),
        _ => None,
    };
    let Some((offset, text)) = text else { return Ok(DONE) };
    place[offset] = u8::from(text.is_some());
    match text {
        Some(text) => copied(guest, text.as_bytes(), at + offset as u32 + 4),
        None => Ok(DONE),
    }
}

/// `option<u32>`
fn put_size(place: &mut [u8], offset: usize, size: Option<u32>) {
    place[offset] = u8::from(size.is_some());
    put_u32(place, offset + 4, size.unwrap_or(0));
}

fn case(code: &ErrorCode) -> u8 {
    match code {
        ErrorCode::DnsTimeout => 0,
        ErrorCode::DnsError(_) => 1,
        ErrorCode::DestinationNotFound => 2,
        ErrorCode::DestinationUnavailable => 3,
        ErrorCode::DestinationIpProhibited => 4,
        ErrorCode::DestinationIpUnroutable => 5,
        ErrorCode::ConnectionRefused => 6,
        ErrorCode::ConnectionTerminated => 7,
        ErrorCode::ConnectionTimeout => 8,
        ErrorCode::ConnectionReadTimeout => 9,
        ErrorCode::ConnectionWriteTimeout => 10,
        ErrorCode::ConnectionLimitReached => 11,
        ErrorCode::TlsProtocolError => 12,
        ErrorCode::TlsCertificateError => 13,
        ErrorCode::TlsAlertReceived(_) => 14,
        ErrorCode::HttpRequestDenied => 15,
        ErrorCode::HttpRequestLengthRequired => 16,
        ErrorCode::HttpRequestBodySize(_) => 17,
        ErrorCode::HttpRequestMethodInvalid => 18,
        ErrorCode::HttpRequestUriInvalid => 19,
        ErrorCode::HttpRequestUriTooLong => 20,
        ErrorCode::HttpRequestHeaderSectionSize(_) => 21,
        ErrorCode::HttpRequestHeaderSize(_) => 22,
        ErrorCode::HttpRequestTrailerSectionSize(_) => 23,
        ErrorCode::HttpRequestTrailerSize(_) => 24,
        ErrorCode::HttpResponseIncomplete => 25,
        ErrorCode::HttpResponseHeaderSectionSize(_) => 26,
        ErrorCode::HttpResponseHeaderSize(_) => 27,
        ErrorCode::HttpResponseBodySize(_) => 28,
        ErrorCode::HttpResponseTrailerSectionSize(_) => 29,
        ErrorCode::HttpResponseTrailerSize(_) => 30,
        ErrorCode::HttpResponseTransferCoding(_) => 31,
        ErrorCode::HttpResponseContentCoding(_) => 32,
        ErrorCode::HttpResponseTimeout => 33,
        ErrorCode::HttpUpgradeFailed => 34,
        ErrorCode::HttpProtocolError => 35,
        ErrorCode::LoopDetected => 36,
        ErrorCode::ConfigurationError => 37,
        ErrorCode::InternalError(_) => 38,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wasmtime::Engine;

    use super::*;
    use crate::Options;

    #[test]
    fn what_was_lowered_loads_as_it_was() {
        const AT: u32 = 64;
        let mut store = Guest::store(&Engine::default(), &Arc::new(Options::default()));
        let mut memory = [b'a'; 128];
        // Each number is a discriminant, a pointer, a length or a size, whatever the case has there.
        for flat in [(0, 0, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1)] {
            for number in 0..39 {
                let code = without_text(lift(&memory, number, flat).unwrap());
                let told = format!("{code:?}");
                lower(&mut memory, store.data_mut(), AT, code).unwrap();
                assert_eq!(u32::from(memory[AT as usize]), number);
                assert_eq!(format!("{:?}", load(&memory, AT).unwrap()), told);
            }
        }
        memory[AT as usize] = 39;
        assert!(load(&memory, AT).is_err());
        assert!(load(&memory, 100).is_err());
    }
}
