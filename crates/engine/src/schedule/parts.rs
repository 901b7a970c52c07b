//! Principal in parts of unequal size: by the month of the due (a season), or by steps.
//!
//! Spec: `docs/specs/schedules.md`.

use primitives::amount::{Amount, Minor};

use crate::contract::Contract;
use crate::product::parts::Parts;
use crate::state::{Schedule, Shape};

/// The weight of due `number` against the others.
pub fn weight(contract: Contract, schedule: &Schedule, number: u16) -> u16 {
    match &contract.product.parts {
        Parts::Equal => 1,
        Parts::ByMonth(months) => {
            let month = schedule.scheduled(number).month();
            months.get(usize::from(month) - 1).copied().unwrap_or_default()
        }
        Parts::BySteps(steps) => {
            let mut last = 0u32;
            let reached = steps.iter().find(|step| {
                last += u32::from(step.dues);
                u32::from(number) <= last
            });
            // The last step goes on for as long as the schedule does.
            reached.or(steps.last()).map_or(0, |step| step.part)
        }
    }
}

/// The shape that repays `undue` by weight over the dues still to come.
pub fn shape(contract: Contract, schedule: &Schedule, undue: Minor) -> Shape {
    let ahead = schedule.next_number..=schedule.last_number;
    let over = ahead.map(|number| u32::from(weight(contract, schedule, number))).sum();
    Shape::Weighted { whole: undue, over }
}

/// The part of `whole`, which was spread over weights of `over` in all, that falls with a due.
pub fn part(
    contract: Contract,
    schedule: &Schedule,
    number: u16,
    (whole, over): (Minor, u32),
) -> Minor {
    let weight = i128::from(weight(contract, schedule, number));
    match over {
        // No due ahead carries principal: all of it is left to the last.
        0 => Minor::ZERO,
        over => {
            let grid = contract.product.installment_grid();
            Minor::from_units(grid.divide(i128::from(whole.0) * weight, over.into()))
        }
    }
}
