use super::file::{read, read_named};
use super::{PackRef, SHIPPED, price, shipped};
use crate::policy::Convention;
use primitives::date::Date;

#[test]
fn every_pack_that_ships_reads_and_its_examples_hold() {
    for (id, text) in SHIPPED {
        let pack =
            read_named(&format!("{id}.toml"), text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(pack.reference.id, id);
        assert!(!pack.tables.is_empty(), "{id} classifies nothing");
        assert!(!pack.rules.is_empty(), "{id} bounds nothing");
        assert_eq!(*shipped(&pack.reference).unwrap(), pack);
    }
    assert!(shipped(&PackRef { id: "CN-MICRO".to_owned(), version: 9 }).is_none());
}

#[test]
fn a_wrong_example_is_told_with_its_line() {
    let (_, text) = SHIPPED[3];
    let wrong = text.replacen("gives = \"refused\"", "gives = \"allowed\"", 1);
    let error = read_named("x.toml", &wrong).unwrap_err().to_string();
    assert!(error.starts_with("x.toml:"), "{error}");
    assert!(error.contains("rule.example.of"), "{error}");
}

#[test]
fn what_cannot_be_is_told_by_field() {
    let (_, text) = SHIPPED[3];
    for (from, to, field) in [
        ("convention = \"simple_nominal\"", "convention = \"flat\"", "rule.convention"),
        ("kind = \"price\"", "kind = \"prize\"", "rule.kind"),
        ("figure = \"24%\"", "figure = \"24\"", "rule.figure"),
        ("effective_from = \"2017-08-04\"", "effective_from = \"soon\"", "effective_from"),
        ("substandard_from = 91", "substandard_from = 300", "classification"),
        ("id = \"penalty-150\"", "id = \"all-in-24\"", "id"),
        ("currency = \"CNY\"", "currency = \"XYZ\"", "currency"),
        ("format = 1", "format = 2", "format"),
        ("kind = \"price\"", "sort = \"price\"", "rule"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from} is not in the pack");
        let error = read(&broken).unwrap_err();
        let told = error.problems.iter().any(|one| one.field.contains(field) && one.line > 0);
        assert!(told, "{to}: {error}");
    }
}

#[test]
fn six_in_ten_thousand_a_day_passes_one_convention_and_fails_the_other() {
    let rate = "0.06% per day".parse().unwrap();
    let cap = primitives::rate::Fraction::from_percent("24%").unwrap();
    assert!(price::within(rate, cap, Convention::SimpleNominal));
    assert!(!price::within(rate, cap, Convention::EffectiveIrr));
    assert_eq!(
        format!("{:.2}", price::yearly_cost(rate, Convention::EffectiveIrr) * 100.0),
        "24.24"
    );
}

#[test]
fn the_reference_rate_is_the_one_of_the_day() {
    let (_, text) = SHIPPED[3];
    let pack = read(text).unwrap();
    let rate = |date: &str| pack.reference_rate(date.parse::<Date>().unwrap());
    assert_eq!(rate("2026-01-01").unwrap().to_percent(), "3%");
    assert_eq!(rate("2020-01-01").unwrap().to_percent(), "4.25%");
    assert_eq!(rate("2019-08-19"), None);
}

fn cash_loan(pack: &str) -> crate::product::Product {
    let text = include_str!("../../../../products/cash-loan-2.toml")
        .replace("pack = \"CN-MICRO\"", &format!("pack = \"{pack}\""));
    crate::product::file::read(&text).unwrap()
}

fn signed(product: &crate::product::Product) -> crate::contract::Terms {
    crate::contract::Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: product.amount.0,
        rate: product.rate.1,
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    }
}

#[test]
fn the_same_terms_are_signed_under_one_pack_and_refused_under_another() {
    let micro = cash_loan("CN-MICRO");
    assert!(signed(&micro).check(&micro).is_ok());
    let bank = cash_loan("CN-BANK");
    let mut terms = signed(&bank);
    let refused = terms.check(&bank).unwrap_err().to_string();
    assert!(
        refused.starts_with("over_price_cap: 0.06% per day comes to 24.24% a year"),
        "{refused}"
    );
    // The rule by internal rate came into force on 2025-10-01.
    terms.signed_on = "2025-09-30".parse().unwrap();
    assert!(terms.check(&bank).is_ok());
}

#[test]
fn lateness_never_costs_more_than_the_total_a_pack_allows() {
    use crate::contract::Contract;
    use crate::fact::{Fact, FactKind};
    use crate::fold::{Horizon, fold};
    use primitives::amount::Minor;
    let text = include_str!("../../../../products/cash-loan-2.toml")
        .replace("\"CNY\"", "\"GBP\"")
        .replace("pack = \"CN-MICRO\"", "pack = \"UK-HCSTC\"")
        .replace("0.06% per day", "0.3% per day")
        .replace("multiplier 1.5", "multiplier 1")
        .replace("late_rate_yearly = \"24%\"", "late_total = \"1000%\"");
    let product = crate::product::file::read(&text).unwrap();
    let terms = signed(&product);
    let contract = Contract { terms: &terms, product: &product };
    let on = terms.signed_on;
    let kind = FactKind::Disbursed { amount: terms.amount };
    let facts = [
        Fact { number: 1, value_date: on, recorded_on: on, kind },
        // A payment far ahead bills everything lateness has cost.
        Fact {
            number: 2,
            value_date: on.plus_days(1_500),
            recorded_on: on.plus_days(1_500),
            kind: FactKind::Paid { amount: Minor(100), intent: crate::fact::PaymentIntent::Due },
        },
    ];
    let (state, _) = fold(contract, &facts, Horizon::through(on.plus_days(1_500)));
    let billed = state.totals.billed;
    assert!(billed.default_interest > Minor::ZERO);
    assert_eq!(billed.total() - billed.principal, terms.amount);
}
