//! Courses at the edge of what a loan can do, each once a defect.

use engine::command::{Command, Rejection, decide, entry};
use engine::contract::{Contract, Terms};
use engine::fact::{Fact, FactKind, LegacyLine, OpenDue, PaymentIntent, Position, Reamortization};
use engine::fold::{Horizon, fold, fold_into};
use engine::payoff;
use engine::product::{PartialRule, Product, file};
use engine::state::{State, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// The seed product, some of its lines written otherwise.
fn product(changes: &[(&str, &str)]) -> Product {
    let mut text = PRODUCT.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    file::read(&text).unwrap()
}

fn terms(product: &Product, rate: &str, installments: u16) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: rate.parse().unwrap(),
        installments,
        signed_on: date("2025-01-01"),
        due_day: None,
        disclosed: None,
    }
}

/// Records acts in order, each accepted.
fn recorded(contract: Contract, acts: &[(&str, FactKind)]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (on, act) in acts {
        let command = Command { value_date: date(on), act: act.clone() };
        let fact = decide(contract, &facts, &command, date("2030-01-01"));
        facts.push(fact.unwrap_or_else(|refused| panic!("{on} {act:?}: {refused}")));
    }
    facts
}

fn refused(contract: Contract, acts: &[(&str, FactKind)], last: (&str, FactKind)) -> Rejection {
    let facts = recorded(contract, acts);
    let command = Command { value_date: date(last.0), act: last.1 };
    decide(contract, &facts, &command, date("2030-01-01")).unwrap_err()
}

fn through(contract: Contract, facts: &[Fact], on: &str) -> State {
    fold(contract, facts, Horizon::through(date(on))).0
}

fn disbursed() -> FactKind {
    FactKind::Disbursed { amount: Minor(1_200_000) }
}

fn paid(amount: i64, intent: PaymentIntent) -> FactKind {
    FactKind::Paid { amount: Minor(amount), intent }
}

fn plan(first_due: &str, installments: u16, rate: &str) -> FactKind {
    FactKind::Reamortized(Reamortization {
        first_due: date(first_due),
        installments,
        rate: rate.parse().unwrap(),
        kept_to_cure: 3,
    })
}

/// A loan of which 900.00 is not yet due.
fn position() -> Position {
    Position {
        principal_undue: Minor(90_000),
        interest_from: date("2025-02-15"),
        next_due: date("2025-03-15"),
        remaining: 3,
        ..Position::default()
    }
}

