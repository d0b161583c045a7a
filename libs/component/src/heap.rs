//! The guest's heap starts in what stack and data leave of the memory's first pages. An allocator that grows the memory
//! at its first allocation would have every fresh instance pay two system calls for it, to map and to unmap.

use core::alloc::Layout;
use core::arch::wasm32::{memory_grow, memory_size};

use talc::{base::Talc, base::binning::Binning, cell::TalcSyncCell, source::Source, wasm::WasmBinning};

#[global_allocator]
static HEAP: TalcSyncCell<Memory, WasmBinning> =
    TalcSyncCell::new_wasm(Memory { are_first_pages_claimed: false });

const PAGE_BYTES: usize = 64 * 1024;

/// More than an allocation of its own size needs: the allocator's bookkeeping for a new area.
const AREA_OVERHEAD_BYTES: usize = 64;

unsafe extern "C" {
    /// Where the linker's data and stack end.
    static __heap_base: u8;
}

#[derive(Debug)]
struct Memory {
    are_first_pages_claimed: bool,
}

// SAFETY: allocates nothing itself.
unsafe impl Source for Memory {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        if !talc.source.are_first_pages_claimed {
            talc.source.are_first_pages_claimed = true;
            let start = &raw const __heap_base as usize;
            let size = memory_size::<0>() * PAGE_BYTES - start;
            // SAFETY: from the heap's base to the end of the memory nothing else lives.
            if unsafe { talc.claim(start as *mut u8, size) }.is_some() {
                return Ok(());
            }
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
