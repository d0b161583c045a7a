use wasmtime::{Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

use crate::Options;

/// Which `wasi:http` a component speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generation {
    /// `wasi:http/incoming-handler@0.2`
    P2,
    /// `wasi:http/handler@0.3`
    P3,
}

/// Up to this many bytes of an instance's memory are set back by copying and stay mapped; beyond it they go back to
/// the system, which costs a system call, page faults and a TLB shootdown on every core.
const KEEP_RESIDENT_BYTES: usize = 2 * 1024 * 1024;

/// How many instances that are not in use keep their memory mapped, so that a peak of requests does not stay in it.
const MAX_WARM_INSTANCES: u32 = 64;

/// What the compiled code depends on: the same for compiling and for running.
pub(crate) fn code_config(generation: Generation, is_interruptible: bool) -> Config {
    let mut config = Config::new();
    // The checks by which a guest that computes without end is interrupted.
    config.epoch_interruption(is_interruptible);
    // Backtraces of a guest are not shown: a third of a `.cwasm` file would be there for them.
    config.generate_address_map(false).native_unwind_info(false);
    // 0.2 has no concurrency inside an instance, and its bookkeeping costs every call.
    config.concurrency_support(generation == Generation::P3);
    if generation == Generation::P3 {
        config.wasm_component_model_async(true);
    }
    config
}

/// What instances cost and may take.
pub(crate) fn run_config(generation: Generation, options: &Options, is_interruptible: bool) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    let instances = options.max_instances;
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(4))
        .total_memories(instances)
        .total_tables(instances.saturating_mul(2))
        .total_stacks(instances)
        .max_memory_size(options.memory_limit_bytes)
        .max_unused_warm_slots(instances.min(MAX_WARM_INSTANCES))
        .linear_memory_keep_resident(KEEP_RESIDENT_BYTES)
        .table_keep_resident(KEEP_RESIDENT_BYTES)
        .async_stack_keep_resident(KEEP_RESIDENT_BYTES)
        .pagemap_scan(Enabled::Auto);
    let mut config = code_config(generation, is_interruptible);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config.wasm_backtrace_max_frames(None);
    config
}
