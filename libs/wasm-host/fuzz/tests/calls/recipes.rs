//! For each import, what has to be there before and the arguments with which it does what it is for.

use super::program::{
    Argument::{self, Number, Text},
    LIST, NAME, OUT, Program, REQUEST, UNUSED, VALUE,
};

pub type Recipe = fn(&mut Program<'_>) -> Vec<Argument>;

const NAME_TEXT: [Argument; 2] = [Text(NAME), Number(3)];
const VALUE_TEXT: [Argument; 2] = [Text(VALUE), Number(1)];

fn empty(program: &mut Program<'_>) -> Argument {
    program.call("[constructor]fields", &[])
}

fn fields(program: &mut Program<'_>) -> Argument {
    let fields = empty(program);
    let text = [NAME_TEXT, VALUE_TEXT].concat();
    program.call("[method]fields.append", &[&[fields], &text[..], &[UNUSED]].concat());
    fields
}

fn response(program: &mut Program<'_>) -> Argument {
    let fields = fields(program);
    program.call("[constructor]outgoing-response", &[fields])
}

fn body(program: &mut Program<'_>) -> Argument {
    let response = response(program);
    program.call_into("[method]outgoing-response.body", &[response], 4)
}

fn output(program: &mut Program<'_>) -> Argument {
    let body = body(program);
    program.call_into("[method]outgoing-body.write", &[body], 4)
}

fn incoming(program: &mut Program<'_>) -> Argument {
    program.call_into("[method]incoming-request.consume", &[REQUEST], 4)
}

fn input(program: &mut Program<'_>) -> Argument {
    let body = incoming(program);
    program.call_into("[method]incoming-body.stream", &[body], 4)
}

fn trailers(program: &mut Program<'_>) -> Argument {
    let body = incoming(program);
    program.call("[static]incoming-body.finish", &[body])
}

fn request(program: &mut Program<'_>) -> Argument {
    let fields = fields(program);
    program.call("[constructor]outgoing-request", &[fields])
}

fn options(program: &mut Program<'_>) -> Argument {
    program.call("[constructor]request-options", &[])
}

/// What is on its way to a host that is not allowed.
fn sent(program: &mut Program<'_>) -> Argument {
    let request = request(program);
    let authority = [&[request, Number(1)], &NAME_TEXT[..]].concat();
    program.call("[method]outgoing-request.set-authority", &authority);
    program
        .call("[method]outgoing-request.set-scheme", &[request, Number(1), Number(0), Number(0), Number(0)]);
    program.store(LIST, b"/");
    program
        .call("[method]outgoing-request.set-path-with-query", &[request, Number(1), Text(LIST), Number(1)]);
    program.call_into("handle", &[request, Number(0), Number(0)], 8)
}

/// Of a body that is longer than its head announced.
fn error(program: &mut Program<'_>) -> Argument {
    program.store(LIST, b"content-length");
    let fields = empty(program);
    let text = [&[fields, Text(LIST), Number(14)], &VALUE_TEXT[..], &[UNUSED]].concat();
    program.call("[method]fields.append", &text);
    let response = program.call("[constructor]outgoing-response", &[fields]);
    let body = program.call_into("[method]outgoing-response.body", &[response], 4);
    let output = program.call_into("[method]outgoing-body.write", &[body], 4);
    program.call_into("[method]output-stream.write", &[output, Text(NAME), Number(3)], 8)
}

fn pollable(program: &mut Program<'_>) -> Argument {
    let output = output(program);
    program.call("[method]output-stream.subscribe", &[output])
}

fn with_place(program: &mut Program<'_>, arguments: &[Argument]) -> Vec<Argument> {
    [arguments, &[program.place()]].concat()
}

/// The functions of the list, each with arguments that are in order.
pub fn recipes() -> Vec<(&'static str, Recipe)> {
    let mut recipes = of_fields();
    recipes.extend(of_incoming());
    recipes.extend(of_outgoing_request());
    recipes.extend(of_outgoing_response());
    recipes.extend(of_streams());
    recipes.extend(of_cli());
    recipes
}

/// `(name, what has to be there, …)`: a function that takes a handle and nothing else, or a place for its result, too.
macro_rules! of_handle {
    ($name:literal, $handle:expr) => {
        ($name, |program: &mut Program<'_>| vec![($handle)(program)])
    };
    ($name:literal, $handle:expr, place) => {
        ($name, |program: &mut Program<'_>| {
            let handle = ($handle)(program);
            with_place(program, &[handle])
        })
    };
    ($name:literal, $handle:expr, [$($more:expr),*]) => {
        ($name, |program: &mut Program<'_>| vec![($handle)(program), $($more),*])
    };
    ($name:literal, $handle:expr, [$($more:expr),*], place) => {
        ($name, |program: &mut Program<'_>| {
            let handle = ($handle)(program);
            with_place(program, &[handle, $($more),*])
        })
    };
}

fn of_fields() -> Vec<(&'static str, Recipe)> {
    vec![
        ("[constructor]fields", |_| Vec::new()),
        ("[static]fields.from-list", |program| {
            // Two entries of a name and a value each.
            for entry in [0, 16] {
                for (at, text, length) in [(0, NAME, 3), (8, VALUE, 1)] {
                    program.point(LIST + entry + at, text);
                    program.store(LIST + entry + at + 4, &[length, 0, 0, 0]);
                }
            }
            with_place(program, &[Text(LIST), Number(2)])
        }),
        of_handle!("[method]fields.get", fields, [Text(NAME), Number(3)], place),
        of_handle!("[method]fields.has", fields, [Text(NAME), Number(3)]),
        ("[method]fields.set", |program| {
            let fields = fields(program);
            for entry in [0, 8] {
                program.point(LIST + entry, VALUE);
                program.store(LIST + entry + 4, &[1, 0, 0, 0]);
            }
            with_place(program, &[fields, Text(NAME), Number(3), Text(LIST), Number(2)])
        }),
        of_handle!("[method]fields.delete", fields, [Text(NAME), Number(3)], place),
        of_handle!("[method]fields.append", fields, [Text(NAME), Number(3), Text(VALUE), Number(1)], place),
        of_handle!("[method]fields.entries", fields, place),
        of_handle!("[method]fields.clone", fields),
        of_handle!("[resource-drop]fields", fields),
    ]
}

fn of_incoming() -> Vec<(&'static str, Recipe)> {
    // There is none without a host that answers: with every number that could be one it is refused.
    let none: Recipe = |_| vec![Number(0x76)];
    vec![
        of_handle!("[method]incoming-request.method", |_: &mut _| REQUEST, place),
        of_handle!("[method]incoming-request.path-with-query", |_: &mut _| REQUEST, place),
        of_handle!("[method]incoming-request.scheme", |_: &mut _| REQUEST, place),
        of_handle!("[method]incoming-request.authority", |_: &mut _| REQUEST, place),
        of_handle!("[method]incoming-request.headers", |_: &mut _| REQUEST),
        of_handle!("[method]incoming-request.consume", |_: &mut _| REQUEST, place),
        of_handle!("[resource-drop]incoming-request", |_: &mut _| REQUEST),
        ("[method]incoming-response.status", none),
        ("[method]incoming-response.headers", none),
        of_handle!("[method]incoming-response.consume", |_: &mut _| Number(0x76), place),
        ("[resource-drop]incoming-response", none),
        of_handle!("[method]incoming-body.stream", incoming, place),
        of_handle!("[static]incoming-body.finish", incoming),
        of_handle!("[resource-drop]incoming-body", incoming),
        of_handle!("[method]future-trailers.subscribe", trailers),
        of_handle!("[method]future-trailers.get", trailers, place),
        of_handle!("[resource-drop]future-trailers", trailers),
        of_handle!("[method]future-incoming-response.subscribe", sent),
        ("[method]future-incoming-response.get", |program| {
            let sent = sent(program);
            let pollable = program.call("[method]future-incoming-response.subscribe", &[sent]);
            program.call("[method]pollable.block", &[pollable]);
            with_place(program, &[sent])
        }),
        of_handle!("[resource-drop]future-incoming-response", sent),
    ]
}

fn of_outgoing_request() -> Vec<(&'static str, Recipe)> {
    vec![
        of_handle!("[constructor]outgoing-request", fields),
        of_handle!("[method]outgoing-request.body", request, place),
        of_handle!("[method]outgoing-request.method", request, place),
        of_handle!("[method]outgoing-request.set-method", request, [Number(9), Text(NAME), Number(3)]),
        of_handle!("[method]outgoing-request.path-with-query", request, place),
        of_handle!(
            "[method]outgoing-request.set-path-with-query",
            request,
            [Number(1), Text(NAME), Number(3)]
        ),
        of_handle!("[method]outgoing-request.scheme", request, place),
        of_handle!(
            "[method]outgoing-request.set-scheme",
            request,
            [Number(1), Number(2), Text(NAME), Number(3)]
        ),
        of_handle!("[method]outgoing-request.authority", request, place),
        of_handle!("[method]outgoing-request.set-authority", request, [Number(1), Text(NAME), Number(3)]),
        of_handle!("[method]outgoing-request.headers", request),
        of_handle!("[resource-drop]outgoing-request", request),
        ("[constructor]request-options", |_| Vec::new()),
        of_handle!("[method]request-options.connect-timeout", options, place),
        of_handle!("[method]request-options.set-connect-timeout", options, [Number(1), Number(5)]),
        of_handle!("[method]request-options.first-byte-timeout", options, place),
        of_handle!("[method]request-options.set-first-byte-timeout", options, [Number(1), Number(5)]),
        of_handle!("[method]request-options.between-bytes-timeout", options, place),
        of_handle!("[method]request-options.set-between-bytes-timeout", options, [Number(1), Number(5)]),
        of_handle!("[resource-drop]request-options", options),
        ("handle", |program| {
            let (request, options) = (request(program), options(program));
            with_place(program, &[request, Number(1), options])
        }),
    ]
}

fn of_outgoing_response() -> Vec<(&'static str, Recipe)> {
    vec![
        of_handle!("[constructor]outgoing-response", fields),
        of_handle!("[method]outgoing-response.status-code", response),
        of_handle!("[method]outgoing-response.set-status-code", response, [Number(201)]),
        of_handle!("[method]outgoing-response.headers", response),
        of_handle!("[method]outgoing-response.body", response, place),
        of_handle!("[resource-drop]outgoing-response", response),
        of_handle!("[method]outgoing-body.write", body, place),
        ("[static]outgoing-body.finish", |program| {
            let (body, trailers) = (body(program), fields(program));
            with_place(program, &[body, Number(1), trailers])
        }),
        of_handle!("[resource-drop]outgoing-body", body),
        ("[static]response-outparam.set", |_| {
            // An internal error with a text.
            let payload = [Number(1), Text(NAME), Number(3), Number(0), Number(0), Number(0)];
            [&[OUT, Number(1), Number(38)], &payload[..]].concat()
        }),
        of_handle!("[resource-drop]response-outparam", |_: &mut _| OUT),
    ]
}

fn of_streams() -> Vec<(&'static str, Recipe)> {
    vec![
        of_handle!("[method]input-stream.read", input, [Number(2)], place),
        of_handle!("[method]input-stream.blocking-read", input, [Number(2)], place),
        of_handle!("[method]input-stream.skip", input, [Number(2)], place),
        of_handle!("[method]input-stream.blocking-skip", input, [Number(2)], place),
        of_handle!("[method]input-stream.subscribe", input),
        of_handle!("[resource-drop]input-stream", input),
        of_handle!("[method]output-stream.check-write", output, place),
        of_handle!("[method]output-stream.write", output, [Text(NAME), Number(3)], place),
        of_handle!("[method]output-stream.blocking-write-and-flush", output, [Text(NAME), Number(3)], place),
        of_handle!("[method]output-stream.flush", output, place),
        of_handle!("[method]output-stream.blocking-flush", output, place),
        of_handle!("[method]output-stream.subscribe", output),
        of_handle!("[method]output-stream.write-zeroes", output, [Number(3)], place),
        of_handle!("[method]output-stream.blocking-write-zeroes-and-flush", output, [Number(3)], place),
        ("[method]output-stream.splice", |program| {
            let input = program.call("get-stdin", &[]);
            let output = output(program);
            with_place(program, &[output, input, Number(2)])
        }),
        ("[method]output-stream.blocking-splice", |program| {
            let input = program.call("get-stdin", &[]);
            let output = output(program);
            with_place(program, &[output, input, Number(2)])
        }),
        of_handle!("[resource-drop]output-stream", output),
        of_handle!("[method]pollable.ready", pollable),
        of_handle!("[method]pollable.block", pollable),
        ("poll", |program| {
            let past = program.call("subscribe-duration", &[Number(0)]);
            let pollable = pollable(program);
            // The handles of a program are small and known: two for a request, then one each.
            let _ = (past, pollable);
            program.store(LIST, &[3, 0, 0, 0, 7, 0, 0, 0]);
            with_place(program, &[Text(LIST), Number(2)])
        }),
        of_handle!("[resource-drop]pollable", pollable),
        of_handle!("[method]error.to-debug-string", error, place),
        of_handle!("[resource-drop]error", error),
        of_handle!("http-error-code", error, place),
    ]
}

fn of_cli() -> Vec<(&'static str, Recipe)> {
    vec![
        ("subscribe-instant", |_| vec![Number(1)]),
        ("subscribe-duration", |_| vec![Number(1)]),
        ("resolution", |_| Vec::new()),
        ("get-environment", |program| vec![program.place()]),
        ("get-arguments", |program| vec![program.place()]),
        ("initial-cwd", |program| vec![program.place()]),
        ("exit", |_| vec![Number(0)]),
        ("get-stdin", |_| Vec::new()),
        ("get-stdout", |_| Vec::new()),
        ("get-stderr", |_| Vec::new()),
        ("get-terminal-stdin", |program| vec![program.place()]),
        ("get-terminal-stdout", |program| vec![program.place()]),
        ("get-terminal-stderr", |program| vec![program.place()]),
        ("[resource-drop]terminal-input", |_| vec![Number(0x76)]),
        ("[resource-drop]terminal-output", |_| vec![Number(0x76)]),
    ]
}
