//! Every import with every argument wrong in every way: what the component runtime does, the core path must do.

mod program;
mod recipes;
mod recipes_p3;

use std::time::{Duration, Instant};

use wasm_host_fuzz::{Generation, Hosts, same_by_both_paths};

use program::{Argument, Program};
use recipes::{Recipe, recipes};
use recipes_p3::recipes_p3;

/// Numbers of handles that are none or of another kind, misaligned places, the edges of memory and of numbers.
fn wrong() -> impl Iterator<Item = Argument> {
    let numbers = [0, 1, 2, 3, 0x77].map(Argument::Number);
    let places = [1, 2, 4, 255].map(Argument::Place);
    let texts = [Argument::Text(200), Argument::Text(255)];
    numbers.into_iter().chain(places).chain(texts).chain((0..16).map(Argument::Edge))
}

/// Calls after which the guest has no way to answer, or which no guest can make.
const ENDING: [&str; 11] = [
    "[static]response-outparam.set",
    "[resource-drop]response-outparam",
    "exit",
    "[task-return]handle",
    "[task-cancel]",
    "[method]incoming-response.status",
    "[method]incoming-response.headers",
    "[method]incoming-response.consume",
    "[resource-drop]incoming-response",
    "[resource-drop]terminal-input",
    "[resource-drop]terminal-output",
];

pub fn every_import_with_every_argument_wrong(hosts: &Hosts, generation: Generation) {
    let names = hosts.imports(generation);
    let (given, recipes) = of(generation);
    let mut differing = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for (name, recipe) in recipes {
        known.push(name);
        let mut right = Program::new(&names, given);
        let arguments = recipe(&mut right);
        let parameters =
            names.iter().find(|(it, _)| it == name).unwrap_or_else(|| panic!("{name} is no import")).1;
        assert_eq!(arguments.len(), parameters, "{name}");
        let mut try_with = |arguments: &[Argument], what: String| {
            let mut program = right.clone();
            program.call(name, arguments);
            program.tell_lists();
            same_by_both_paths(hosts, generation, &program.request())
                .inspect_err(|difference| differing.push(format!("{what}: {difference}")))
        };
        let answer = try_with(&arguments, format!("{name} in order"));
        if let Ok(answer) = &answer {
            let is_answered = answer.starts_with(b"HTTP/1.1 200 ");
            assert_eq!(is_answered, !ENDING.contains(&name), "{name} in order: {}", answer.escape_ascii());
        }
        for at in 0..arguments.len() {
            for argument in wrong() {
                let mut arguments = arguments.clone();
                arguments[at] = argument;
                let _ = try_with(&arguments, format!("{name} with {argument:?} as argument {at}"));
            }
        }
    }
    let unknown: Vec<_> = names.iter().filter(|(name, _)| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "without a recipe: {unknown:?}");
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}

/// Up to so many calls in one program.
const MOST_CALLS: usize = 6;

/// A read of a future that the host has a value for is over at once by the core path, and later by the component
/// runtime: both may be.
const TIMED: [&str; 2] =
    ["[async-lower][future-read-1][static]request.new", "[async-lower][future-read-2][static]request.new"];

/// Calls in any order, each with what it needs; in every third something of it is wrong.
pub fn programs_by_chance(
    hosts: &Hosts,
    generation: Generation,
    duration: Duration,
    mut below: impl FnMut(usize) -> usize,
) {
    let names = hosts.imports(generation);
    let (given, mut recipes) = of(generation);
    recipes.retain(|(name, _)| !TIMED.contains(name));
    let started = Instant::now();
    while started.elapsed() < duration {
        let mut program = Program::new(&names, given);
        let mut calls = Vec::new();
        for _ in 0..=below(MOST_CALLS) {
            let (name, recipe) = recipes[below(recipes.len())];
            let mut arguments = recipe(&mut program);
            if !arguments.is_empty() && below(3) == 0 {
                let at = below(arguments.len());
                arguments[at] = match below(4) {
                    0 => Argument::Number(below(8) as u8),
                    1 => Argument::Place((below(4) * 64) as u8),
                    2 => Argument::Word((below(4) * 16 + below(4)) as u8),
                    _ => Argument::Result(below(program.results().into()) as u8),
                };
            }
            calls.push(format!("{name}{arguments:?}"));
            program.call(name, &arguments);
        }
        same_by_both_paths(hosts, generation, &program.request())
            .unwrap_or_else(|difference| panic!("{}: {difference}", calls.join(" ")));
    }
}

/// How many handles a guest is given, and what it can call.
fn of(generation: Generation) -> (u8, Vec<(&'static str, Recipe)>) {
    match generation {
        Generation::P2 => (2, recipes()),
        Generation::P3 => (1, recipes_p3()),
    }
}
