//! Worked examples at the boundaries that a mutation check found unwatched; see `docs/mutation.md`.

use engine::accrual::{InterestRule, Span};
use engine::command::{Command, decide};
use engine::contract::{Contract, Terms};
use engine::delinquency::counters::{counters, days_past_due, oldest_late};
use engine::effects::EventKind;
use engine::fact::{Fact, FactKind, LegacyLine, OpenDue, PaymentIntent, Position, Reamortization};
use engine::fold::{Horizon, fold};
use engine::product::{PartialRule, Product, file};
use engine::relief::{BureauEffect, Grant, Reason, Relief};
use engine::state::{PlanCourse, State, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rounding::Rounding;

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");
const LATE_PRICE_LAST: (&str, &str) = (
    "[\"fee\", \"late-fee\", \"default-interest\", \"interest\", \"principal\"]",
    "[\"principal\", \"interest\", \"fee\", \"late-fee\", \"default-interest\"]",
);

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn terms(product: &Product) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.04% per day".parse().unwrap(),
        installments: 10,
        signed_on: date("2025-01-01"),
        due_day: None,
        disclosed: None,
    }
}

/// The standing at the end of `on` under the seed product, one of its lines written otherwise,
/// after acts that are each accepted.
fn standing<T>(
    change: (&str, &str),
    acts: &[(&str, FactKind)],
    on: &str,
    see: impl Fn(Contract, &State, Date) -> T,
) -> T {
    assert!(PRODUCT.contains(change.0), "{}", change.0);
    let product = file::read(&PRODUCT.replace(change.0, change.1)).unwrap();
    let terms = terms(&product);
    let contract = Contract { terms: &terms, product: &product };
    let (state, _) = fold(contract, &recorded(contract, acts), Horizon::through(date(on)));
    see(contract, &state, date(on))
}

/// Acts as facts, each accepted.
fn recorded(contract: Contract, acts: &[(&str, FactKind)]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for (value_date, act) in acts {
        let command = Command { value_date: date(value_date), act: act.clone() };
        facts.push(decide(contract, &facts, &command, date("2030-01-01")).unwrap());
    }
    facts
}

fn paid(amount: i64, intent: PaymentIntent) -> FactKind {
    FactKind::Paid { amount: Minor(amount), intent }
}

/// 100.00 fell due on 2025-02-15.
fn fallen() -> Vec<OpenDue> {
    let (principal, nothing) = (Minor(10_000), Minor::ZERO);
    vec![OpenDue { on: date("2025-02-15"), principal, interest: nothing, fee: nothing }]
}

/// That, and 900.00 not yet due.
fn running() -> Position {
    Position {
        principal_undue: Minor(90_000),
        interest_from: date("2025-02-15"),
        next_due: date("2025-03-15"),
        remaining: 3,
        dues: fallen(),
        ..Position::default()
    }
}

#[test]
fn a_period_of_two_months_and_some_days_counts_its_whole_months() {
    // 85 days, of which the last two months, from 2025-02-10, have 59.
    let long = Span { from: date("2025-01-15"), to: date("2025-04-10") };
    let growth = InterestRule::Periodic.growth("1.2% per month".parse().unwrap(), long, long);
    assert_eq!(growth.on(Minor(1_200_000), Rounding::HalfUp), Minor(41_492));
}

#[test]
fn the_worst_lateness_is_forgotten_on_the_day_24_months_have_passed() {
    let alone = Position { dues: fallen(), ..Position::default() };
    let acts = [
        ("2025-02-16", FactKind::TakenOver(alone)),
        ("2025-03-01", paid(20_000, PaymentIntent::Due)),
    ];
    let worst = |on| {
        standing(("", ""), &acts, on, |contract, state, on| {
            counters(contract, state, on).days_past_due_max_24m
        })
    };
    assert_eq!(worst("2027-02-28"), 13, "late through the evening of 2025-02-28");
    assert_eq!(worst("2027-03-01"), 0);
}

#[test]
fn a_due_paid_before_it_was_a_day_late_leaves_no_memory() {
    let acts = [
        ("2025-02-15", FactKind::TakenOver(running())),
        ("2025-02-16", paid(20_000, PaymentIntent::Due)),
    ];
    let peaks = standing(("", ""), &acts, "2025-02-20", |_, state, _| state.record.peaks.len());
    assert_eq!(peaks, 0);
}

