//! A loan's day: what opens it, what closes it, and which day is the next to matter.
//!
//! A day opens by letting dues fall and held money meet them; facts of the day are applied; at
//! 24:00 it closes: fees for lateness, bucket, non-accrual, plan, charge-off by policy. Between two
//! dates on which something happens nothing needs doing: interest is a closed form of the date.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::books;
use crate::contract::Contract;
use crate::delinquency::bucket_of;
use crate::delinquency::counters::{days_past_due_counted, oldest_unpaid, remember_peak};
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::plan;
use crate::product::LateCharge;
use crate::relief::record::{counted_since, cure_awaited};
use crate::relief::review;
use crate::revolving::statement;
use crate::schedule::running;
use crate::state::{Components, Due, FlatFee, LateMeter, State, Status};
use crate::waterfall::Component;

/// Brings a loan to the end of `through`, passing only through days on which something happens.
pub fn advance(contract: Contract, state: &mut State, through: Date, effects: &mut Effects) {
    while let Some(on) = next_event_on(contract, state) {
        if on > through {
            break;
        }
        open(contract, state, on, effects);
        close(contract, state, on, effects);
    }
    state.closed_through = state.closed_through.max(through);
    state.opened_on = state.opened_on.max(through);
}

/// Brings a loan to the open day `on`: every earlier day closed, the dues of this one fallen.
pub fn advance_into(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    advance(contract, state, on.plus_days(-1), effects);
    open(contract, state, on, effects);
}

/// The next date that has something to do; none for a loan that time no longer changes.
pub fn next_event_on(contract: Contract, state: &State) -> Option<Date> {
    if !matches!(state.status, Status::Active) {
        return None;
    }
    if state.opened_on > state.closed_through {
        return Some(state.opened_on);
    }
    let due = state.schedule.as_ref().map(|schedule| schedule.next_due(contract));
    let lateness = counted_since(contract, state).and_then(|since| {
        thresholds(contract, state)
            .map(|days| state.reached_on(since, days))
            .filter(|date| *date > state.closed_through)
            .min()
    });
    let fee = next_flat_fee(contract, state);
    let account = state.revolving.as_ref();
    let statement = account.map(|account| statement::next_event_on(contract, account));
    let relief = crate::relief::review::next_date(contract, state);
    [due, lateness, fee, relief, plan_review(state), statement].into_iter().flatten().min()
}

/// The days past due at whose reaching a consequence changes.
fn thresholds(contract: Contract, state: &State) -> impl Iterator<Item = i32> {
    let delinquency = &contract.product.delinquency;
    let grace = std::iter::once(contract.product.tolerance.days + 1);
    let buckets = delinquency.bucket_ends.iter().map(|end| end + 1);
    let policy = [delinquency.nonaccrual_from, delinquency.charge_off_from];
    let watched = state.plan.is_some() || state.relief.is_some();
    let plan = watched.then_some(plan::BROKEN_FROM);
    grace.chain(buckets).chain(policy.into_iter().flatten()).chain(plan).map(i32::from)
}

/// The day after the newest due, when a plan counts it as missed.
fn plan_review(state: &State) -> Option<Date> {
    let watched = state.plan.is_some() || state.relief.is_some();
    let newest = state.dues.last().filter(|_| watched)?.on.plus_days(1);
    (newest > state.closed_through).then_some(newest)
}

fn next_flat_fee(contract: Contract, state: &State) -> Option<Date> {
    match contract.product.late.map(|late| late.charge) {
        Some(LateCharge::FlatFee(_) | LateCharge::ShareOfDue(_)) => {}
        _ => return None,
    }
    let open = state.dues.iter().filter(|due| due.late.flat_fee == FlatFee::Open);
    open.map(|due| late::flat_fee_date(contract, state, due))
        .filter(|date| *date > state.closed_through)
        .min()
}

/// Opens a date: its due falls, held money meets it.
pub(crate) fn open(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    state.opened_on = state.opened_on.max(on);
    fall(contract, state, effects);
    statement::open(contract, state, on, effects);
}

/// Lets every due fall whose date has come. A schedule taken over may begin with one.
pub(crate) fn fall(contract: Contract, state: &mut State, effects: &mut Effects) {
    let opened_on = state.opened_on;
    let falls = |state: &State| {
        state.schedule.as_ref().is_some_and(|schedule| schedule.next_due(contract) <= opened_on)
    };
    while matches!(state.status, Status::Active) && falls(state) {
        fall_due(contract, state, effects);
    }
}

