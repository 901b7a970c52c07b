//! The running schedule of a loan: its periods, the interest so far, and what the next due is
//! made of.

use primitives::amount::{Amount, Minor};
use primitives::calendar::Shifted;
use primitives::date::Date;
use primitives::rate::Rate;
use primitives::rounding::Rounding;

use crate::accrual::Span;
use crate::contract::Contract;
use crate::product::{AccrualRounding, Amortization, Rest};
use crate::relief::window;
use crate::revolving;
use crate::schedule::cycle::{BusinessDays, MonthEnd, PlacedDate, Step, step_date};
use crate::schedule::level::level_payment;
use crate::schedule::parts;
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
            postponed_months: 0,
            moved: None,
        }
    }

    /// When due `number` is scheduled, before any calendar.
    pub fn scheduled(&self, number: u16) -> Date {
        let months = i32::from(number) - i32::from(self.first_number);
        let months = months + i32::from(self.postponed_months);
        step_date(self.anchor, Step::Months(1), months, MonthEnd::SameDay)
    }

    /// When due `number` falls due, moved by the product's calendar.
    pub fn due_date(&self, contract: Contract, number: u16) -> Shifted {
        let placed = self.placed(contract, number);
        Shifted { date: placed.paid, provisional: placed.provisional }
    }

    /// When due `number` falls due, and the date its interest runs to.
    pub fn placed(&self, contract: Contract, number: u16) -> PlacedDate {
        if let Shape::Listed(lines) = &self.shape {
            let line = lines.get(usize::from(number.saturating_sub(self.next_number)));
            let date = line.map_or(Date::MAX, |line| line.on);
            return PlacedDate { computed: date, paid: date, provisional: false };
        }
        if let Some(moved) = self.moved.filter(|moved| moved.number == number) {
            return PlacedDate { computed: moved.on, paid: moved.on, provisional: false };
        }
        let due = contract.product.due;
        let days = BusinessDays { calendar: due.calendar, shift: due.shift, order: due.accrual };
        days.place(self.scheduled(number))
    }

    /// When the next due falls due.
    pub fn next_due(&self, contract: Contract) -> Date {
        self.due_date(contract, self.next_number).date
    }

    /// The running interest period: it ends with the next due, or on the scheduled date where
    /// interest does not follow a moved one.
    pub fn period(&self, contract: Contract) -> Span {
        self.period_to(self.placed(contract, self.next_number))
    }

    fn period_to(&self, placed: PlacedDate) -> Span {
        Span { from: self.period_start, to: placed.computed.max(self.period_start) }
    }
}

/// Brings the running period's exact interest up to `to`.
pub(crate) fn accrue(contract: Contract, state: &mut State, to: Date) {
    revolving::accrue(contract, state, to);
    let Some(schedule) = &state.schedule else { return };
    let period = schedule.period(contract);
    // Between a scheduled date and the later one its due moved to, nothing accrues.
    let to = to.min(period.to);
    if to <= schedule.accrued_to {
        return;
    }
    let accrued = accrued_over(contract, state, Span { from: schedule.accrued_to, to }, period).0;
    if let Some(schedule) = &mut state.schedule {
        schedule.accrued += accrued;
        schedule.accrued_to = to;
    }
}

/// What accrues over a span of a period on the principal not yet due, each day at its rate.
fn accrued_over(contract: Contract, state: &State, span: Span, period: Span) -> (i128, i128) {
    let principal = state.principal_undue;
    let none = Span { from: span.from, to: span.from };
    let nothing = accrual(contract, (state.rate, principal), none, period);
    window::stretches(state, span).fold(nothing, |(sum, _), stretch| {
        let (part, per) = accrual(contract, (stretch.rate, principal), stretch.span, period);
        (sum + part, per)
    })
}

/// What accrues on principal over a span of a period, as numerator and denominator: exactly, or
/// rounded day by day where the product says so.
fn accrual(
    contract: Contract,
    (rate, principal): (Rate, Minor),
    span: Span,
    period: Span,
) -> (i128, i128) {
    let growth = contract.growth(rate, span, period);
    let exact = principal.units() * growth.numerator;
    match contract.product.rounding.accrual {
        AccrualRounding::Exact => (exact, growth.denominator),
        AccrualRounding::Daily => {
            let days = i128::from(span.to.days_since(span.from));
            let per_day = match days {
                0 => 0,
                days => contract.product.rounding.interest.divide(exact, growth.denominator * days),
            };
            (per_day * days * growth.denominator, growth.denominator)
        }
    }
}

/// Interest of the running period from its start to the start of `to`, rounded.
pub fn interest_accrued(contract: Contract, state: &State, to: Date) -> Minor {
    let Some(schedule) = &state.schedule else {
        return revolving::interest_accrued(contract, state, to);
    };
    interest_in(contract, state, (schedule, schedule.period(contract)), to)
}

/// The same where the period is at hand.
fn interest_in(
    contract: Contract,
    state: &State,
    (schedule, period): (&Schedule, Span),
    to: Date,
) -> Minor {
    let span = Span { from: schedule.accrued_to, to: to.min(period.to).max(schedule.accrued_to) };
    let (accrued, denominator) = accrued_over(contract, state, span, period);
    let exact = schedule.accrued + accrued;
    Minor::from_units(contract.product.rounding.interest.divide(exact, denominator))
}

