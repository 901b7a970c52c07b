//! Money in: how a payment meets what is due, what is not yet due, and what was charged off.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::FRACTION_UNITS;

use crate::books;
use crate::contract::Contract;
use crate::delinquency::counters::days_past_due_counted;
use crate::effects::{Effects, EventKind};
use crate::fact::PaymentIntent;
use crate::late;
use crate::payoff;
use crate::posting::GlAccount;
use crate::product::{PartialRule, PrepayPermission, Surplus};
use crate::revolving;
use crate::schedule::running;
use crate::state::{Components, Schedule, Shape, State, Status};
use crate::waterfall::{Component, Waterfall};

/// Applies a payment to a loan opened on its value date.
pub(crate) fn receive(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, intent): (Minor, PaymentIntent),
    effects: &mut Effects,
) {
    state.totals.received += amount;
    let owed_back = (-state.unapplied).or_zero().min(amount);
    if owed_back > Minor::ZERO {
        hold(state, on, owed_back, effects);
    }
    if matches!(state.status, Status::ChargedOff { .. }) {
        recover(state, on, amount - owed_back, effects);
        return;
    }
    late::assess(contract, state, on, effects);
    let open = crate::plan::open_dues(contract, state);
    let available = (amount - owed_back, GlAccount::Cash);
    let mut rest = meet_dues(contract, state, on, available, effects);
    if state.revolving.is_some() {
        rest = meet_account(contract, state, on, (rest, intent), effects);
    } else if rest > Minor::ZERO
        && let AfterDues::Prepay(rule) = intent_after_dues(contract, intent)
    {
        rest += release_held(state, on, effects);
        rest = prepay(contract, state, on, (rest, rule), effects);
    }
    if rest > Minor::ZERO {
        hold(state, on, rest, effects);
    }
    crate::plan::note_kept(contract, state, &open, on);
    drop_satisfied(state, on, effects);
}

/// Meets what a revolving account owes beyond its dues.
fn meet_account(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, intent): (Minor, PaymentIntent),
    effects: &mut Effects,
) -> Minor {
    if intent == PaymentIntent::Payoff {
        let amount = amount + release_held(state, on, effects);
        return revolving::pay_off(contract, state, on, amount, effects);
    }
    revolving::meet::meet(contract, state, on, (amount, GlAccount::Cash), effects)
}

enum AfterDues {
    Hold,
    Prepay(PartialRule),
}

fn intent_after_dues(contract: Contract, intent: PaymentIntent) -> AfterDues {
    let rules = contract.product.prepayment;
    match intent {
        _ if rules.permission == PrepayPermission::Refused => AfterDues::Hold,
        PaymentIntent::Prepay(rule) => AfterDues::Prepay(rule),
        PaymentIntent::Payoff => AfterDues::Prepay(rules.partial),
        PaymentIntent::Due if rules.surplus == Surplus::Prepay => AfterDues::Prepay(rules.partial),
        PaymentIntent::Due => AfterDues::Hold,
    }
}

fn hold(state: &mut State, on: Date, amount: Minor, effects: &mut Effects) {
    state.unapplied += amount;
    effects.post(on, GlAccount::Cash, GlAccount::Unapplied, amount);
    effects.note(on, EventKind::Held(amount));
}

/// Turns held money into cash again, to be used with a payment before time.
fn release_held(state: &mut State, on: Date, effects: &mut Effects) -> Minor {
    let held = state.unapplied.or_zero();
    state.unapplied -= held;
    effects.post(on, GlAccount::Unapplied, GlAccount::Cash, held);
    held
}

/// The order in force: the second one from its days past due on.
fn waterfall<'a>(contract: Contract<'a>, state: &State, on: Date) -> &'a Waterfall {
    match &contract.product.waterfall_late {
        Some((from, late)) if days_past_due_counted(contract, state, on) >= *from => late,
        _ => &contract.product.waterfall,
    }
}

/// Meets fallen dues in the order in force; what is left comes back.
fn meet_dues(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, source): (Minor, GlAccount),
    effects: &mut Effects,
) -> Minor {
    let mut rest = amount;
    for (index, component) in waterfall(contract, state, on).steps(state.dues.len()) {
        let due = &mut state.dues[index];
        let owed = due.outstanding.get_mut(component);
        let met = rest.min(*owed);
        if met.is_zero() {
            continue;
        }
        *owed -= met;
        rest -= met;
        let number = due.number;
        *state.totals.paid.get_mut(component) += met;
        books::meet(state, on, (component, met), source, effects);
        effects.note(on, EventKind::Allocated { number, component, amount: met });
    }
    rest
}

/// Uses held money on what has just fallen due.
pub(crate) fn apply_held(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if state.unapplied <= Minor::ZERO {
        return;
    }
    late::assess(contract, state, on, effects);
    let held = state.unapplied;
    let rest = meet_dues(contract, state, on, (held, GlAccount::Unapplied), effects);
    let rest = revolving::meet::meet(contract, state, on, (rest, GlAccount::Unapplied), effects);
    state.unapplied = rest;
    if held > rest {
        effects.note(on, EventKind::HeldUsed(held - rest));
    }
}

