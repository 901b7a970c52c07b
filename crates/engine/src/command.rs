//! Commands: what a person or a system asks for, checked against where the loan stands. A command
//! becomes a fact or a rejection; it never half happens.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::Fraction;

use crate::charge;
use crate::contract::Contract;
use crate::facility;
use crate::fact::{Fact, FactKind, PaymentIntent, Position, Reamortization};
use crate::fold::{Horizon, fold_into};
use crate::payoff;
use crate::product::PrepayPermission;
use crate::product::validate::{AMOUNT_MOST, INSTALLMENTS_MOST};
use crate::rate_change;
pub use crate::rejection::Rejection;
use crate::relief;
use crate::revolving::{RevolvingFact, check};
use crate::state::{State, Status};
use crate::waterfall::Component;

/// What is asked for, and for which date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The date it should count for.
    pub value_date: Date,
    /// What.
    pub act: FactKind,
}

/// Checks a command against a loan's facts on the business date and gives the fact to record.
/// Good for any value date, for the price of a fold.
pub fn decide(
    contract: Contract,
    facts: &[Fact],
    command: &Command,
    today: Date,
) -> Result<Fact, Rejection> {
    let first = || facts.iter().map(|fact| fact.value_date).min();
    let start = in_force_start(facts).or_else(|| gives_back(command).then(first).flatten());
    check_dates(contract, command, start, today)?;
    if let FactKind::Reversed { fact } = command.act {
        check_reversal(facts, fact)?;
    } else {
        check_act(contract, &standing(contract, facts, command.value_date), command)?;
        facility::check_all(contract, facts, &command.act)?;
        check::refund(facts, command.value_date, &command.act)?;
        if let FactKind::Relief(grant) = &command.act {
            relief::check(contract, facts, grant, command.value_date)?;
        }
    }
    let number = facts.iter().map(|fact| fact.number).max().unwrap_or(0) + 1;
    Ok(recorded(command, number, today))
}

/// The same against a standing already opened on the command's value date, for commands that do
/// not reach back; `number` is the next free one. A reversal and relief always reach back.
pub fn decide_forward(
    contract: Contract,
    state: &State,
    command: &Command,
    number: u32,
) -> Result<Fact, Rejection> {
    let started = state.status != Status::Pending || gives_back(command) && number > 1;
    let start = started.then_some(Date::MIN);
    check_dates(contract, command, start, command.value_date)?;
    match command.act {
        FactKind::Reversed { .. } => return Err(Rejection::FactUnknown),
        FactKind::Relief(_) => return Err(Rejection::HistoryNeeded),
        _ if check::needs_facts(&command.act) => return Err(Rejection::PurchaseUnknown),
        _ => check_act(contract, state, command)?,
    }
    Ok(recorded(command, number, command.value_date))
}

/// A fact of a loan that enters the book with its history: checked for what can be told without
/// its standing, because it is folded only when its day comes.
pub fn entry(
    contract: Contract,
    command: &Command,
    start: Date,
    number: u32,
) -> Result<Fact, Rejection> {
    check_dates(contract, command, Some(start), Date::MAX)?;
    check::kind(contract, &command.act)?;
    if let FactKind::Reamortized(terms) = &command.act {
        check_plan(contract, terms, command.value_date)?;
    }
    if let FactKind::Charged(charge) = &command.act {
        charge::check_kind(contract, charge)?;
    }
    Ok(recorded(command, number, command.value_date))
}

/// Whether a command can be decided on the cached standing, without folding.
pub fn reaches_back(state: &State, command: &Command) -> bool {
    matches!(command.act, FactKind::Reversed { .. } | FactKind::Relief(_))
        || check::needs_facts(&command.act)
        || command.value_date <= state.closed_through
        // Facts of one day are folded by what they are, not as they come.
        || command.value_date <= state.last_value_date
}

fn recorded(command: &Command, number: u32, today: Date) -> Fact {
    Fact { number, value_date: command.value_date, recorded_on: today, kind: command.act.clone() }
}

