//! Derivations of amounts: balances, held money, the payoff, one due.

use std::collections::BTreeSet;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use super::due::due;
use super::trace::{Cause, Sum, Told, Turn};
use super::{Derivation, Figure, Said, Section, Value};
use crate::accrual::Span;
use crate::contract::Contract;
use crate::effects::EventKind;
use crate::product::LateBase;
use crate::revolving::rate_of;
use crate::schedule::running::interest_accrued;
use crate::state::{Due, Status};
use crate::waterfall::Component;

/// Everything owed: component by component, and interest since the last due.
pub(super) fn outstanding(told: &Told) -> Derivation {
    let mut from: Vec<Derivation> = Component::ALL
        .into_iter()
        .map(|component| of(told, component))
        .filter(|part| part.value != Value::Money(Minor::ZERO))
        .collect();
    let since = accrued(told);
    if since.value != Value::Money(Minor::ZERO) {
        from.push(since);
    }
    let total = told.state.outstanding().total() + accrued_amount(told);
    Derivation::money(Said::Figure(Figure::Outstanding), total, from)
}

/// What is owed of a component: everything billed of it less everything that ended it.
pub(super) fn of(told: &Told, component: Component) -> Derivation {
    let mut parts: Vec<(usize, Derivation)> = Vec::new();
    for sum in Sum::ALL {
        for (turn, change) in told.moves(|state| sum.of(state).get(component)) {
            let place = told.turns.iter().position(|one| std::ptr::eq(one, turn)).unwrap_or(0);
            let from = match sum {
                Sum::Billed => billed(told.contract, turn, (component, change)),
                Sum::Paid => met(told.contract, turn),
                Sum::Waived | Sum::ChargedOff => vec![turn.cause()],
            };
            let part = Derivation::money(sum.said(component), sum.signed(change), from);
            parts.push((place, part));
        }
    }
    parts.sort_by_key(|(place, _)| *place);
    let from = parts.into_iter().map(|(_, part)| part).collect();
    let amount = told.state.outstanding().get(component);
    Derivation::money(Said::Figure(Figure::Balance(component)), amount, from)
}

/// Money met what was owed in the order of the product's waterfall.
pub(super) fn met(contract: Contract, turn: &Turn) -> Vec<Derivation> {
    vec![turn.cause(), Derivation::rule(contract, Section::Waterfall)]
}

/// Why so much was billed of a component in a turn.
fn billed(
    contract: Contract,
    turn: &Turn,
    (component, amount): (Component, Minor),
) -> Vec<Derivation> {
    let mut from = vec![turn.cause()];
    match component {
        Component::Interest => from.extend(interest(contract, turn, amount)),
        Component::DefaultInterest => from.extend(lateness(contract, turn, amount)),
        Component::LateFee => from.push(Derivation::rule(contract, Section::Late)),
        Component::Principal | Component::Fee => {}
    }
    from
}

/// Base, rate and days of an amount of interest, and the rule that makes it of them.
fn accrual(
    contract: Contract,
    (base, rate): (Minor, Rate),
    (from, to): (Date, Date),
    section: Section,
) -> Vec<Derivation> {
    vec![
        Derivation::money(Said::Base, base, Vec::new()),
        Derivation::new(Said::Rate, Value::Rate(rate), Vec::new()),
        Derivation::new(Said::Span { from, to }, Value::Days(to.days_since(from)), Vec::new()),
        Derivation::rule(contract, section),
    ]
}

/// Interest of one period on one principal, where that is how the amount came about.
pub(super) fn interest(contract: Contract, turn: &Turn, amount: Minor) -> Vec<Derivation> {
    let before = &turn.before;
    let rule = || vec![Derivation::rule(contract, billing(contract, Section::Interest))];
    let Some(schedule) = &before.schedule else { return rule() };
    let from = schedule.period_start;
    let period = schedule.period(contract);
    let base = before.principal_undue;
    let comes_to = |to: &Date| {
        let growth = contract.growth(before.rate, Span { from, to: (*to).max(from) }, period);
        growth.on(base, contract.product.rounding.interest) == amount
    };
    // A due that moved off its day may bill interest to the day it was scheduled for.
    match [turn.on(), period.to].into_iter().find(comes_to) {
        Some(to) => accrual(contract, (base, before.rate), (from, to), Section::Interest),
        None => rule(),
    }
}

