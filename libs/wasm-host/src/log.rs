use std::fmt::{self, Display, Write};

/// One line on standard error about a guest that did not do its part; `during` says where.
pub(crate) fn fault(during: impl Display, error: &wasmtime::Error) {
    eprintln!("{}", OneLine(format_args!("{} {during}: {}", code(error), error.root_cause())));
}

/// Once, about a component of which no instance answers twice.
pub(crate) fn not_reusable() {
    eprintln!(
        "GUEST_NOT_REUSABLE: an instance of this component answers one request only; every request gets a new one from \
         now on, as with --isolation fresh"
    );
}

/// Once, about a component whose instances cannot be set back.
pub(crate) fn not_resettable(reason: &str) {
    eprintln!("GUEST_NOT_RESETTABLE: {reason}; every request gets a new instance, as with --isolation fresh");
}

/// `GUEST_TIME_LIMIT`, `GUEST_TRAP`, `INSTANCE_LIMIT` or, for everything else, `GUEST_FAILED`.
fn code(error: &wasmtime::Error) -> &'static str {
    if error.is::<crate::error::TimeLimitExceeded>() {
        "GUEST_TIME_LIMIT"
    } else if error.is::<wasmtime::Trap>() {
        "GUEST_TRAP"
    } else if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        "INSTANCE_LIMIT"
    } else {
        "GUEST_FAILED"
    }
}

/// Text of clients and guests, in which nothing may pass for another line or steer a terminal.
struct OneLine<T>(T);

impl<T: Display> Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Escaping<'a, 'b>(&'a mut fmt::Formatter<'b>);

        impl Write for Escaping<'_, '_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                text.chars().try_for_each(|character| self.write_char(character))
            }

            fn write_char(&mut self, character: char) -> fmt::Result {
                if must_be_escaped(character) {
                    write!(self.0, "{}", character.escape_unicode())
                } else {
                    self.0.write_char(character)
                }
            }
        }

        write!(Escaping(f), "{}", self.0)
    }
}

/// Controls (C0, DEL, C1), line and paragraph separators, and what reorders or hides the text around it.
fn must_be_escaped(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::OneLine;

    #[test]
    fn what_steers_a_terminal_or_ends_a_line_is_escaped() {
        for (text, shown) in [
            ("GET /a b\\c\u{e9}\u{20ac}", "GET /a b\\c\u{e9}\u{20ac}"),
            ("a\r\nb\t\u{1b}[2J\u{7f}", r"a\u{d}\u{a}b\u{9}\u{1b}[2J\u{7f}"),
            ("\u{85}\u{9b}\u{2028}\u{2029}", r"\u{85}\u{9b}\u{2028}\u{2029}"),
            ("\u{202e}\u{2066}\u{200b}\u{feff}", r"\u{202e}\u{2066}\u{200b}\u{feff}"),
        ] {
            assert_eq!(OneLine(text).to_string(), shown);
        }
    }
}
