//! For each import of a 0.3 guest, what has to be there before and the arguments with which it does what it is for.

use super::{
    program::{
        Argument::{self, Number, Result, Text},
        LIST, NAME, Program, REQUEST, UNUSED, VALUE,
    },
    recipes::Recipe,
};

const NAME_TEXT: [Argument; 2] = [Text(NAME), Number(3)];
const VALUE_TEXT: [Argument; 2] = [Text(VALUE), Number(1)];

/// As far from zero as any test lasts: what `Edge` has for 2^31 nanoseconds is ten times a guest's time limit.
const LONG: Argument = Argument::Edge(2);

macro_rules! of_stream {
    ($verb:literal) => {
        concat!("[stream-", $verb, "-0][static]request.new")
    };
    (async $verb:literal) => {
        concat!("[async-lower][stream-", $verb, "-0][static]request.new")
    };
}

macro_rules! of_trailers {
    ($verb:literal) => {
        concat!("[future-", $verb, "-1][static]request.new")
    };
    (async $verb:literal) => {
        concat!("[async-lower][future-", $verb, "-1][static]request.new")
    };
}

macro_rules! of_done {
    ($verb:literal) => {
        concat!("[future-", $verb, "-2][static]request.new")
    };
    (async $verb:literal) => {
        concat!("[async-lower][future-", $verb, "-2][static]request.new")
    };
}

/// The functions of the list, each with arguments that are in order.
pub fn recipes_p3() -> Vec<(&'static str, Recipe)> {
    let mut recipes = of_waiting();
    recipes.extend(of_fields());
    recipes.extend(of_requests());
    recipes.extend(of_options());
    recipes.extend(of_responses());
    recipes.extend(of_streams());
    recipes.extend(of_futures());
    recipes.extend(of_the_rest());
    recipes
}

/// Both ends of what was made, by the readable one.
fn ends(made: Argument) -> (Argument, Argument) {
    match made {
        Result(readable) => (made, Result(readable + 1)),
        other => panic!("{other:?} is no result"),
    }
}

fn stream(program: &mut Program<'_>) -> (Argument, Argument) {
    ends(program.call(of_stream!("new"), &[]))
}

fn trailers(program: &mut Program<'_>) -> (Argument, Argument) {
    ends(program.call(of_trailers!("new"), &[]))
}

fn done(program: &mut Program<'_>) -> (Argument, Argument) {
    ends(program.call(of_done!("new"), &[]))
}

fn fields(program: &mut Program<'_>) -> Argument {
    let fields = program.call("[constructor]fields", &[]);
    let text = [NAME_TEXT, VALUE_TEXT].concat();
    program.call("[method]fields.append", &[&[fields], &text[..], &[UNUSED]].concat());
    fields
}

fn with_place(program: &mut Program<'_>, arguments: &[Argument]) -> Vec<Argument> {
    [arguments, &[program.place()]].concat()
}

/// A response, and the writable ends of its body and trailers.
fn response_with_ends(program: &mut Program<'_>) -> (Argument, Argument, Argument) {
    let fields = fields(program);
    let ((contents, write_contents), (trailers, write_trailers)) = (stream(program), trailers(program));
    let arguments = [fields, Number(1), contents, trailers];
    (program.call_into("[static]response.new", &arguments, 0), write_contents, write_trailers)
}

fn response(program: &mut Program<'_>) -> Argument {
    response_with_ends(program).0
}

fn options(program: &mut Program<'_>) -> Argument {
    program.call("[constructor]request-options", &[])
}

/// A request to a host that is not allowed.
fn request(program: &mut Program<'_>) -> Argument {
    let (fields, options) = (fields(program), options(program));
    let (trailers, _) = trailers(program);
    let arguments = [fields, Number(0), Number(0), trailers, Number(1), options];
    let request = program.call_into("[static]request.new", &arguments, 0);
    let authority = [&[request, Number(1)], &NAME_TEXT[..]].concat();
    program.call("[method]request.set-authority", &authority);
    let scheme = [request, Number(1), Number(0), Number(0), Number(0)];
    program.call("[method]request.set-scheme", &scheme);
    request
}

