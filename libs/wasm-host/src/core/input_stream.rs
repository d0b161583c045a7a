//! `input-stream` of `wasi:io`.

use wasmtime::{Linker, Result};

use super::{
    abi::{Cx, STREAMS, guest},
    poll::subscribes,
    streams::{put_count, put_read, size},
    table::{resource, take},
};
use crate::{cancel::at_once_or_later, guest::Guest};

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(
        STREAMS,
        "[method]input-stream.read",
        |mut cx: Cx<'_>, this: u32, length: u64, at: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            let read = resource!(table, this, InputStream).read(size(length));
            put_read(&mut cx, at, read)
        },
    )?;
    linker.func_wrap_async(
        STREAMS,
        "[method]input-stream.blocking-read",
        |mut cx: Cx<'_>, (this, length, at): (u32, u64, u32)| {
            Box::new(async move {
                let table = &mut guest(&mut cx)?.core.table;
                let read = resource!(table, this, InputStream).blocking_read(size(length)).await;
                put_read(&mut cx, at, read)
            })
        },
    )?;
    linker.func_wrap(
        STREAMS,
        "[method]input-stream.skip",
        |mut cx: Cx<'_>, this: u32, length: u64, at: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            let skipped = resource!(table, this, InputStream).skip(size(length));
            put_count(&mut cx, at, skipped)
        },
    )?;
    linker.func_wrap_async(
        STREAMS,
        "[method]input-stream.blocking-skip",
        |mut cx: Cx<'_>, (this, length, at): (u32, u64, u32)| {
            Box::new(async move {
                let table = &mut guest(&mut cx)?.core.table;
                let skipped = resource!(table, this, InputStream).blocking_skip(size(length)).await;
                put_count(&mut cx, at, skipped)
            })
        },
    )?;
    subscribes!(linker, STREAMS, "input-stream", InputStream);
    linker.func_wrap(STREAMS, "[resource-drop]input-stream", |mut cx: Cx<'_>, this: u32| -> Result<()> {
        let mut stream = take!(guest(&mut cx)?.core.table, this, InputStream);
        at_once_or_later(async move { stream.cancel().await });
        Ok(())
    })?;
    Ok(())
}
