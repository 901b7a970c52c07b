//! What must hold for every loan, whatever happens to it and in whatever order it is learnt.

use engine::charge::Charge;
use engine::command::{Command, decide, decide_forward, reaches_back};
use engine::contract::{Contract, Terms};
use engine::correction::{Correction, decide_correction};
use engine::day;
use engine::delinquency::counters::counters;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, LegacyLine, OpenDue, PaymentIntent, Position, Reamortization};
use engine::fold::{Horizon, apply, fold, fold_into};
use engine::payoff;
use engine::posting::difference;
use engine::product::{Drawdowns, PartialRule, Product, file};
use engine::rate_change::{InstallmentAfter, RateChange};
use engine::relief::preview::preview;
use engine::relief::{Grant, Part, Reason, Relief, Tool};
use engine::state::{State, Status};
use engine::waterfall::Component;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Fraction, Per, Rate};
use proptest::prelude::*;

mod holds;

use holds::{assert_conserved, assert_ledger_agrees};

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");
const LIFE_DAYS: i32 = 500;

/// The rules of the seed product that a property turns.
#[derive(Clone, Debug)]
struct Turn {
    amortization: &'static str,
    interest: (&'static str, &'static str),
    late: &'static str,
    calendar: (&'static str, &'static str),
    flags: u32,
}

fn turns() -> impl Strategy<Value = Turn> {
    let amortization = prop::sample::select(vec![
        "\"equal-installment\"",
        "\"equal-principal\"",
        "\"interest-only\"",
        "\"bullet\"",
        "\"seasonal\"\nseason = [3, 0, 0, 1, 1, 2, 2, 1, 0, 0, 7, 3]",
        "\"stepped\"\nsteps = [{ dues = 3, part = 0 }, { dues = 4, part = 10 }, { dues = 1, part = 11 }]",
    ]);
    let interest = prop::sample::select(vec![
        ("rule = \"daily\", basis = \"ACT/365\"", "day"),
        ("rule = \"daily\", basis = \"30E/360\"", "month"),
        ("rule = \"daily\", basis = \"ACT/ACT\"", "year"),
        ("rule = \"periodic\"", "month"),
        ("rule = \"periodic\"", "year"),
    ]);
    let late = prop::sample::select(vec![
        "multiplier 1.5",
        "multiplier 1.2",
        "flat-fee 25.00",
        "spread 0.001%",
        "fixed-daily 0.05%",
    ]);
    let calendar = prop::sample::select(vec![
        ("NONE", "none"),
        ("WEEKDAYS", "preceding"),
        ("WEEKDAYS", "modified-following"),
        ("CN", "following"),
    ]);
    (amortization, interest, late, calendar, any::<u32>()).prop_map(
        |(amortization, interest, late, calendar, flags)| Turn {
            amortization,
            interest,
            late,
            calendar,
            flags,
        },
    )
}

/// The highest rate of a turned product, and the one signed, per its time.
fn rates(per: &str) -> (&'static str, &'static str) {
    match per {
        "day" => ("0.06%", "0.05%"),
        "month" => ("1.8%", "1.5%"),
        _ => ("21%", "18%"),
    }
}

/// The rounding rules of a turned product, as far as they go with its other rules.
fn rounding(turn: &Turn) -> String {
    let whole = if turn.flags & 1 << 13 != 0 { "multiple = \"1.00\"\n" } else { "" };
    let first = turn.flags & 1 << 14 != 0 && turn.amortization.contains("equal-principal");
    let mode = match (first, turn.flags & 3) {
        (true, _) => "down\"\nrest = \"first",
        (_, 0) => "half-even",
        (_, 1) => "up",
        (_, 2) => "down",
        _ => "half-up",
    };
    let alike = turn.interest.1 != "year" && !turn.interest.0.contains("periodic");
    let daily = if turn.flags & 1 << 15 != 0 && alike { "accrual = \"daily\"\n" } else { "" };
    format!("\n[rounding]\ninstallment = \"{mode}\"\n{whole}{daily}")
}