/// The stream of the client's body.
fn upload(program: &mut Program<'_>) -> Argument {
    let (done, _) = done(program);
    program.call_into("[static]request.consume-body", &[REQUEST, done], 0)
}

/// A call of the host that is under way; its handle is told above its state.
fn subtask(program: &mut Program<'_>) -> Argument {
    program.call("[async-lower]wait-for", &[LONG]);
    // The handles of a program are small and known: one for the request, then one each.
    Number(2)
}

fn set(program: &mut Program<'_>) -> Argument {
    program.call("[waitable-set-new]", &[])
}

/// A set with an end of a stream that is written to, and whose other end is gone.
fn set_with_event(program: &mut Program<'_>) -> Argument {
    let (set, (readable, writable)) = (set(program), stream(program));
    let arguments = [&[writable], &NAME_TEXT[..]].concat();
    program.call(of_stream!(async "write"), &arguments);
    program.call(of_stream!("drop-readable"), &[readable]);
    program.call("[waitable-join]", &[writable, set]);
    set
}

fn of_waiting() -> Vec<(&'static str, Recipe)> {
    vec![
        ("[waitable-set-new]", |_| Vec::new()),
        ("[waitable-set-drop]", |program| vec![set(program)]),
        ("[waitable-set-poll]", |program| {
            let set = set_with_event(program);
            with_place(program, &[set])
        }),
        ("[waitable-set-wait]", |program| {
            let set = set_with_event(program);
            with_place(program, &[set])
        }),
        ("[waitable-join]", |program| {
            let (set, (readable, _)) = (set(program), stream(program));
            vec![readable, set]
        }),
        ("[subtask-drop]", |program| {
            let subtask = subtask(program);
            program.call("[subtask-cancel]", &[subtask]);
            vec![subtask]
        }),
        ("[subtask-cancel]", |program| vec![subtask(program)]),
        ("[thread-yield]", |_| Vec::new()),
        ("[task-cancel]", |_| Vec::new()),
        ("[task-return]handle", |_| {
            // An internal error with a text.
            let payload = [Number(1), Text(NAME), Number(3), Number(0), Number(0), Number(0)];
            [&[Number(1), Number(38)], &payload[..]].concat()
        }),
    ]
}

fn of_fields() -> Vec<(&'static str, Recipe)> {
    fn named(program: &mut Program<'_>) -> Vec<Argument> {
        [&[fields(program)], &NAME_TEXT[..]].concat()
    }
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
        ("[method]fields.get", |program| {
            let named = named(program);
            with_place(program, &named)
        }),
        ("[method]fields.has", named),
        ("[method]fields.set", |program| {
            for entry in [0, 8] {
                program.point(LIST + entry, VALUE);
                program.store(LIST + entry + 4, &[1, 0, 0, 0]);
            }
            let arguments = [named(program), vec![Text(LIST), Number(2)]].concat();
            with_place(program, &arguments)
        }),
        ("[method]fields.delete", |program| {
            let named = named(program);
            with_place(program, &named)
        }),
        ("[method]fields.get-and-delete", |program| {
            let named = named(program);
            with_place(program, &named)
        }),
        ("[method]fields.append", |program| {
            let arguments = [named(program), VALUE_TEXT.to_vec()].concat();
            with_place(program, &arguments)
        }),
        ("[method]fields.copy-all", |program| {
            let fields = fields(program);
            with_place(program, &[fields])
        }),
        ("[method]fields.clone", |program| vec![fields(program)]),
        ("[resource-drop]fields", |program| vec![fields(program)]),
    ]
}

/// The client's request, and a place for what is asked of it.
fn ask(program: &mut Program<'_>) -> Vec<Argument> {
    with_place(program, &[REQUEST])
}

