//! The functions of `wasi:http` 0.3, and of the canonical ABI for tasks, streams and futures.

use crate::import::imports;

// A stream or future is told by where it stands among the types of `request.new`: a stream of bytes, the trailers, and what tells
// that a body was sent. What gives other values each time is left out: two hosts are to answer alike.
imports! {
    "$root" {
        "[waitable-set-new]" () i32,
        "[waitable-set-drop]" (i32),
        "[waitable-set-poll]" (i32 i32) i32,
        "[waitable-set-wait]" (i32 i32) i32,
        "[waitable-join]" (i32 i32),
        "[subtask-drop]" (i32),
        "[subtask-cancel]" (i32) i32,
        "[thread-yield]" () i32,
    }
    "[export]$root" {
        "[task-cancel]" (),
    }
    "[export]wasi:http/handler@0.3.2" {
        "[task-return]handle" (i32 i32 i32 i64 i32 i32 i32 i32),
    }
    "wasi:http/types@0.3.2" {
        "[constructor]fields" () i32,
        "[static]fields.from-list" (i32 i32 i32),
        "[method]fields.get" (i32 i32 i32 i32),
        "[method]fields.has" (i32 i32 i32) i32,
        "[method]fields.set" (i32 i32 i32 i32 i32 i32),
        "[method]fields.delete" (i32 i32 i32 i32),
        "[method]fields.get-and-delete" (i32 i32 i32 i32),
        "[method]fields.append" (i32 i32 i32 i32 i32 i32),
        "[method]fields.copy-all" (i32 i32),
        "[method]fields.clone" (i32) i32,
        "[resource-drop]fields" (i32),
        "[static]request.new" (i32 i32 i32 i32 i32 i32 i32),
        "[method]request.get-method" (i32 i32),
        "[method]request.set-method" (i32 i32 i32 i32) i32,
        "[method]request.get-path-with-query" (i32 i32),
        "[method]request.set-path-with-query" (i32 i32 i32 i32) i32,
        "[method]request.get-scheme" (i32 i32),
        "[method]request.set-scheme" (i32 i32 i32 i32 i32) i32,
        "[method]request.get-authority" (i32 i32),
        "[method]request.set-authority" (i32 i32 i32 i32) i32,
        "[method]request.get-options" (i32 i32),
        "[method]request.get-headers" (i32) i32,
        "[static]request.consume-body" (i32 i32 i32),
        "[resource-drop]request" (i32),
        "[constructor]request-options" () i32,
        "[method]request-options.get-connect-timeout" (i32 i32),
        "[method]request-options.set-connect-timeout" (i32 i32 i64 i32),
        "[method]request-options.get-first-byte-timeout" (i32 i32),
        "[method]request-options.set-first-byte-timeout" (i32 i32 i64 i32),
        "[method]request-options.get-between-bytes-timeout" (i32 i32),
        "[method]request-options.set-between-bytes-timeout" (i32 i32 i64 i32),
        "[method]request-options.clone" (i32) i32,
        "[resource-drop]request-options" (i32),
        "[static]response.new" (i32 i32 i32 i32 i32),
        "[method]response.get-status-code" (i32) i32,
        "[method]response.set-status-code" (i32 i32) i32,
        "[method]response.get-headers" (i32) i32,
        "[static]response.consume-body" (i32 i32 i32),
        "[resource-drop]response" (i32),
        "[stream-new-0][static]request.new" () i64,
        "[async-lower][stream-read-0][static]request.new" (i32 i32 i32) i32,
        "[async-lower][stream-write-0][static]request.new" (i32 i32 i32) i32,
        "[stream-cancel-read-0][static]request.new" (i32) i32,
        "[stream-cancel-write-0][static]request.new" (i32) i32,
        "[stream-drop-readable-0][static]request.new" (i32),
        "[stream-drop-writable-0][static]request.new" (i32),
        "[future-new-1][static]request.new" () i64,
        "[async-lower][future-read-1][static]request.new" (i32 i32) i32,
        "[async-lower][future-write-1][static]request.new" (i32 i32) i32,
        "[future-cancel-read-1][static]request.new" (i32) i32,
        "[future-cancel-write-1][static]request.new" (i32) i32,
        "[future-drop-readable-1][static]request.new" (i32),
        "[future-drop-writable-1][static]request.new" (i32),
        "[future-new-2][static]request.new" () i64,
        "[async-lower][future-read-2][static]request.new" (i32 i32) i32,
        "[async-lower][future-write-2][static]request.new" (i32 i32) i32,
        "[future-cancel-read-2][static]request.new" (i32) i32,
        "[future-cancel-write-2][static]request.new" (i32) i32,
        "[future-drop-readable-2][static]request.new" (i32),
        "[future-drop-writable-2][static]request.new" (i32),
    }
    "wasi:http/client@0.3.2" {
        "[async-lower]send" (i32 i32) i32,
        "send" (i32 i32),
    }
    "wasi:clocks/monotonic-clock@0.3.2" {
        "get-resolution" () i64,
        "wait-for" (i64),
        "[async-lower]wait-for" (i64) i32,
        "wait-until" (i64),
        "[async-lower]wait-until" (i64) i32,
    }
    "wasi:clocks/system-clock@0.3.2" {
        "get-resolution" () i64,
    }
    "wasi:cli/environment@0.3.2" {
        "get-environment" (i32),
        "get-arguments" (i32),
        "get-initial-cwd" (i32),
    }
    "wasi:cli/exit@0.3.2" {
        "exit" (i32),
    }
}