fn fall_due(contract: Contract, state: &mut State, effects: &mut Effects) {
    let Some(installment) = running::next_installment(contract, state) else { return };
    let on = installment.due.date;
    let deferred = state.schedule.as_ref().map_or(Minor::ZERO, |s| s.deferred_interest);
    running::step_past(contract, state, &installment);
    let deferred_left = state.schedule.as_ref().map_or(Minor::ZERO, |s| s.deferred_interest);
    let newly_billed = installment.interest - (deferred - deferred_left);
    books::bill(state, on, (Component::Interest, newly_billed), effects);

    let outstanding = Components {
        principal: installment.principal,
        interest: installment.interest,
        ..Components::default()
    };
    fall_amounts(contract, state, (installment.number, on), outstanding, effects);
}

/// Makes amounts that fall due a due, and lets held money meet it.
pub(crate) fn fall_amounts(
    contract: Contract,
    state: &mut State,
    (number, on): (u16, Date),
    mut outstanding: Components,
    effects: &mut Effects,
) {
    let late_since = oldest_unpaid(state);
    roll_tolerated(contract, state, on, &mut outstanding, effects);
    effects.note(
        on,
        EventKind::Fell { number, amounts: outstanding, principal_undue: state.principal_undue },
    );
    let late = LateMeter::starting(on);
    state.dues.push(Due { number, on, outstanding, late });
    let open = plan::open_dues(contract, state);
    payment::apply_held(contract, state, on, effects);
    plan::note_kept(contract, state, &open, on);
    payment::drop_satisfied(state, on, effects);
    if let Some(since) = late_since
        && oldest_unpaid(state) != Some(since)
    {
        remember_peak(state, since, on);
    }
}

/// Moves the small rests of earlier dues into the one that falls now.
fn roll_tolerated(
    contract: Contract,
    state: &mut State,
    on: Date,
    into: &mut Components,
    effects: &mut Effects,
) {
    if contract.product.tolerance.amount <= Minor::ZERO {
        return;
    }
    let tolerated = |due: &Due| due.outstanding.contractual() <= contract.product.tolerance.amount;
    for due in state.dues.iter_mut().filter(|due| tolerated(due)) {
        let amount = due.outstanding.total();
        into.add(&due.outstanding);
        due.outstanding = Components::default();
        effects.note(on, EventKind::Rolled { number: due.number, amount });
    }
    state.dues.retain(|due| due.outstanding.total() > Minor::ZERO);
}

/// Closes a date at 24:00.
fn close(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if on <= state.closed_through {
        return;
    }
    state.closed_through = on;
    if !matches!(state.status, Status::Active) {
        return;
    }
    let was = state.record.bucket;
    late::charge_flat_fees(contract, state, on, effects);
    statement::decide(contract, state, on, effects);
    age(contract, state, on, effects);
    plan::review(contract, state, on, effects);
    review::review(contract, state, on, effects);
    if !matches!(state.status, Status::Active) {
        return;
    }
    review::cure(contract, state, (was, on), effects);
    classify_accrual(contract, state, on, effects);
    propose_charge_off(contract, state, on, effects);
}

fn age(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let days = days_past_due_counted(contract, state, on);
    let to = bucket_of(&contract.product.delinquency, days);
    let from = std::mem::replace(&mut state.record.bucket, to);
    if from != to {
        effects.note(on, EventKind::BucketChanged { from, to });
    }
    crate::delinquency::counters::observe_material(contract, state, on);
}

fn classify_accrual(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let Some(from) = contract.product.delinquency.nonaccrual_from else { return };
    let days = days_past_due_counted(contract, state, on);
    match state.nonaccrual_since {
        None if days >= from => {
            late::assess(contract, state, on, effects);
            books::switch_accrual(state, on, Some(on), effects);
            effects.note(on, EventKind::NonaccrualBegan);
        }
        Some(_) if days == 0 && !cure_awaited(contract, state) => {
            books::switch_accrual(state, on, None, effects);
            effects.note(on, EventKind::NonaccrualEnded);
        }
        _ => {}
    }
}

fn propose_charge_off(contract: Contract, state: &State, on: Date, effects: &mut Effects) {
    let Some(from) = contract.product.delinquency.charge_off_from else { return };
    if days_past_due_counted(contract, state, on) >= from {
        effects.note(on, EventKind::ChargeOffProposed);
    }
}
