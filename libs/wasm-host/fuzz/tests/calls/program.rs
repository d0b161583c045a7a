//! Programs of `/calls` of `libs/faulty-guest`.

use std::fmt::Write;

#[derive(Debug, Clone, Copy)]
pub enum Argument {
    /// As it is.
    Number(u8),
    /// A place in the scratch memory, by its offset.
    Place(u8),
    /// A place in the half of the scratch memory that texts lie in, by its offset from there.
    Text(u8),
    /// One of the guest's numbers at which checks go wrong.
    Edge(u8),
    /// What stands in the scratch memory, by the number of the word.
    Word(u8),
    /// What an earlier call returned.
    Result(u8),
}

/// The handles that each program begins with.
pub const REQUEST: Argument = Argument::Result(0);
pub const OUT: Argument = Argument::Result(1);

#[derive(Clone)]
pub struct Program<'a> {
    names: &'a [(String, usize)],
    bytes: Vec<u8>,
    results: u8,
    places: u16,
}

const STORE: u8 = 0xff;
const TELL_LIST: u8 = 0xfe;
const POINT: u8 = 0xfd;

/// Places lie in the first half of the scratch memory, texts in the second.
const SCRATCH_HALF_BYTES: u16 = 256;

/// More than the largest result takes, and as far as all are aligned.
const PLACE_BYTES: u16 = 64;

impl<'a> Program<'a> {
    /// With `x-a` and `1` as texts, for a guest that is given so many handles.
    pub fn new(names: &'a [(String, usize)], given: u8) -> Self {
        let mut program = Self { names, bytes: Vec::new(), results: given, places: 0 };
        program.store(NAME, b"x-a");
        program.store(VALUE, b"1");
        program
    }

    /// Appends a call, whose result can be an argument of later ones.
    pub fn call(&mut self, name: &str, arguments: &[Argument]) -> Argument {
        let index = self.names.iter().position(|(it, _)| it == name);
        self.bytes.push(index.unwrap_or_else(|| panic!("{name} is no import")) as u8);
        for argument in arguments {
            let (kind, operand) = match *argument {
                Argument::Number(it) => (0, it),
                Argument::Place(it) => (1, it),
                Argument::Text(it) => (2, it),
                Argument::Edge(it) => (3, it),
                Argument::Word(it) => (4, it),
                Argument::Result(it) => (5, it),
            };
            self.bytes.extend([kind, operand]);
        }
        let result = self.results;
        // Both ends of a stream or future, the readable one first.
        self.results += if name.contains("-new-") { 2 } else { 1 };
        Argument::Result(result)
    }

    /// A call whose handle is written to a place, so many bytes on.
    pub fn call_into(&mut self, name: &str, arguments: &[Argument], offset: u8) -> Argument {
        let place = self.next_place();
        let with_place = [arguments, &[self.place()]].concat();
        self.call(name, &with_place);
        Argument::Word((place + offset) / 4)
    }

    /// A place for one more result: the fifth is the first one again.
    pub fn place(&mut self) -> Argument {
        let place = self.next_place();
        self.places += PLACE_BYTES;
        Argument::Place(place)
    }

    fn next_place(&self) -> u8 {
        (self.places % SCRATCH_HALF_BYTES) as u8
    }

    /// How many results there are.
    pub fn results(&self) -> u8 {
        self.results
    }

    /// Puts bytes among the texts.
    pub fn store(&mut self, text: u8, bytes: &[u8]) {
        self.bytes.extend([STORE, (256 / 2) as u8 + text / 2, bytes.len() as u8]);
        self.bytes.extend(bytes);
    }

    /// Puts the address of a text among the texts.
    pub fn point(&mut self, at: u8, text: u8) {
        self.bytes.extend([POINT, (256 / 2) as u8 + at / 2, text]);
    }

    /// Has the guest tell the bytes of what may be lists at the last place.
    pub fn tell_lists(&mut self) {
        let word = (self.places.saturating_sub(PLACE_BYTES) % SCRATCH_HALF_BYTES / 4) as u8;
        for offset in 0..4 {
            self.bytes.extend([TELL_LIST, word + offset]);
        }
    }

    pub fn request(&self) -> Vec<u8> {
        let mut head = "POST /calls HTTP/1.1\r\nHost: t\r\nConnection: close\r\nx-program: ".to_owned();
        for byte in &self.bytes {
            let _ = write!(head, "{byte:02x}");
        }
        head.push_str("\r\nContent-Length: 3\r\n\r\nabc");
        head.into_bytes()
    }
}

/// Where texts and lists lie among the texts, and results that nobody needs.
pub const NAME: u8 = 0;
pub const VALUE: u8 = 8;
pub const LIST: u8 = 16;
pub const UNUSED: Argument = Argument::Text(192);
