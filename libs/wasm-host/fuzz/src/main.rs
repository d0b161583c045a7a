//! `nx run wasm-host:fuzz`: libFuzzer chooses the inputs by what they reach.

#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use wasm_host_fuzz::{Hosts, try_input};

static HOSTS: OnceLock<Hosts> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let hosts = HOSTS.get_or_init(Hosts::start);
    if let Err(violation) = try_input(hosts, input) {
        panic!("{violation}");
    }
});