#[test]
fn a_first_due_never_moves_back_to_the_day_the_money_left() {
    // 2026-02-28 is a Saturday; the working day before it is the day of disbursement.
    let product = product(&[
        ("due_day = \"disbursement\"", "due_day = 28"),
        ("first_period = \"full\"", "first_period = \"stub\""),
        ("calendar = \"NONE\"", "calendar = \"WEEKDAYS\""),
        ("shift = \"none\"", "shift = \"preceding\""),
    ]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let facts = recorded(contract, &[("2026-02-27", disbursed())]);
    let state = through(contract, &facts, "2026-03-26");
    assert!(state.dues.is_empty());
    assert_eq!(through(contract, &facts, "2026-03-27").dues[0].on, date("2026-03-27"));
    let plan = plan("2026-03-28", 6, "0.04% per day");
    let refusal = refused(contract, &[("2026-02-27", disbursed())], ("2026-03-27", plan));
    assert_eq!(refusal, Rejection::PlanMalformed);
}

#[test]
fn a_loan_taken_over_on_a_shifted_due_date_meets_it_at_once() {
    let product = product(&[
        ("calendar = \"NONE\"", "calendar = \"WEEKDAYS\""),
        ("shift = \"none\"", "shift = \"preceding\""),
    ]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let taken = FactKind::TakenOver(position());
    // 2025-03-15 is a Saturday.
    let facts = recorded(contract, &[("2025-03-14", taken)]);
    let state = through(contract, &facts, "2025-03-14");
    assert_eq!(state.dues.iter().map(|due| due.on).collect::<Vec<_>>(), [date("2025-03-14")]);
}

#[test]
fn a_position_that_cannot_be_is_refused() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let line = |on: &str| LegacyLine { on: date(on), principal: Minor(1), interest: None };
    let due = |amount| OpenDue {
        on: date("2025-02-15"),
        principal: Minor(amount),
        interest: Minor::ZERO,
        fee: Minor::ZERO,
    };
    let most = 1_000_000_000_000_000;
    let wrong = [
        Position { lines: vec![line("2025-02-15"), line("2025-03-15")], ..position() },
        Position { remaining: u16::MAX, ..position() },
        Position { principal_undue: Minor(i64::MAX), ..position() },
        Position { dues: vec![due(most), due(most)], ..position() },
        Position { dues: vec![due(i64::MAX), due(i64::MAX)], ..position() },
        Position { dues: vec![due(0)], ..Position::default() },
        Position {
            lines: vec![LegacyLine { interest: Some(Minor(-1)), ..line("2025-03-15") }],
            ..position()
        },
    ];
    for position in wrong {
        let taken = ("2025-02-20", FactKind::TakenOver(position));
        assert_eq!(refused(contract, &[], taken), Rejection::PositionMalformed);
    }
}

#[test]
fn a_plan_out_of_bounds_is_refused_even_when_known_ahead() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let opened = [("2025-01-15", disbursed())];
    for (first_due, installments, rate) in [
        ("2025-10-15", 0, "0.04% per day"),
        ("2025-10-15", 61, "0.04% per day"),
        ("2025-09-25", 6, "0.04% per day"),
        ("2025-10-15", 6, "-0.04% per day"),
        ("2025-10-15", 6, "-50% per day"),
        ("2025-10-15", 6, "0.07% per day"),
        ("2025-10-15", 6, "3% per month"),
        ("2025-10-15", 6, "0.01% per month"),
    ] {
        let plan = plan(first_due, installments, rate);
        let refusal = refused(contract, &opened, ("2025-09-25", plan.clone()));
        assert_eq!(refusal, Rejection::PlanMalformed);
        let command = Command { value_date: date("2025-09-25"), act: plan };
        let ahead = entry(contract, &command, date("2025-01-15"), 2);
        assert_eq!(ahead, Err(Rejection::PlanMalformed));
    }
}

#[test]
fn a_plan_in_another_rate_per_time_bills_no_old_lateness_anew() {
    let product = product(&[
        (
            "min = \"0.00% per day\", max = \"0.06% per day\"",
            "min = \"0% per year\", max = \"24% per year\"",
        ),
        ("multiplier 1.5", "multiplier 1.1"),
        ("\"principal-and-interest\"", "\"principal\""),
    ]);
    let terms = terms(&product, "12% per year", 10);
    let contract = Contract { terms: &terms, product: &product };
    let dues = vec![OpenDue {
        on: date("2025-02-15"),
        principal: Minor(100_000),
        interest: Minor::ZERO,
        fee: Minor(500),
    }];
    let mut facts = recorded(
        contract,
        &[
            ("2025-02-16", FactKind::TakenOver(Position { dues, ..position() })),
            ("2025-04-10", paid(500, PaymentIntent::Due)),
        ],
    );
    // No command records such a plan; a register might hold one.
    let value_date = date("2025-04-01");
    let kind = plan("2025-05-01", 6, "0.03% per day");
    facts.push(Fact { number: 3, value_date, recorded_on: value_date, kind });
    let state = through(contract, &facts, "2025-04-10");
    assert!(state.dues.is_empty(), "{:?}", state.dues);
}

