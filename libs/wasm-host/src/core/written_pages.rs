//! Which pages of a memory were written to, as the kernel knows it.

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::WrittenPages;
#[cfg(target_os = "linux")]
pub(super) use linux::WrittenPages;

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;

    use rustix::ioctl::{Opcode, Updater, ioctl, opcode};

    /// How many runs of pages one call tells of.
    const REGIONS: usize = 32;

    /// The kernel's `PAGEMAP_SCAN` (Linux 6.7).
    pub(in crate::core) struct WrittenPages(File);

    /// `struct pm_scan_arg` of the kernel.
    #[repr(C)]
    struct Scan {
        size: u64,
        flags: u64,
        start: u64,
        end: u64,
        walk_end: u64,
        regions: u64,
        regions_length: u64,
        max_pages: u64,
        category_inverted: u64,
        category_mask: u64,
        category_anyof_mask: u64,
        return_mask: u64,
    }

    /// `struct page_region` of the kernel.
    #[repr(C)]
    #[derive(Clone, Copy, Default)]
    struct Region {
        start: u64,
        end: u64,
        categories: u64,
    }

    const SCAN: Opcode = opcode::read_write::<Scan>(b'f', 16);

    const WRITTEN: u64 = 1 << 1;
    const OF_FILE: u64 = 1 << 2;
    const PRESENT: u64 = 1 << 3;
    const SWAPPED: u64 = 1 << 4;
    const OF_ZEROS: u64 = 1 << 5;

    impl WrittenPages {
        /// Nothing where the kernel cannot tell, or not to this process.
        pub(in crate::core) fn open() -> Option<Self> {
            let it = Self(File::open("/proc/self/pagemap").ok()?);
            it.scan(0..0, &mut [Region::default(); REGIONS]).is_some().then_some(it)
        }

        /// Gives what may have been written to, with its place, as often as there is more of it. Whether all was given: not
        /// if it is more than `most_bytes`, or the kernel does not tell.
        pub(in crate::core) fn for_each(
            &self,
            memory: &mut [u8],
            most_bytes: usize,
            mut with: impl FnMut(usize, &mut [u8]),
        ) -> bool {
            let base = memory.as_ptr().addr();
            let (mut from, end, mut left) = (base, base + memory.len(), most_bytes);
            while from < end {
                let mut regions = [Region::default(); REGIONS];
                let Some(walked) = self.scan(from..end, &mut regions) else { return false };
                for region in regions.iter().take_while(|region| region.end > 0) {
                    let at = region.start as usize - base;
                    let Some(written) = memory.get_mut(at..region.end as usize - base) else { return false };
                    let Some(less) = left.checked_sub(written.len()) else { return false };
                    left = less;
                    with(at, written);
                }
                if walked <= from {
                    return false;
                }
                from = walked;
            }
            true
        }

        /// Fills in regions of this range of addresses, and tells how far that came.
        fn scan(&self, range: std::ops::Range<usize>, regions: &mut [Region; REGIONS]) -> Option<usize> {
            let mut scan = Scan {
                size: size_of::<Scan>() as u64,
                flags: 0,
                start: range.start as u64,
                end: range.end as u64,
                walk_end: 0,
                regions: regions.as_mut_ptr().expose_provenance() as u64,
                regions_length: REGIONS as u64,
                max_pages: 0,
                // A page of the file that a memory begins as, or of the kernel's zeros, was not written to.
                category_inverted: OF_FILE | OF_ZEROS,
                category_mask: WRITTEN | OF_FILE | OF_ZEROS,
                category_anyof_mask: PRESENT | SWAPPED,
                return_mask: 0,
            };
            // SAFETY: the kernel reads and writes `Scan`, which is as it wants it, and writes to as many regions as there are.
            unsafe { ioctl(&self.0, Updater::<SCAN, Scan>::new(&mut scan)) }.ok()?;
            Some(scan.walk_end as usize)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    /// No other system tells.
    pub(in crate::core) enum WrittenPages {}

    impl WrittenPages {
        pub(in crate::core) fn open() -> Option<Self> {
            None
        }

        pub(in crate::core) fn for_each(
            &self,
            _: &mut [u8],
            _: usize,
            _: impl FnMut(usize, &mut [u8]),
        ) -> bool {
            match *self {}
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use wasmtime::{Engine, Memory, MemoryType, Store};

    use super::*;

    const PAGE_BYTES: usize = 4096;

    #[test]
    fn each_page_that_was_written_to_is_given_and_no_more_than_allowed() {
        let Some(pages) = WrittenPages::open() else {
            return eprintln!("skipped: no PAGEMAP_SCAN before Linux 6.7");
        };
        let mut store = Store::new(&Engine::default(), ());
        let memory = Memory::new(&mut store, MemoryType::new(100, None)).unwrap();
        let data = memory.data_mut(&mut store);
        let given = |data: &mut [u8], most: usize| {
            let mut places = Vec::new();
            let all = pages.for_each(data, most, |at, written| {
                places.extend((at..at + written.len()).step_by(PAGE_BYTES).map(|at| at / PAGE_BYTES));
            });
            (all, places)
        };
        assert_eq!(given(data, usize::MAX), (true, vec![]));
        // More runs than one call tells of, the first and the last page among them, and one that is read alone.
        let written: Vec<usize> =
            (0..=1599).filter(|page| page % 13 == 0 || *page == 1599 || page % 91 == 1).collect();
        for page in &written {
            data[page * PAGE_BYTES + page] = 1;
        }
        assert_eq!(data[5 * PAGE_BYTES], 0);
        assert_eq!(given(data, usize::MAX), (true, written.clone()));
        assert!(given(data, written.len() * PAGE_BYTES).0);
        assert!(!given(data, (written.len() - 1) * PAGE_BYTES).0);
    }
}
