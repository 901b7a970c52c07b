//! What a product file says about the sizes of principal parts, moved dates and rounding.

use super::file::{FileShape, PartStepShape};
use super::parts::{PartStep, Parts};
use super::words::{Choices, Words};
use super::{AccrualRounding, Drawdowns, ProductRounding, Rest};
use crate::accrual::InterestRule;
use crate::schedule::cycle::ShiftOrder;
use primitives::rounding::Rounding;

const ROUNDINGS: &Choices<Rounding> = &[
    ("half-up", Rounding::HalfUp),
    ("half-even", Rounding::HalfEven),
    ("down", Rounding::Down),
    ("up", Rounding::Up),
];
const RESTS: &Choices<Rest> = &[("last", Rest::Last), ("first", Rest::First)];
const ACCRUALS: &Choices<AccrualRounding> =
    &[("exact", AccrualRounding::Exact), ("daily", AccrualRounding::Daily)];
const ORDERS: &Choices<ShiftOrder> =
    &[("moved", ShiftOrder::ShiftThenCompute), ("scheduled", ShiftOrder::ComputeThenShift)];

const DRAWDOWNS: &Choices<Drawdowns> =
    &[("once", Drawdowns::Once), ("several", Drawdowns::Several)];

impl Words {
    pub(super) fn drawdowns(&mut self, file: &FileShape) -> Drawdowns {
        self.choice("schedule.drawdowns", file.schedule.drawdowns.as_ref(), DRAWDOWNS)
    }

    pub(super) fn parts(&mut self, file: &FileShape) -> Parts {
        let schedule = &file.schedule;
        match (&schedule.season, &schedule.steps) {
            (None, None) => Parts::Equal,
            (Some(months), None) => Parts::ByMonth(self.wholes("schedule.season", months)),
            (None, Some(steps)) => {
                Parts::BySteps(steps.iter().map(|step| self.part_step(step)).collect())
            }
            (Some(_), Some(_)) => {
                self.note("schedule.steps", "cannot stand beside a season: give one of the two");
                Parts::Equal
            }
        }
    }

    fn part_step(&mut self, step: &PartStepShape) -> PartStep {
        let field = "schedule.steps";
        PartStep { dues: self.whole(field, step.dues), part: self.whole(field, step.part) }
    }

    /// Which date interest runs to. Interest by the period does not look at days, so it keeps to
    /// the scheduled dates unless told otherwise (and is then refused by the checks).
    pub(super) fn shift_order(&mut self, file: &FileShape, interest: InterestRule) -> ShiftOrder {
        match (&file.schedule.accrual, interest) {
            (None, InterestRule::Periodic) => ShiftOrder::ComputeThenShift,
            (word, _) => self.choice("schedule.accrual", word.as_ref(), ORDERS),
        }
    }

    pub(super) fn rounding(&mut self, file: &FileShape) -> ProductRounding {
        let rules = &file.rounding;
        ProductRounding {
            installment: self.choice("rounding.installment", rules.installment.as_ref(), ROUNDINGS),
            interest: self.choice("rounding.interest", rules.interest.as_ref(), ROUNDINGS),
            multiple: rules
                .multiple
                .as_ref()
                .map(|text| self.money("rounding.multiple", Some(text))),
            rest: self.choice("rounding.rest", rules.rest.as_ref(), RESTS),
            accrual: self.choice("rounding.accrual", rules.accrual.as_ref(), ACCRUALS),
        }
    }
}
