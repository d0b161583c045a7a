#[cfg(feature = "component")]
use wasmtime::component::Component;
use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, Module, PoolingAllocationConfig, ResourcesRequired,
};

use crate::Options;

/// What a component needs that costs every component: compiled for one of these, it runs with the same alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Features {
    /// The component model's async functions, streams and futures, as `wasi:http` 0.3 has them.
    pub(crate) is_concurrent: bool,
}

impl Features {
    /// What costs less comes first.
    pub(crate) const ALL: [Self; 2] = [Self { is_concurrent: false }, Self { is_concurrent: true }];
}

/// Up to this many bytes of an instance's memory are set back by copying and stay mapped; beyond it they go back to
/// the system, which costs a system call, page faults and a TLB shootdown on every core.
const KEEP_RESIDENT_BYTES: usize = 2 * 1024 * 1024;

/// A memory that begins with up to so much is set back whole: to ask the kernel which pages were written to takes longer.
/// With twice as much both take the same.
const UNSCANNED_BYTES: u64 = 64 * 1024;

/// How many instances that are not in use keep their memory mapped, so that a peak of requests does not stay in it.
const MAX_WARM_INSTANCES: u32 = 64;

/// By how many elements a guest may make a table grow, at least.
const TABLE_GROWTH: u64 = 20_000;

/// What the host itself keeps of an instance: far beyond what the largest components that are known take.
const MAX_INSTANCE_BYTES: usize = 64 * 1024 * 1024;

/// Tasks of one instance that may be suspended within a call that blocks, each with a stack of its own.
const STACKS_OF_CONCURRENT: u32 = 8;

/// What the compiled code depends on: the same for compiling and for running.
pub(crate) fn code_config(features: Features, is_interruptible: bool) -> Config {
    let mut config = Config::new();
    // The checks by which a guest that computes without end is interrupted.
    config.epoch_interruption(is_interruptible);
    // Backtraces of a guest are not shown: a third of a `.cwasm` file would be there for them.
    config.generate_address_map(false).native_unwind_info(false);
    // Without async functions an instance has no concurrency inside, whose bookkeeping costs every call.
    config.concurrency_support(features.is_concurrent);
    if features.is_concurrent {
        config.wasm_component_model_async(true);
    }
    config
}

/// What each instance of a component takes from the pool.
pub(crate) struct Demand {
    memories: u32,
    tables: u32,
    table_elements: u64,
    /// The size with which the largest memory begins, in bytes.
    pub(crate) memory_bytes: u64,
    /// Whether core instances are what is limited.
    is_module: bool,
}

impl Demand {
    #[cfg(feature = "component")]
    /// Counted from the component, with all that it is composed of.
    pub(crate) fn of_component(component: &Component) -> Self {
        Self::new(component.resources_required(), false)
    }

    pub(crate) fn of_module(module: &Module) -> Self {
        Self::new(Some(module.resources_required()), true)
    }

    fn new(required: Option<ResourcesRequired>, is_module: bool) -> Self {
        const PAGE_BYTES: u64 = 64 * 1024;
        let of_required = |count: fn(&ResourcesRequired) -> u64| required.as_ref().map_or(0, count);
        Self {
            memories: of_required(|it| it.num_memories.into()).max(1) as u32,
            tables: of_required(|it| it.num_tables.into()).max(1) as u32,
            table_elements: of_required(|it| it.max_initial_table_size.unwrap_or(0)) + TABLE_GROWTH,
            memory_bytes: of_required(|it| it.max_initial_memory_size.unwrap_or(0)) * PAGE_BYTES,
            is_module,
        }
    }
}

/// What instances cost and may take.
pub(crate) fn run_config(
    features: Features,
    demand: &Demand,
    options: &Options,
    is_interruptible: bool,
) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    let instances = options.max_instances;
    let stacks = if features.is_concurrent { STACKS_OF_CONCURRENT } else { 1 };
    pool.total_component_instances(instances)
        // Core instances take no slots: what is limited is the instances of the component, where there is one.
        .total_core_instances(if demand.is_module { instances } else { u32::MAX })
        .max_component_instance_size(MAX_INSTANCE_BYTES)
        .max_core_instance_size(MAX_INSTANCE_BYTES)
        .total_memories(instances.saturating_mul(demand.memories))
        .max_memories_per_module(demand.memories)
        .total_tables(instances.saturating_mul(demand.tables))
        .max_tables_per_module(demand.tables)
        .table_elements(usize::try_from(demand.table_elements).unwrap_or(usize::MAX))
        .total_stacks(instances.saturating_mul(stacks))
        .max_memory_size(options.memory_limit_bytes)
        .max_unused_warm_slots(instances.min(MAX_WARM_INSTANCES).saturating_mul(demand.memories))
        .linear_memory_keep_resident(KEEP_RESIDENT_BYTES)
        .table_keep_resident(KEEP_RESIDENT_BYTES)
        .async_stack_keep_resident(KEEP_RESIDENT_BYTES)
        .pagemap_scan(if demand.memory_bytes <= UNSCANNED_BYTES || may_swap() {
            Enabled::No
        } else {
            Enabled::Auto
        });
    let mut config = code_config(features, is_interruptible);
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config.wasm_backtrace_max_frames(None);
    config
}

/// To set a slot back, wasmtime asks the kernel which of its pages are present and were written to. A page that was swapped
/// out is not present: the next instance would read what it holds (wasmtime, pull request 14357). Where there is swap, all
/// that may have been written to is set back.
fn may_swap() -> bool {
    std::fs::read_to_string("/proc/swaps").is_ok_and(|swaps| swaps.lines().nth(1).is_some())
}