/// Pays before time: interest to the day, the fee, then principal; ends the loan if it suffices.
fn prepay(
    contract: Contract,
    state: &mut State,
    on: Date,
    (amount, rule): (Minor, PartialRule),
    effects: &mut Effects,
) -> Minor {
    if state.schedule.is_none() {
        return amount;
    }
    let quote = payoff::undue(contract, state, on);
    if amount >= quote.total() {
        let accrued = running::interest_accrued(contract, state, on);
        books::bill(state, on, (Component::Interest, accrued), effects);
        meet_undue(state, on, quote, effects);
        state.schedule = None;
        return amount - quote.total();
    }
    let interest = restart_period(contract, state, on, amount, effects);
    let principal = principal_within(contract, amount - interest).min(quote.principal);
    let fee = payoff::prepayment_fee(contract, principal).min(amount - interest - principal);
    meet_undue(
        state,
        on,
        Components { principal, interest, fee, ..Components::default() },
        effects,
    );
    if principal > Minor::ZERO {
        reshape(contract, state, rule);
    }
    amount - principal - interest - fee
}

/// The principal that an amount repays together with the fee on it.
fn principal_within(contract: Contract, amount: Minor) -> Minor {
    let one = i128::from(FRACTION_UNITS);
    let fee = i128::from(contract.product.prepayment.fee.units());
    amount.scaled(one, one + fee, primitives::rounding::Rounding::HalfUp)
}

/// Bills interest to the day, as far as `amount` reaches, and starts the period anew; what it did
/// not reach stays in the running period.
fn restart_period(
    contract: Contract,
    state: &mut State,
    on: Date,
    amount: Minor,
    effects: &mut Effects,
) -> Minor {
    let accrued = running::interest_accrued(contract, state, on);
    running::accrue(contract, state, on);
    let billed = accrued.min(amount);
    books::bill(state, on, (Component::Interest, billed), effects);
    if let Some(schedule) = &mut state.schedule {
        let period = schedule.period(contract);
        let denominator = contract.growth(state.rate, period, period).denominator;
        // A rest below half a minor unit goes with the rounding, as at any other billing.
        schedule.accrued =
            if billed == accrued { 0 } else { schedule.accrued - billed.units() * denominator };
        // Interest stated for lines taken over was for the principal and the time as they stood.
        if let Shape::Listed(lines) = &mut schedule.shape {
            lines.iter_mut().for_each(|line| line.interest = None);
        }
    }
    billed
}

fn meet_undue(state: &mut State, on: Date, amounts: Components, effects: &mut Effects) {
    books::bill(state, on, (Component::Fee, amounts.fee), effects);
    state.principal_undue -= amounts.principal;
    for component in [Component::Interest, Component::Fee, Component::Principal] {
        let amount = amounts.get(component);
        if amount > Minor::ZERO {
            *state.totals.paid.get_mut(component) += amount;
            books::meet(state, on, (component, amount), GlAccount::Cash, effects);
            effects.note(on, EventKind::Prepaid { component, amount });
        }
    }
}

/// Sets the rest of the schedule on less principal: a smaller instalment, or an earlier end.
fn reshape(contract: Contract, state: &mut State, rule: PartialRule) {
    let listed = matches!(state.schedule, Some(Schedule { shape: Shape::Listed(_), .. }));
    if rule == PartialRule::Reduce && !listed {
        running::solve(contract, state);
    }
}

/// Takes wholly paid dues out, remembers how late they were, and settles the loan after the last.
pub(crate) fn drop_satisfied(state: &mut State, on: Date, effects: &mut Effects) {
    for due in &state.dues {
        if due.outstanding.total().is_zero() {
            effects.note(on, EventKind::Satisfied { number: due.number });
        }
    }
    state.dues.retain(|due| due.outstanding.total() > Minor::ZERO);
    settle(state, on, effects);
}

fn settle(state: &mut State, on: Date, effects: &mut Effects) {
    let owed = !state.dues.is_empty() || state.schedule.is_some() || state.revolving.is_some();
    if owed || !matches!(state.status, Status::Active) {
        return;
    }
    crate::plan::complete(state, on, effects);
    crate::relief::complete(state, on, effects);
    if state.nonaccrual_since.is_some() {
        books::switch_accrual(state, on, None, effects);
        effects.note(on, EventKind::NonaccrualEnded);
    }
    if state.record.bucket != 0 {
        let from = std::mem::take(&mut state.record.bucket);
        effects.note(on, EventKind::BucketChanged { from, to: 0 });
        effects.note(on, EventKind::Cured);
    } else if crate::relief::review::is_awaited(state) {
        effects.note(on, EventKind::Cured);
    }
    crate::relief::review::forget(state);
    state.record.material_since = None;
    state.status = Status::Settled { on };
    effects.note(on, EventKind::Settled);
}

/// Cash after charge-off, against what was charged off: principal, interest, then the rest.
fn recover(state: &mut State, on: Date, amount: Minor, effects: &mut Effects) {
    let Status::ChargedOff { on: since, mut outstanding } = state.status else { return };
    let mut rest = amount;
    for component in Component::ALL {
        let met = rest.min(outstanding.get(component));
        *outstanding.get_mut(component) -= met;
        rest -= met;
    }
    let recovered = amount - rest;
    state.totals.recovered += recovered;
    state.status = Status::ChargedOff { on: since, outstanding };
    effects.post(on, GlAccount::Cash, GlAccount::RecoveryIncome, recovered);
    effects.note(on, EventKind::Recovered(recovered));
    if rest > Minor::ZERO {
        hold(state, on, rest, effects);
    }
}
