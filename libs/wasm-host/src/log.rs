use std::fmt::Display;

/// One line on standard error about a guest that did not do its part; `during` says where.
pub(crate) fn fault(during: impl Display, error: &wasmtime::Error) {
    eprintln!("{} {during}: {}", code(error), error.root_cause());
}

/// `GUEST_TIME_LIMIT`, `GUEST_TRAP` or, for what the host could not do, `GUEST_FAILED`.
fn code(error: &wasmtime::Error) -> &'static str {
    if error.is::<crate::error::TimeLimitExceeded>() {
        "GUEST_TIME_LIMIT"
    } else if error.is::<wasmtime::Trap>() {
        "GUEST_TRAP"
    } else {
        "GUEST_FAILED"
    }
}