fn check_dates(
    contract: Contract,
    command: &Command,
    start: Option<Date>,
    today: Date,
) -> Result<(), Rejection> {
    check_amount(&command.act)?;
    if command.value_date > today {
        return Err(Rejection::ValueDateInFuture);
    }
    let starts = is_start(&command.act);
    match start {
        Some(_) if starts && !facility::may_draw(contract, &command.act) => {
            Err(Rejection::AlreadyStarted)
        }
        None if !starts && !sets_limit(&command.act) => Err(Rejection::NotStarted),
        Some(start) if command.value_date < start => Err(Rejection::ValueDateBeforeStart),
        _ => Ok(()),
    }
}

fn check_amount(act: &FactKind) -> Result<(), Rejection> {
    let amount = match act {
        FactKind::Disbursed { amount }
        | FactKind::Paid { amount, .. }
        | FactKind::Waived { amount, .. }
        | FactKind::Refunded { amount } => Some(*amount),
        FactKind::Revolving(act) => check::amount(act),
        FactKind::Charged(charge) => Some(charge.amount),
        FactKind::Relief(grant) => grant.relief.amount(),
        _ => None,
    };
    match amount {
        Some(amount) if amount <= Minor::ZERO => Err(Rejection::AmountNotPositive),
        Some(amount) if amount > AMOUNT_MOST => Err(Rejection::AmountTooLarge),
        _ => Ok(()),
    }
}

/// Whether a command may follow a payout that was undone: the payments made meanwhile are there to
/// be undone or paid back.
fn gives_back(command: &Command) -> bool {
    matches!(command.act, FactKind::Reversed { .. } | FactKind::Refunded { .. })
}

/// Whether a fact begins a loan.
pub(crate) fn is_start(act: &FactKind) -> bool {
    matches!(act, FactKind::Disbursed { .. } | FactKind::TakenOver(_))
}

/// The first limit opens a revolving account; should it be undone, the next fact of the account
/// stands in for it.
fn sets_limit(act: &FactKind) -> bool {
    matches!(act, FactKind::Revolving(RevolvingFact::LimitSet { .. }))
}

fn in_force_start(facts: &[Fact]) -> Option<Date> {
    crate::fold::in_force(facts, Horizon::through(Date::MAX))
        .into_iter()
        .find(|fact| is_start(&fact.kind) || matches!(fact.kind, FactKind::Revolving(_)))
        .map(|fact| fact.value_date)
}

fn check_act(contract: Contract, state: &State, command: &Command) -> Result<(), Rejection> {
    let on = command.value_date;
    check::kind(contract, &command.act)?;
    match &command.act {
        FactKind::Disbursed { amount } => facility::check(contract, state, *amount),
        FactKind::Reversed { .. } => Ok(()),
        FactKind::TakenOver(position) => check_position(position, on),
        FactKind::Paid { intent: PaymentIntent::Due, .. } => Ok(()),
        FactKind::Paid { amount, intent } => {
            check_prepayment(contract, state, on, (*amount, *intent))
        }
        FactKind::Waived { component, amount } => {
            check_waiver(contract, state, on, (*component, *amount))
        }
        FactKind::ChargedOff | FactKind::Relief(_) => check_active(state),
        FactKind::Refunded { amount } if *amount > state.unapplied => {
            Err(Rejection::RefundTooLarge)
        }
        FactKind::Refunded { .. } => Ok(()),
        FactKind::Reamortized(terms) => {
            check_active(state)?;
            check_plan(contract, terms, on)
        }
        FactKind::Revolving(act) => check::act(contract, state, on, act),
        FactKind::Charged(charge) => charge::check(contract, state, charge),
        FactKind::RateChanged(change) => rate_change::check(contract, state, change),
    }
}

/// Where the loan stands on an open day, all facts up to it applied.
pub fn standing(contract: Contract, facts: &[Fact], on: Date) -> State {
    fold_into(contract, facts, on).0
}

