//! What must hold for every revolving account, whatever is spent, paid and learnt late.

use engine::command::{Command, decide, decide_forward, reaches_back};
use engine::contract::{Contract, Terms};
use engine::day;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, apply, fold, fold_into, in_force};
use engine::payoff;
use engine::posting::difference;
use engine::product::{Product, file};
use engine::revolving::{Converted, RevolvingFact, Spending};
use engine::state::{State, Status};
use engine::waterfall::Component;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use proptest::prelude::*;

mod holds;

use holds::{assert_conserved, assert_ledger_agrees};

const PRODUCTS: [&str; 3] = [
    include_str!("../../../products/pay-later-account.toml"),
    include_str!("../../../products/credit-card.toml"),
    include_str!("../../../products/us-card.toml"),
];
const LIFE_DAYS: i32 = 420;
const LIMIT: Minor = Minor(1_000_000);

/// A shipped product with some of its rules turned.
fn product((which, flags): (usize, u8)) -> Product {
    let mut text = PRODUCTS[which].to_owned();
    let turns = [
        ("\"oldest-first\"", "\"highest-rate-first\""),
        ("of = \"balance\"", "of = \"new-purchases\""),
        ("interest_from = \"purchase-date\"", "interest_from = \"due-date\""),
        ("contract_rate = \"replaced\"", "contract_rate = \"continues\""),
        ("share = \"5%\" }", "share = \"5%\", fee = \"20.00\" }"),
        ("scope = \"horizontal\"", "scope = \"vertical\""),
        ("nonaccrual_from = 9", "nonaccrual_from = 3"),
        ("[late]", "[rounding]\ninterest = \"half-even\"\n\n[late]"),
    ];
    for (bit, (from, to)) in turns.into_iter().enumerate() {
        if flags & 1 << bit != 0 {
            text = text.replace(from, to);
        }
    }
    file::read(&text).unwrap_or_else(|error| panic!("the turned product is valid: {error}"))
}

fn products() -> impl Strategy<Value = (usize, u8)> {
    (0..PRODUCTS.len(), any::<u8>())
}

fn terms(product: &Product) -> Terms {
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: LIMIT,
        rate: product.rate.1,
        installments: 1,
        signed_on: "2025-01-01".parse().unwrap(),
        due_day: None,
        disclosed: None,
    }
}

fn start() -> Date {
    "2025-01-29".parse().unwrap()
}

/// Something asked for so many days after the start, learnt so many days later.
#[derive(Clone, Debug)]
struct Ask {
    day: i32,
    later: i32,
    act: FactKind,
}

impl Ask {
    fn command(&self) -> Command {
        Command { value_date: start().plus_days(self.day), act: self.act.clone() }
    }
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let spent = |on, most: i64| {
        (1..most).prop_map(move |amount| RevolvingFact::Spent { amount: Minor(amount), on })
    };
    let what = prop_oneof![(2u32..12).prop_map(Converted::Purchase), Just(Converted::Statement),];
    let count = prop::sample::select(vec![3u16, 6, 12]);
    let revolving = prop_oneof![
        8 => spent(Spending::Purchase, 300_000),
        2 => spent(Spending::CashAdvance, 100_000),
        2 => (1i64..50_000, 2u32..12).prop_map(|(amount, of)| {
            RevolvingFact::PurchaseRefunded { amount: Minor(amount), of }
        }),
        2 => (what, count).prop_map(|(what, installments)| {
            RevolvingFact::Converted { what, installments }
        }),
        1 => prop::sample::select(vec![1u8, 5, 10, 12, 15, 20])
            .prop_map(|day| RevolvingFact::BillDayChanged { day }),
        1 => (50_000i64..2_000_000).prop_map(|limit| RevolvingFact::LimitSet { limit: Minor(limit) }),
    ]
    .prop_map(FactKind::Revolving);
    let pay = |intent| {
        (1i64..200_000).prop_map(move |amount| FactKind::Paid { amount: Minor(amount), intent })
    };
    let act = prop_oneof![
        14 => revolving,
        7 => pay(PaymentIntent::Due),
        1 => Just(FactKind::Paid { amount: Minor(2_000_000), intent: PaymentIntent::Payoff }),
        2 => (1u32..14).prop_map(|fact| FactKind::Reversed { fact }),
        1 => (1i64..3_000).prop_map(|amount| FactKind::Waived {
            component: Component::Interest,
            amount: Minor(amount),
        }),
        1 => (1i64..50_000).prop_map(|amount| FactKind::Refunded { amount: Minor(amount) }),
        1 => Just(FactKind::ChargedOff),
    ];
    let later = prop_oneof![2 => Just(0), 1 => 0..90];
    let ask = (0..LIFE_DAYS, later, act).prop_map(|(day, later, act)| Ask { day, later, act });
    prop::collection::vec(ask, 0..18)
}

