//! The functions of `wasi:http` 0.2.

use crate::import::imports;

// Those of clocks and random numbers that give other values each time are left out: two hosts are to answer alike.
imports! {
    "wasi:http/types@0.2.12" {
        "http-error-code" (i32 i32),
        "[constructor]fields" () i32,
        "[static]fields.from-list" (i32 i32 i32),
        "[method]fields.get" (i32 i32 i32 i32),
        "[method]fields.has" (i32 i32 i32) i32,
        "[method]fields.set" (i32 i32 i32 i32 i32 i32),
        "[method]fields.delete" (i32 i32 i32 i32),
        "[method]fields.append" (i32 i32 i32 i32 i32 i32),
        "[method]fields.entries" (i32 i32),
        "[method]fields.clone" (i32) i32,
        "[resource-drop]fields" (i32),
        "[method]incoming-request.method" (i32 i32),
        "[method]incoming-request.path-with-query" (i32 i32),
        "[method]incoming-request.scheme" (i32 i32),
        "[method]incoming-request.authority" (i32 i32),
        "[method]incoming-request.headers" (i32) i32,
        "[method]incoming-request.consume" (i32 i32),
        "[resource-drop]incoming-request" (i32),
        "[constructor]outgoing-request" (i32) i32,
        "[method]outgoing-request.body" (i32 i32),
        "[method]outgoing-request.method" (i32 i32),
        "[method]outgoing-request.set-method" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.path-with-query" (i32 i32),
        "[method]outgoing-request.set-path-with-query" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.scheme" (i32 i32),
        "[method]outgoing-request.set-scheme" (i32 i32 i32 i32 i32) i32,
        "[method]outgoing-request.authority" (i32 i32),
        "[method]outgoing-request.set-authority" (i32 i32 i32 i32) i32,
        "[method]outgoing-request.headers" (i32) i32,
        "[resource-drop]outgoing-request" (i32),
        "[constructor]request-options" () i32,
        "[method]request-options.connect-timeout" (i32 i32),
        "[method]request-options.set-connect-timeout" (i32 i32 i64) i32,
        "[method]request-options.first-byte-timeout" (i32 i32),
        "[method]request-options.set-first-byte-timeout" (i32 i32 i64) i32,
        "[method]request-options.between-bytes-timeout" (i32 i32),
        "[method]request-options.set-between-bytes-timeout" (i32 i32 i64) i32,
        "[resource-drop]request-options" (i32),
        "[static]response-outparam.set" (i32 i32 i32 i32 i64 i32 i32 i32 i32),
        "[resource-drop]response-outparam" (i32),
        "[method]incoming-response.status" (i32) i32,
        "[method]incoming-response.headers" (i32) i32,
        "[method]incoming-response.consume" (i32 i32),
        "[resource-drop]incoming-response" (i32),
        "[method]incoming-body.stream" (i32 i32),
        "[static]incoming-body.finish" (i32) i32,
        "[resource-drop]incoming-body" (i32),
        "[method]future-trailers.subscribe" (i32) i32,
        "[method]future-trailers.get" (i32 i32),
        "[resource-drop]future-trailers" (i32),
        "[constructor]outgoing-response" (i32) i32,
        "[method]outgoing-response.status-code" (i32) i32,
        "[method]outgoing-response.set-status-code" (i32 i32) i32,
        "[method]outgoing-response.headers" (i32) i32,
        "[method]outgoing-response.body" (i32 i32),
        "[resource-drop]outgoing-response" (i32),
        "[method]outgoing-body.write" (i32 i32),
        "[static]outgoing-body.finish" (i32 i32 i32 i32),
        "[resource-drop]outgoing-body" (i32),
        "[method]future-incoming-response.subscribe" (i32) i32,
        "[method]future-incoming-response.get" (i32 i32),
        "[resource-drop]future-incoming-response" (i32),
    }
    "wasi:http/outgoing-handler@0.2.12" {
        "handle" (i32 i32 i32 i32),
    }
    "wasi:io/streams@0.2.12" {
        "[method]input-stream.read" (i32 i64 i32),
        "[method]input-stream.blocking-read" (i32 i64 i32),
        "[method]input-stream.skip" (i32 i64 i32),
        "[method]input-stream.blocking-skip" (i32 i64 i32),
        "[method]input-stream.subscribe" (i32) i32,
        "[resource-drop]input-stream" (i32),
        "[method]output-stream.check-write" (i32 i32),
        "[method]output-stream.write" (i32 i32 i32 i32),
        "[method]output-stream.blocking-write-and-flush" (i32 i32 i32 i32),
        "[method]output-stream.flush" (i32 i32),
        "[method]output-stream.blocking-flush" (i32 i32),
        "[method]output-stream.subscribe" (i32) i32,
        "[method]output-stream.write-zeroes" (i32 i64 i32),
        "[method]output-stream.blocking-write-zeroes-and-flush" (i32 i64 i32),
        "[method]output-stream.splice" (i32 i32 i64 i32),
        "[method]output-stream.blocking-splice" (i32 i32 i64 i32),
        "[resource-drop]output-stream" (i32),
    }
    "wasi:io/poll@0.2.12" {
        "[method]pollable.ready" (i32) i32,
        "[method]pollable.block" (i32),
        "poll" (i32 i32 i32),
        "[resource-drop]pollable" (i32),
    }
    "wasi:io/error@0.2.12" {
        "[method]error.to-debug-string" (i32 i32),
        "[resource-drop]error" (i32),
    }
    "wasi:clocks/monotonic-clock@0.2.12" {
        "resolution" () i64,
        "subscribe-instant" (i64) i32,
        "subscribe-duration" (i64) i32,
    }
    "wasi:cli/environment@0.2.12" {
        "get-environment" (i32),
        "get-arguments" (i32),
        "initial-cwd" (i32),
    }
    "wasi:cli/exit@0.2.12" {
        "exit" (i32),
    }
    "wasi:cli/stdin@0.2.12" {
        "get-stdin" () i32,
    }
    "wasi:cli/stdout@0.2.12" {
        "get-stdout" () i32,
    }
    "wasi:cli/stderr@0.2.12" {
        "get-stderr" () i32,
    }
    "wasi:cli/terminal-stdin@0.2.12" {
        "get-terminal-stdin" (i32),
    }
    "wasi:cli/terminal-stdout@0.2.12" {
        "get-terminal-stdout" (i32),
    }
    "wasi:cli/terminal-stderr@0.2.12" {
        "get-terminal-stderr" (i32),
    }
    "wasi:cli/terminal-input@0.2.12" {
        "[resource-drop]terminal-input" (i32),
    }
    "wasi:cli/terminal-output@0.2.12" {
        "[resource-drop]terminal-output" (i32),
    }
}
