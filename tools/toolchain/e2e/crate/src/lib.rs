//! A little of std: it allocates.

#[unsafe(no_mangle)]
pub extern "C" fn sum_below(n: u32) -> u32 {
    let numbers: Vec<u32> = (0..n).collect();
    numbers.iter().sum()
}