#[test]
fn the_price_of_lateness_alone_keeps_no_loan_late() {
    let acts = |amount| {
        let taken = FactKind::TakenOver(running());
        [("2025-02-15", taken), ("2025-02-25", paid(amount, PaymentIntent::Due))]
    };
    let late = |amount| {
        standing(LATE_PRICE_LAST, &acts(amount), "2025-02-25", |contract, state, on| {
            let owed = state.dues[0].outstanding.total();
            (owed, days_past_due(state, on), oldest_late(contract, state))
        })
    };
    // Ten days of 0.06 % on 100.00 cost 0.60.
    assert_eq!(late(10_000), (Minor(60), 0, None));
    assert_eq!(late(9_999), (Minor(61), 10, Some(date("2025-02-15"))));
}

#[test]
fn what_is_overdue_is_material_above_its_share_of_all_that_is_owed() {
    let material_days = |share: &str| {
        let text =
            format!("[delinquency]\nmaterial_amount = \"0.00\"\nmaterial_share = \"{share}\"");
        let acts = [("2025-02-16", FactKind::TakenOver(running()))];
        standing(("[delinquency]", &text), &acts, "2025-03-01", |contract, state, on| {
            counters(contract, state, on).days_past_due_material
        })
    };
    // 100.00 overdue of 1,000.00 owed.
    assert_eq!(material_days("9.99%"), 13, "since 2025-02-16");
    assert_eq!(material_days("10%"), 0);
    assert_eq!(material_days("10.5%"), 0);
}

#[test]
fn what_was_refunded_too_much_is_made_good_once_while_the_loan_runs() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-01-20", paid(10_000, PaymentIntent::Due)),
        ("2025-01-21", FactKind::Refunded { amount: Minor(10_000) }),
        ("2025-01-22", FactKind::Reversed { fact: 2 }),
        ("2025-01-23", paid(15_000, PaymentIntent::Due)),
    ];
    let held = standing(("", ""), &acts, "2025-01-23", |_, state, _| state.unapplied);
    assert_eq!(held, Minor(5_000));
}

#[test]
fn a_prepayment_that_reaches_only_what_has_fallen_leaves_stated_interest() {
    let line = |on: &str, principal| LegacyLine {
        on: date(on),
        principal: Minor(principal),
        interest: Some(Minor(1_000)),
    };
    let lines = vec![line("2025-03-15", 30_000), line("2025-04-15", 60_000)];
    let acts = [
        ("2025-02-15", FactKind::TakenOver(Position { lines, ..running() })),
        ("2025-02-15", paid(10_000, PaymentIntent::Prepay(PartialRule::Reduce))),
    ];
    let interest =
        standing(("", ""), &acts, "2025-03-15", |_, state, _| state.dues[0].outstanding.interest);
    assert_eq!(interest, Minor(1_000));
}

#[test]
fn a_fee_rounded_up_takes_no_more_than_was_paid() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-01-15", paid(50, PaymentIntent::Prepay(PartialRule::Reduce))),
    ];
    // 0.50 repays 0.495 and 1 % of it; both round up.
    let paid = standing(("fee = \"0%\"", "fee = \"1%\""), &acts, "2025-01-15", |_, state, _| {
        (state.totals.paid.principal, state.totals.paid.fee, state.unapplied)
    });
    assert_eq!(paid, (Minor(50), Minor::ZERO, Minor::ZERO));
}

#[test]
fn interest_a_prepayment_does_not_reach_stays_in_the_period() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-02-10", paid(100, PaymentIntent::Prepay(PartialRule::Reduce))),
    ];
    let interest =
        standing(("", ""), &acts, "2025-02-15", |_, state, _| state.dues[0].outstanding.interest);
    assert_eq!(interest, Minor(14_780), "31 days of 4.80, less 1.00");
}