/// The seed product with some of its rules turned.
fn product(turn: &Turn) -> Product {
    let per = turn.interest.1;
    let mut text = PRODUCT
        .replace("\"equal-installment\"", turn.amortization)
        .replace("rule = \"daily\", basis = \"ACT/365\"", turn.interest.0)
        .replace("0.06% per day", &format!("{} per {per}", rates(per).0))
        .replace("per day", &format!("per {per}"))
        .replace("multiplier 1.5", turn.late)
        .replace("\"NONE\"", &format!("{:?}", turn.calendar.0))
        .replace("shift = \"none\"", &format!("shift = {:?}", turn.calendar.1));
    let on = [
        ("\"horizontal\"", "\"vertical\""),
        ("surplus = \"hold\"", "surplus = \"prepay\""),
        ("[late]", "[tolerance]\ndays = 3\namount = \"10.00\"\n\n[late]"),
        ("late_rate_yearly = \"24%\"", "late_rate_yearly = \"24%\"\nlate_total = \"0.4%\""),
        ("fee = \"0%\"", "fee = \"3%\""),
        ("contract_rate = \"replaced\"", "contract_rate = \"continues\""),
        ("\"principal-and-interest\"", "\"principal\""),
        ("nonaccrual_from = 91", "nonaccrual_from = 40\ncharge_off_from = 100"),
        ("due_day = \"disbursement\"", "due_day = 28"),
        ("shift = ", "accrual = \"scheduled\"\nshift = "),
        ("first_period = \"full\"", "first_period = \"stub\""),
        ("partial = \"reduce\"", "partial = \"shorten\""),
        (
            "[delinquency]",
            "[waterfall.late]\nfrom_days_past_due = 35\nscope = \"vertical\"\norder = [\"principal\", \
             \"interest\", \"fee\", \"default-interest\", \"late-fee\"]\n\n[delinquency]",
        ),
    ];
    for (bit, (from, to)) in on.into_iter().enumerate() {
        if turn.flags & 1 << bit != 0 {
            text = text.replace(from, to);
        }
    }
    text.push_str(&rounding(turn));
    if turn.flags & 1 << 16 != 0 {
        text = text.replace("[schedule]", "[schedule]\ndrawdowns = \"several\"");
    }
    for tool in Tool::ALL {
        text.push_str(&format!("\n[relief.{tool}]\n"));
    }
    file::read(&text).unwrap_or_else(|error| panic!("the turned product is valid: {error}"))
}

fn terms(product: &Product) -> Terms {
    let per = product.rate.0.per;
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        // What the openings leave undrawn where several drawdowns are agreed.
        amount: match product.drawdowns {
            Drawdowns::Once => Minor(1_000_000),
            Drawdowns::Several => Minor(2_000_000),
        },
        rate: format!("{} per {per}", rates(per.word()).1, per = per.word()).parse().unwrap(),
        installments: 12,
        signed_on: "2025-01-01".parse().unwrap(),
        due_day: None,
        disclosed: None,
    }
}

fn start() -> Date {
    "2025-01-31".parse().unwrap()
}

/// Something that might be asked for, so many days after the start; learnt so many days later.
#[derive(Clone, Debug)]
struct Ask {
    day: i32,
    later: i32,
    act: FactKind,
}

/// A plan, its first due counted from the day of the command; its rate as a share of the contract's.
fn plan() -> impl Strategy<Value = FactKind> {
    let rate = prop::sample::select(vec!["100% per day", "50% per day", "0% per day"]);
    (0i32..40, 1u16..9, rate, 0u8..4).prop_map(|(day, installments, rate, kept_to_cure)| {
        FactKind::Reamortized(Reamortization {
            first_due: Date::MIN.plus_days(day),
            installments,
            rate: rate.parse().unwrap(),
            kept_to_cure,
        })
    })
}

