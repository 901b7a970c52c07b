//! The running schedule of a loan: its periods, the interest so far, and what the next due is
//! made of.

use primitives::amount::{Amount, Minor};
use primitives::calendar::{self, Shifted};
use primitives::date::Date;

use crate::accrual::Span;
use crate::contract::Contract;
use crate::product::Amortization;
use crate::revolving;
use crate::schedule::cycle::{MonthEnd, Step, step_date};
use crate::schedule::level::level_payment;
use crate::state::{Schedule, Shape, State};

/// What a due will be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installment {
    /// Counts from 1 over the loan's life.
    pub number: u16,
    /// When it falls due.
    pub due: Shifted,
    /// Principal.
    pub principal: Minor,
    /// Interest, with any deferred part.
    pub interest: Minor,
    /// Principal not yet due afterwards.
    pub principal_after: Minor,
}

impl Schedule {
    /// A schedule of `count` dues from `anchor` on, numbered from `first_number`, running from
    /// `start`; its shape is still to be solved.
    pub fn starting(start: Date, anchor: Date, first_number: u16, count: u16) -> Schedule {
        Schedule {
            shape: Shape::Balloon,
            anchor,
            first_number,
            next_number: first_number,
            last_number: first_number.saturating_add(count.max(1) - 1),
            period_start: start,
            accrued: 0,
            accrued_to: start,
            deferred_interest: Minor::ZERO,
            deferred_part: Minor::ZERO,
        }
    }

    /// When due `number` falls due, moved by the product's calendar.
    pub fn due_date(&self, contract: Contract, number: u16) -> Shifted {
        if let Shape::Listed(lines) = &self.shape {
            let line = lines.get(usize::from(number.saturating_sub(self.next_number)));
            let date = line.map_or(Date::MAX, |line| line.on);
            return Shifted { date, provisional: false };
        }
        let months = i32::from(number) - i32::from(self.first_number);
        let unshifted = step_date(self.anchor, Step::Months(1), months, MonthEnd::SameDay);
        calendar::shift(contract.product.due.calendar, contract.product.due.shift, unshifted)
    }

    /// When the next due falls due.
    pub fn next_due(&self, contract: Contract) -> Date {
        self.due_date(contract, self.next_number).date
    }

    /// The running interest period.
    pub fn period(&self, contract: Contract) -> Span {
        Span { from: self.period_start, to: self.next_due(contract) }
    }
}

/// Brings the running period's exact interest up to `to`.
pub(crate) fn accrue(contract: Contract, state: &mut State, to: Date) {
    revolving::accrue(contract, state, to);
    let (rate, principal) = (state.rate, state.principal_undue);
    if let Some(schedule) = &mut state.schedule
        && to > schedule.accrued_to
    {
        let period = schedule.period(contract);
        let growth = contract.growth(rate, Span { from: schedule.accrued_to, to }, period);
        schedule.accrued += principal.units() * growth.numerator;
        schedule.accrued_to = to;
    }
}

/// Interest of the running period from its start to the start of `to`, rounded.
pub fn interest_accrued(contract: Contract, state: &State, to: Date) -> Minor {
    let Some(schedule) = &state.schedule else {
        return revolving::interest_accrued(contract, state, to);
    };
    let to = to.max(schedule.accrued_to);
    let period = schedule.period(contract);
    let growth = contract.growth(state.rate, Span { from: schedule.accrued_to, to }, period);
    let exact = schedule.accrued + state.principal_undue.units() * growth.numerator;
    Minor::from_units(contract.product.rounding.interest.divide(exact, growth.denominator))
}

/// Solves the shape of a schedule by the product's way of repaying, over its remaining dues.
pub(crate) fn solve(contract: Contract, state: &mut State) {
    let Some(schedule) = &mut state.schedule else { return };
    let count = schedule.last_number - schedule.next_number + 1;
    let rounding = contract.product.rounding.installment;
    match contract.product.amortization {
        Amortization::EqualInstallment => solve_level(contract, state),
        Amortization::EqualPrincipal => {
            let part = state.principal_undue.scaled(1, count.into(), rounding);
            schedule.shape = Shape::EqualPrincipal { part };
        }
        Amortization::InterestOnly | Amortization::Bullet | Amortization::Revolving => {
            schedule.shape = Shape::Balloon
        }
    }
}

