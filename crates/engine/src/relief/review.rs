//! The end of a day, for relief: what has run its course, and whether lateness is cured.

use primitives::date::Date;

use super::record::{Contact, Cure, ReliefRecord, cure_awaited};
use super::set_aside;
use super::settlement;
use super::window::{self, is_open};
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::late::is_tolerated;
use crate::plan::{BROKEN_DUES, BROKEN_FROM};
use crate::state::{Due, PlanCourse, State};

/// The next date on which relief has something to do.
pub(crate) fn next_date(contract: Contract, state: &State) -> Option<Date> {
    let since = state.closed_through;
    let window = state.relief.as_ref()?.window.and_then(|window| window.until);
    let breaks = breaks_on(contract, state);
    let dates = [window, breaks, settlement::next_date(state, since)];
    dates.into_iter().flatten().filter(|date| *date > since).min()
}

/// Since when relief on condition has been watched: a lower rate, an amount set aside.
fn watched_since(record: &ReliefRecord) -> Option<Date> {
    let window =
        record.window.filter(|window| window.until.is_none_or(|until| until > window.from));
    let aside = record.set_aside.iter().map(|aside| aside.on);
    aside.chain(window.map(|window| window.from)).min()
}

/// The date at whose end relief on condition is broken: a due that fell since is so late.
fn breaks_on(contract: Contract, state: &State) -> Option<Date> {
    let since = watched_since(state.relief.as_ref()?)?;
    let late = |due: &&Due| due.on > since && !is_tolerated(contract, state, due);
    let oldest = state.dues.iter().find(late)?;
    Some(state.reached_on(oldest.on, BROKEN_FROM.into()))
}

/// What has run its course, was kept, or is broken.
pub(crate) fn review(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if state.relief.is_none() {
        return;
    }
    settlement::review(contract, state, on, effects);
    if breaks_on(contract, state).is_some_and(|date| date <= on) {
        set_aside::restore(state, on, effects);
        break_window(contract, state, on, effects);
    }
    if missed(contract, state, on) >= BROKEN_DUES {
        set_aside::restore(state, on, effects);
    }
    set_aside::vest(state, on, |aside| aside.kept >= aside.vests_after, effects);
    end_window(state, on, effects);
    let broken = state.plan.is_none_or(|plan| plan.course == PlanCourse::Broken);
    if let Some(record) = &mut state.relief
        && broken
    {
        record.contact = Contact::Allowed;
    }
}

/// Dues missed since the first amount still set aside was set aside.
fn missed(contract: Contract, state: &State, on: Date) -> usize {
    let Some(record) = &state.relief else { return 0 };
    let Some(since) = record.set_aside.iter().map(|aside| aside.on).min() else { return 0 };
    let missed = |due: &&Due| due.on > since && due.on < on && !is_tolerated(contract, state, due);
    state.dues.iter().filter(missed).count()
}

/// A loan far behind goes back to its own rate from the next day on.
fn break_window(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let Some(record) = &mut state.relief else { return };
    let Some(window) = record.window.as_mut().filter(|window| is_open(window, on)) else { return };
    window.until = Some(on.plus_days(1));
    window::spread(contract, state);
    effects.note(on, EventKind::RateRestored { rate: state.rate });
}

fn end_window(state: &State, on: Date, effects: &mut Effects) {
    let window = state.relief.as_ref().and_then(|record| record.window);
    if window.is_some_and(|window| window.until == Some(on) && window.from < on) {
        effects.note(on, EventKind::RateRestored { rate: state.rate });
    }
}

/// Notes a cure: the bucket is M0 and payment made it so, now or since relief did. `was` is the
/// bucket of the evening before.
pub(crate) fn cure(
    contract: Contract,
    state: &mut State,
    (was, on): (u8, Date),
    effects: &mut Effects,
) {
    let awaited = cure_awaited(contract, state);
    match (was, state.record.bucket) {
        (_, 0) if awaited && was != 0 => state.relief_mut().cure = Cure::Awaited,
        (_, 0) if !awaited && (was != 0 || is_awaited(state)) => {
            effects.note(on, EventKind::Cured);
            forget(state);
        }
        (_, 0) => {}
        _ => {
            if let Some(record) = &mut state.relief {
                record.cure = Cure::None;
            }
        }
    }
    if !awaited && let Some(record) = &mut state.relief {
        record.re_aged = None;
    }
}

/// Whether lateness ended by relief and has still to be cured.
pub(crate) fn is_awaited(state: &State) -> bool {
    state.relief.as_ref().is_some_and(|record| record.cure == Cure::Awaited)
}

/// Nothing is left to cure.
pub(crate) fn forget(state: &mut State) {
    if let Some(record) = &mut state.relief {
        record.cure = Cure::None;
        record.re_aged = None;
    }
}
