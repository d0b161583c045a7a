//! `GET /bundle`, but for the asking itself: what is asked of the upstream, what an item is, and what is answered.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use http::{Response, Uri, uri::Scheme};
use serde::{Deserialize, Serialize};

use crate::{
    json::{Object, Whole, name},
    problem, respond,
};

/// How long a bundle waits for its items, from the first request to the last byte.
pub const TIME_LIMIT: Duration = Duration::from_secs(5);

/// The longest answer that is taken for an item, in bytes.
pub const MAX_ITEM_BYTES: usize = 16 * 1024;

/// The variable that has the upstream's URL.
pub const UPSTREAM_URL: &str = "UPSTREAM_URL";

const MAX_IDS: usize = 16;
const MAX_ID: u32 = 1_000_000_000;

/// Why there is no bundle; the first reason is the one that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No upstream was named.
    NoUpstream,
    /// The upstream could not be reached, broke off, or answered with something else than the item.
    BadItem,
    /// [`TIME_LIMIT`] is over.
    Late,
}

/// One item as the upstream has it and as the bundle shows it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    id: u32,
    name: String,
    unit_cents: u64,
    stock: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Found<'a> {
    id: Whole<0, { MAX_ID as u64 }>,
    #[serde(borrow, deserialize_with = "name")]
    name: Cow<'a, str>,
    unit_cents: Whole<0, 1_000_000>,
    stock: Whole<0, 1_000_000>,
}

impl Item {
    /// Reads the body of a 200 that answers the request for this id.
    pub fn read(id: u32, body: &[u8]) -> Result<Self, Failure> {
        match serde_json::from_slice::<Object<Found<'_>>>(body) {
            Ok(Object(found)) if found.id.0 == u64::from(id) => Ok(Self {
                id,
                name: found.name.into_owned(),
                unit_cents: found.unit_cents.0,
                stock: found.stock.0,
            }),
            _ => Err(Failure::BadItem),
        }
    }
}

/// Path and query of the request for an item.
pub fn target_of(id: u32) -> String {
    format!("/items/{id}")
}

/// The answer to a bundle, with the items in the order asked.
pub fn answer(items: Result<Vec<Item>, Failure>) -> Response<Bytes> {
    #[derive(Serialize)]
    struct Bundle {
        items: Vec<Item>,
    }

    match items {
        Ok(items) => respond::json(serde_json::to_vec(&Bundle { items }).expect("items have JSON")),
        Err(Failure::NoUpstream) => problem::service_unavailable(),
        Err(Failure::BadItem) => problem::bad_gateway(),
        Err(Failure::Late) => problem::gateway_timeout(),
    }
}

/// Exactly one `ids` of 1 to 16 numbers as they stand, each of 1 to 10 digits and up to 1,000,000,000.
pub(crate) fn parse_ids(query: &str) -> Option<Vec<u32>> {
    let mut values = query.split('&').filter_map(|pair| pair.strip_prefix("ids="));
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let ids: Vec<u32> = value.split(',').take(MAX_IDS + 1).map(parse_id).collect::<Option<_>>()?;
    (ids.len() <= MAX_IDS).then_some(ids)
}

fn parse_id(digits: &str) -> Option<u32> {
    if digits.len() > 10 || digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|id| *id <= MAX_ID)
}

/// `host:port` of `http://host:port`; a URL with anything else in it names no upstream.
pub fn authority_of(url: &str) -> Option<String> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?;
    let is_plain = uri.scheme() == Some(&Scheme::HTTP)
        && uri.path() == "/"
        && uri.query().is_none()
        && !authority.as_str().contains('@')
        && !authority.host().is_empty()
        && (authority.as_str() == authority.host() || authority.port_u16().is_some())
        && !url.ends_with(['?', '#']);
    is_plain.then(|| authority.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_numbers_as_they_stand() {
        assert_eq!(parse_ids("ids=1"), Some(vec![1]));
        assert_eq!(parse_ids("a=1&ids=3,1,3,0,1000000000&b"), Some(vec![3, 1, 3, 0, 1_000_000_000]));
        assert_eq!(parse_ids("ids=0000000007"), Some(vec![7]));
        assert_eq!(parse_ids("ids=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16").map(|ids| ids.len()), Some(16));
        for query in [
            "",
            "ids",
            "ids=",
            "ids=1,",
            "ids=,1",
            "ids=1,,2",
            "ids=-1",
            "ids=+1",
            "ids=1.0",
            "ids=x",
            "ids=%31",
            "ids=1%2C2",
            "ids=1000000001",
            "ids=00000000001",
            "ids=99999999999999999999",
            "ids=1&ids=2",
            "ids=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
            "xids=1",
        ] {
            assert_eq!(parse_ids(query), None, "{query:?}");
        }
    }

    #[test]
    fn an_upstream_is_a_host_and_a_port() {
        for (url, authority) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
            ("http://items.example", "items.example"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert_eq!(authority_of(url).as_deref(), Some(authority));
        }
        for url in [
            "127.0.0.1:8080",
            "https://127.0.0.1:8080",
            "http://",
            "http://user@127.0.0.1:8080",
            "http://127.0.0.1:8080/path",
            "http://127.0.0.1:8080?query",
            "http://127.0.0.1:8080/?",
            "http://127.0.0.1:80800",
            "x",
        ] {
            assert_eq!(authority_of(url), None, "{url}");
        }
    }

    #[test]
    fn an_item_is_the_one_that_was_asked_for() {
        let body = br#"{"name":"Pen","id":7,"stock":1.0,"unitCents":199}"#;
        let answer = answer(Ok(vec![Item::read(7, body).unwrap()]));
        assert_eq!(answer.body(), r#"{"items":[{"id":7,"name":"Pen","unitCents":199,"stock":1}]}"#);
        assert!(Item::read(8, body).is_err());
        assert!(Item::read(7, br#"{"id":7,"name":"Pen","unitCents":199}"#).is_err());
        assert!(Item::read(7, b"").is_err());
    }
}
