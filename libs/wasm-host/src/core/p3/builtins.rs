//! The canonical ABI's own functions, by the names that `core::builtins` gives them.

use tokio::task::yield_now;
use wasmtime::{Linker, Result, bail};

use super::{
    BUILTINS,
    end::{Kind, Side},
    subtask, task,
    transfer::{cancel, drop_end, start},
    waitable::{self, WaitableSet},
};
use crate::{
    core::{
        abi::{Cx, enter, guest},
        table::Resource,
    },
    guest::Guest,
};

pub(super) fn define(linker: &mut Linker<Guest>) -> Result<()> {
    define_ends(linker, "stream", Kind::Bytes, "")?;
    for (name, side) in [("stream.read", Side::Readable), ("stream.write", Side::Writable)] {
        linker.func_wrap(BUILTINS, name, move |mut cx: Cx<'_>, handle: u32, pointer: u32, count: u32| {
            start(enter(&mut cx)?, (Kind::Bytes, side), handle, pointer, count)
        })?;
    }
    for kind in Kind::FUTURES {
        let suffix = format!(":{}", kind.name());
        define_ends(linker, "future", kind, &suffix)?;
        for (verb, side) in [("read", Side::Readable), ("write", Side::Writable)] {
            let name = format!("future.{verb}{suffix}");
            linker.func_wrap(BUILTINS, &name, move |mut cx: Cx<'_>, handle: u32, pointer: u32| {
                start(enter(&mut cx)?, (kind, side), handle, pointer, 1)
            })?;
        }
    }
    define_waiting(linker)?;
    define_tasks(linker)
}

fn define_ends(linker: &mut Linker<Guest>, of: &str, kind: Kind, suffix: &str) -> Result<()> {
    linker.func_wrap(BUILTINS, &format!("{of}.new{suffix}"), move |mut cx: Cx<'_>| {
        guest(&mut cx)?.open(kind)
    })?;
    let sides =
        [("cancel-read", "drop-readable", Side::Readable), ("cancel-write", "drop-writable", Side::Writable)];
    for (cancels, drops, side) in sides {
        linker.func_wrap(
            BUILTINS,
            &format!("{of}.{cancels}{suffix}"),
            move |mut cx: Cx<'_>, handle: u32| cancel(guest(&mut cx)?, (kind, side), handle),
        )?;
        linker.func_wrap(
            BUILTINS,
            &format!("{of}.{drops}{suffix}"),
            move |mut cx: Cx<'_>, handle: u32| drop_end(guest(&mut cx)?, (kind, side), handle),
        )?;
    }
    Ok(())
}

fn define_waiting(linker: &mut Linker<Guest>) -> Result<()> {
    linker.func_wrap(BUILTINS, "waitable-set.new", |mut cx: Cx<'_>| {
        guest(&mut cx)?.core.table.push(Resource::WaitableSet(WaitableSet::default()))
    })?;
    linker.func_wrap(BUILTINS, "waitable-set.drop", |mut cx: Cx<'_>, set: u32| {
        waitable::drop_set(guest(&mut cx)?, set)
    })?;
    linker.func_wrap(BUILTINS, "waitable.join", |mut cx: Cx<'_>, handle: u32, set: u32| {
        waitable::join(guest(&mut cx)?, handle, set)
    })?;
    linker.func_wrap(BUILTINS, "waitable-set.poll", |mut cx: Cx<'_>, set: u32, at: u32| {
        let (memory, guest) = enter(&mut cx)?;
        let event = waitable::poll(memory, guest, set)?;
        waitable::put_event(memory, at, event)
    })?;
    linker.func_wrap_async(BUILTINS, "waitable-set.wait", |mut cx: Cx<'_>, (set, at): (u32, u32)| {
        Box::new(async move { waitable::wait_within(&mut cx, set, at).await })
    })?;
    linker.func_wrap_async(BUILTINS, "thread.yield", |mut cx: Cx<'_>, (): ()| {
        Box::new(async move {
            guest(&mut cx)?;
            yield_now().await;
            // Nobody cancels a task.
            Ok(0_u32)
        })
    })?;
    linker.func_wrap(BUILTINS, "subtask.cancel", |mut cx: Cx<'_>, handle: u32| {
        subtask::cancel(guest(&mut cx)?, handle)
    })?;
    linker.func_wrap(BUILTINS, "subtask.drop", |mut cx: Cx<'_>, handle: u32| {
        subtask::drop(guest(&mut cx)?, handle)
    })?;
    Ok(())
}

fn define_tasks(linker: &mut Linker<Guest>) -> Result<()> {
    for slot in 0..2_usize {
        linker.func_wrap(BUILTINS, &format!("context.get:{slot}"), move |mut cx: Cx<'_>| {
            Ok(guest(&mut cx)?.core.p3.task.context[slot])
        })?;
        linker.func_wrap(BUILTINS, &format!("context.set:{slot}"), move |mut cx: Cx<'_>, value: u32| {
            guest(&mut cx)?.core.p3.task.context[slot] = value;
            Ok(())
        })?;
    }
    linker.func_wrap(BUILTINS, "task.return", task::returned)?;
    linker.func_wrap(BUILTINS, "task.cancel", |_: Cx<'_>| -> Result<()> {
        bail!("a task that nobody has cancelled cannot say that it was")
    })?;
    Ok(())
}
