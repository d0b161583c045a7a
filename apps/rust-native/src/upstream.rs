use std::{env, fmt};

use bytes::Bytes;
use client::Client;
use futures_util::future::try_join_all;
use handlers::bundle::{Failure, Item, MAX_ITEM_BYTES, TIME_LIMIT, UPSTREAM_URL, authority_of, target_of};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::{Request, StatusCode};

/// The upstream of `GET /bundle`, with the connections to it.
pub struct Upstream {
    client: Client<Empty<Bytes>>,
    authority: String,
}

/// `UPSTREAM_URL_INVALID`
#[derive(Debug)]
pub struct InvalidUrl {
    found: String,
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "UPSTREAM_URL_INVALID: {UPSTREAM_URL} must be a URL like http://127.0.0.1:8081, found {:?}",
            self.found
        )
    }
}

impl Upstream {
    /// What `UPSTREAM_URL` names, if it is there.
    pub fn from_env() -> Result<Option<Self>, InvalidUrl> {
        let Some(url) = env::var_os(UPSTREAM_URL).filter(|url| !url.is_empty()) else { return Ok(None) };
        let url = url.to_string_lossy().into_owned();
        match authority_of(&url) {
            Some(authority) => Ok(Some(Self { client: Client::new(TIME_LIMIT), authority })),
            None => Err(InvalidUrl { found: url }),
        }
    }

    /// Asks for all items at the same time; the first failure drops the requests that are under way.
    pub async fn items(&self, ids: &[u32]) -> Result<Vec<Item>, Failure> {
        let items = try_join_all(ids.iter().map(|id| self.item(*id)));
        tokio::time::timeout(TIME_LIMIT, items).await.unwrap_or(Err(Failure::Late))
    }

    async fn item(&self, id: u32) -> Result<Item, Failure> {
        let request = Request::get(format!("http://{}{}", self.authority, target_of(id)))
            .body(Empty::new())
            .map_err(|_| Failure::BadItem)?;
        let response = self.client.request(request).await.map_err(|_| Failure::BadItem)?;
        if response.status() != StatusCode::OK {
            return Err(Failure::BadItem);
        }
        let body = Limited::new(response, MAX_ITEM_BYTES).collect().await.map_err(|_| Failure::BadItem)?;
        Item::read(id, &body.to_bytes())
    }
}
