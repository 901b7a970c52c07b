//! Rates that make cash flows balance. The one module with floating point: its answers are rates
//! and statistics, never money. Specifications: `docs/specs/xirr.md`, `docs/specs/apr.md`.
//!
//! Amounts come in as whole numbers of one common unit, whichever that is, and times as exact
//! fractions; only inside do they become floating point.

pub mod eu_interval;
pub mod present_value;
pub mod rate_conversion;
mod root;

use crate::date::Date;
use crate::day_count::DayCount;
use crate::year_fraction::YearFraction;

use root::Term;

/// Why cash flows have no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SolveError {
    /// Nothing to compare with.
    #[error("a rate needs at least two cash flows")]
    TooFewFlows,
    /// Once flows of the same time are netted, money only comes or only goes.
    #[error("a rate needs cash flows of both signs")]
    OneSigned,
    /// The flows balance at no rate above −100 %, or at none that floating point can hold.
    #[error("no rate above -100 % balances these cash flows")]
    NoRate,
    /// The flows balance at more than one rate between −99.99 % and a million percent, or only at
    /// several beyond, so that none of them says what the money cost.
    #[error("more than one rate balances these cash flows")]
    SeveralRates,
    /// Amounts of the same time whose sum does not fit.
    #[error("the cash flows are too large")]
    TooLarge,
}

/// An amount at a time, negative when paid out by the lender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedFlow {
    /// When: years from any one fixed point.
    pub years: YearFraction,
    /// How much, in whole units common to all flows.
    pub amount: i128,
}

/// An amount at a time counted in unit-periods (Regulation Z, Appendix J), negative when paid out
/// by the lender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitPeriodFlow {
    /// Whole unit-periods from the beginning.
    pub periods: u32,
    /// The part of a further one, at least zero and below one.
    pub part: YearFraction,
    /// How much, in whole units common to all flows.
    pub amount: i128,
}

/// The yearly effective rate `r > −1` at which `Σ amount / (1 + r)^years` is nothing. A fraction:
/// 0.12 is 12 %. The order of flows does not matter. This is also the annual percentage rate of
/// charge of EU Directives 2008/48/EC and 2014/17/EU.
pub fn internal_rate(flows: &[TimedFlow]) -> Result<f64, SolveError> {
    let terms = flows.iter().map(|flow| Term {
        time: flow.years,
        part: YearFraction::ZERO,
        amount: flow.amount,
    });
    root::solve(terms.collect())
}

/// The spreadsheet XIRR of dated flows, their years counted from the earliest by a convention
/// (spreadsheets use [`DayCount::Act365Fixed`]). A fraction: 0.12 is 12 %.
pub fn xirr(flows: &[(Date, i128)], convention: DayCount) -> Result<f64, SolveError> {
    let first = flows.iter().map(|(date, _)| *date).min().unwrap_or_default();
    let timed = flows
        .iter()
        .map(|&(date, amount)| TimedFlow { years: convention.year_fraction(first, date), amount });
    internal_rate(&timed.collect::<Vec<_>>())
}

/// The annual percentage rate of 12 CFR 1026 Appendix J, general equation (b)(8): `w × i` where
/// `Σ amount / ((1 + part × i)(1 + i)^periods)` is nothing and `w` unit-periods make a year.
/// A fraction: 0.12 is 12 %, and not rounded.
pub fn regulation_z_apr(
    flows: &[UnitPeriodFlow],
    unit_periods_per_year: YearFraction,
) -> Result<f64, SolveError> {
    let terms = flows.iter().map(|flow| {
        let periods = YearFraction::ONE.checked_mul(i64::from(flow.periods));
        let time = periods.ok_or(SolveError::TooLarge)?;
        Ok(Term { time, part: flow.part, amount: flow.amount })
    });
    let terms = terms.collect::<Result<Vec<_>, SolveError>>()?;
    Ok(root::solve(terms)? * root::float(unit_periods_per_year))
}

#[cfg(test)]
mod tests;