/// What each due's lateness added, and what a cap held back.
fn lateness(contract: Contract, turn: &Turn, amount: Minor) -> Vec<Derivation> {
    let mut parts: Vec<Derivation> = Vec::new();
    for due in &turn.after.dues {
        let before = turn.before.dues.iter().find(|one| one.number == due.number);
        let (assessed, since) =
            before.map_or((Minor::ZERO, due.on), |one| (one.late.assessed, one.late.counted_to));
        let added = due.late.assessed - assessed;
        if added > Minor::ZERO {
            parts.push(late_on(contract, turn, (before.unwrap_or(due), since), added));
        }
    }
    let sum: Minor = parts
        .iter()
        .map(|part| match part.value {
            Value::Money(amount) => amount,
            _ => Minor::ZERO,
        })
        .sum();
    if sum != amount && !parts.is_empty() {
        parts.push(Derivation::money(Said::HeldBack, amount - sum, Vec::new()));
    }
    parts
}

pub(super) fn late_on(
    contract: Contract,
    turn: &Turn,
    (due, since): (&Due, Date),
    added: Minor,
) -> Derivation {
    let base = match contract.product.late.map(|late| late.base) {
        Some(LateBase::PrincipalAndInterest) => {
            due.outstanding.principal + due.outstanding.interest
        }
        _ => due.outstanding.principal,
    };
    let rate = contract.late_rates(turn.before.rate).capped;
    let growth = contract.late_growth(rate, since, turn.on());
    let told = growth.on(base, contract.product.rounding.interest) == added;
    let from = match told {
        true => accrual(contract, (base, rate), (since, turn.on()), Section::Late),
        false => vec![Derivation::rule(contract, Section::Late)],
    };
    Derivation::money(Said::LateOn(due.number), added, from)
}

impl Turn<'_> {
    fn on(&self) -> Date {
        match self.cause {
            Cause::Day(on) => on,
            Cause::Fact(fact) => fact.value_date,
        }
    }
}

/// Money held for the borrower.
pub(super) fn held(told: &Told) -> Derivation {
    let from = told
        .moves(|state| state.unapplied)
        .map(|(turn, change)| {
            let said = if change > Minor::ZERO { Said::SetAside } else { Said::Used };
            Derivation::money(said, change, vec![turn.cause()])
        })
        .collect();
    Derivation::money(Said::Figure(Figure::Held), told.state.unapplied, from)
}

fn accrued_amount(told: &Told) -> Minor {
    match told.state.status {
        Status::Active => interest_accrued(told.contract, &told.state, told.on),
        _ => Minor::ZERO,
    }
}

/// Interest since the last due.
pub(super) fn accrued(told: &Told) -> Derivation {
    let amount = accrued_amount(told);
    let from = match &told.state.schedule {
        Some(schedule) if amount != Minor::ZERO => {
            let to = told.on.min(schedule.period(told.contract).to);
            let span = (schedule.period_start, to.max(schedule.period_start));
            let base = (told.state.principal_undue, told.state.rate);
            accrual(told.contract, base, span, Section::Interest)
        }
        None if amount != Minor::ZERO => running(told),
        _ => Vec::new(),
    };
    Derivation::money(Said::Figure(Figure::AccruedInterest), amount, from)
}

/// The section that bills: a revolving account's own, or else `section`.
fn billing(contract: Contract, section: Section) -> Section {
    if contract.product.revolving.is_some() { Section::Revolving } else { section }
}

