use std::borrow::Cow;

use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};

use crate::{
    json::{Object, Whole, code, currency, name},
    problem, respond,
};

/// The largest order that `POST /quote` takes, in bytes.
pub(crate) const MAX_ORDER_BYTES: usize = 64 * 1024;

const MAX_LINES: usize = 100;
const MAX_DISCOUNTS: usize = 8;

/// Hundredths of a percent.
type BasisPoints = Whole<0, 10_000>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order<'a> {
    #[serde(borrow, deserialize_with = "currency")]
    currency: Cow<'a, str>,
    #[serde(borrow)]
    discounts: Vec<Object<Discount<'a>>>,
    #[serde(borrow)]
    lines: Vec<Object<Line<'a>>>,
}

/// Off the whole order, if its lines come to `minimum_cents` or more.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Discount<'a> {
    #[serde(borrow, deserialize_with = "code")]
    code: Cow<'a, str>,
    basis_points: BasisPoints,
    minimum_cents: Whole<0, 100_000_000_000>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Line<'a> {
    #[serde(borrow, deserialize_with = "code")]
    sku: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "name")]
    name: Cow<'a, str>,
    quantity: Whole<1, 1_000>,
    unit_cents: Whole<0, 1_000_000>,
    discount_basis_points: BasisPoints,
    tax_basis_points: BasisPoints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quote<'a> {
    currency: &'a str,
    lines: Vec<QuotedLine<'a>>,
    discounts: Vec<QuotedDiscount<'a>>,
    taxes: Vec<Tax>,
    gross_cents: u64,
    discount_cents: u64,
    net_cents: u64,
    tax_cents: u64,
    total_cents: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QuotedLine<'a> {
    sku: &'a str,
    name: &'a str,
    quantity: u64,
    unit_cents: u64,
    gross_cents: u64,
    discount_cents: u64,
    net_cents: u64,
    tax_basis_points: u64,
}

#[derive(Serialize)]
struct QuotedDiscount<'a> {
    code: &'a str,
    cents: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tax {
    basis_points: u64,
    net_cents: u64,
    tax_cents: u64,
}

/// Answers an order with its quote, or 400 if it is none.
pub(crate) fn answer(body: &[u8]) -> Response<Bytes> {
    match serde_json::from_slice::<Object<Order<'_>>>(body) {
        Ok(Object(order))
            if (1..=MAX_LINES).contains(&order.lines.len()) && order.discounts.len() <= MAX_DISCOUNTS =>
        {
            respond::json(serde_json::to_vec(&quote(&order)).expect("a quote has JSON"))
        }
        _ => problem::bad_request(),
    }
}

/// No sum is above 10^11, so that none times 10,000 reaches 2^53.
fn quote<'a>(order: &'a Order<'a>) -> Quote<'a> {
    let mut lines: Vec<_> = order.lines.iter().map(|Object(line)| quoted_line(line)).collect();
    let subtotal_cents: u64 = lines.iter().map(|line| line.net_cents).sum();
    let discounts = order
        .discounts
        .iter()
        .map(|Object(discount)| quoted_discount(discount, subtotal_cents, &mut lines))
        .collect();
    for line in &mut lines {
        line.discount_cents = line.gross_cents - line.net_cents;
    }
    let taxes = taxes(&lines);
    let gross_cents = lines.iter().map(|line| line.gross_cents).sum();
    let net_cents = lines.iter().map(|line| line.net_cents).sum();
    let tax_cents = taxes.iter().map(|tax| tax.tax_cents).sum();
    Quote {
        currency: &order.currency,
        lines,
        discounts,
        taxes,
        gross_cents,
        discount_cents: gross_cents - net_cents,
        net_cents,
        tax_cents,
        total_cents: net_cents + tax_cents,
    }
}

/// With the line's own discount alone.
fn quoted_line<'a>(line: &'a Line<'a>) -> QuotedLine<'a> {
    let gross_cents = line.quantity.0 * line.unit_cents.0;
    QuotedLine {
        sku: &line.sku,
        name: &line.name,
        quantity: line.quantity.0,
        unit_cents: line.unit_cents.0,
        gross_cents,
        discount_cents: 0,
        net_cents: gross_cents - share(gross_cents, line.discount_basis_points.0),
        tax_basis_points: line.tax_basis_points.0,
    }
}

/// Takes the discount off each line.
fn quoted_discount<'a>(
    discount: &'a Discount<'a>,
    subtotal_cents: u64,
    lines: &mut [QuotedLine<'a>],
) -> QuotedDiscount<'a> {
    let mut cents = 0;
    if subtotal_cents >= discount.minimum_cents.0 {
        for line in lines {
            let off = share(line.net_cents, discount.basis_points.0);
            line.net_cents -= off;
            cents += off;
        }
    }
    QuotedDiscount { code: &discount.code, cents }
}

