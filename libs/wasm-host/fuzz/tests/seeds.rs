//! The short form of `nx run wasm-host:fuzz`: the seeds, what was found once, and their mutants by chance.

mod calls;

use std::{
    fs,
    io::{self, Write},
    panic,
    path::Path,
    process,
    sync::{LazyLock, Once},
    time::{Duration, Instant},
};

use wasm_host_fuzz::{Generation, Hosts, try_input};

const DURATION: Duration = Duration::from_secs(15);

/// Where anonymous memory stood after the first inputs, it may stand this much higher after the last.
const ALLOWED_GROWTH_BYTES: usize = 64 * 1024 * 1024;

static HOSTS: LazyLock<Hosts> = LazyLock::new(Hosts::start);

#[test]
fn both_paths_do_the_same_with_every_argument_wrong() {
    end_at_a_panic();
    calls::every_import_with_every_argument_wrong(&HOSTS, Generation::P2);
}

#[test]
fn both_paths_do_the_same_with_every_argument_wrong_of_an_import_of_p3() {
    end_at_a_panic();
    calls::every_import_with_every_argument_wrong(&HOSTS, Generation::P3);
}

#[test]
fn both_paths_do_the_same_with_programs_by_chance() {
    end_at_a_panic();
    let mut chance = Chance(0xca11);
    for generation in [Generation::P2, Generation::P3] {
        calls::programs_by_chance(&HOSTS, generation, DURATION, |limit| chance.below(limit));
    }
}

#[test]
fn no_guest_and_no_client_brings_the_host_down() {
    end_at_a_panic();
    let hosts = &*HOSTS;
    let seeds = seeds();
    for (name, seed) in &seeds {
        try_input(hosts, seed).unwrap_or_else(|violation| panic!("{name}: {violation}"));
    }
    let (started, at_first) = (Instant::now(), anonymous_bytes());
    let mut chance = Chance(0x5eed);
    while started.elapsed() < DURATION {
        let (_, first) = &seeds[chance.below(seeds.len())];
        let (_, second) = &seeds[chance.below(seeds.len())];
        let input = mutant(first, second, &mut chance);
        try_input(hosts, &input).unwrap_or_else(|violation| panic!("{}: {violation}", input.escape_ascii()));
    }
    let growth = anonymous_bytes().saturating_sub(at_first);
    assert!(growth < ALLOWED_GROWTH_BYTES, "{growth} bytes more than at first");
}

/// A panic on a thread of the host would otherwise end in one closed connection.
fn end_at_a_panic() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        panic::set_hook(Box::new(|panic| {
            // What `eprintln!` writes is held back until the test has ended, which it does not.
            let _ = writeln!(io::stderr(), "{panic}");
            process::exit(101);
        }));
    });
}

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

/// The beginning of one input and the end of another, with some bytes changed, left out or said twice.
fn mutant(first: &[u8], second: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut input = first.to_vec();
    if chance.below(2) == 0 {
        input.truncate(chance.below(input.len() + 1));
        input.extend_from_slice(&second[chance.below(second.len() + 1)..]);
    }
    for _ in 0..chance.below(6) {
        let at = chance.below(input.len() + 1);
        match chance.below(3) {
            0 if at < input.len() => input[at] = chance.below(256) as u8,
            1 if at < input.len() => drop(input.remove(at)),
            _ => input.insert(at, chance.below(256) as u8),
        }
    }
    input
}

/// splitmix64: the same numbers in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// Anonymous resident memory of this process, by proc(5).
fn anonymous_bytes() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}
