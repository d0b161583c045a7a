"""What an order costs: the arithmetic of POST /quote in whole cents."""

import json
import re

MAX_ORDER_BYTES = 64 * 1024
MAX_LINES = 100
MAX_DISCOUNTS = 8
MAX_BASIS_POINTS = 10_000  # hundredths of a percent

CURRENCY = re.compile(r"[A-Z]{3}")
CODE = re.compile(r"[A-Z0-9-]{1,32}")
NAME = re.compile("[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufffd]{1,60}")


class NoOrder(Exception):
    """JSON that is no order, or no JSON."""


def is_json(content_type: str) -> bool:
    """Parameters are not looked at: JSON has none (RFC 8259, 11)."""
    return content_type.partition(";")[0].strip(" \t").lower() == "application/json"


def quote(body: bytes) -> dict[str, object]:
    """The quote of an order. @raises NoOrder"""
    currency, discounts, lines = values(from_json(body), ("currency", "discounts", "lines"))
    text(CURRENCY, currency)
    if len(sequence(discounts)) > MAX_DISCOUNTS or not 1 <= len(sequence(lines)) <= MAX_LINES:
        raise NoOrder
    quoted = [quoted_line(line) for line in lines]
    subtotal = sum(line["netCents"] for line in quoted)
    quoted_discounts = [quoted_discount(discount, subtotal, quoted) for discount in discounts]
    for line in quoted:
        line["discountCents"] = line["grossCents"] - line["netCents"]
    taxes = taxes_of(quoted)
    net = sum(line["netCents"] for line in quoted)
    tax = sum(tax["taxCents"] for tax in taxes)
    return {
        "currency": currency,
        "lines": quoted,
        "discounts": quoted_discounts,
        "taxes": taxes,
        "grossCents": sum(line["grossCents"] for line in quoted),
        "discountCents": sum(line["discountCents"] for line in quoted),
        "netCents": net,
        "taxCents": tax,
        "totalCents": net + tax,
    }


def quoted_line(line: object) -> dict[str, int]:
    """With the line's own discount alone."""
    keys = ("sku", "name", "quantity", "unitCents", "discountBasisPoints", "taxBasisPoints")
    sku, name, quantity, unit, discount, tax = values(line, keys)
    quantity, unit = whole(quantity, 1, 1_000), whole(unit, 0, 1_000_000)
    gross = quantity * unit
    return {
        "sku": text(CODE, sku),
        "name": text(NAME, name),
        "quantity": quantity,
        "unitCents": unit,
        "grossCents": gross,
        "discountCents": 0,
        "netCents": gross - share(gross, whole(discount, 0, MAX_BASIS_POINTS)),
        "taxBasisPoints": whole(tax, 0, MAX_BASIS_POINTS),
    }


def quoted_discount(discount: object, subtotal: int, lines: list[dict[str, int]]) -> dict[str, object]:
    """Takes the discount off each line."""
    code, basis_points, minimum = values(discount, ("code", "basisPoints", "minimumCents"))
    basis_points = whole(basis_points, 0, MAX_BASIS_POINTS)
    cents = 0
    if subtotal >= whole(minimum, 0, 100_000_000_000):
        for line in lines:
            off = share(line["netCents"], basis_points)
            line["netCents"] -= off
            cents += off
    return {"code": text(CODE, code), "cents": cents}


def taxes_of(lines: list[dict[str, int]]) -> list[dict[str, int]]:
    """One for each rate, the lowest first."""
    net: dict[int, int] = {}
    for line in lines:
        net[line["taxBasisPoints"]] = net.get(line["taxBasisPoints"], 0) + line["netCents"]
    return [
        {"basisPoints": rate, "netCents": net[rate], "taxCents": share(net[rate], rate)} for rate in sorted(net)
    ]


def share(cents: int, basis_points: int) -> int:
    """This many basis points of an amount; half a cent is rounded up."""
    return (cents * basis_points + 5_000) // 10_000


def from_json(body: bytes) -> object:
    """json.loads would guess the encoding, and take NaN. @raises NoOrder"""
    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise NoOrder from error


def values(value: object, keys: tuple[str, ...]) -> list[object]:
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise NoOrder
    return [value[key] for key in keys]


def sequence(value: object) -> list[object]:
    if not isinstance(value, list):
        raise NoOrder
    return value


def text(form: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise NoOrder
    return value


def whole(value: object, least: int, most: int) -> int:
    """2, 2.0 and 20e-1 are one number; True is none."""
    is_whole = type(value) is int or (type(value) is float and value.is_integer())
    if not is_whole or not least <= value <= most:
        raise NoOrder
    return int(value)


def refuse(name: str) -> None:
    raise NoOrder(name)