/// Solves the shape of a schedule by the product's way of repaying, over its remaining dues.
pub(crate) fn solve(contract: Contract, state: &mut State) {
    let Some(schedule) = &mut state.schedule else { return };
    let count = schedule.last_number - schedule.next_number + 1;
    let grid = contract.product.installment_grid();
    match contract.product.amortization {
        Amortization::EqualInstallment => solve_level(contract, state),
        Amortization::EqualPrincipal => {
            let part = Minor::from_units(grid.divide(state.principal_undue.units(), count.into()));
            schedule.shape = Shape::EqualPrincipal { part };
        }
        Amortization::Seasonal | Amortization::Stepped => {
            schedule.shape = parts::shape(contract, schedule, state.principal_undue);
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
        state.principal_undue + accrued_today(contract, state, schedule),
        growths(contract, state, schedule),
        contract.product.installment_grid(),
    );
    if let Some(schedule) = &mut state.schedule {
        schedule.shape = Shape::Level { payment };
    }
}

/// What the running period's interest so far is worth on the day it has run to: it is paid with
/// the next due and bears no interest until then.
fn accrued_today(contract: Contract, state: &State, schedule: &Schedule) -> Minor {
    let accrued = interest_accrued(contract, state, schedule.accrued_to);
    let Some(to_due) = growths(contract, state, schedule).next() else { return accrued };
    let grown = to_due.denominator + to_due.numerator;
    accrued.scaled(to_due.denominator, grown, Rounding::HalfUp)
}

fn growths(
    contract: Contract,
    state: &State,
    schedule: &Schedule,
) -> impl Iterator<Item = crate::accrual::Growth> + Clone {
    let (mut start, mut from) = (schedule.period_start, schedule.accrued_to);
    (schedule.next_number..=schedule.last_number).map(move |number| {
        let to = schedule.placed(contract, number).computed.max(from);
        let growth = window::growth(contract, state, Span { from, to }, Span { from: start, to });
        (start, from) = (to, to);
        growth
    })
}

/// What the next due is made of when it falls; none after the last.
pub fn next_installment(contract: Contract, state: &State) -> Option<Installment> {
    upcoming(contract, state).map(|(installment, _)| installment)
}

/// The same, with the end of its interest period.
fn upcoming(contract: Contract, state: &State) -> Option<(Installment, Date)> {
    let schedule = state.schedule.as_ref()?;
    let number = schedule.next_number;
    let placed = schedule.placed(contract, number);
    let due = Shifted { date: placed.paid, provisional: placed.provisional };
    let last = number >= schedule.last_number;
    let undue = state.principal_undue;
    let period = schedule.period_to(placed);
    let mut interest = interest_in(contract, state, (schedule, period), period.to);
    let principal = match &schedule.shape {
        _ if last => undue,
        Shape::Level { payment } => (*payment - interest).or_zero().min(undue),
        Shape::EqualPrincipal { part } => equal_part(contract, schedule, *part, undue),
        Shape::Weighted { whole, over } => {
            parts::part(contract, schedule, number, (*whole, *over)).min(undue)
        }
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
    let principal_after = undue - principal;
    Some((Installment { number, due, principal, interest, principal_after }, period.to))
}

/// The next equal part: the first of all takes what rounding left, where the product says so.
fn equal_part(contract: Contract, schedule: &Schedule, part: Minor, undue: Minor) -> Minor {
    let later = i64::from(schedule.last_number - schedule.next_number);
    match contract.product.rounding.rest {
        Rest::Last => part.min(undue),
        Rest::First => part.max(undue - Minor(part.0.saturating_mul(later))).min(undue),
    }
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
    let ends_on = state.schedule.as_ref().map(|schedule| schedule.period(contract).to);
    if let Some(ends_on) = ends_on {
        step_past_on(state, installment, ends_on);
    }
}

/// The same where the end of the due's interest period is at hand.
fn step_past_on(state: &mut State, installment: &Installment, ends_on: Date) {
    let undue_before = std::mem::replace(&mut state.principal_undue, installment.principal_after);
    let Some(schedule) = &mut state.schedule else { return };
    if ends_with(schedule, undue_before, installment.principal_after) {
        state.schedule = None;
        return;
    }
    let deferred = schedule.deferred_part.min(schedule.deferred_interest);
    schedule.deferred_interest -= deferred;
    schedule.period_start = ends_on;
    schedule.accrued = 0;
    schedule.accrued_to = schedule.period_start;
    if let Shape::Listed(lines) = &mut schedule.shape {
        lines.remove(0);
    }
    schedule.next_number += 1;
}

/// The dues of a loan paid out on `on`, were nothing else to happen, added to `rows`.
pub fn planned(contract: Contract, amount: Minor, on: Date, rows: &mut Vec<Installment>) {
    let mut state = State::pending(contract.terms.rate);
    state.principal_undue = amount;
    let (first, count) = (contract.first_due(on), contract.due_count());
    state.schedule = Some(Schedule::starting(on, first, 1, count));
    solve(contract, &mut state);
    while let Some((installment, ends_on)) = upcoming(contract, &state) {
        step_past_on(&mut state, &installment, ends_on);
        rows.push(installment);
    }
}

/// Every due still to come if nothing else happens.
pub fn projected(contract: Contract, state: &State) -> Vec<Installment> {
    let mut ahead = state.clone();
    let mut installments = Vec::new();
    while let Some((installment, ends_on)) = upcoming(contract, &ahead) {
        step_past_on(&mut ahead, &installment, ends_on);
        installments.push(installment);
    }
    installments
}
