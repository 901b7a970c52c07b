//! What must hold for every loan, whatever happens to it and in whatever order it is learnt.

use engine::command::{Command, decide};
use engine::contract::{Contract, Terms};
use engine::day;
use engine::delinquency::counters::counters;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, PaymentIntent, Reamortization};
use engine::fold::{Horizon, apply, fold};
use engine::posting::{GlAccount, Transfer, difference};
use engine::product::{PartialRule, Product, file};
use engine::state::{State, Status};
use engine::waterfall::Component;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use proptest::prelude::*;

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");
const LIFE_DAYS: i32 = 500;

/// The seed product with some of its rules turned.
fn product(turn: u8) -> Product {
    let mut text = PRODUCT.to_owned();
    if turn & 1 != 0 {
        text = text.replace("\"equal-installment\"", "\"equal-principal\"");
    }
    if turn & 2 != 0 {
        text = text.replace("\"horizontal\"", "\"vertical\"");
    }
    if turn & 4 != 0 {
        text = text.replace("surplus = \"hold\"", "surplus = \"prepay\"");
    }
    if turn & 8 != 0 {
        text = text.replace("multiplier 1.5", "flat-fee 25.00");
    }
    if turn & 16 != 0 {
        text = text.replace("[late]", "[tolerance]\ndays = 3\namount = \"10.00\"\n\n[late]");
    }
    if turn & 32 != 0 {
        text = text.replace("\"ACT/365\"", "\"30E/360\"").replace("per day", "per month");
        text = text.replace("0.06% per month", "1.8% per month");
    }
    file::read(&text).expect("the turned product is valid")
}

fn terms(product: &Product) -> Terms {
    let rate = if product.rate.0.per == primitives::rate::Per::Day {
        "0.05% per day"
    } else {
        "1.5% per month"
    };
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_000_000),
        rate: rate.parse().unwrap(),
        installments: 12,
        signed_on: start(),
        due_day: None,
    }
}

fn start() -> Date {
    "2025-01-31".parse().unwrap()
}

/// Something that might be asked for, so many days after the start.
#[derive(Clone, Debug)]
struct Ask {
    day: i32,
    act: FactKind,
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let paid = |intent| {
        (1i64..300_000).prop_map(move |amount| FactKind::Paid { amount: Minor(amount), intent })
    };
    let act = prop_oneof![
        8 => paid(PaymentIntent::Due),
        2 => paid(PaymentIntent::Prepay(PartialRule::Reduce)),
        2 => paid(PaymentIntent::Prepay(PartialRule::Shorten)),
        1 => Just(FactKind::Paid { amount: Minor(2_000_000), intent: PaymentIntent::Payoff }),
        2 => (1u32..12).prop_map(|fact| FactKind::Reversed { fact }),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Waived {
            component: Component::DefaultInterest,
            amount: Minor(amount),
        }),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Waived {
            component: Component::Interest,
            amount: Minor(amount),
        }),
        1 => Just(FactKind::ChargedOff),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Refunded { amount: Minor(amount) }),
    ];
    prop::collection::vec((0..LIFE_DAYS, act).prop_map(|(day, act)| Ask { day, act }), 0..14)
}

/// Records what is asked for at the end of the loan's life, in the order asked, as far as it is
/// not refused; plans are dated by hand because they need a date to start from.
fn facts(contract: Contract, asks: &[Ask], plan_day: Option<i32>) -> Vec<Fact> {
    let today = start().plus_days(LIFE_DAYS);
    let disbursed = FactKind::Disbursed { amount: contract.terms.amount };
    let mut facts = Vec::new();
    let mut record = |value_date: Date, act: FactKind| {
        if let Ok(fact) = decide(contract, &facts, &Command { value_date, act }, today) {
            facts.push(fact);
        }
    };
    record(start(), disbursed);
    if let Some(day) = plan_day {
        let on = start().plus_days(day);
        let plan = Reamortization {
            first_due: on.plus_days(20),
            installments: 6,
            rate: contract.terms.rate,
            kept_to_cure: 3,
        };
        record(on, FactKind::Reamortized(plan));
    }
    asks.iter().for_each(|ask| record(start().plus_days(ask.day), ask.act.clone()));
    facts
}

fn balance(transfers: &[Transfer], account: GlAccount) -> i64 {
    let of = |transfer: &Transfer| match account {
        _ if transfer.debit == account => transfer.amount.0,
        _ if transfer.credit == account => -transfer.amount.0,
        _ => 0,
    };
    transfers.iter().map(of).sum()
}

fn assert_conserved(state: &State) {
    let (totals, outstanding) = (&state.totals, state.outstanding());
    for component in Component::ALL {
        assert_eq!(
            totals.billed.get(component),
            totals.paid.get(component)
                + totals.waived.get(component)
                + totals.charged_off.get(component)
                + outstanding.get(component),
            "{component} is conserved"
        );
    }
    assert_eq!(
        totals.received,
        totals.paid.total() + totals.recovered + totals.refunded + state.unapplied,
        "every cent received is somewhere"
    );
}

