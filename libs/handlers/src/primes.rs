use bytes::Bytes;
use http::Response;

use crate::{problem, respond};

const MAX_BELOW: u32 = 10_000_000;

/// Answers `/primes?below=N`: 200 `{"below":N,"count":C}`, or 400 unless the query has exactly one `below`
/// of decimal digits with 0 ≤ N ≤ 10,000,000.
pub(crate) fn answer(query: Option<&str>) -> Response<Bytes> {
    match query.and_then(parse_below) {
        Some(below) => respond::json(format!(r#"{{"below":{below},"count":{}}}"#, count_below(below))),
        None => problem::bad_request(),
    }
}

fn parse_below(query: &str) -> Option<u32> {
    let mut values = query.split('&').filter_map(|pair| pair.strip_prefix("below="));
    let value = values.next()?;
    if values.next().is_some() || value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    value.parse().ok().filter(|below| *below <= MAX_BELOW)
}

/// How many multiples are crossed out in one turn of the loop. A Wasm runtime that can interrupt a guest checks for it
/// in every turn, which costs more than crossing out one number.
const MULTIPLES_A_TURN: usize = 8;

/// As many as a byte can count.
const COUNTED_AT_ONCE: usize = 128;

/// Counts the primes p < `below` by a sieve of Eratosthenes, one byte a number.
fn count_below(below: u32) -> usize {
    let below = below as usize;
    if below < 3 {
        return 0;
    }
    let mut composite = vec![false; below];
    let mut factor = 2;
    while factor * factor < below {
        if !composite[factor] {
            cross_out(&mut composite, factor);
        }
        factor += 1;
    }
    composite[2..].chunks(COUNTED_AT_ONCE).map(count_primes).sum()
}

/// Crosses out the multiples of `factor` from its square on.
///
/// A function of its own, with few values alive in it: inlined into a whole handler, with the distances of a turn's
/// multiples worked out before the loop, a Wasm runtime's simpler register allocator kept all of them in memory.
#[inline(never)]
fn cross_out(composite: &mut [bool], factor: usize) {
    let mut multiple = factor * factor;
    let last_whole_turn = composite.len().saturating_sub((MULTIPLES_A_TURN - 1) * factor);
    while multiple < last_whole_turn {
        for _ in 0..MULTIPLES_A_TURN {
            composite[multiple] = true;
            multiple += factor;
        }
    }
    while multiple < composite.len() {
        composite[multiple] = true;
        multiple += factor;
    }
}

/// Counts in bytes, sixteen of which fit in a vector register.
fn count_primes(composite: &[bool]) -> usize {
    composite.iter().map(|composite| u8::from(!composite)).sum::<u8>().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    #[test]
    fn counts_match_the_known_values_of_the_prime_counting_function() {
        for (below, count) in [
            (0, 0),
            (1, 0),
            (2, 0),
            (3, 1),
            (4, 2),
            (10, 4),
            (25, 9),
            (26, 9),
            (100, 25),
            (130, 31),
            (131, 31),
            (132, 32),
            (1_000_000, 78_498),
        ] {
            assert_eq!(count_below(below), count, "below {below}");
        }
        assert_eq!(count_below(MAX_BELOW), 664_579);
    }

    #[test]
    fn answers_with_the_bound_and_the_count() {
        let response = answer(Some("below=100"));
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.body(), r#"{"below":100,"count":25}"#);
    }

    #[test]
    fn refuses_every_other_query() {
        for query in [
            "",
            "below",
            "below=",
            "below=-1",
            "below=+5",
            "below=1.5",
            "below=1e3",
            "below=abc",
            "below=%31",
            "below=10000001",
            "below=99999999999999999999",
            "below= 5",
            "below=5&below=5",
            "above=5",
            "xbelow=5",
        ] {
            assert_eq!(answer(Some(query)).status(), StatusCode::BAD_REQUEST, "{query:?}");
        }
        assert_eq!(answer(None).status(), StatusCode::BAD_REQUEST);
    }
}
