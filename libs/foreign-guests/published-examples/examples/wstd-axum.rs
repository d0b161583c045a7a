//! Routes of axum on `wasi:http` 0.2, by wstd-axum.

use axum::{
    Router,
    body::Body,
    http::header,
    response::IntoResponse,
    routing::{get, post},
};

#[wstd_axum::http_server]
fn main() -> Router {
    Router::new()
        .route("/", get(|| async { "Hello from axum\n" }))
        .route("/echo", post(|body: Body| async { body }))
        .route("/cached", get(|| async { ([(header::ETAG, "\"1\"")], "whole").into_response() }))
}