fn of_requests() -> Vec<(&'static str, Recipe)> {
    vec![
        ("[static]request.new", |program| {
            let (fields, options) = (fields(program), options(program));
            let ((contents, _), (trailers, _)) = (stream(program), trailers(program));
            with_place(program, &[fields, Number(1), contents, trailers, Number(1), options])
        }),
        ("[method]request.get-method", ask),
        ("[method]request.set-method", |program| [&[request(program), Number(9)], &NAME_TEXT[..]].concat()),
        ("[method]request.get-path-with-query", ask),
        ("[method]request.set-path-with-query", |program| {
            [&[request(program), Number(1)], &NAME_TEXT[..]].concat()
        }),
        ("[method]request.get-scheme", ask),
        ("[method]request.set-scheme", |program| {
            [&[request(program), Number(1), Number(2)], &NAME_TEXT[..]].concat()
        }),
        ("[method]request.get-authority", ask),
        ("[method]request.set-authority", |program| {
            [&[request(program), Number(1)], &NAME_TEXT[..]].concat()
        }),
        ("[method]request.get-options", |program| {
            let request = request(program);
            with_place(program, &[request])
        }),
        ("[method]request.get-headers", |_| vec![REQUEST]),
        ("[static]request.consume-body", |program| {
            let (done, _) = done(program);
            with_place(program, &[REQUEST, done])
        }),
        ("[resource-drop]request", |program| vec![request(program)]),
    ]
}

fn of_options() -> Vec<(&'static str, Recipe)> {
    fn get(program: &mut Program<'_>) -> Vec<Argument> {
        let options = options(program);
        with_place(program, &[options])
    }
    fn set(program: &mut Program<'_>) -> Vec<Argument> {
        let options = options(program);
        with_place(program, &[options, Number(1), Number(5)])
    }
    vec![
        ("[constructor]request-options", |_| Vec::new()),
        ("[method]request-options.get-connect-timeout", get),
        ("[method]request-options.set-connect-timeout", set),
        ("[method]request-options.get-first-byte-timeout", get),
        ("[method]request-options.set-first-byte-timeout", set),
        ("[method]request-options.get-between-bytes-timeout", get),
        ("[method]request-options.set-between-bytes-timeout", set),
        ("[method]request-options.clone", |program| vec![options(program)]),
        ("[resource-drop]request-options", |program| vec![options(program)]),
    ]
}

fn of_responses() -> Vec<(&'static str, Recipe)> {
    vec![
        ("[static]response.new", |program| {
            let fields = fields(program);
            let ((contents, _), (trailers, _)) = (stream(program), trailers(program));
            with_place(program, &[fields, Number(1), contents, trailers])
        }),
        ("[method]response.get-status-code", |program| vec![response(program)]),
        ("[method]response.set-status-code", |program| vec![response(program), Number(201)]),
        ("[method]response.get-headers", |program| vec![response(program)]),
        ("[static]response.consume-body", |program| {
            let (response, (done, _)) = (response(program), done(program));
            with_place(program, &[response, done])
        }),
        ("[resource-drop]response", |program| vec![response(program)]),
    ]
}

/// A stream into which a write is under way.
fn being_written(program: &mut Program<'_>) -> (Argument, Argument) {
    let (readable, writable) = stream(program);
    program.call(of_stream!(async "write"), &[&[writable], &NAME_TEXT[..]].concat());
    (readable, writable)
}

/// A stream from which a read is under way.
fn being_read(program: &mut Program<'_>) -> (Argument, Argument) {
    let (readable, writable) = stream(program);
    let place = program.place();
    program.call(of_stream!(async "read"), &[readable, place, Number(2)]);
    (readable, writable)
}