#[test]
fn a_recovery_leaves_less_to_recover() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-06-01", FactKind::ChargedOff),
        ("2025-06-02", paid(15_000, PaymentIntent::Due)),
    ];
    let left = standing(("", ""), &acts, "2025-06-02", |_, state, _| match state.status {
        Status::ChargedOff { outstanding, .. } => outstanding.principal,
        _ => panic!("{:?}", state.status),
    });
    assert_eq!(left, Minor(1_185_000));
}

#[test]
fn a_second_plan_defers_what_the_first_had_deferred() {
    let mut dues = fallen();
    dues[0].interest = Minor(9_000);
    let taken = FactKind::TakenOver(Position { dues, ..Position::default() });
    let acts = [
        ("2025-02-15", taken),
        ("2025-02-15", plan("2025-03-15")),
        ("2025-02-15", plan("2025-04-15")),
    ];
    let deferred = standing(("", ""), &acts, "2025-02-15", |_, state, _| {
        state.schedule.as_ref().map(|schedule| schedule.deferred_interest)
    });
    assert_eq!(deferred, Some(Minor(9_000)));
}

#[test]
fn held_money_used_is_told_by_what_was_used() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-01-20", paid(200_000, PaymentIntent::Due)),
    ];
    let product = file::read(PRODUCT).unwrap();
    let terms = terms(&product);
    let contract = Contract { terms: &terms, product: &product };
    let facts = recorded(contract, &acts);
    let (state, effects) = fold(contract, &facts, Horizon::through(date("2025-02-15")));
    let used = effects.events.iter().find_map(|event| match event.kind {
        EventKind::HeldUsed(amount) => Some(amount),
        _ => None,
    });
    assert_eq!(used, Some(Minor(200_000) - state.unapplied));
    assert!(state.unapplied > Minor::ZERO);
}

fn plan(first_due: &str) -> FactKind {
    FactKind::Reamortized(Reamortization {
        first_due: date(first_due),
        installments: 6,
        rate: "0.04% per day".parse().unwrap(),
        kept_to_cure: 3,
    })
}

fn course(acts: &[(&str, FactKind)], on: &str) -> Option<PlanCourse> {
    standing(("", ""), acts, on, |_, state, _| state.plan.map(|plan| plan.course))
}

#[test]
fn a_second_due_missed_breaks_a_plan_even_before_31_days() {
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-01-20", plan("2025-02-15")),
    ];
    assert_eq!(course(&acts, "2025-03-15"), Some(PlanCourse::Running));
    // The first due is 29 days past due.
    assert_eq!(course(&acts, "2025-03-16"), Some(PlanCourse::Broken));
}

#[test]
fn a_fee_from_before_a_plan_is_no_due_of_it_missed() {
    let mut dues = fallen();
    dues[0].fee = Minor(500);
    let acts = [
        ("2025-02-15", FactKind::TakenOver(Position { dues, ..running() })),
        ("2025-02-16", plan("2025-03-15")),
    ];
    assert_eq!(course(&acts, "2025-03-16"), Some(PlanCourse::Running));
}

const RELIEF: (&str, &str) = (
    "[delinquency]",
    "[relief.extension]\n[relief.re-age]\n[relief.rate-cut]\n[relief.conditional-waiver]\n[delinquency]",
);

fn granted(reason: Reason, relief: Relief) -> FactKind {
    FactKind::Relief(Grant { reason, relief })
}

#[test]
fn only_relief_for_a_borrower_in_difficulty_restructures() {
    let told = |on: &'static str, reason| {
        let (first_due, installments) = (date("2025-04-15"), 9);
        let acts = [
            ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
            (on, granted(reason, Relief::Extension { first_due, installments })),
        ];
        standing(RELIEF, &acts, on, |_, state, _| {
            let record = state.relief.as_ref().unwrap();
            (record.bureau, record.restructured_on)
        })
    };
    let new_terms = BureauEffect::NewTerms;
    assert_eq!(told("2025-02-15", Reason::Service), (new_terms, None));
    let hardship = told("2025-02-15", Reason::Hardship);
    assert_eq!(hardship, (new_terms, Some(date("2025-02-15"))));
    let late = told("2025-02-16", Reason::Service);
    assert_eq!(late, (new_terms, Some(date("2025-02-16"))), "late is in difficulty");
}