/// Sets the remaining dues on a level payment.
pub(crate) fn solve_level(contract: Contract, state: &mut State) {
    let Some(schedule) = &state.schedule else { return };
    let payment = level_payment(
        state.principal_undue,
        growths(contract, state, schedule),
        contract.product.rounding.installment,
    );
    if let Some(schedule) = &mut state.schedule {
        schedule.shape = Shape::Level { payment };
    }
}

fn growths(
    contract: Contract,
    state: &State,
    schedule: &Schedule,
) -> impl Iterator<Item = crate::accrual::Growth> {
    let (mut start, mut from) = (schedule.period_start, schedule.accrued_to);
    (schedule.next_number..=schedule.last_number).map(move |number| {
        let to = schedule.due_date(contract, number).date;
        let growth = contract.growth(state.rate, Span { from, to }, Span { from: start, to });
        (start, from) = (to, to);
        growth
    })
}

/// What the next due is made of when it falls; none after the last.
pub fn next_installment(contract: Contract, state: &State) -> Option<Installment> {
    let schedule = state.schedule.as_ref()?;
    let number = schedule.next_number;
    let due = schedule.due_date(contract, number);
    let last = number >= schedule.last_number;
    let undue = state.principal_undue;
    let mut interest = interest_accrued(contract, state, due.date);
    let principal = match &schedule.shape {
        _ if last => undue,
        Shape::Level { payment } => (*payment - interest).or_zero().min(undue),
        Shape::EqualPrincipal { part } => (*part).min(undue),
        Shape::Balloon => Minor::ZERO,
        Shape::Listed(lines) => lines.first().map_or(undue, |line| line.principal.min(undue)),
    };
    if let Shape::Listed(lines) = &schedule.shape
        && let Some(stated) = lines.first().and_then(|line| line.interest)
    {
        interest = stated;
    }
    interest += if ends_with(schedule, undue, undue - principal) {
        schedule.deferred_interest
    } else {
        schedule.deferred_part.min(schedule.deferred_interest)
    };
    Some(Installment { number, due, principal, interest, principal_after: undue - principal })
}

/// Whether a schedule's next due, which leaves `after` of `undue` principal, is its last: by count,
/// or because it repays the rest early. Where no principal was left, deferred interest alone keeps
/// to its parts.
fn ends_with(schedule: &Schedule, undue: Minor, after: Minor) -> bool {
    let parts_left = undue.is_zero() && schedule.deferred_interest > schedule.deferred_part;
    let repaid = after.is_zero() && !matches!(schedule.shape, Shape::Balloon);
    schedule.next_number >= schedule.last_number || repaid && !parts_left
}

/// Moves the schedule past its next due; ends it after the last.
pub(crate) fn step_past(contract: Contract, state: &mut State, installment: &Installment) {
    let undue_before = std::mem::replace(&mut state.principal_undue, installment.principal_after);
    let Some(schedule) = &mut state.schedule else { return };
    if ends_with(schedule, undue_before, installment.principal_after) {
        state.schedule = None;
        return;
    }
    let deferred = schedule.deferred_part.min(schedule.deferred_interest);
    schedule.deferred_interest -= deferred;
    schedule.period_start = schedule.next_due(contract);
    schedule.accrued = 0;
    schedule.accrued_to = schedule.period_start;
    if let Shape::Listed(lines) = &mut schedule.shape {
        lines.remove(0);
    }
    schedule.next_number += 1;
}

/// Every due still to come if nothing else happens.
pub fn projected(contract: Contract, state: &State) -> Vec<Installment> {
    let mut ahead = state.clone();
    let mut installments = Vec::new();
    while let Some(installment) = next_installment(contract, &ahead) {
        step_past(contract, &mut ahead, &installment);
        installments.push(installment);
    }
    installments
}