/// Relief of every tool, its dates counted from the day of the command.
fn relief() -> impl Strategy<Value = FactKind> {
    let day = |days: i32| Date::MIN.plus_days(days);
    let component = prop::sample::select(vec![Component::DefaultInterest, Component::Interest]);
    let until = 1i32..80;
    let granted = prop_oneof![
        (0i32..60).prop_map(move |days| Relief::ReAge { counted_from: day(days) }),
        (0i32..60).prop_map(move |days| Relief::Pause { until: day(days) }),
        (1u32..14, -20i32..40)
            .prop_map(move |(pause, days)| Relief::PauseChanged { pause, until: day(days) }),
        (1i32..40).prop_map(move |days| Relief::Grace { until: day(days) }),
        (1i32..90, 1u16..15).prop_map(move |(days, installments)| Relief::Extension {
            first_due: day(days),
            installments,
        }),
        (1u8..7).prop_map(|dues| Relief::Deferral { dues }),
        (0i64..100, prop::option::of(until.clone())).prop_map(move |(percent, until)| {
            let rate = Rate { fraction: Fraction::from_units(percent), per: Per::Day };
            Relief::RateCut { rate, until: until.map(day) }
        }),
        until.prop_map(move |days| Relief::InterestStop { until: day(days) }),
        (component, 1i64..3_000, 0u8..4).prop_map(|(component, amount, vests_after)| {
            Relief::ConditionalWaiver { component, amount: Minor(amount), vests_after }
        }),
        prop::collection::vec((1i32..60, 1i64..300_000), 1..4).prop_map(move |parts| {
            let part = |(index, (days, amount)): (usize, (i32, i64))| Part {
                by: day(days + 60 * index as i32),
                amount: Minor(amount),
            };
            Relief::Settlement { parts: parts.into_iter().enumerate().map(part).collect() }
        }),
    ];
    let reason = prop::sample::select(vec![Reason::Hardship, Reason::Service]);
    (reason, granted).prop_map(|(reason, relief)| FactKind::Relief(Grant { reason, relief }))
}

/// Dates and rates told relative to a command become those of its day and contract.
fn place(relief: &mut Relief, contract: Contract, value_date: Date) {
    let place = |date: &mut Date| *date = value_date.plus_days(date.days_since(Date::MIN));
    match relief {
        Relief::ReAge { counted_from: date }
        | Relief::Pause { until: date }
        | Relief::PauseChanged { until: date, .. }
        | Relief::Grace { until: date }
        | Relief::Extension { first_due: date, .. }
        | Relief::InterestStop { until: date } => place(date),
        Relief::RateCut { rate, until } => {
            let units = contract.terms.rate.fraction.units() * rate.fraction.units() / 100;
            *rate = Rate { fraction: Fraction::from_units(units), ..contract.terms.rate };
            until.iter_mut().for_each(place);
        }
        Relief::Settlement { parts } => parts.iter_mut().for_each(|part| place(&mut part.by)),
        Relief::Deferral { .. }
        | Relief::ConditionalWaiver { .. }
        | Relief::Refinanced { .. }
        | Relief::LongPlan(_) => {}
    }
}

impl Ask {
    fn command(&self, contract: Contract) -> Command {
        let value_date = start().plus_days(self.day);
        let mut act = self.act.clone();
        if let FactKind::Reamortized(terms) = &mut act {
            terms.first_due = value_date.plus_days(terms.first_due.days_since(Date::MIN));
            let percent = terms.rate.fraction.units() / (FRACTION_UNITS / 100);
            let units = contract.terms.rate.fraction.units() * percent / 100;
            terms.rate = Rate { fraction: Fraction::from_units(units), ..contract.terms.rate };
        }
        if let FactKind::Relief(grant) = &mut act {
            place(&mut grant.relief, contract, value_date);
        }
        if let FactKind::RateChanged(change) = &mut act {
            let percent = change.rate.fraction.units() / (FRACTION_UNITS / 100);
            let units = contract.terms.rate.fraction.units() * percent / 100;
            change.rate = Rate { fraction: Fraction::from_units(units), ..contract.terms.rate };
        }
        Command { value_date, act }
    }
}

