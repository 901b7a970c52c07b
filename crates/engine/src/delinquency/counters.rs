//! The counters of days past due. One says what the contract says; the others say what policy,
//! supervisors and history make of it. None is ever stored as truth: each is a function of the
//! state and a date.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::FRACTION_UNITS;
use primitives::rounding::Rounding;

use crate::contract::Contract;
use crate::late::is_tolerated;
use crate::relief::record::{counted_since, days_before_modification};
use crate::state::{Peak, State, Status};

/// How many months the worst lateness is remembered.
const REMEMBERED_MONTHS: i32 = 24;

/// All counters of one loan on one date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Days since the oldest unpaid due date, never softened.
    pub days_past_due: u16,
    /// After tolerance of days and amount, pauses and re-age; picks the bucket.
    pub days_past_due_counted: u16,
    /// Days for which the overdue amount has been material.
    pub days_past_due_material: u16,
    /// What the contractual counter stood at when a plan or re-age not yet cured took effect.
    pub days_past_due_before_modification: u16,
    /// The worst contractual count of the last 24 months.
    pub days_past_due_max_24m: u16,
    /// Dues missed and still unpaid (M-count).
    pub installments_missed: u16,
}

/// All counters at the end of `on`, a date the state has been brought to.
pub fn counters(contract: Contract, state: &State, on: Date) -> Counters {
    let days_past_due = days_past_due(state, on);
    let since = on.plus_months(-REMEMBERED_MONTHS);
    let worst = state.record.peaks.iter().filter(|peak| peak.on > since).map(|peak| peak.days);
    Counters {
        days_past_due,
        days_past_due_counted: days_past_due_counted(contract, state, on),
        days_past_due_material: state.record.material_since.map_or(0, |from| days(from, on)),
        days_past_due_before_modification: days_before_modification(state),
        days_past_due_max_24m: worst.fold(days_past_due, u16::max),
        installments_missed: late_dues(contract, state, on),
    }
}

fn days(from: Date, to: Date) -> u16 {
    u16::try_from(to.days_since(from).max(0)).unwrap_or(u16::MAX)
}

/// The contractual counter: 0 on the due date, 1 the day after.
pub fn days_past_due(state: &State, on: Date) -> u16 {
    oldest_unpaid(state).map_or(0, |oldest| days(oldest, on))
}

/// The oldest due date with anything contractual unpaid.
pub fn oldest_unpaid(state: &State) -> Option<Date> {
    state.dues.iter().find(|due| due.outstanding.contractual() > Minor::ZERO).map(|due| due.on)
}

/// The oldest due date that counts as unpaid after the tolerance of amount.
pub fn oldest_late(contract: Contract, state: &State) -> Option<Date> {
    state.dues.iter().find(|due| !is_tolerated(contract, state, due)).map(|due| due.on)
}

/// The counter that picks the bucket: 0 through the days of tolerance, then the full count, less
/// days paused and what a re-age moved.
pub fn days_past_due_counted(contract: Contract, state: &State, on: Date) -> u16 {
    let since = counted_since(contract, state);
    let counted = since.map_or(0, |since| state.counted_days(since, on));
    let counted = u16::try_from(counted).unwrap_or(u16::MAX);
    if counted <= contract.product.tolerance.days { 0 } else { counted }
}

fn late_dues(contract: Contract, state: &State, on: Date) -> u16 {
    let late = |due: &&crate::state::Due| due.on < on && !is_tolerated(contract, state, due);
    u16::try_from(state.dues.iter().filter(late).count()).unwrap_or(u16::MAX)
}

/// Notes at the end of a date whether what is overdue is material.
pub(crate) fn observe_material(contract: Contract, state: &mut State, on: Date) {
    let overdue: Minor = state.dues.iter().map(|due| due.outstanding.contractual()).sum();
    let owed = state.principal_undue + overdue;
    let delinquency = &contract.product.delinquency;
    let share = owed.scaled(
        i128::from(delinquency.material_share.units()),
        i128::from(FRACTION_UNITS),
        Rounding::Down,
    );
    let material = overdue > delinquency.material_amount
        && overdue > share
        && matches!(state.status, Status::Active);
    state.record.material_since = match (material, state.record.material_since) {
        (false, _) => None,
        (true, None) => Some(on),
        (true, since) => since,
    };
}

/// Remembers how late the loan had become by the evening before `on`, when its oldest due was paid.
pub(crate) fn remember_peak(state: &mut State, oldest: Date, on: Date) {
    let reached = days(oldest, on.plus_days(-1));
    if reached > 0 {
        let forgotten = on.plus_months(-REMEMBERED_MONTHS);
        state.record.peaks.retain(|peak| peak.on > forgotten);
        state.record.peaks.push(Peak { on, days: reached });
    }
}
