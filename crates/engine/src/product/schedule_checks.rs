//! What may stand in a product about the sizes of principal parts, moved dates and rounding.

use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Minor;
use primitives::calendar::Shift;
use primitives::rate::Per;
use primitives::rounding::Rounding;

use super::parts::{PartStep, Parts};
use super::validate::Found;
use super::{AccrualRounding, Amortization, Drawdowns, Product, Rest};
use crate::accrual::InterestRule;
use crate::schedule::cycle::ShiftOrder;

/// The largest weight of a principal part.
pub const PART_MOST: u16 = 10_000;
/// How many steps may be named.
pub const STEPS_MOST: usize = 60;

impl Found {
    pub(super) fn parts(&mut self, product: &Product) {
        let fitting = match product.amortization {
            Amortization::Seasonal => matches!(product.parts, Parts::ByMonth(_)),
            Amortization::Stepped => matches!(product.parts, Parts::BySteps(_)),
            _ => product.parts == Parts::Equal,
        };
        if !fitting {
            let message = "\"seasonal\" goes with a season, \"stepped\" with steps, \
                           and every other way of repaying with neither";
            let beside = &["schedule.season", "schedule.steps"];
            self.add_beside("schedule.amortization", beside, message);
        }
        match &product.parts {
            Parts::Equal => {}
            Parts::ByMonth(months) => self.season(months),
            Parts::BySteps(steps) => self.steps(steps),
        }
    }

    fn season(&mut self, months: &[u16]) {
        if months.len() != 12 {
            let message = format!("names {} months: give twelve, January first", months.len());
            self.add("schedule.season", message);
        }
        self.weights("schedule.season", months);
    }

    fn steps(&mut self, steps: &[PartStep]) {
        let field = "schedule.steps";
        if steps.iter().any(|step| step.dues == 0) {
            self.add(field, "a step of no dues is none");
        }
        if steps.len() > STEPS_MOST {
            self.add(field, format!("names {} steps: at most {STEPS_MOST}", steps.len()));
        }
        self.weights(field, &steps.iter().map(|step| step.part).collect::<Vec<_>>());
    }

    fn weights(&mut self, field: &'static str, weights: &[u16]) {
        if weights.iter().all(|weight| *weight == 0) {
            self.add(field, "repays nothing: one part at least is above zero");
        }
        for weight in weights.iter().filter(|weight| **weight > PART_MOST) {
            self.add(field, format!("{weight} is above {PART_MOST}"));
        }
    }

    /// An account for spending has a limit of its own.
    pub(super) fn drawdowns(&mut self, product: &Product) {
        if product.drawdowns == Drawdowns::Several && product.revolving.is_some() {
            let message = "a revolving account is drawn by spending: leave it out";
            self.add_beside("schedule.drawdowns", &["revolving"], message);
        }
    }

    /// Interest by the period is the same whatever its days, so no move of a date may cost any.
    pub(super) fn moved_dates(&mut self, product: &Product) {
        let due = product.due;
        let follows = due.accrual == ShiftOrder::ShiftThenCompute && due.shift != Shift::None;
        if follows && product.interest == InterestRule::Periodic {
            let message = "periodic interest does not follow a moved date: use \"scheduled\"";
            self.add_beside("schedule.accrual", &["interest.rule"], message);
        }
    }

    pub(super) fn rounding(&mut self, product: &Product) {
        let rounding = product.rounding;
        if let Some(multiple) = rounding.multiple {
            self.multiple(product, multiple);
        }
        let rest_first = product.amortization == Amortization::EqualPrincipal
            && rounding.installment == Rounding::Down;
        if rounding.rest == Rest::First && !rest_first {
            let message =
                "the first instalment can take the rest of equal principal rounded down only";
            let beside = &["rounding.installment", "schedule.amortization"];
            self.add_beside("rounding.rest", beside, message);
        }
        if rounding.accrual == AccrualRounding::Daily && !days_are_alike(product) {
            let message = "daily rounding needs daily interest per day, or by ACT/365 or ACT/360";
            self.add_beside("rounding.accrual", &["interest.rule", "interest.basis"], message);
        }
    }

    fn multiple(&mut self, product: &Product, multiple: Minor) {
        let shown = |amount: Minor| product.currency.format_minor(amount.0);
        let field = "rounding.multiple";
        if multiple <= Minor::ZERO {
            self.add(field, format!("{} is not above zero", shown(multiple)));
            return;
        }
        let most = product.installments.iter().max().copied().unwrap_or(1).max(1);
        if i128::from(multiple.0) * i128::from(most) > i128::from(product.amount.0.0) {
            let least = shown(product.amount.0);
            let message = format!(
                "{} is too coarse: {most} instalments of it are more than the smallest loan, {least}",
                shown(multiple)
            );
            self.add_beside(field, &["amount.min", "schedule.installments"], message);
        }
    }
}

/// Whether every day carries the same interest, so that rounding each is a closed form.
fn days_are_alike(product: &Product) -> bool {
    let per_day = product.rate.1.per != Per::Year;
    match product.interest {
        InterestRule::Periodic => false,
        InterestRule::Daily(basis) => {
            per_day || matches!(basis, AccrualBasis::Act365 | AccrualBasis::Act360)
        }
    }
}
