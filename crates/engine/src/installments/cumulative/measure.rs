//! Interest of a stretch of days, and the level installment.

use ethnum::I256;
use primitives::amount::{Amount, Minor};
use primitives::annuity::{Annuity, When};
use primitives::decimal::{DECIMAL_UNITS, Decimal};
use primitives::rounding::Rounding;

use super::periods::{Cycle, Period, Step};

/// How interest is measured in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Measure {
    /// Whether days or periods are counted.
    pub counting: Counting,
    /// How long a period is meant to be.
    pub cycle: Cycle,
    /// The days of a year: 360 or 365.
    pub year_days: u16,
    /// Whether a month counts as 30 days.
    pub thirty_day_months: bool,
}

/// What interest is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counting {
    /// The days themselves.
    Days,
    /// Whole periods, and parts of one by its days.
    Periods,
}

/// Part of a year.
struct Fraction {
    part: i128,
    whole: i128,
}

impl Measure {
    /// Interest of `balance` at a yearly `rate` for `days` days of a period, to the cent.
    pub(super) fn interest(
        &self,
        balance: Minor,
        rate: Decimal,
        period: Period,
        days: i32,
    ) -> Minor {
        if days <= 0 || balance <= Minor::ZERO {
            return Minor::ZERO;
        }
        let year = self.fraction(period, days);
        charged(balance, rate, year.part, year.whole)
    }

    /// Flat interest of a whole term of so many periods.
    pub(super) fn flat(&self, lent: Minor, rate: Decimal, periods: u32) -> Minor {
        let year = self.planned();
        charged(lent, rate, year.part * i128::from(periods), year.whole)
    }

    /// The yearly rate per planned period.
    fn rate(&self, rate: Decimal) -> Decimal {
        let year = self.planned();
        let part = I256::from(rate.units()) * I256::from(year.part);
        Decimal::from_units(Rounding::HalfEven.divide_wide(part, I256::from(year.whole)))
    }

    /// The part of a year that days of a period are.
    fn fraction(&self, period: Period, days: i32) -> Fraction {
        let of_period = i128::from(period.days().max(1));
        let days = i128::from(days);
        match self.counting {
            Counting::Periods => {
                let planned = self.planned();
                Fraction { part: planned.part * days, whole: planned.whole * of_period }
            }
            Counting::Days if self.thirty_day_months && self.cycle.step == Step::Months => {
                Fraction {
                    part: 30 * i128::from(self.cycle.every) * days,
                    whole: self.year() * of_period,
                }
            }
            Counting::Days => Fraction { part: days, whole: self.year() },
        }
    }

    /// The part of a year that a planned period is.
    fn planned(&self) -> Fraction {
        let every = i128::from(self.cycle.every);
        match (self.counting, self.cycle.step) {
            (Counting::Periods, Step::Months) => Fraction { part: every, whole: 12 },
            (Counting::Periods, Step::Weeks) => Fraction { part: every, whole: 52 },
            (Counting::Days, Step::Months) => Fraction { part: 30 * every, whole: self.year() },
            (Counting::Days, Step::Weeks) => Fraction { part: 7 * every, whole: self.year() },
            (_, Step::Days) => Fraction { part: every, whole: self.year() },
        }
    }

    fn year(&self) -> i128 {
        i128::from(self.year_days.max(1))
    }

    /// The amount that repays `balance` in `count` equal installments, rounded to the multiple.
    pub(super) fn level(
        &self,
        balance: Minor,
        rate: Decimal,
        count: u32,
        multiple: Option<Minor>,
    ) -> Minor {
        let present = i128::from(balance.0).checked_mul(-DECIMAL_UNITS / 100);
        let level = present.and_then(|present| {
            let annuity = Annuity {
                rate: self.rate(rate),
                periods: count.max(1),
                present: Decimal::from_units(present),
                future: Decimal::ZERO,
                when: When::End,
            };
            annuity.pmt().ok()
        });
        match level {
            Some(level) => rounded(level.units(), DECIMAL_UNITS / 100, multiple),
            None => equal_part(balance, count, multiple),
        }
    }
}

fn charged(balance: Minor, rate: Decimal, part: i128, whole: i128) -> Minor {
    let exact = I256::from(balance.units()) * I256::from(rate.units()) * I256::from(part);
    let units = I256::from(whole) * I256::from(DECIMAL_UNITS);
    Minor::from_units(Rounding::HalfEven.divide_wide(exact, units))
}

/// A part of an amount in hundredths, rounded to the multiple.
pub(super) fn share(amount: Minor, percent: Decimal, multiple: Option<Minor>) -> Minor {
    let exact = I256::from(amount.units()) * I256::from(percent.units());
    let step = multiple.map_or(1, |m| m.units().max(1));
    let units = I256::from(100 * DECIMAL_UNITS) * I256::from(step);
    Minor::from_units(Rounding::HalfEven.divide_wide(exact, units) * step)
}

/// One of `count` equal parts, rounded to the multiple.
pub(super) fn equal_part(amount: Minor, count: u32, multiple: Option<Minor>) -> Minor {
    rounded(amount.units(), i128::from(count.max(1)), multiple)
}

fn rounded(numerator: i128, denominator: i128, multiple: Option<Minor>) -> Minor {
    let step = multiple.map_or(1, |m| m.units().max(1));
    Minor::from_units(Rounding::HalfEven.divide(numerator, denominator * step) * step)
}
