//! What the old system reported, kept as it stands: signed amounts, empty balances and all.

use std::collections::HashMap;

use crate::loans::{Register, place_of};
use crate::reject::Reason;
use crate::rows::{Overlay, RowCursor};
use crate::tape::{Observation, TapeLoan};

/// Reads every observation into its loan, by period.
pub(crate) fn read(overlay: &mut Overlay, loans: &mut [TapeLoan], register: &Register) {
    let mut rows_by_period: HashMap<(usize, u16), u64> = HashMap::new();
    for row in 0..overlay.len() {
        if overlay.is_filtered(row) {
            continue;
        }
        let mut cursor = overlay.cursor(row);
        let place = place_of(register, cursor.text("loan").as_deref());
        let observation = observation(&mut cursor);
        if let Err(reason) = &place {
            cursor.note("loan", reason.clone());
        }
        let mut faults = cursor.into_faults();
        if let (Ok(place), Some(seen)) = (&place, &observation)
            && let Some(first) = rows_by_period.insert((*place, seen.period), overlay.number(row))
        {
            faults.push(overlay.fault(row, "period", Reason::Duplicate { first }));
        }
        match (place, observation) {
            (Ok(place), Some(observation)) if faults.is_empty() => {
                loans[place].observations.push(observation);
                overlay.land(row);
            }
            _ => overlay.reject(row, faults),
        }
    }
    loans.iter_mut().for_each(|loan| loan.observations.sort_by_key(|seen| seen.period));
}

fn observation(cursor: &mut RowCursor) -> Option<Observation> {
    let period = cursor.number::<u16>("period");
    let period = cursor.need("period", period);
    let month = cursor.date("month");
    let month = cursor.need("month", month);
    let balance = cursor.money("balance");
    let payment = cursor.money("payment");
    let principal = cursor.money("principal");
    let kept = cursor.kept();
    Some(Observation { period: period?, month: month?, balance, payment, principal, kept })
}