/// One for each rate, the lowest first.
fn taxes(lines: &[QuotedLine<'_>]) -> Vec<Tax> {
    let mut taxes: Vec<Tax> = Vec::new();
    for line in lines {
        match taxes.binary_search_by_key(&line.tax_basis_points, |tax| tax.basis_points) {
            Ok(at) => taxes[at].net_cents += line.net_cents,
            Err(at) => {
                let basis_points = line.tax_basis_points;
                taxes.insert(at, Tax { basis_points, net_cents: line.net_cents, tax_cents: 0 });
            }
        }
    }
    for tax in &mut taxes {
        tax.tax_cents = share(tax.net_cents, tax.basis_points);
    }
    taxes
}

/// This many basis points of an amount; half a cent is rounded up.
fn share(cents: u64, basis_points: u64) -> u64 {
    (cents * basis_points + 5_000) / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::StatusCode;

    #[test]
    fn half_a_cent_is_rounded_up() {
        for (cents, basis_points, expected) in
            [(1, 4_999, 0), (1, 5_000, 1), (3, 5_000, 2), (10_000_000_000, 10_000, 10_000_000_000)]
        {
            assert_eq!(share(cents, basis_points), expected);
        }
    }

    #[test]
    fn discounts_follow_one_another_and_taxes_are_of_sums() {
        let order = r#"{"currency":"EUR","discounts":[{"code":"TEN","basisPoints":1000,"minimumCents":150},
            {"code":"NONE","basisPoints":5000,"minimumCents":151},{"code":"FIVE","basisPoints":500,"minimumCents":0}],
            "lines":[{"sku":"A","name":"a","quantity":1,"unitCents":101,"discountBasisPoints":5000,"taxBasisPoints":1900},
            {"sku":"B","name":"b","quantity":4,"unitCents":25,"discountBasisPoints":0,"taxBasisPoints":700}]}"#;
        let response = answer(order.as_bytes());
        assert_eq!(
            response.body(),
            r#"{"currency":"EUR","lines":[{"sku":"A","name":"a","quantity":1,"unitCents":101,"grossCents":101,"discountCents":58,"netCents":43,"taxBasisPoints":1900},{"sku":"B","name":"b","quantity":4,"unitCents":25,"grossCents":100,"discountCents":15,"netCents":85,"taxBasisPoints":700}],"discounts":[{"code":"TEN","cents":15},{"code":"NONE","cents":0},{"code":"FIVE","cents":7}],"taxes":[{"basisPoints":700,"netCents":85,"taxCents":6},{"basisPoints":1900,"netCents":43,"taxCents":8}],"grossCents":201,"discountCents":73,"netCents":128,"taxCents":14,"totalCents":142}"#
        );
    }

    #[test]
    fn what_is_no_order_is_refused() {
        let order = r#"{"currency":"EUR","discounts":[],"lines":[{"sku":"A","name":"a","quantity":2,"unitCents":3,"discountBasisPoints":0,"taxBasisPoints":0}]}"#;
        assert_eq!(answer(order.as_bytes()).status(), StatusCode::OK);
        for (whole, changed) in [
            (r#""quantity":2"#, r#""quantity":0"#),
            (r#""quantity":2"#, r#""quantity":2.5"#),
            (r#""quantity":2"#, r#""quantity":null"#),
            (r#""quantity":2"#, r#""quantity":"2""#),
            (r#""quantity":2,"#, ""),
            (r#""name":"a""#, r#""name":"\ud800""#),
            (r#""name":"a""#, r#""name":"\u0085""#),
            (r#""sku":"A""#, r#""sku":"a""#),
            (r#""sku""#, r#""extra":1,"sku""#),
            (
                r#"[{"sku":"A","name":"a","quantity":2,"unitCents":3,"discountBasisPoints":0,"taxBasisPoints":0}]"#,
                r#"[["A","a",2,3,0,0]]"#,
            ),
            ("]}", "]}x"),
        ] {
            let order = order.replace(whole, changed);
            assert_eq!(answer(order.as_bytes()).status(), StatusCode::BAD_REQUEST, "{order}");
        }
        for same in ["2.0", "20e-1", "0.2e1"] {
            let order = order.replace(r#""quantity":2"#, &format!(r#""quantity":{same}"#));
            assert_eq!(answer(order.as_bytes()).status(), StatusCode::OK, "{order}");
        }
    }
}