fn assert_ledger_agrees(state: &State, transfers: &[Transfer]) {
    let outstanding = state.outstanding();
    let booked = |component| balance(transfers, GlAccount::receivable(component));
    assert_eq!(booked(Component::Principal), outstanding.principal.0);
    assert_eq!(booked(Component::Fee), outstanding.fee.0);
    assert_eq!(booked(Component::LateFee), outstanding.late_fee.0);
    let memo = balance(transfers, GlAccount::NonaccrualMemo);
    let interest = outstanding.interest.0 + outstanding.default_interest.0;
    assert_eq!(
        booked(Component::Interest) + booked(Component::DefaultInterest) + memo,
        interest,
        "interest stands on the books or in the memo"
    );
    if state.nonaccrual_since.is_none() {
        assert_eq!(memo, 0);
    }
    assert_eq!(balance(transfers, GlAccount::Unapplied), -state.unapplied.0);
    let cash = state.totals.received.0 - state.totals.refunded.0;
    let lent = balance(transfers, GlAccount::Cash);
    if transfers.iter().any(|transfer| transfer.debit == GlAccount::Principal) {
        assert!(lent <= cash, "no more cash than came in");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn money_is_conserved_and_the_ledger_agrees(
        turn in 0u8..64, asks in asks(), plan_day in prop::option::of(0..LIFE_DAYS), days in 0..LIFE_DAYS
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &asks, plan_day);
        let (state, effects) = fold(contract, &facts, Horizon::through(start().plus_days(days)));
        assert_conserved(&state);
        assert_ledger_agrees(&state, &effects.transfers);
    }

    #[test]
    fn closing_day_by_day_equals_closing_at_once(
        turn in 0u8..64, asks in asks(), plan_day in prop::option::of(0..LIFE_DAYS)
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &asks, plan_day);
        let end = start().plus_days(LIFE_DAYS);
        let (at_once, effects_at_once) = fold(contract, &facts, Horizon::through(end));

        let mut state = State::pending(terms.rate);
        let mut effects = Effects::default();
        let in_force = engine::fold::in_force(&facts, Horizon::through(end));
        for day in 0..=LIFE_DAYS {
            let on = start().plus_days(day);
            for fact in in_force.iter().filter(|fact| fact.value_date == on) {
                apply(contract, &mut state, fact, &mut effects);
                // What the register does between any two steps: keep and read back.
                state = wire::state::decode(&wire::state::encode(&state)).unwrap();
            }
            day::advance(contract, &mut state, on, &mut effects);
            let again = state.clone();
            day::advance(contract, &mut state, on, &mut effects);
            prop_assert_eq!(&again, &state, "closing a day twice is closing it once");
            assert_conserved(&state);
        }
        prop_assert_eq!(state, at_once);
        prop_assert!(difference(&effects.transfers, &effects_at_once.transfers).is_empty());
    }

    #[test]
    fn the_order_of_learning_changes_no_balance(
        turn in 0u8..64, asks in asks(), rotation in 0usize..14
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &asks, None);
        // One fact a day at most: two of one day are taken in the order learnt, by rule.
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| !matches!(fact.kind, FactKind::Reversed { .. }) && seen.insert(fact.value_date));
        let horizon = Horizon::through(start().plus_days(LIFE_DAYS));
        let (state, effects) = fold(contract, &facts, horizon);
        let mut learnt = facts.clone();
        if !learnt.is_empty() {
            let middle = rotation % learnt.len();
            learnt.rotate_left(middle);
        }
        for (index, fact) in learnt.iter_mut().enumerate() {
            fact.number = u32::try_from(index).unwrap() + 1;
        }
        let (state_learnt, effects_learnt) = fold(contract, &learnt, horizon);
        prop_assert_eq!(state, state_learnt);
        prop_assert_eq!(effects.transfers, effects_learnt.transfers);
    }

    #[test]
    fn undoing_a_payment_leaves_no_trace_in_the_standing(turn in 0u8..64, asks in asks(), day in 0..LIFE_DAYS) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &asks, None);
        facts.retain(|fact| !matches!(fact.kind, FactKind::Reversed { .. }));
        let end = start().plus_days(LIFE_DAYS);
        let before = fold(contract, &facts, Horizon::through(end));
        let paid = FactKind::Paid { amount: Minor(77_777), intent: PaymentIntent::Due };
        let value_date = start().plus_days(day);
        if let Ok(fact) = decide(contract, &facts, &Command { value_date, act: paid }, end) {
            let number = fact.number;
            facts.push(fact);
            let undo = Command { value_date, act: FactKind::Reversed { fact: number } };
            facts.push(decide(contract, &facts, &undo, end).unwrap());
            let after = fold(contract, &facts, Horizon::through(end));
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn counters_never_soften_the_contract(turn in 0u8..64, asks in asks(), days in 0..LIFE_DAYS) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &asks, None);
        let on = start().plus_days(days);
        let (state, _) = fold(contract, &facts, Horizon::through(on));
        let counted = counters(contract, &state, on);
        prop_assert!(counted.days_past_due_counted <= counted.days_past_due);
        prop_assert!(counted.days_past_due_max_24m >= counted.days_past_due);
        if matches!(state.status, Status::Settled { .. } | Status::ChargedOff { .. }) {
            prop_assert_eq!(counted.days_past_due, 0);
        }
    }
}
