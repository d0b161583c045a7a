//! Every import with every argument wrong in every way: what the component runtime does, the core path must do.

mod program;
mod recipes;

use wasm_host_fuzz::{Hosts, same_by_both_paths};

use program::{Argument, Program};
use recipes::recipes;

/// Numbers of handles that are none or of another kind, misaligned places, the edges of memory and of numbers.
fn wrong() -> impl Iterator<Item = Argument> {
    let numbers = [0, 1, 2, 3, 0x77].map(Argument::Number);
    let places = [1, 2, 4, 255].map(Argument::Place);
    let texts = [Argument::Text(200), Argument::Text(255)];
    numbers.into_iter().chain(places).chain(texts).chain((0..16).map(Argument::Edge))
}

/// Calls after which the guest has no way to answer, or which no guest can make.
const ENDING: [&str; 9] = [
    "[static]response-outparam.set",
    "[resource-drop]response-outparam",
    "exit",
    "[method]incoming-response.status",
    "[method]incoming-response.headers",
    "[method]incoming-response.consume",
    "[resource-drop]incoming-response",
    "[resource-drop]terminal-input",
    "[resource-drop]terminal-output",
];

pub fn every_import_with_every_argument_wrong(hosts: &Hosts) {
    let names = hosts.imports();
    let mut differing = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    for (name, recipe) in recipes() {
        known.push(name);
        let mut right = Program::new(&names);
        let arguments = recipe(&mut right);
        let parameters =
            names.iter().find(|(it, _)| it == name).unwrap_or_else(|| panic!("{name} is no import")).1;
        assert_eq!(arguments.len(), parameters, "{name}");
        let mut try_with = |arguments: &[Argument], what: String| {
            let mut program = right.clone();
            program.call(name, arguments);
            program.tell_lists();
            same_by_both_paths(hosts, &program.request()).unwrap_or_else(|difference| {
                differing.push(format!("{what}: {difference}"));
                Vec::new()
            })
        };
        let answer = try_with(&arguments, format!("{name} in order"));
        let is_answered = answer.starts_with(b"HTTP/1.1 200 ");
        assert_eq!(is_answered, !ENDING.contains(&name), "{name} in order: {}", answer.escape_ascii());
        for at in 0..arguments.len() {
            for argument in wrong() {
                let mut arguments = arguments.clone();
                arguments[at] = argument;
                try_with(&arguments, format!("{name} with {argument:?} as argument {at}"));
            }
        }
    }
    let unknown: Vec<_> = names.iter().filter(|(name, _)| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "without a recipe: {unknown:?}");
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
