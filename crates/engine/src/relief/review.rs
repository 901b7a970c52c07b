//! The end of a day, for relief: what has run its course, and whether lateness is cured.

use primitives::date::Date;

use super::record::{Cure, cure_awaited};
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::state::State;

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
