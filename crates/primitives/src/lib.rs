//! The words every other crate speaks: money, rates, rounding, civil dates, day counts, business
//! calendars, and the solving of rates.
//!
//! Nothing here reads a clock, a file or a random number. Money is an integer; floating point
//! appears only in `solve`, whose answers are rates and statistics.

pub mod accrual_basis;
pub mod amount;
pub mod annuity;
pub mod calendar;
pub mod date;
pub mod day_count;
pub mod decimal;
pub mod lang;
pub mod money;
pub mod rate;
pub mod refusal;
pub mod rounding;
pub mod significant;
pub mod solve;
pub mod year_fraction;
