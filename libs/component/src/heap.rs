//! The guest's heap starts in what stack and data leave of the memory's first pages. An allocator that grows the memory
//! at its first allocation would have every fresh instance pay two system calls for it, to map and to unmap.
//!
//! Of these pages it first takes one of the host's, and the others when that is full: the allocator marks the end of what
//! it has, and every page of the host that a fresh instance writes to has to be set back after its request.

use core::alloc::Layout;
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::NonNull;

use talc::{base::Talc, base::binning::Binning, cell::TalcSyncCell, source::Source, wasm::WasmBinning};

#[global_allocator]
static HEAP: TalcSyncCell<Memory, WasmBinning> = TalcSyncCell::new_wasm(Memory { claimed: Claimed::Nothing });

const PAGE_BYTES: usize = 64 * 1024;

const HOST_PAGE_BYTES: usize = 4096;

/// The least that is worth a heap of its own: the allocator keeps its lists at its beginning.
const LEAST_FIRST_BYTES: usize = 2048;

/// More than an allocation of its own size needs: the allocator's bookkeeping for a new area.
const AREA_OVERHEAD_BYTES: usize = 64;

unsafe extern "C" {
    /// Where the linker's data and stack end.
    static __heap_base: u8;
}

#[derive(Debug)]
struct Memory {
    claimed: Claimed,
}

/// What the allocator has of the first pages.
#[derive(Debug)]
enum Claimed {
    Nothing,
    /// What comes before this address.
    UpTo(usize),
    All,
}

// SAFETY: allocates nothing itself.
unsafe impl Source for Memory {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        let start = &raw const __heap_base as usize;
        let end = memory_size::<0>() * PAGE_BYTES;
        match talc.source.claimed {
            Claimed::Nothing => {
                let first_end = (start + LEAST_FIRST_BYTES).next_multiple_of(HOST_PAGE_BYTES).min(end);
                // SAFETY: from the heap's base to the end of the memory nothing else lives.
                let claimed = unsafe { talc.claim(start as *mut u8, first_end - start) };
                talc.source.claimed =
                    claimed.map_or(Claimed::All, |end| Claimed::UpTo(end.as_ptr() as usize));
                if claimed.is_some() {
                    return Ok(());
                }
            }
            Claimed::UpTo(claimed_end) => {
                talc.source.claimed = Claimed::All;
                let claimed_end = NonNull::new(claimed_end as *mut u8).ok_or(())?;
                // SAFETY: this is the end of what was claimed; the memory has not grown since, and nothing else lives in it.
                unsafe { talc.extend(claimed_end, end as *mut u8) };
                return Ok(());
            }
            Claimed::All => {}
        }
        let pages = (layout.size() + layout.align() + AREA_OVERHEAD_BYTES).div_ceil(PAGE_BYTES);
        match memory_grow::<0>(pages) {
            usize::MAX => Err(()),
            // SAFETY: these pages are new.
            end => {
                unsafe { talc.claim((end * PAGE_BYTES) as *mut u8, pages * PAGE_BYTES) }.map(|_| ()).ok_or(())
            }
        }
    }
}
