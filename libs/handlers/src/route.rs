use bytes::Bytes;
use http::{Method, Response};

use crate::{Upload, bundle, primes, problem, respond};

/// What a request's head asks for.
#[derive(Debug)]
pub enum Route {
    /// The answer is complete; the request's body, if any, is not read.
    Answer(Response<Bytes>),
    /// The answer is made of the request's body.
    Upload(Upload),
    /// The answer is made of these items of the upstream; the request's body, if any, is not read.
    Bundle(Vec<u32>),
}

/// Decides by method, path (without query) and query (without `?`), in that order of the contract:
/// an unknown path is 404 whatever the method, a known path with another method 405 with `Allow`.
///
/// `HEAD` gets the answer of `GET` with its body: leaving the body out is the HTTP layer's part (RFC 9110, 9.3.2).
pub fn route(method: &Method, path: &str, query: Option<&str>) -> Route {
    let answer = match path {
        "/health" => on_get(method, || respond::json(r#"{"message":"Hello, World!"}"#)),
        "/plaintext" => on_get(method, || respond::text("Hello, World!")),
        "/primes" => on_get(method, || primes::answer(query)),
        "/bundle" if is_get(method) => match query.and_then(bundle::parse_ids) {
            Some(ids) => return Route::Bundle(ids),
            None => problem::bad_request(),
        },
        "/bundle" => problem::method_not_allowed(GET_ONLY),
        "/echo" if method == Method::POST => return Route::Upload(Upload::Echo),
        "/quote" if method == Method::POST => return Route::Upload(Upload::Quote),
        "/echo" | "/quote" => problem::method_not_allowed("POST"),
        _ => problem::not_found(),
    };
    Route::Answer(answer)
}

const GET_ONLY: &str = "GET, HEAD";

fn on_get(method: &Method, answer: impl FnOnce() -> Response<Bytes>) -> Response<Bytes> {
    if is_get(method) { answer() } else { problem::method_not_allowed(GET_ONLY) }
}

fn is_get(method: &Method) -> bool {
    method == Method::GET || method == Method::HEAD
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{StatusCode, header};

    fn answer(method: Method, path: &str, query: Option<&str>) -> Response<Bytes> {
        match route(&method, path, query) {
            Route::Answer(response) => response,
            other => panic!("{method} {path}: {other:?}"),
        }
    }

    #[test]
    fn get_and_head_share_one_answer() {
        for path in ["/health", "/plaintext", "/primes"] {
            let get = answer(Method::GET, path, Some("below=10"));
            let head = answer(Method::HEAD, path, Some("below=10"));
            assert_eq!(get.status(), StatusCode::OK);
            assert_eq!((get.headers(), get.body()), (head.headers(), head.body()));
        }
    }

    #[test]
    fn bodies_are_the_contracts_bytes() {
        let health = answer(Method::GET, "/health", None);
        assert_eq!(health.body(), r#"{"message":"Hello, World!"}"#);
        assert_eq!(health.headers()[header::CONTENT_TYPE], "application/json");
        let plaintext = answer(Method::GET, "/plaintext", None);
        assert_eq!(plaintext.body(), "Hello, World!");
        assert_eq!(plaintext.headers()[header::CONTENT_TYPE], "text/plain");
    }

    #[test]
    fn wrong_method_names_the_allowed_ones() {
        for (method, path, allow) in [
            (Method::POST, "/health", "GET, HEAD"),
            (Method::DELETE, "/primes", "GET, HEAD"),
            (Method::OPTIONS, "/plaintext", "GET, HEAD"),
            (Method::GET, "/echo", "POST"),
            (Method::HEAD, "/echo", "POST"),
            (Method::POST, "/bundle", "GET, HEAD"),
            (Method::GET, "/quote", "POST"),
        ] {
            let response = answer(method, path, None);
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(response.headers()[header::ALLOW], allow);
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json");
        }
    }

    #[test]
    fn unknown_paths_are_not_found_and_match_exactly() {
        for path in ["/", "/health/", "/Health", "//health", ""] {
            assert_eq!(answer(Method::GET, path, None).status(), StatusCode::NOT_FOUND, "{path:?}");
        }
    }

    #[test]
    fn a_bundle_asks_for_its_items() {
        for method in [Method::GET, Method::HEAD] {
            assert!(
                matches!(route(&method, "/bundle", Some("ids=1,2")), Route::Bundle(ids) if ids == [1, 2])
            );
        }
        assert_eq!(answer(Method::GET, "/bundle", None).status(), StatusCode::BAD_REQUEST);
    }

    #[test]
    fn post_asks_for_the_body() {
        assert!(matches!(route(&Method::POST, "/echo", None), Route::Upload(Upload::Echo)));
        assert!(matches!(route(&Method::POST, "/quote", None), Route::Upload(Upload::Quote)));
    }
}
