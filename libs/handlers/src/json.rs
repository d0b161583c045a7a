//! What the contract asks of objects, strings and numbers in JSON, so that each language reads them as the same value.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de, forward_to_deserialize_any};

/// An object of JSON, which a derived struct would also read from the list of its values.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keyed<D>(D);

        impl<'de, D: Deserializer<'de>> Deserializer<'de> for Keyed<D> {
            type Error = D::Error;

            fn deserialize_any<V: de::Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                self.0.deserialize_map(visitor)
            }

            forward_to_deserialize_any! {
                bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
                unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
            }
        }

        T::deserialize(Keyed(deserializer)).map(Self)
    }
}

/// A number that is whole by its value, `2`, `2.0` and `20e-1` alike (JSON Schema's `integer`), from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<const MIN: u64, const MAX: u64>(pub(crate) u64);

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<const MIN: u64, const MAX: u64>;

        impl<const MIN: u64, const MAX: u64> de::Visitor<'_> for Visitor<MIN, MAX> {
            type Value = u64;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a whole number within its limits")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<u64, E> {
                if (MIN..=MAX).contains(&number) { Ok(number) } else { Err(E::custom("out of its limits")) }
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<u64, E> {
                // The limits are far below 2^53, above which a double is no longer every whole number.
                if number.trunc() == number && (0.0..=MAX as f64).contains(&number) {
                    self.visit_u64(number as u64)
                } else {
                    Err(E::custom("not whole"))
                }
            }
        }

        deserializer.deserialize_u64(Visitor::<MIN, MAX>).map(Self)
    }
}

/// 1 to 32 of `A`–`Z`, `0`–`9` and `-`.
pub(crate) fn code<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    let is_allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
    held(deserializer, |text| (1..=32).contains(&text.len()) && text.bytes().all(is_allowed))
}

/// Three letters, as ISO 4217 has them.
pub(crate) fn currency<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    held(deserializer, |text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// One line of 1 to 60 characters: no controls, no separators of lines, and no U+FFFD, which some readers put in the
/// place of what is no Unicode.
pub(crate) fn name<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'a, str>, D::Error> {
    let is_allowed = |character: char| {
        !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffd}')
    };
    held(deserializer, |text| (1..=60).contains(&text.chars().count()) && text.chars().all(is_allowed))
}

fn held<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
    is_right: impl FnOnce(&str) -> bool,
) -> Result<Cow<'a, str>, D::Error> {
    struct Visitor;

    impl<'de> de::Visitor<'de> for Visitor {
        type Value = Cow<'de, str>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a string")
        }

        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(text))
        }

        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Cow::Owned(text.to_owned()))
        }
    }

    let text = deserializer.deserialize_str(Visitor)?;
    if is_right(&text) { Ok(text) } else { Err(de::Error::custom("not of its form")) }
}
