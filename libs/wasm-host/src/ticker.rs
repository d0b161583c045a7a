use std::{thread, time::Duration};

use wasmtime::Engine;

/// How long a guest may compute before it lets other requests on its thread go on.
pub(crate) const TICK: Duration = Duration::from_millis(10);

/// Advances the engine's epoch for as long as the engine is in use.
pub(crate) fn start(engine: &Engine) {
    let engine = engine.weak();
    thread::Builder::new()
        .name("epoch".into())
        .spawn(move || {
            while let Some(engine) = engine.upgrade() {
                engine.increment_epoch();
                drop(engine);
                thread::sleep(TICK);
            }
        })
        .expect("a thread for the epoch");
}