#[test]
fn a_plan_of_interest_alone_falls_due_in_its_parts() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let dues = vec![OpenDue {
        on: date("2025-02-15"),
        principal: Minor::ZERO,
        interest: Minor(10_000),
        fee: Minor::ZERO,
    }];
    let position = Position { dues, ..Position::default() };
    let facts = recorded(
        contract,
        &[
            ("2025-02-16", FactKind::TakenOver(position)),
            ("2025-02-20", plan("2025-03-15", 3, "0.04% per day")),
        ],
    );
    let state = through(contract, &facts, "2025-02-20");
    let interest: Vec<i64> = engine::schedule::running::projected(contract, &state)
        .iter()
        .map(|due| due.interest.0)
        .collect();
    assert_eq!(interest.len(), 3);
    assert_eq!(interest.iter().sum::<i64>(), state.outstanding().interest.0);
    assert!(interest.iter().all(|part| (3_330..=3_350).contains(part)), "{interest:?}");
}

#[test]
fn a_flat_fee_from_before_a_takeover_is_not_charged_again() {
    let product = product(&[("multiplier 1.5", "flat-fee 25.00")]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let due = |on: &str| OpenDue {
        on: date(on),
        principal: Minor(10_000),
        interest: Minor::ZERO,
        fee: Minor::ZERO,
    };
    let dues = vec![due("2025-01-15"), due("2025-02-15")];
    let taken = FactKind::TakenOver(Position { dues, ..position() });
    let facts = recorded(contract, &[("2025-02-16", taken)]);
    let state = through(contract, &facts, "2025-02-20");
    let fees: Vec<i64> = state.dues.iter().map(|due| due.outstanding.late_fee.0).collect();
    assert_eq!(fees, [0, 2_500], "the first was the other system's to charge");
}

#[test]
fn interest_stated_for_a_line_is_not_asked_for_again_after_a_prepayment() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let line = |on: &str, principal| LegacyLine {
        on: date(on),
        principal: Minor(principal),
        interest: Some(Minor(1_000)),
    };
    let lines = vec![line("2025-03-15", 30_000), line("2025-04-15", 60_000)];
    let taken = FactKind::TakenOver(Position { lines, ..position() });
    let facts = recorded(
        contract,
        &[
            ("2025-02-16", taken),
            // 14 days of interest on 900.00, 5.04, and principal.
            ("2025-03-01", paid(30_504, PaymentIntent::Prepay(PartialRule::Reduce))),
        ],
    );
    let state = through(contract, &facts, "2025-03-15");
    // 14 more days on 600.00.
    assert_eq!(state.dues[0].outstanding.interest, Minor(336));
}

#[test]
fn what_was_refunded_too_much_is_made_good_before_a_recovery() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let facts = recorded(
        contract,
        &[
            ("2025-01-15", disbursed()),
            ("2025-01-20", paid(10_000, PaymentIntent::Due)),
            ("2025-01-21", FactKind::Refunded { amount: Minor(10_000) }),
            ("2025-01-22", FactKind::Reversed { fact: 2 }),
            ("2025-06-01", FactKind::ChargedOff),
            ("2025-06-02", paid(15_000, PaymentIntent::Due)),
        ],
    );
    let state = through(contract, &facts, "2025-06-02");
    assert_eq!((state.unapplied, state.totals.recovered), (Minor::ZERO, Minor(5_000)));
    assert!(matches!(state.status, Status::ChargedOff { .. }));
}

#[test]
fn a_prepayment_that_meets_only_interest_leaves_the_instalment() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let opened = [("2025-01-15", disbursed())];
    let small = ("2025-02-10", paid(100, PaymentIntent::Prepay(PartialRule::Reduce)));
    let before = recorded(contract, &opened);
    let after = recorded(contract, &[opened[0].clone(), small]);
    let shape = |facts: &[Fact]| through(contract, facts, "2025-02-10").schedule.unwrap().shape;
    assert_eq!(shape(&before), shape(&after));
}

