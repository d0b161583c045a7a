//! The canonical ABI's own functions for tasks, streams and futures, as far as `p3` has them.

use wasmparser::{CanonicalFunction, CanonicalOption, ValType};

use super::{graph::Shape, wit::Wit};

/// The name that `p3` has for a function, and the options that it is used with.
pub(super) fn named<'a>(
    function: &'a CanonicalFunction,
    wit: &Wit<'_>,
) -> Shape<(String, &'a [CanonicalOption])> {
    use CanonicalFunction as F;
    let future = |verb: &str, ty| Ok::<_, String>(format!("future.{verb}:{}", wit.future(ty)?.name()));
    let stream = |verb: &str, ty| {
        wit.stream(ty)?;
        Ok::<_, String>(format!("stream.{verb}"))
    };
    let name = match function {
        F::TaskReturn { result, options } => {
            wit.check_returned(*result)?;
            return Ok(("task.return".into(), options));
        }
        F::StreamRead { ty, options } => return Ok((stream("read", *ty)?, options)),
        F::StreamWrite { ty, options } => return Ok((stream("write", *ty)?, options)),
        F::FutureRead { ty, options } => return Ok((future("read", *ty)?, options)),
        F::FutureWrite { ty, options } => return Ok((future("write", *ty)?, options)),
        F::TaskCancel => "task.cancel".into(),
        F::ContextGet { ty: ValType::I32, slot: slot @ 0..2 } => format!("context.get:{slot}"),
        F::ContextSet { ty: ValType::I32, slot: slot @ 0..2 } => format!("context.set:{slot}"),
        F::ThreadYield { .. } => "thread.yield".into(),
        F::SubtaskDrop => "subtask.drop".into(),
        F::SubtaskCancel { .. } => "subtask.cancel".into(),
        F::WaitableSetNew => "waitable-set.new".into(),
        F::WaitableSetWait { .. } => "waitable-set.wait".into(),
        F::WaitableSetPoll { .. } => "waitable-set.poll".into(),
        F::WaitableSetDrop => "waitable-set.drop".into(),
        F::WaitableJoin => "waitable.join".into(),
        F::StreamNew { ty } => stream("new", *ty)?,
        F::StreamCancelRead { ty, .. } => stream("cancel-read", *ty)?,
        F::StreamCancelWrite { ty, .. } => stream("cancel-write", *ty)?,
        F::StreamDropReadable { ty } => stream("drop-readable", *ty)?,
        F::StreamDropWritable { ty } => stream("drop-writable", *ty)?,
        F::FutureNew { ty } => future("new", *ty)?,
        F::FutureCancelRead { ty, .. } => future("cancel-read", *ty)?,
        F::FutureCancelWrite { ty, .. } => future("cancel-write", *ty)?,
        F::FutureDropReadable { ty } => future("drop-readable", *ty)?,
        F::FutureDropWritable { ty } => future("drop-writable", *ty)?,
        other => return Err(format!("it uses {other:?}")),
    };
    Ok((name, &[]))
}

/// Whether it reads or writes, which without the option `async` would wait.
pub(super) fn copies(function: &CanonicalFunction) -> bool {
    use CanonicalFunction as F;
    matches!(
        function,
        F::StreamRead { .. } | F::StreamWrite { .. } | F::FutureRead { .. } | F::FutureWrite { .. }
    )
}