/// A revolving account's interest: what was counted when it last changed, and what has run since,
/// balance by balance.
fn running(told: &Told) -> Vec<Derivation> {
    let Some(account) = &told.state.revolving else { return Vec::new() };
    let since = account.accrued_to.min(told.on);
    let counted = interest_accrued(told.contract, &told.state, account.accrued_to);
    let ran = accrued_amount(told) - counted;
    let balances = account.charged().flat_map(|balance| {
        let rate = rate_of(told.contract, told.state.rate, balance.kind);
        accrual(told.contract, (balance.open, rate), (since, told.on), Section::Revolving)
    });
    let rule = vec![Derivation::rule(told.contract, Section::Revolving)];
    let parts = [(counted, rule), (ran, balances.collect())];
    let said = Said::Undue(Component::Interest);
    let some = parts.into_iter().filter(|(amount, _)| *amount != Minor::ZERO);
    some.map(|(amount, from)| Derivation::money(said.clone(), amount, from)).collect()
}

/// What ends the loan.
pub(super) fn payoff(told: &Told) -> Derivation {
    let payoff = &told.payoff;
    let figure = Said::Figure(Figure::Payoff);
    if let Status::ChargedOff { outstanding, .. } = &told.state.status {
        return Derivation::money(figure, outstanding.total(), charged_off(told));
    }
    // Charges stand under one number, as one figure.
    let numbers: BTreeSet<u16> = told.state.dues.iter().map(|fallen| fallen.number).collect();
    let mut from: Vec<Derivation> =
        numbers.into_iter().filter_map(|number| due(told, number)).collect();
    for component in Component::ALL {
        let amount = payoff.undue.get(component);
        if amount != Minor::ZERO {
            from.push(Derivation::money(Said::Undue(component), amount, undue(told, component)));
        }
    }
    let owed = payoff.arrears.total() + payoff.undue.total();
    let set_off = payoff.unapplied.min(owed);
    if set_off != Minor::ZERO {
        // Where more is held than is owed, what set it aside does not sum to what is set off.
        let whole = set_off == payoff.unapplied;
        let grounds = if whole { negated(held(told).from) } else { Vec::new() };
        from.push(Derivation::money(Said::SetOff, -set_off, grounds));
    }
    Derivation::money(figure, payoff.amount(), from)
}

/// Amounts held, as they lessen what is owed.
fn negated(parts: Vec<Derivation>) -> Vec<Derivation> {
    let turned = |part: Derivation| match part.value {
        Value::Money(amount) => Derivation { value: Value::Money(-amount), ..part },
        _ => part,
    };
    parts.into_iter().map(turned).collect()
}

/// What was owed at charge-off less what has come in since.
fn charged_off(told: &Told) -> Vec<Derivation> {
    let owed: Minor = told.state.totals.charged_off.total();
    let turn = told.turns.iter().find(|turn| {
        turn.events.iter().any(|event| matches!(event.kind, EventKind::ChargedOff(_)))
    });
    let from = turn.map(Turn::cause).into_iter().collect();
    let mut parts = vec![Derivation::money(Said::OwedAtChargeOff, owed, from)];
    for (turn, change) in told.moves(|state| state.totals.recovered) {
        parts.push(Derivation::money(Said::Recovered, -change, vec![turn.cause()]));
    }
    parts
}

fn undue(told: &Told, component: Component) -> Vec<Derivation> {
    match component {
        Component::Principal => Vec::new(),
        Component::Interest => undue_interest(told),
        Component::Fee => {
            let section = billing(told.contract, Section::Prepayment);
            vec![Derivation::rule(told.contract, section)]
        }
        Component::LateFee | Component::DefaultInterest => Vec::new(),
    }
}

/// Interest of the running period, and what was billed or deferred before and is not yet due.
fn undue_interest(told: &Told) -> Vec<Derivation> {
    let since = accrued(told);
    let before = told.payoff.undue.interest - accrued_amount(told);
    if before == Minor::ZERO {
        return since.from;
    }
    let rule = vec![Derivation::rule(told.contract, billing(told.contract, Section::Schedule))];
    let before = Derivation::money(Said::Undue(Component::Interest), before, rule);
    let parts = [since, before].into_iter();
    parts.filter(|part| part.value != Value::Money(Minor::ZERO)).collect()
}