fn check_active(state: &State) -> Result<(), Rejection> {
    match state.status {
        Status::Active => Ok(()),
        _ => Err(Rejection::NotActive),
    }
}

fn check_prepayment(
    contract: Contract,
    state: &State,
    on: Date,
    (amount, intent): (Minor, PaymentIntent),
) -> Result<(), Rejection> {
    check_active(state)?;
    if contract.product.prepayment.permission == PrepayPermission::Refused {
        return Err(Rejection::PrepaymentRefused);
    }
    if intent == PaymentIntent::Payoff && amount < payoff::quote(contract, state, on).amount() {
        return Err(Rejection::PayoffTooSmall);
    }
    Ok(())
}

fn check_reversal(facts: &[Fact], number: u32) -> Result<(), Rejection> {
    let target = facts.iter().find(|fact| fact.number == number).ok_or(Rejection::FactUnknown)?;
    let undone = facts.iter().any(|fact| fact.kind == FactKind::Reversed { fact: number });
    match target.kind {
        _ if undone => Err(Rejection::AlreadyReversed),
        FactKind::Reversed { .. } | FactKind::TakenOver(_) => Err(Rejection::NotReversible),
        _ => Ok(()),
    }
}

fn check_waiver(
    contract: Contract,
    state: &State,
    on: Date,
    (component, amount): (Component, Minor),
) -> Result<(), Rejection> {
    check_active(state)?;
    let due: Minor = payoff::quoted_dues(contract, state, on)
        .iter()
        .map(|due| due.outstanding.get(component))
        .sum();
    if amount > due {
        return Err(Rejection::WaiverTooLarge);
    }
    Ok(())
}

pub(crate) fn check_plan(
    contract: Contract,
    terms: &Reamortization,
    on: Date,
) -> Result<(), Rejection> {
    let highest = contract.product.rate.1;
    let priced = terms.rate.per == highest.per
        && (Fraction::ZERO..=highest.fraction).contains(&terms.rate.fraction);
    let ahead = terms.first_due > on && contract.falls_on(terms.first_due) > on;
    if !(1..=60).contains(&terms.installments) || !ahead || !priced {
        return Err(Rejection::PlanMalformed);
    }
    Ok(())
}

fn check_position(position: &Position, on: Date) -> Result<(), Rejection> {
    let ordered = position.dues.windows(2).all(|pair| pair[0].on <= pair[1].on)
        && position.lines.windows(2).all(|pair| pair[0].on < pair[1].on)
        && position.dues.iter().all(|due| due.on <= on)
        && position.lines.first().is_none_or(|line| line.on > on);
    let ahead = position.principal_undue == Minor::ZERO
        || (position.remaining > 0 && position.next_due > on && position.interest_from <= on);
    let most = usize::from(INSTALLMENTS_MOST);
    let countable = usize::from(position.remaining) <= most
        && position.lines.len() <= most
        && position.dues.len() <= most;
    if !weighable(position) || !ordered || !ahead || !countable {
        return Err(Rejection::PositionMalformed);
    }
    Ok(())
}

/// Whether no amount of a position is below nothing, and what is owed is above it and no more than
/// any loan.
fn weighable(position: &Position) -> bool {
    let installment = position.installment.unwrap_or(Minor(1));
    let dues = position.dues.iter().flat_map(|due| [due.principal, due.interest, due.fee]);
    let owed: Vec<Minor> = dues.chain([position.principal_undue]).collect();
    let lines = position.lines.iter();
    let stated: Vec<Minor> =
        lines.flat_map(|line| [line.principal, line.interest.unwrap_or_default()]).collect();
    let within = |amount: &Minor| (Minor::ZERO..=AMOUNT_MOST).contains(amount);
    let sum: i128 = owed.iter().map(|amount| amount.units()).sum();
    installment > Minor::ZERO
        && within(&installment)
        && owed.iter().chain(&stated).all(within)
        && (1..=AMOUNT_MOST.units()).contains(&sum)
}