#[test]
fn money_held_for_a_loan_whose_payout_was_undone_can_go_back() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let undone = [
        ("2025-01-15", disbursed()),
        ("2025-01-20", paid(10_000, PaymentIntent::Due)),
        ("2025-01-20", paid(5_000, PaymentIntent::Due)),
        ("2025-01-21", FactKind::Reversed { fact: 1 }),
        ("2025-01-21", FactKind::Reversed { fact: 3 }),
        ("2025-01-22", FactKind::Refunded { amount: Minor(10_000) }),
    ];
    let facts = recorded(contract, &undone);
    assert_eq!(through(contract, &facts, "2025-02-01").unapplied, Minor::ZERO);
    let again = ("2025-01-23", paid(1, PaymentIntent::Due));
    assert_eq!(refused(contract, &undone, again), Rejection::NotStarted);
    let refund = ("2025-01-23", FactKind::Refunded { amount: Minor(1) });
    assert_eq!(refused(contract, &[], refund), Rejection::NotStarted);
    let early = ("2025-01-10", disbursed());
    assert_eq!(refused(contract, &undone[..1], early), Rejection::AlreadyStarted);
}

const TOLERANT: (&str, &str) = ("[late]", "[tolerance]\ndays = 3\namount = \"10.00\"\n\n[late]");

#[test]
fn a_rest_that_rolls_is_remembered_as_late() {
    let product = product(&[TOLERANT]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let paid = ("2025-02-15", paid(127_630, PaymentIntent::Due));
    let facts = recorded(contract, &[("2025-01-15", disbursed()), paid]);
    let on = date("2025-03-15");
    let (state, _) = fold(contract, &facts, Horizon::through(on));
    let counted = engine::delinquency::counters::counters(contract, &state, on);
    assert_eq!((counted.days_past_due, counted.days_past_due_max_24m), (0, 27));
}

#[test]
fn plan_dues_paid_but_for_a_tolerated_rest_are_kept() {
    let product = product(&[TOLERANT]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let mut acts =
        vec![("2025-01-15", disbursed()), ("2025-04-20", plan("2025-05-15", 6, "0.04% per day"))];
    for on in ["2025-05-15", "2025-06-15"] {
        let state = through(contract, &recorded(contract, &acts), on);
        let due = state.overdue_and_due().total();
        acts.push((on, paid(due.0 - 500, PaymentIntent::Due)));
    }
    let state = through(contract, &recorded(contract, &acts), "2025-07-15");
    assert_eq!(state.dues.len(), 1, "{:?}", state.dues);
    assert_eq!(state.plan.unwrap().kept, 2);
}

#[test]
fn a_plan_sets_aside_no_contract_interest_that_ran_on() {
    let product = product(&[("multiplier 1.5", "flat-fee 25.00")]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let acts =
        [("2025-01-15", disbursed()), ("2025-03-10", plan("2025-04-10", 6, "0.04% per day"))];
    let facts = recorded(contract, &acts);
    let state = through(contract, &facts, "2025-03-10");
    assert_eq!(state.plan.unwrap().conditional_waiver, Minor::ZERO);
    // 148.80 billed, 23 days on 1,132.50 overdue and 23 on 10,867.50 not yet due.
    assert_eq!(state.outstanding().interest, Minor(14_880 + 1_042 + 9_998));
}

/// A payoff is quoted on what was given up the same day: it used to meet the dues before the waiver
/// did, and left what was waived unpaid of the rest.
#[test]
fn a_payoff_ends_the_loan_on_the_day_of_a_waiver() {
    let product = product(&[]);
    let terms = terms(&product, "0.04% per day", 10);
    let contract = Contract { terms: &terms, product: &product };
    let waived = FactKind::Waived { component: Component::Interest, amount: Minor(1_000) };
    let facts = recorded(contract, &[("2025-01-15", disbursed()), ("2025-03-04", waived.clone())]);
    let on = date("2025-03-04");
    let quoted = payoff::quote(contract, &fold_into(contract, &facts, on).0, on).amount();
    let payoff = paid(quoted.0, PaymentIntent::Payoff);
    let acts = [("2025-01-15", disbursed()), ("2025-03-04", waived), ("2025-03-04", payoff)];
    let after = through(contract, &recorded(contract, &acts), "2025-03-04");
    assert_eq!(after.status, Status::Settled { on });
    assert_eq!((after.totals.waived.interest, after.unapplied), (Minor(1_000), Minor::ZERO));
}