fn of_streams() -> Vec<(&'static str, Recipe)> {
    vec![
        (of_stream!("new"), |_| Vec::new()),
        (of_stream!(async "read"), |program| {
            let (readable, _) = being_written(program);
            let place = program.place();
            vec![readable, place, Number(2)]
        }),
        (of_stream!(async "write"), |program| {
            let (_, writable) = being_read(program);
            [&[writable], &NAME_TEXT[..]].concat()
        }),
        // Of nothing, which needs no place.
        (of_stream!(async "read"), |program| {
            let (readable, _) = being_written(program);
            let place = program.place();
            vec![readable, place, Number(0)]
        }),
        (of_stream!(async "read"), |program| {
            let (upload, place) = (upload(program), program.place());
            vec![upload, place, Number(0)]
        }),
        (of_stream!(async "write"), |program| {
            let (_, writable) = being_read(program);
            vec![writable, Text(NAME), Number(0)]
        }),
        (of_stream!("cancel-read"), |program| vec![being_read(program).0]),
        (of_stream!("cancel-write"), |program| vec![being_written(program).1]),
        (of_stream!("drop-readable"), |program| vec![upload(program)]),
        (of_stream!("drop-writable"), |program| {
            let (_, contents, _) = response_with_ends(program);
            vec![contents]
        }),
    ]
}

fn of_futures() -> Vec<(&'static str, Recipe)> {
    vec![
        (of_trailers!("new"), |_| Vec::new()),
        (of_trailers!(async "read"), |program| {
            let (done, _) = done(program);
            // They come after the body.
            let trailers = program.call_into("[static]request.consume-body", &[REQUEST, done], 4);
            let place = program.place();
            vec![trailers, place]
        }),
        (of_trailers!(async "write"), |program| {
            let (_, _, trailers) = response_with_ends(program);
            vec![trailers, Text(LIST)]
        }),
        (of_trailers!("cancel-read"), |program| {
            let (readable, _) = trailers(program);
            let place = program.place();
            program.call(of_trailers!(async "read"), &[readable, place]);
            vec![readable]
        }),
        (of_trailers!("cancel-write"), |program| {
            let (_, writable) = trailers(program);
            program.call(of_trailers!(async "write"), &[writable, Text(LIST)]);
            vec![writable]
        }),
        (of_trailers!("drop-readable"), |program| vec![trailers(program).0]),
        (of_trailers!("drop-writable"), |program| {
            let (readable, writable) = trailers(program);
            program.call(of_trailers!("drop-readable"), &[readable]);
            program.call(of_trailers!(async "write"), &[writable, Text(LIST)]);
            vec![writable]
        }),
        (of_done!("new"), |_| Vec::new()),
        (of_done!(async "read"), |program| {
            // Of a response that has not been sent.
            response(program);
            let place = program.place();
            vec![Argument::Word(1), place]
        }),
        (of_done!(async "write"), |program| {
            let (readable, writable) = done(program);
            program.call_into("[static]request.consume-body", &[REQUEST, readable], 0);
            vec![writable, Text(LIST)]
        }),
        (of_done!("cancel-read"), |program| {
            let (readable, _) = done(program);
            let place = program.place();
            program.call(of_done!(async "read"), &[readable, place]);
            vec![readable]
        }),
        (of_done!("cancel-write"), |program| {
            let (_, writable) = done(program);
            program.call(of_done!(async "write"), &[writable, Text(LIST)]);
            vec![writable]
        }),
        (of_done!("drop-readable"), |program| vec![done(program).0]),
        (of_done!("drop-writable"), |program| {
            let (readable, writable) = done(program);
            program.call(of_done!("drop-readable"), &[readable]);
            program.call(of_done!(async "write"), &[writable, Text(LIST)]);
            vec![writable]
        }),
    ]
}

fn of_the_rest() -> Vec<(&'static str, Recipe)> {
    vec![
        ("[async-lower]send", |program| {
            let request = request(program);
            with_place(program, &[request])
        }),
        ("send", |program| {
            let request = request(program);
            with_place(program, &[request])
        }),
        ("get-resolution", |_| Vec::new()),
        ("wait-for", |_| vec![Number(1)]),
        ("[async-lower]wait-for", |_| vec![LONG]),
        ("wait-until", |_| vec![Number(1)]),
        ("[async-lower]wait-until", |_| vec![LONG]),
        ("get-environment", |program| vec![program.place()]),
        ("get-arguments", |program| vec![program.place()]),
        ("get-initial-cwd", |program| vec![program.place()]),
        ("exit", |_| vec![Number(0)]),
    ]
}
