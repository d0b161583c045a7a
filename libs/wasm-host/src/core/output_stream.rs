//! `output-stream` of `wasi:io`.

use bytes::Bytes;
use wasmtime::{Linker, Result, bail};

use super::{
    abi::{Cx, STREAMS, bytes, enter, guest},
    poll::subscribes,
    streams::{Output, Streamed, put_count, put_done, size},
    table::{resource, take},
};
use crate::{cancel::at_once_or_later, guest::Guest};

/// The most that the functions that write and flush take at once, as `wasi:io` has it.
const MAX_BLOCKING_WRITE: u64 = 4096;

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_writes(linker)?;
    define_splice(linker)
}

fn define_writes(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(
        STREAMS,
        "[method]output-stream.check-write",
        |mut cx: Cx<'_>, this: u32, at: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            let permit = resource!(table, this, OutputStream).stream().check_write();
            put_count(&mut cx, at, permit)
        },
    )?;
    linker.func_wrap(
        STREAMS,
        "[method]output-stream.write",
        |mut cx: Cx<'_>, this: u32, from: u32, length: u32, at: u32| {
            let (memory, guest) = enter(&mut cx)?;
            let bytes = Bytes::copy_from_slice(bytes(memory, from, length)?);
            let written = resource!(guest.core.table, this, OutputStream).stream().write(bytes);
            put_done(&mut cx, at, written)
        },
    )?;
    linker.func_wrap(
        STREAMS,
        "[method]output-stream.write-zeroes",
        |mut cx: Cx<'_>, this: u32, length: u64, at: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            let written = resource!(table, this, OutputStream).stream().write_zeroes(size(length));
            put_done(&mut cx, at, written)
        },
    )?;
    linker.func_wrap(STREAMS, "[method]output-stream.flush", |mut cx: Cx<'_>, this: u32, at: u32| {
        let table = &mut guest(&mut cx)?.core.table;
        let flushed = resource!(table, this, OutputStream).stream().flush();
        put_done(&mut cx, at, flushed)
    })?;
    linker.func_wrap_async(
        STREAMS,
        "[method]output-stream.blocking-flush",
        |mut cx: Cx<'_>, (this, at): (u32, u32)| {
            Box::new(async move {
                let table = &mut guest(&mut cx)?.core.table;
                let stream = resource!(table, this, OutputStream).stream();
                let flushed = match stream.flush() {
                    Ok(()) => stream.write_ready().await.map(|_| ()),
                    Err(error) => Err(error),
                };
                put_done(&mut cx, at, flushed)
            })
        },
    )?;
    linker.func_wrap_async(
        STREAMS,
        "[method]output-stream.blocking-write-and-flush",
        |mut cx: Cx<'_>, (this, from, length, at): (u32, u32, u32, u32)| {
            Box::new(async move {
                let (memory, guest) = enter(&mut cx)?;
                let bytes = bytes(memory, from, length)?;
                check_length(length.into())?;
                let bytes = Bytes::copy_from_slice(bytes);
                let stream = resource!(guest.core.table, this, OutputStream).stream();
                let written = stream.blocking_write_and_flush(bytes).await;
                put_done(&mut cx, at, written)
            })
        },
    )?;
    linker.func_wrap_async(
        STREAMS,
        "[method]output-stream.blocking-write-zeroes-and-flush",
        |mut cx: Cx<'_>, (this, length, at): (u32, u64, u32)| {
            Box::new(async move {
                let table = &mut guest(&mut cx)?.core.table;
                check_length(length)?;
                let stream = resource!(table, this, OutputStream).stream();
                let written = stream.blocking_write_and_flush(vec![0; length as usize].into()).await;
                put_done(&mut cx, at, written)
            })
        },
    )?;
    subscribes!(linker, STREAMS, "output-stream", OutputStream);
    linker.func_wrap(STREAMS, "[resource-drop]output-stream", |mut cx: Cx<'_>, this: u32| -> Result<()> {
        match take!(guest(&mut cx)?.core.table, this, OutputStream) {
            // Has nothing to wait for.
            Output::Body(writer) => drop(writer),
            Output::Other(mut stream) => at_once_or_later(async move { stream.cancel().await }),
        }
        Ok(())
    })?;
    Ok(())
}

fn define_splice(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(
        STREAMS,
        "[method]output-stream.splice",
        |mut cx: Cx<'_>, this: u32, from: u32, length: u64, at: u32| {
            let table = &mut guest(&mut cx)?.core.table;
            resource!(table, from, InputStream);
            let permit = resource!(table, this, OutputStream).stream().check_write();
            let length = match permit {
                Ok(permit) => size(length).min(permit),
                Err(error) => return put_count(&mut cx, at, Err(error)),
            };
            let read =
                if length == 0 { Ok(Bytes::new()) } else { resource!(table, from, InputStream).read(length) };
            let written = match read {
                Ok(bytes) if bytes.is_empty() => Ok(0),
                Ok(bytes) => {
                    let count = bytes.len();
                    resource!(table, this, OutputStream).stream().write(bytes).map(|()| count)
                }
                Err(error) => Err(error),
            };
            put_count(&mut cx, at, written)
        },
    )?;
    linker.func_wrap_async(
        STREAMS,
        "[method]output-stream.blocking-splice",
        |mut cx: Cx<'_>, (this, from, length, at): (u32, u32, u64, u32)| {
            Box::new(async move {
                let spliced = blocking_splice(&mut cx, this, from, length).await?;
                put_count(&mut cx, at, spliced)
            })
        },
    )?;
    Ok(())
}

async fn blocking_splice(cx: &mut Cx<'_>, this: u32, from: u32, length: u64) -> Result<Streamed<usize>> {
    let table = &mut guest(cx)?.core.table;
    resource!(table, from, InputStream);
    let length = match resource!(table, this, OutputStream).stream().write_ready().await {
        Ok(permit) => size(length).min(permit),
        Err(error) => return Ok(Err(error)),
    };
    if length == 0 {
        return Ok(Ok(0));
    }
    let bytes = match resource!(table, from, InputStream).blocking_read(length).await {
        Ok(bytes) if bytes.is_empty() => return Ok(Ok(0)),
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error)),
    };
    let count = bytes.len();
    let written = resource!(table, this, OutputStream).stream().blocking_write_and_flush(bytes).await;
    Ok(written.map(|()| count))
}

fn check_length(length: u64) -> Result<()> {
    if length > MAX_BLOCKING_WRITE {
        bail!("more than {MAX_BLOCKING_WRITE} bytes are to be written and flushed at once");
    }
    Ok(())
}
