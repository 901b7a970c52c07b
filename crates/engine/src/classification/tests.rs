use primitives::amount::Minor;
use primitives::date::Date;
use proptest::prelude::*;

use super::five::{Circumstances, Known, five};
use super::history::{History, Spell};
use super::impairment::{Default, default};
use super::table::{Contagion, FiveCategory, Table};
use super::{Asked, classify};
use crate::contract::{Contract, Terms};
use crate::fact::{Fact, FactKind, PaymentIntent};
use crate::policy::{SHIPPED, file};
use crate::product::Product;

fn table(pack: &str) -> Table {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == pack).unwrap();
    file::read(text).unwrap().tables[0].what.clone()
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn by_days(pack: &str) -> Vec<FiveCategory> {
    let table = table(pack);
    [0, 1, 7, 8, 30, 31, 90, 91, 120, 121, 180, 181, 270, 271, 360, 361]
        .map(|days| table.by_days(days))
        .to_vec()
}

#[test]
fn the_classes_change_on_the_days_the_tables_name() {
    use FiveCategory::{
        Doubtful as D, Loss as L, Normal as N, SpecialMention as M, Substandard as S,
    };
    assert_eq!(by_days("CN-MICRO"), [N, N, N, M, M, M, M, S, S, S, S, S, S, D, D, L]);
    assert_eq!(by_days("CN-CARD"), [N, M, M, M, M, M, M, S, S, D, D, L, L, L, L, L]);
}

fn product() -> Product {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    crate::product::file::read(text).unwrap()
}

fn signed(product: &Product) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.04% per day".parse().unwrap(),
        installments: 12,
        signed_on: date("2024-01-15"),
        due_day: None,
        disclosed: None,
    }
}

fn fact(number: u32, on: &str, kind: FactKind) -> Fact {
    Fact { number, value_date: date(on), recorded_on: date(on), kind }
}

fn paid(number: u32, on: &str, amount: i64) -> Fact {
    fact(number, on, FactKind::Paid { amount: Minor(amount), intent: PaymentIntent::Due })
}

#[test]
fn a_loan_never_paid_falls_through_every_class() {
    let product = product();
    let terms = signed(&product);
    let contract = Contract { terms: &terms, product: &product };
    let facts = [fact(1, "2024-01-15", FactKind::Disbursed { amount: terms.amount })];
    let first_due = date("2024-02-15");
    for (days, class, stage, nonaccrual) in [
        (0, FiveCategory::Normal, 1, Asked::No),
        (7, FiveCategory::Normal, 1, Asked::No),
        (8, FiveCategory::SpecialMention, 1, Asked::No),
        (30, FiveCategory::SpecialMention, 1, Asked::No),
        (31, FiveCategory::SpecialMention, 2, Asked::No),
        (90, FiveCategory::SpecialMention, 2, Asked::No),
        (91, FiveCategory::Substandard, 3, Asked::Yes),
        (270, FiveCategory::Substandard, 3, Asked::Yes),
        (271, FiveCategory::Doubtful, 3, Asked::Yes),
        (361, FiveCategory::Loss, 3, Asked::Yes),
    ] {
        let on = first_due.plus_days(days);
        let found = classify(contract, &facts, on, &Circumstances::default()).unwrap();
        let got = (found.five.value, found.stage.value, found.nonaccrual.value);
        assert_eq!(got, (class, stage, nonaccrual), "{days} days past due");
        assert_eq!(found.five.steps[0].days, Some(days as u16));
    }
}

#[test]
fn a_loan_paid_after_a_hundred_days_stays_substandard_until_it_may_rise() {
    let product = product();
    let terms = signed(&product);
    let contract = Contract { terms: &terms, product: &product };
    let mut facts = vec![fact(1, "2024-01-15", FactKind::Disbursed { amount: terms.amount })];
    // 2024-02-15 missed; everything due paid on 2024-05-25 (day 100), with enough held for the rest.
    facts.push(paid(2, "2024-05-25", 1_400_000));
    let class =
        |on: &str| classify(contract, &facts, date(on), &Circumstances::default()).unwrap().five;
    assert_eq!(class("2024-05-15").value, FiveCategory::SpecialMention);
    assert_eq!(class("2024-05-24").value, FiveCategory::Substandard);
    assert_eq!(class("2024-05-25").value, FiveCategory::Substandard);
    assert_eq!(class("2024-11-24").value, FiveCategory::Substandard);
    assert!(class("2024-11-24").steps.iter().any(|step| step.rule == "not-yet-upgraded"));
    assert_eq!(class("2024-11-25").value, FiveCategory::Normal);
}

fn past(late: Vec<Spell>) -> History {
    let dues = (0..40).map(|month| date("2024-01-15").plus_months(month)).collect();
    History { on: date("2025-06-01"), late, dues, ..History::default() }
}