#[test]
fn a_plan_ends_a_lower_rate() {
    let rate = "0.02% per day".parse().unwrap();
    let acts = [
        ("2025-01-15", FactKind::Disbursed { amount: Minor(1_200_000) }),
        ("2025-01-20", granted(Reason::Hardship, Relief::RateCut { rate, until: None })),
        ("2025-01-25", plan("2025-02-25")),
    ];
    let open = |acts: &[(&str, FactKind)]| {
        standing(RELIEF, acts, "2025-01-25", |_, state, _| {
            state.relief.as_ref().unwrap().window.is_some()
        })
    };
    assert!(open(&acts[..2]));
    assert!(!open(&acts));
}

fn kept(state: &State) -> u8 {
    state.plan.unwrap().kept
}

#[test]
fn a_fee_from_before_a_plan_is_no_due_of_it_kept() {
    let mut dues = fallen();
    dues[0].fee = Minor(500);
    let acts = [
        ("2025-02-15", FactKind::TakenOver(Position { dues, ..running() })),
        ("2025-02-16", plan("2025-03-15")),
        ("2025-02-16", paid(500, PaymentIntent::Due)),
    ];
    let after = |acts: &[(&str, FactKind)]| {
        standing(("", ""), acts, "2025-02-16", |_, state, _| (state.dues.len(), kept(state)))
    };
    assert_eq!(after(&acts[..2]), (1, 0));
    assert_eq!(after(&acts), (0, 0));
}

#[test]
fn a_plan_empties_the_dues_it_takes_over() {
    let taken = ("2025-02-15", FactKind::TakenOver(running()));
    let acts = [taken, ("2025-02-16", plan("2025-03-15"))];
    let dues = standing(("", ""), &acts, "2025-02-16", |_, state, _| state.dues.len());
    assert_eq!(dues, 0);
}

#[test]
fn a_plan_due_is_kept_once_though_its_lateness_is_paid_later() {
    let mut acts =
        vec![("2025-02-15", FactKind::TakenOver(running())), ("2025-02-16", plan("2025-03-15"))];
    let due = standing(LATE_PRICE_LAST, &acts, "2025-03-15", |_, state, _| {
        state.dues[0].outstanding.contractual()
    });
    acts.push(("2025-03-17", paid(due.0, PaymentIntent::Due)));
    acts.push(("2025-03-18", paid(1_000, PaymentIntent::Due)));
    let after = |count: usize| {
        standing(LATE_PRICE_LAST, &acts[..count], "2025-03-18", |_, state, _| {
            (state.dues.len(), kept(state))
        })
    };
    assert_eq!(after(3), (1, 1), "the price of two days is left");
    assert_eq!(after(4), (0, 1));
}

#[test]
fn a_plan_paid_off_is_cured() {
    let acts = [
        ("2025-02-15", FactKind::TakenOver(running())),
        ("2025-02-16", plan("2025-03-15")),
        ("2025-02-20", paid(200_000, PaymentIntent::Payoff)),
    ];
    assert_eq!(course(&acts, "2025-02-20"), Some(PlanCourse::Cured));
}

#[test]
fn a_waiver_on_condition_counts_the_dues_that_fall_after_it() {
    let mut dues = fallen();
    dues[0].interest = Minor(3_000);
    let (component, amount, vests_after) = (Component::Interest, Minor(1_000), 3);
    let waiver = Relief::ConditionalWaiver { component, amount, vests_after };
    let mut acts = vec![
        ("2025-02-15", FactKind::TakenOver(Position { dues, ..running() })),
        ("2025-02-15", granted(Reason::Hardship, waiver)),
        ("2025-02-16", paid(12_007, PaymentIntent::Due)),
    ];
    let kept = |acts: &[(&str, FactKind)], on| {
        standing(RELIEF, acts, on, |_, state, _| {
            (state.dues.len(), state.relief.as_ref().unwrap().set_aside[0].kept)
        })
    };
    assert_eq!(kept(&acts, "2025-02-16"), (0, 0), "the due it was set aside from is no test of it");
    acts.push(("2025-03-15", paid(80_000, PaymentIntent::Due)));
    assert_eq!(kept(&acts, "2025-03-15"), (0, 1));
}