/// What opens a loan: paid out, or taken over in one of several positions.
fn openings() -> impl Strategy<Value = FactKind> {
    prop_oneof![
        3 => Just(FactKind::Disbursed { amount: Minor(1_000_000) }),
        1 => (0u8..16).prop_map(|turn| FactKind::TakenOver(position(turn))),
    ]
}

fn position(turn: u8) -> Position {
    let ago = |days: i32| start().plus_days(-days);
    let open = |on| OpenDue {
        on,
        principal: Minor(80_000),
        interest: Minor(9_000),
        fee: Minor(i64::from(turn & 8) * 100),
    };
    let line = |month: i32| LegacyLine {
        on: start().plus_months(month),
        principal: Minor(150_000),
        interest: (turn & 1 != 0).then_some(Minor(5_000)),
    };
    let dues = vec![open(ago(45)), open(ago(14))];
    let lines = if turn & 4 != 0 { (1..=4).map(line).collect() } else { Vec::new() };
    match turn & 3 {
        0 => Position { dues, ..Position::default() },
        kind => Position {
            principal_undue: Minor(600_000),
            interest_from: ago(14),
            next_due: start().plus_days(16),
            remaining: 7,
            installment: (kind == 1).then_some(Minor(95_000)),
            dues: if kind == 3 { dues } else { Vec::new() },
            lines,
        },
    }
}

/// Another rate, as a share of the contract's.
fn rate_change() -> impl Strategy<Value = FactKind> {
    let rate = prop::sample::select(vec!["100% per day", "60% per day", "0% per day"]);
    (rate, any::<bool>()).prop_map(|(rate, kept)| {
        let installment = if kept { InstallmentAfter::Kept } else { InstallmentAfter::Solved };
        FactKind::RateChanged(RateChange { rate: rate.parse().unwrap(), installment })
    })
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
        2 => (1u32..14).prop_map(|fact| FactKind::Reversed { fact }),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Waived {
            component: Component::DefaultInterest,
            amount: Minor(amount),
        }),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Waived {
            component: Component::Interest,
            amount: Minor(amount),
        }),
        1 => Just(FactKind::ChargedOff),
        1 => (1i64..20_000, any::<bool>()).prop_map(|(amount, late)| FactKind::Charged(Charge {
            item: "court-cost".to_owned(),
            component: if late { Component::LateFee } else { Component::Fee },
            amount: Minor(amount),
        })),
        1 => rate_change(),
        1 => plan(),
        2 => (1i64..1_000_000).prop_map(|amount| FactKind::Disbursed { amount: Minor(amount) }),
        4 => relief(),
        1 => (1i64..5_000).prop_map(|amount| FactKind::Refunded { amount: Minor(amount) }),
    ];
    let later = prop_oneof![2 => Just(0), 1 => 0..90];
    let ask = (0..LIFE_DAYS, later, act).prop_map(|(day, later, act)| Ask { day, later, act });
    prop::collection::vec(ask, 0..14)
}

/// Records what is asked for at the end of the loan's life, in the order asked, as far as it is
/// not refused.
fn facts(contract: Contract, opening: &FactKind, asks: &[Ask]) -> Vec<Fact> {
    let today = start().plus_days(LIFE_DAYS);
    let mut facts = Vec::new();
    let mut record = |command: &Command| {
        if let Ok(fact) = decide(contract, &facts, command, today) {
            facts.push(fact);
        }
    };
    record(&Command { value_date: start(), act: opening.clone() });
    asks.iter().for_each(|ask| record(&ask.command(contract)));
    facts
}

/// The same facts, learnt in another order: numbered anew, reversals naming what they named.
fn learnt_otherwise(facts: &[Fact], order: &[usize]) -> Vec<Fact> {
    let number = |old: u32| {
        let place = order.iter().position(|index| facts[*index].number == old);
        place.map_or(old, |place| place as u32 + 1)
    };
    let learnt = |index: &usize| {
        let mut fact = facts[*index].clone();
        fact.number = number(fact.number);
        if let FactKind::Reversed { fact: of } = &mut fact.kind {
            *of = number(*of);
        }
        if let FactKind::Relief(Grant { relief: Relief::PauseChanged { pause, .. }, .. }) =
            &mut fact.kind
        {
            *pause = number(*pause);
        }
        fact
    };
    order.iter().map(learnt).collect()
}

