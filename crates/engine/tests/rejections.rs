//! Every rejection has a stable code, both sentences and its place in the order of checks.

use std::collections::BTreeSet;

use engine::charge::Charge;
use engine::command::{Command, Rejection, decide};
use engine::contract::{Contract, Terms};
use engine::correction::{Correction, decide_correction};
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::product::file;
use engine::rate_change::{InstallmentAfter, RateChange};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::lang::Lang;
use proptest::prelude::*;

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_rejection_is_told_in_both_languages_under_a_code_of_its_own() {
    let mut codes = BTreeSet::new();
    let mut sentences = BTreeSet::new();
    for &rejection in Rejection::ALL {
        let (code, zh, en) = (rejection.code(), rejection.text(Lang::Zh), rejection.text(Lang::En));
        assert!(codes.insert(code), "{code} stands twice");
        assert!(sentences.insert(zh) && sentences.insert(en), "{code}: said of another too");
        let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(plain && !code.starts_with('_') && !code.ends_with('_'), "{code}");
        assert!(is_chinese(zh), "{code}: {zh}");
        assert!(!is_chinese(en) && en.len() > 10, "{code}: {en}");
        assert_eq!(en, rejection.to_string());
        assert_eq!(rejection.refusal().line(Lang::Zh), format!("{code}: {zh}"));
    }
    assert!(codes.len() > 40, "{}", codes.len());
}

/// The page lists every code with its sentences, in the order checked.
#[test]
fn the_page_lists_every_rejection_in_the_order_checked() {
    let page = include_str!("../../../docs/specs/refusals.md");
    let (_, after) = page.split_once("## Commands on a loan").unwrap();
    let section = after.split_once("\n## ").map_or(after, |(section, _)| section);
    let listed: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let told = |rejection: &Rejection| {
        let (zh, en) = (rejection.text(Lang::Zh), rejection.text(Lang::En));
        format!("| `{}` | {zh} | {en} |", rejection.code())
    };
    let expected: Vec<String> = Rejection::ALL.iter().map(told).collect();
    assert_eq!(listed, expected);
}

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");

/// A loan of 12,000.00 paid out on 2025-01-15, of which 100.00 came in on 2025-02-20.
fn facts() -> Vec<Fact> {
    let fact = |number, on: &str, kind| {
        let on: Date = on.parse().unwrap();
        Fact { number, value_date: on, recorded_on: on, kind }
    };
    let paid = FactKind::Paid { amount: Minor(10_000), intent: PaymentIntent::Due };
    let paid_out = FactKind::Disbursed { amount: Minor(1_200_000) };
    vec![fact(1, "2025-01-15", paid_out), fact(2, "2025-02-20", paid)]
}

/// One thing right or wrong about a command, with the reason it must give.
#[derive(Clone, Copy, Debug)]
struct Faults {
    amount: Option<Rejection>,
    date: Option<Rejection>,
    not_active: bool,
    act: bool,
}

fn faults() -> impl Strategy<Value = Faults> {
    let amount = prop_oneof![
        Just(None),
        Just(Some(Rejection::AmountNotPositive)),
        Just(Some(Rejection::AmountTooLarge))
    ];
    let date = prop_oneof![
        Just(None),
        Just(Some(Rejection::ValueDateInFuture)),
        Just(Some(Rejection::ValueDateBeforeStart))
    ];
    (amount, date, any::<bool>(), any::<bool>())
        .prop_map(|(amount, date, not_active, act)| Faults { amount, date, not_active, act })
}

/// The command built with these faults, and the reasons that hold of it.
fn built(faults: Faults, what: u8) -> (Command, Vec<Rejection>) {
    let amount = match faults.amount {
        Some(Rejection::AmountNotPositive) => Minor(0),
        Some(_) => Minor(i64::MAX),
        None => Minor(1_000),
    };
    let value_date = match faults.date {
        Some(Rejection::ValueDateInFuture) => "2025-03-02",
        Some(_) => "2025-01-14",
        None => "2025-03-01",
    };
    let mut holding: Vec<Rejection> = faults.date.into_iter().collect();
    if faults.not_active {
        holding.push(Rejection::NotActive);
    }
    let has_amount = what != 2;
    if has_amount {
        holding.extend(faults.amount);
    }
    let act = match what {
        0 => {
            if faults.act {
                holding.push(Rejection::ChargeMalformed);
            }
            let item = if faults.act { "Not a name" } else { "court-costs" };
            FactKind::Charged(Charge { item: item.to_owned(), component: Component::Fee, amount })
        }
        1 => {
            // Nothing is due of a late fee, so that any waiver of it is too large.
            holding.push(Rejection::WaiverTooLarge);
            FactKind::Waived { component: Component::LateFee, amount }
        }
        _ => {
            if faults.act {
                holding.push(Rejection::RateOutOfRange);
            }
            let rate = if faults.act { "3% per day" } else { "0.03% per day" };
            let rate = rate.parse().unwrap();
            FactKind::RateChanged(RateChange { rate, installment: InstallmentAfter::Solved })
        }
    };
    (Command { value_date: value_date.parse().unwrap(), act }, holding)
}

proptest! {
    /// Where several reasons hold, the one declared first is given.
    #[test]
    fn the_first_of_the_reasons_that_hold_is_given(faults in faults(), what in 0_u8..3) {
        let product = file::read(PRODUCT).unwrap();
        let terms = Terms {
            product: product.reference.clone(),
            currency: product.currency,
            amount: Minor(1_200_000),
            rate: "0.04% per day".parse().unwrap(),
            installments: 12,
            signed_on: "2025-01-01".parse().unwrap(),
            due_day: None,
            disclosed: None,
        };
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts();
        if faults.not_active {
            let on = "2025-02-25".parse().unwrap();
            facts.push(Fact { number: 3, value_date: on, recorded_on: on, kind: FactKind::ChargedOff });
        }
        let (command, holding) = built(faults, what);
        let given = decide(contract, &facts, &command, "2025-03-01".parse().unwrap()).err();
        prop_assert_eq!(given, holding.into_iter().min());
        let correction = Correction::ChargedBack { payment: 9, amount: Minor(0) };
        let given = decide_correction(contract, &facts, &correction, "2025-03-01".parse().unwrap());
        prop_assert_eq!(given, Err(Rejection::AmountNotPositive));
    }
}