fn opening() -> Command {
    let limit_set = FactKind::Revolving(RevolvingFact::LimitSet { limit: LIMIT });
    Command { value_date: start(), act: limit_set }
}

/// Records what is asked for at the end of the account's life, as far as it is not refused.
fn facts(contract: Contract, asks: &[Ask]) -> Vec<Fact> {
    let today = start().plus_days(LIFE_DAYS);
    let mut facts = vec![decide(contract, &[], &opening(), today).unwrap()];
    for ask in asks {
        if let Ok(fact) = decide(contract, &facts, &ask.command(), today) {
            facts.push(fact);
        }
    }
    facts
}

fn assert_account_ties(state: &State) {
    assert_conserved(state);
    let Some(account) = &state.revolving else { return };
    assert_eq!(account.principal(), state.principal_undue, "balances and plans are all of it");
    let billed: Minor =
        account.balances.iter().filter(|b| b.billed.is_some()).map(|b| b.open).sum();
    if let Some(statement) = account.statement {
        assert!(statement.unpaid.principal <= billed, "a minimum asks for what was billed");
        for component in Component::ALL {
            assert!(statement.unpaid.get(component) >= Minor::ZERO);
        }
    }
    assert!(account.balances.iter().all(|balance| balance.open >= Minor::ZERO));
    assert!(account.conversions.iter().all(|plan| plan.billed <= plan.installments));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(300)))]

    #[test]
    fn closing_day_by_day_equals_closing_at_once(turn in products(), asks in asks()) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &asks);
        let end = start().plus_days(LIFE_DAYS);
        let (at_once, effects_at_once) = fold(contract, &facts, Horizon::through(end));
        let mut state = State::pending(terms.rate);
        let mut effects = Effects::default();
        let counting = in_force(&facts, Horizon::through(end));
        for day in 0..=LIFE_DAYS {
            let on = start().plus_days(day);
            let nothing = FactKind::Reversed { fact: 0 };
            let opens = Fact { number: 0, value_date: on, recorded_on: on, kind: nothing };
            let last_value_date = state.last_value_date;
            // Opens the day, so that it is closed though nothing may happen on it.
            apply(contract, &mut state, &opens, &mut effects);
            state.last_value_date = last_value_date;
            for fact in counting.iter().filter(|fact| fact.value_date == on) {
                apply(contract, &mut state, fact, &mut effects);
                state = wire::state::decode(&wire::state::encode(&state)).unwrap();
                assert_account_ties(&state);
            }
            day::advance(contract, &mut state, on, &mut effects);
            let again = state.clone();
            day::advance(contract, &mut state, on, &mut effects);
            prop_assert_eq!(&again, &state, "closing a day twice is closing it once");
            assert_account_ties(&state);
            assert_ledger_agrees(&state, &effects.transfers);
        }
        // Interest is counted to different days and is the same interest.
        let paid = |state: &State| state.totals;
        prop_assert_eq!(paid(&state), paid(&at_once));
        prop_assert_eq!(&state.dues, &at_once.dues);
        let owed = |state: &State| payoff::quote(contract, state, end.plus_days(1));
        prop_assert_eq!(owed(&state), owed(&at_once));
        prop_assert!(difference(&effects.transfers, &effects_at_once.transfers).is_empty());
    }

    #[test]
    fn a_register_that_learns_late_comes_to_what_a_fold_says(turn in products(), asks in asks()) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = vec![decide(contract, &[], &opening(), start()).unwrap()];
        let (mut state, effects) = fold_into(contract, &facts, start());
        let mut posted = effects.transfers;
        let mut learnt = asks;
        learnt.sort_by_key(|ask| ask.day + ask.later);
        for ask in &learnt {
            let today = start().plus_days(ask.day + ask.later);
            let mut effects = Effects::default();
            day::advance_into(contract, &mut state, today, &mut effects);
            posted.extend(&effects.transfers);
            let command = ask.command();
            if reaches_back(&state, &command) || command.value_date < today {
                let Ok(fact) = decide(contract, &facts, &command, today) else { continue };
                facts.push(fact);
                let (refolded, effects) = fold_into(contract, &facts, today);
                posted.extend(difference(&posted, &effects.transfers));
                state = refolded;
            } else {
                let number = u32::try_from(facts.len()).unwrap() + 1;
                let decided = decide_forward(contract, &state, &command, number);
                prop_assert_eq!(&decided, &decide(contract, &facts, &command, today));
                let Ok(fact) = decided else { continue };
                let mut effects = Effects::default();
                apply(contract, &mut state, &fact, &mut effects);
                posted.extend(&effects.transfers);
                facts.push(fact);
            }
            let (refolded, effects) = fold_into(contract, &facts, today);
            prop_assert_eq!(&state, &refolded);
            prop_assert!(difference(&posted, &effects.transfers).is_empty());
            assert_account_ties(&state);
            assert_ledger_agrees(&state, &posted);
        }
    }

    #[test]
    fn the_order_of_learning_changes_no_balance(
        turn in products(), asks in asks(), rotation in 0usize..18
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &asks);
        // One fact a day at most: two of one day are taken in the order learnt, by rule.
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| {
            !matches!(fact.kind, FactKind::Reversed { .. }) && seen.insert(fact.value_date)
        });
        let horizon = Horizon::through(start().plus_days(LIFE_DAYS));
        let (state, effects) = fold(contract, &facts, horizon);
        let mut learnt = facts.clone();
        learnt.rotate_left(rotation % facts.len());
        // Facts name each other by number: those names follow.
        let named: Vec<u32> = learnt.iter().map(|fact| fact.number).collect();
        let new = |old: u32| {
            let place = named.iter().position(|number| *number == old);
            place.map_or(9_999, |index| u32::try_from(index).unwrap() + 1)
        };
        for fact in &mut learnt {
            fact.number = new(fact.number);
            match &mut fact.kind {
                FactKind::Revolving(RevolvingFact::PurchaseRefunded { of, .. }) => *of = new(*of),
                FactKind::Revolving(RevolvingFact::Converted {
                    what: Converted::Purchase(of), ..
                }) => *of = new(*of),
                _ => {}
            }
        }
        let (state_learnt, effects_learnt) = fold(contract, &learnt, horizon);
        prop_assert_eq!(state.totals, state_learnt.totals);
        prop_assert_eq!(&state.dues, &state_learnt.dues);
        prop_assert_eq!(state.outstanding(), state_learnt.outstanding());
        prop_assert_eq!(effects, effects_learnt);
    }

    #[test]
    fn a_payoff_quoted_brings_the_account_to_nothing(
        turn in products(), asks in asks(), days in 0..LIFE_DAYS
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &asks);
        let on = start().plus_days(days);
        facts.retain(|fact| fact.value_date <= on);
        let (state, _) = fold_into(contract, &facts, on);
        let quoted = payoff::quote(contract, &state, on).amount();
        if state.status == Status::Active && quoted > Minor::ZERO {
            let act = FactKind::Paid { amount: quoted, intent: PaymentIntent::Payoff };
            facts.push(decide(contract, &facts, &Command { value_date: on, act }, on).unwrap());
            let (after, _) = fold_into(contract, &facts, on);
            prop_assert_eq!(after.status, Status::Active, "the account stays open");
            prop_assert_eq!(after.unapplied, Minor::ZERO);
            prop_assert_eq!(after.outstanding().total(), Minor::ZERO);
            let later = fold(contract, &facts, Horizon::through(on.plus_days(200))).0;
            prop_assert_eq!(later.outstanding().total(), Minor::ZERO, "nothing grows on nothing");
        }
    }

    #[test]
    fn paid_in_full_every_month_costs_nothing(
        turn in products(),
        spent in prop::collection::vec((0..LIFE_DAYS, 1i64..60_000), 0..20)
    ) {
        let product = product(turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = vec![decide(contract, &[], &opening(), start()).unwrap()];
        let mut state = fold_into(contract, &facts, start()).0;
        for day in 0..LIFE_DAYS {
            let on = start().plus_days(day);
            day::advance_into(contract, &mut state, on, &mut Effects::default());
            let pays = state.revolving.as_ref().and_then(|account| account.statement);
            let bill = pays.filter(|statement| statement.due_on == on).map(|s| s.balance);
            let bought = spent.iter().filter(|(when, _)| *when == day).map(|(_, amount)| {
                RevolvingFact::Spent { amount: Minor(*amount), on: Spending::Purchase }
            });
            let acts = bill
                .map(|amount| FactKind::Paid { amount, intent: PaymentIntent::Due })
                .into_iter()
                .chain(bought.map(FactKind::Revolving));
            for act in acts.collect::<Vec<_>>() {
                let command = Command { value_date: on, act };
                let number = u32::try_from(facts.len()).unwrap() + 1;
                let Ok(fact) = decide_forward(contract, &state, &command, number) else { continue };
                apply(contract, &mut state, &fact, &mut Effects::default());
                facts.push(fact);
            }
        }
        let billed = state.totals.billed;
        prop_assert_eq!(billed.interest + billed.default_interest + billed.late_fee, Minor::ZERO);
    }
}
