//! What the figures of a product come to, and where they are rounded.

use primitives::amount::Minor;
use primitives::rate::{FRACTION_UNITS, Fraction, Per, Rate};
use primitives::rounding::Rounding;

use super::super::file::read;
use super::super::{Product, validate};
use super::{FULL, turned};
use crate::accrual::{Growth, InterestRule, Span};
use crate::command::{Command, decide};
use crate::contract::{Contract, Terms};
use crate::fact::FactKind;
use crate::fold::{Horizon, fold};
use crate::schedule::level::level_payment;
use crate::schedule::running::projected;

#[test]
fn a_multiplier_may_pass_the_cap_and_is_held_at_it() {
    let (terms, product) = (terms(&read(FULL).unwrap()), read(FULL).unwrap());
    let rates = Contract { terms: &terms, product: &product }.late_rates(product.rate.1);
    assert_eq!(rates.uncapped.to_string(), "0.09% per day");
    assert_eq!(rates.capped.to_string(), "0.0657534246% per day");
}

#[test]
fn the_largest_product_stays_within_its_arithmetic() {
    let rate = Rate { fraction: validate::YEARLY_RATE_MOST, per: Per::Year };
    let from = "2000-01-01".parse().unwrap();
    for code in ["ACT/365", "ACT/360", "ACT/ACT", "30E/360"] {
        let span = Span { from, to: from.plus_months(480) };
        let growth = InterestRule::Daily(code.parse().unwrap()).growth(rate, span, span);
        assert!(i128::from(validate::AMOUNT_MOST.0).checked_mul(growth.numerator).is_some());
    }
}

#[test]
fn a_fee_plan_costs_what_its_rate_says() {
    for (installments, rate, payment) in [
        (3, "1.2449%", 34_167),
        (6, "1.2723%", 17_417),
        (9, "1.2784%", 11_833),
        (12, "1.322%", 9_067),
    ] {
        let units = Fraction::from_percent(rate).unwrap().units();
        let growth = Growth { numerator: units.into(), denominator: FRACTION_UNITS.into() };
        let growths = std::iter::repeat_n(growth, installments);
        assert_eq!(level_payment(Minor(100_000), growths, Rounding::HalfUp), Minor(payment));
    }
}

fn terms(product: &Product) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(103_750),
        rate: "0.04% per day".parse().unwrap(),
        installments: 3,
        signed_on: "2025-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    }
}

/// The instalments, as principal and interest, of 1,037.50 over three months.
fn check_rounded(amortization: &str, rounding: &str, expected: [(i64, i64); 3]) {
    let text = turned("\"equal-installment\"", &format!("\"{amortization}\""))
        .replace("\"half-up\"", &format!("\"{rounding}\""))
        .replace("\"half-even\"", &format!("\"{rounding}\""))
        .replace("\"CN\"", "\"NONE\"");
    let product = read(&text).unwrap();
    let terms = terms(&product);
    let contract = Contract { terms: &terms, product: &product };
    let act = FactKind::Disbursed { amount: terms.amount };
    let command = Command { value_date: terms.signed_on, act };
    let fact = decide(contract, &[], &command, terms.signed_on).unwrap();
    let (state, _) = fold(contract, &[fact], Horizon::through(terms.signed_on));
    let lines: Vec<_> = projected(contract, &state)
        .iter()
        .map(|line| (line.principal.0, line.interest.0))
        .collect();
    assert_eq!(lines, expected, "{amortization} {rounding}");
}

/// The worked example of `docs/specs/rounding.md`.
#[test]
fn each_rounding_rule_leaves_its_rest_to_the_last_installment() {
    let lines = |parts: [i64; 3], interest: [i64; 3]| {
        [0, 1, 2].map(|index| (parts[index], interest[index]))
    };
    let thirds = [34_583, 34_583, 34_584];
    check_rounded("equal-principal", "half-up", lines(thirds, [1_287, 775, 429]));
    check_rounded("equal-principal", "half-even", lines(thirds, [1_286, 775, 429]));
    check_rounded("equal-principal", "down", lines(thirds, [1_286, 774, 428]));
    let more_first = [34_584, 34_584, 34_582];
    check_rounded("equal-principal", "up", lines(more_first, [1_287, 775, 429]));
    let level = [34_130, 34_637, 34_983];
    check_rounded("equal-installment", "half-up", lines(level, [1_287, 780, 434]));
    check_rounded("equal-installment", "down", lines(level, [1_286, 779, 433]));
}