/// Of several plans, or grants of one tool, of one day the one learnt last holds: the order learnt
/// matters, as said.
fn one_plan_a_day(facts: &[Fact]) -> bool {
    let tool = |fact: &Fact| match &fact.kind {
        FactKind::Reamortized(_) => Some((fact.value_date, None)),
        FactKind::Relief(grant) => Some((fact.value_date, Some(grant.relief.tool()))),
        _ => None,
    };
    let mut seen = std::collections::BTreeSet::new();
    facts.iter().filter_map(tool).all(|grant| seen.insert(grant))
}

/// A pause goes by the number of its fact, and numbers say the order of learning.
fn unnumbered(mut state: State) -> State {
    for pause in state.relief.iter_mut().flat_map(|record| &mut record.pauses) {
        pause.fact = 0;
    }
    state
}

/// Whether a fact names another by its number.
fn names_another(kind: &FactKind) -> bool {
    match kind {
        FactKind::Reversed { .. } => true,
        FactKind::Relief(grant) => matches!(grant.relief, Relief::PauseChanged { .. }),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    #[test]
    fn money_is_conserved_and_the_ledger_agrees(
        turn in turns(), opening in openings(), asks in asks(), days in 0..LIFE_DAYS
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
        let (state, effects) = fold(contract, &facts, Horizon::through(start().plus_days(days)));
        assert_conserved(&state);
        assert_ledger_agrees(&state, &effects.transfers);
    }

    #[test]
    fn principal_parts_sum_to_what_was_lent(
        turn in turns(), amount in 120_000i64..20_000_000, installments in 1u16..=36, day in 0i32..60
    ) {
        let mut product = product(&turn);
        (product.amount, product.installments) = ((Minor(1), Minor(20_000_000)), (1..=36).collect());
        let mut terms = terms(&product);
        (terms.amount, terms.installments) = (Minor(amount), installments);
        let contract = Contract { terms: &terms, product: &product };
        let on = start().plus_days(day);
        let command =
            Command { value_date: on, act: FactKind::Disbursed { amount: terms.amount } };
        let paid_out = decide(contract, &[], &command, on).unwrap();
        let (state, _) = fold_into(contract, &[paid_out], on);
        let lines = engine::schedule::running::projected(contract, &state);
        let sum: Minor = lines.iter().map(|line| line.principal).sum();
        prop_assert_eq!(sum, terms.amount);
        prop_assert!(lines.iter().all(|line| line.principal >= Minor::ZERO && line.interest >= Minor::ZERO));
        prop_assert!(lines.windows(2).all(|pair| pair[0].due.date < pair[1].due.date));
        prop_assert_eq!(lines.last().unwrap().principal_after, Minor::ZERO);
        prop_assert!(lines.len() <= usize::from(installments));
        if let Some(multiple) = product.rounding.multiple
            && turn.amortization.contains("season")
        {
            let parts = lines.iter().rev().skip(1);
            prop_assert!(parts.clone().all(|line| line.principal.0 % multiple.0 == 0));
        }
    }

    #[test]
    fn the_order_of_learning_changes_nothing(
        turn in turns(), opening in openings(), asks in asks(), crowded in any::<bool>(),
        seed in prop::collection::vec(any::<u32>(), 16)
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut asks = asks;
        if crowded {
            // Most things on a few days, so that days hold several.
            asks.iter_mut().for_each(|ask| ask.day = ask.day / 100 * 30 + 28);
        }
        let facts = facts(contract, &opening, &asks);
        prop_assume!(one_plan_a_day(&facts));
        let mut order: Vec<usize> = (0..facts.len()).collect();
        order.sort_by_key(|index| seed.get(*index).copied());
        let otherwise = learnt_otherwise(&facts, &order);
        let end = Horizon::through(start().plus_days(LIFE_DAYS));
        let (state, effects) = fold(contract, &facts, end);
        let (other, other_effects) = fold(contract, &otherwise, end);
        prop_assert_eq!(unnumbered(state), unnumbered(other));
        prop_assert!(difference(&effects.transfers, &other_effects.transfers).is_empty());
    }

    #[test]
    fn a_correction_is_as_if_it_had_been_recorded_so(
        turn in turns(), opening in openings(), asks in asks(),
        target in 1u32..10, day in 0..LIFE_DAYS, back in 1i64..200_000
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
        let today = start().plus_days(LIFE_DAYS);
        let to = Correction::Redated { fact: target, value_date: start().plus_days(day) };
        let less = Correction::ChargedBack { payment: target, amount: Minor(back) };
        for correction in [to, less] {
            let Ok(decided) = decide_correction(contract, &facts, &correction, today) else {
                continue;
            };
            let mut corrected = facts.clone();
            corrected.extend(decided);
            let mut rightly = facts.clone();
            match correction.replacement(&facts).unwrap() {
                Some(by) => {
                    let fact = rightly.iter_mut().find(|fact| fact.number == target).unwrap();
                    (fact.value_date, fact.kind) = (by.value_date, by.act);
                }
                None => rightly.retain(|fact| fact.number != target),
            }
            prop_assume!(one_plan_a_day(&rightly));
            let (state, effects) = fold(contract, &corrected, Horizon::through(today));
            let (wanted, wanted_effects) = fold(contract, &rightly, Horizon::through(today));
            prop_assert_eq!(unnumbered(state.clone()), unnumbered(wanted));
            prop_assert!(difference(&effects.transfers, &wanted_effects.transfers).is_empty());
            assert_conserved(&state);
            assert_ledger_agrees(&state, &effects.transfers);
        }
    }

    #[test]
    fn closing_day_by_day_equals_closing_at_once(
        turn in turns(), opening in openings(), asks in asks()
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
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
    fn days_passed_over_would_have_changed_nothing(
        turn in turns(), opening in openings(), asks in asks()
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
        let end = start().plus_days(LIFE_DAYS);
        let (at_once, effects_at_once) = fold(contract, &facts, Horizon::through(end));

        let mut state = State::pending(terms.rate);
        let mut effects = Effects::default();
        let in_force = engine::fold::in_force(&facts, Horizon::through(end));
        for day in 0..=LIFE_DAYS {
            let value_date = start().plus_days(day);
            // A reversal does nothing by itself, but opens its day, so that the day is closed.
            let kind = FactKind::Reversed { fact: 0 };
            let nothing = Fact { number: 0, value_date, recorded_on: value_date, kind };
            let last_value_date = state.last_value_date;
            apply(contract, &mut state, &nothing, &mut effects);
            state.last_value_date = last_value_date;
            for fact in in_force.iter().filter(|fact| fact.value_date == value_date) {
                apply(contract, &mut state, fact, &mut effects);
            }
            day::advance(contract, &mut state, value_date, &mut effects);
        }
        prop_assert_eq!(state, at_once);
        prop_assert!(difference(&effects.transfers, &effects_at_once.transfers).is_empty());
    }

    #[test]
    fn a_register_that_learns_late_comes_to_what_a_fold_says(
        turn in turns(), opening in openings(), asks in asks()
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let first = Command { value_date: start(), act: opening };
        let mut facts = vec![decide(contract, &[], &first, start()).unwrap()];
        let (mut state, effects) = fold_into(contract, &facts, start());
        let mut posted = effects.transfers;
        let mut learnt = asks;
        learnt.sort_by_key(|ask| ask.day + ask.later);
        for ask in &learnt {
            let today = start().plus_days(ask.day + ask.later);
            let mut effects = Effects::default();
            day::advance_into(contract, &mut state, today, &mut effects);
            posted.extend(&effects.transfers);
            let command = ask.command(contract);
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
            assert_conserved(&state);
            assert_ledger_agrees(&state, &posted);
        }
    }

    #[test]
    fn a_payoff_quoted_is_what_ends_the_loan(
        turn in turns(), opening in openings(), asks in asks(), days in 0..LIFE_DAYS
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &opening, &asks);
        let on = start().plus_days(days);
        facts.retain(|fact| fact.value_date <= on);
        let (state, _) = fold_into(contract, &facts, on);
        let quoted = payoff::quote(contract, &state, on).amount();
        let pay = |minor: i64| {
            let act = FactKind::Paid { amount: Minor(minor), intent: PaymentIntent::Payoff };
            decide(contract, &facts, &Command { value_date: on, act }, on)
        };
        if state.status == Status::Active && quoted > Minor::ZERO {
            if quoted > Minor(1) {
                prop_assert!(pay(quoted.0 - 1).is_err());
            }
            let mut paid = facts.clone();
            paid.push(pay(quoted.0).unwrap());
            let (after, _) = fold_into(contract, &paid, on);
            prop_assert_eq!(after.status, Status::Settled { on });
            prop_assert_eq!(after.unapplied, Minor::ZERO);
            prop_assert_eq!(after.outstanding().total(), Minor::ZERO);
        }
    }

    #[test]
    fn the_order_of_learning_changes_no_balance(
        turn in turns(), opening in openings(), asks in asks(), rotation in 0usize..14
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &opening, &asks);
        // One fact a day at most: two of one day are taken in the order learnt, by rule.
        let mut seen = std::collections::BTreeSet::new();
        facts.retain(|fact| !names_another(&fact.kind) && seen.insert(fact.value_date));
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
        prop_assert_eq!(unnumbered(state), unnumbered(state_learnt));
        prop_assert_eq!(effects.transfers, effects_learnt.transfers);
    }

    #[test]
    fn undoing_a_payment_leaves_no_trace_in_the_standing(turn in turns(), opening in openings(), asks in asks(), day in 0..LIFE_DAYS) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &opening, &asks);
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
    fn undoing_relief_leaves_no_trace(
        turn in turns(), opening in openings(), asks in asks(), granted in relief(), day in 0..LIFE_DAYS
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let mut facts = facts(contract, &opening, &asks);
        let end = start().plus_days(LIFE_DAYS);
        let before = fold(contract, &facts, Horizon::through(end));
        let command = Ask { day, later: 0, act: granted }.command(contract);
        if let Ok(fact) = decide(contract, &facts, &command, end) {
            let undo = Command { value_date: end, act: FactKind::Reversed { fact: fact.number } };
            facts.push(fact);
            facts.push(decide(contract, &facts, &undo, end).unwrap());
            prop_assert_eq!(before, fold(contract, &facts, Horizon::through(end)));
        }
    }

    #[test]
    fn a_preview_is_what_happens(
        turn in turns(), opening in openings(), asks in asks(), granted in relief(), day in 0..LIFE_DAYS
    ) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
        let end = start().plus_days(LIFE_DAYS);
        let command = Ask { day, later: 0, act: granted }.command(contract);
        let shown = preview(contract, &facts, &command, end);
        let decided = decide(contract, &facts, &command, end);
        prop_assert_eq!(shown.as_ref().map(|shown| &shown.fact), decided.as_ref());
        if let (Ok(shown), Ok(fact)) = (shown, decided) {
            let on = command.value_date;
            let evening = |facts: &[Fact]| {
                let (state, _) = fold(contract, facts, Horizon::through(on));
                counters(contract, &state, on)
            };
            prop_assert_eq!(shown.before.counters, evening(&facts));
            let with: Vec<Fact> = facts.iter().cloned().chain([fact]).collect();
            prop_assert_eq!(shown.after.counters, evening(&with));
            let paid: Minor = shown.after.payments.iter().map(|(_, amount)| *amount).sum();
            prop_assert_eq!(shown.after.total, paid);
        }
    }

    #[test]
    fn counters_never_soften_the_contract(turn in turns(), opening in openings(), asks in asks(), days in 0..LIFE_DAYS) {
        let product = product(&turn);
        let terms = terms(&product);
        let contract = Contract { terms: &terms, product: &product };
        let facts = facts(contract, &opening, &asks);
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
