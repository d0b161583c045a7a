"""How many primes are below N."""

import math

MAX_BELOW = 10_000_000


def parse_below(query: str) -> int | None:
    """Exactly one `below` of decimal digits as they stand: urllib would decode them."""
    values = [part.removeprefix("below=") for part in query.split("&") if part.startswith("below=")]
    if len(values) != 1 or not values[0].isascii() or not values[0].isdigit():
        return None
    digits = values[0].lstrip("0") or "0"
    # int() refuses more than 4300 digits.
    return int(digits) if len(digits) <= 8 and int(digits) <= MAX_BELOW else None


def count_primes(below: int) -> int:
    """Counts the primes p < below by a sieve of Eratosthenes, one byte a number."""
    if below < 3:
        return 0
    is_prime = bytearray([1]) * below
    is_prime[0:2] = b"\0\0"
    for factor in range(2, math.isqrt(below - 1) + 1):
        if is_prime[factor]:
            is_prime[factor * factor :: factor] = bytes(len(range(factor * factor, below, factor)))
    return is_prime.count(1)