#[test]
fn circumstances_warn_and_a_bad_debtor_infects_only_where_the_table_says() {
    let mut table = table("CN-BANK");
    let history = past(Vec::new());
    let misuse = Circumstances { misuse: Known::Yes, ..Circumstances::default() };
    assert_eq!(five(&table, &history, 0, &misuse).0, FiveCategory::SpecialMention);
    let debtor = |bad| Circumstances { own_claims: (bad, 1_000), ..Circumstances::default() };
    assert_eq!(five(&table, &history, 0, &debtor(500)).0, FiveCategory::Normal);
    table.contagion = Contagion::WholeDebtor;
    assert_eq!(five(&table, &history, 0, &debtor(100)).0, FiveCategory::SpecialMention);
    assert_eq!(five(&table, &history, 0, &debtor(101)).0, FiveCategory::Substandard);
    let elsewhere = Circumstances { all_banks: (201, 1_000), ..Circumstances::default() };
    assert_eq!(five(&table, &history, 0, &elsewhere).0, FiveCategory::Substandard);
}

#[test]
fn a_plan_of_a_late_loan_is_observed_for_a_year_and_a_miss_starts_it_again() {
    let table = table("CN-BANK");
    let mut history = past(Vec::new());
    history.plans = vec![(date("2024-02-01"), 41)];
    let class = |history: &History, on: &str| {
        five(&table, &History { on: date(on), ..history.clone() }, 0, &Circumstances::default()).0
    };
    assert_eq!(class(&history, "2025-02-14"), FiveCategory::SpecialMention);
    assert_eq!(class(&history, "2025-02-15"), FiveCategory::Normal);
    history.late =
        vec![Spell { began: date("2024-06-16"), ended: Some(date("2024-06-20")), days_most: 4 }];
    assert_eq!(class(&history, "2025-02-15"), FiveCategory::SpecialMention);
    assert_eq!(class(&history, "2025-06-20"), FiveCategory::Normal);
    history.plans.push((date("2024-08-01"), 5));
    assert_eq!(class(&history, "2024-09-01"), FiveCategory::Substandard);
    history.plans = vec![(date("2024-02-01"), 0)];
    assert_eq!(class(&history, "2024-03-01"), FiveCategory::Normal);
}

#[test]
fn default_ends_ninety_days_after_material_arrears_are_cleared() {
    let table = table("CN-BANK");
    let cleared = date("2024-08-01");
    let mut history = past(Vec::new());
    history.material =
        vec![Spell { began: date("2024-03-01"), ended: Some(cleared), days_most: 91 }];
    let at = |on: Date| default(&table, &History { on, ..history.clone() }, &[]).0;
    assert_eq!(at(cleared.plus_days(89)), Default::Probation);
    assert_eq!(at(cleared.plus_days(90)), Default::Performing);
    history.material[0].ended = None;
    assert_eq!(default(&table, &history, &[]).0, Default::Defaulted);
    history.material[0].days_most = 90;
    assert_eq!(default(&table, &history, &[]).0, Default::Performing);
    let lost = [(date("2025-01-01"), 0.0375)];
    assert_eq!(default(&table, &past(Vec::new()), &lost).0, Default::Defaulted);
    let kept = [(date("2025-01-01"), 0.0040)];
    assert_eq!(default(&table, &past(Vec::new()), &kept).0, Default::Performing);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// A loan that has become non-performing stays so until its arrears were cleared for as long as
    /// the table asks.
    #[test]
    fn no_loan_rises_before_it_may(
        payments in proptest::collection::vec((20i32..700, 1_000i64..900_000), 0..8),
        step in 1i32..9,
    ) {
        let product = product();
        let terms = signed(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = vec![fact(1, "2024-01-15", FactKind::Disbursed { amount: terms.amount })];
        for (index, (days, amount)) in payments.iter().enumerate() {
            let on = terms.signed_on.plus_days(*days).to_string();
            facts.push(paid(index as u32 + 2, &on, *amount));
        }
        let mut npl_seen: Option<(FiveCategory, Date)> = None;
        let mut on = terms.signed_on;
        while on < terms.signed_on.plus_days(800) {
            let found = classify(contract, &facts, on, &Circumstances::default()).unwrap();
            let class = found.five.value;
            if let Some((worst, last_npl)) = npl_seen && !class.is_npl() {
                let history = super::history::history(contract, &facts, on);
                let settled = history.ended.is_some();
                let ended = history.late.iter().filter(|spell| spell.days_most > 7).filter_map(|spell| spell.ended).max();
                let clean = ended.is_some_and(|ended| on >= ended.plus_months(6));
                let late_again = history.late.iter().any(|spell| spell.lasts_on(on));
                prop_assert!(settled || clean || late_again, "{worst:?} on {last_npl}, {class:?} on {on}");
                npl_seen = None;
            }
            if class.is_npl() {
                if let Some((worst, _)) = npl_seen {
                    prop_assert!(class >= worst, "rose within non-performing on {on}");
                }
                npl_seen = Some((class, on));
            }
            on = on.plus_days(step);
        }
    }
}
