//! Day count conventions: how much of a year lies between two dates. Specification:
//! `docs/specs/day-count.md`.

use crate::accrual_basis::AccrualBasis;
use crate::date::Date;
use crate::year_fraction::YearFraction;

/// A convention, together with whatever else it needs to know. Section numbers are those of the
/// 2006 ISDA Definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayCount {
    /// Actual days over 365, 4.16(d).
    Act365Fixed,
    /// Actual days over 360, 4.16(e).
    Act360,
    /// Actual days, each over the length of its calendar year, 4.16(b).
    ActActIsda,
    /// Actual days over frequency × days of the reference period (ICMA rule 251).
    ActActIcma(ReferencePeriod),
    /// 30/360, bond basis, 4.16(f): no rule for the end of February.
    Thirty360Bond,
    /// 30/360 with the United States rule for the end of February.
    Thirty360Us,
    /// 30E/360, eurobond basis, 4.16(g).
    ThirtyE360,
    /// 30E/360 (ISDA), 4.16(h): the end of February counts as the 30th, save at termination.
    ThirtyE360Isda {
        /// The last day of the contract.
        termination: Date,
    },
}

/// The regular coupon period that a stretch of time lies in, and how many make a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ReferencePeriod {
    days: i32,
    per_year: u16,
}

impl ReferencePeriod {
    /// A period from `start` to `end`, `per_year` of which make a year; nothing when it holds no
    /// day or there are none of it.
    pub fn try_new(start: Date, end: Date, per_year: u16) -> Option<ReferencePeriod> {
        let days = end.days_since(start);
        (days > 0 && per_year > 0).then_some(ReferencePeriod { days, per_year })
    }
}

impl DayCount {
    /// The exact part of a year from `from` (counted) to `to` (not counted). Negative, by the same
    /// amount, when `to` is the earlier.
    pub fn year_fraction(self, from: Date, to: Date) -> YearFraction {
        let (units, per_year) = match self.additive() {
            Some(basis) => (basis.units(from, to), basis.units_per_year()),
            None => (self.days(from, to), self.days_per_year()),
        };
        YearFraction::of_units(units, per_year)
    }

    /// The days the convention counts between two dates: actual ones, or those of 30-day months.
    pub fn days(self, from: Date, to: Date) -> i64 {
        match self {
            DayCount::Act365Fixed
            | DayCount::Act360
            | DayCount::ActActIsda
            | DayCount::ActActIcma(_) => i64::from(to.days_since(from)),
            _ if from <= to => thirty_days(self, from, to),
            _ => -thirty_days(self, to, from),
        }
    }

    /// The accrual basis that is the same convention, where its periods add up.
    pub const fn additive(self) -> Option<AccrualBasis> {
        match self {
            DayCount::Act365Fixed => Some(AccrualBasis::Act365),
            DayCount::Act360 => Some(AccrualBasis::Act360),
            DayCount::ActActIsda => Some(AccrualBasis::ActAct),
            DayCount::ThirtyE360 => Some(AccrualBasis::ThirtyE360),
            _ => None,
        }
    }

    fn days_per_year(self) -> i64 {
        match self {
            DayCount::ActActIcma(period) => i64::from(period.days) * i64::from(period.per_year),
            _ => 360,
        }
    }
}

/// Days between two dates in order, months counted as 30 days.
fn thirty_days(convention: DayCount, from: Date, to: Date) -> i64 {
    let (from_day, to_day) = thirty_day_ends(convention, from, to);
    let months = i64::from(to.month_index()) - i64::from(from.month_index());
    months * 30 + i64::from(to_day) - i64::from(from_day)
}

/// The days of the month that stand for both ends.
fn thirty_day_ends(convention: DayCount, from: Date, to: Date) -> (u8, u8) {
    let (first, last) = (from.day(), to.day());
    match convention {
        DayCount::ThirtyE360Isda { termination } => {
            let first = if from.is_month_end() { 30 } else { first };
            let counts_as_30 = to.is_month_end() && !(to.month() == 2 && to == termination);
            (first, if counts_as_30 { 30 } else { last })
        }
        DayCount::ThirtyE360 => (first.min(30), last.min(30)),
        DayCount::Thirty360Us if is_february_end(from) => {
            (30, if is_february_end(to) { 30 } else { last.min(30) })
        }
        // The 31st is drawn back at the end only when the start stands on the 30th.
        _ if first >= 30 => (30, last.min(30)),
        _ => (first, last),
    }
}

fn is_february_end(date: Date) -> bool {
    date.month() == 2 && date.is_month_end()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn check_days(convention: DayCount, from: &str, to: &str, expected: i64) {
        assert_eq!(convention.days(date(from), date(to)), expected, "{convention:?} {from} {to}");
    }

    fn check(convention: DayCount, from: &str, to: &str, expected: (i128, i128)) {
        let years = convention.year_fraction(date(from), date(to));
        let expected = YearFraction::try_new(expected.0, expected.1).unwrap();
        assert_eq!(years, expected, "{convention:?} {from} {to}");
    }

    #[test]
    fn half_a_year_over_new_year_differs_by_convention() {
        // The worked example of docs/specs/day-count.md.
        let (from, to) = ("2023-11-01", "2024-05-01");
        let period = ReferencePeriod::try_new(date(from), date(to), 2).unwrap();
        check(DayCount::Act365Fixed, from, to, (182, 365));
        check(DayCount::Act360, from, to, (182, 360));
        check(DayCount::ActActIsda, from, to, (61 * 366 + 121 * 365, 365 * 366));
        check(DayCount::ActActIcma(period), from, to, (1, 2));
        check(DayCount::Thirty360Bond, from, to, (1, 2));
    }

    #[test]
    fn the_end_of_february_follows_the_convention() {
        let termination = date("2024-02-29");
        check_days(DayCount::Thirty360Bond, "2023-02-28", "2024-02-29", 361);
        check_days(DayCount::Thirty360Us, "2023-02-28", "2024-02-29", 360);
        check_days(DayCount::ThirtyE360, "2023-02-28", "2024-02-29", 361);
        check_days(DayCount::ThirtyE360Isda { termination }, "2023-02-28", "2024-02-29", 359);
        let termination = date("2025-02-28");
        check_days(DayCount::ThirtyE360Isda { termination }, "2023-02-28", "2024-02-29", 360);
    }

    #[test]
    fn the_31st_follows_the_convention() {
        check_days(DayCount::Thirty360Bond, "2024-01-15", "2024-03-31", 76);
        check_days(DayCount::Thirty360Bond, "2024-01-30", "2024-03-31", 60);
        check_days(DayCount::Thirty360Us, "2024-02-29", "2024-03-31", 30);
        check_days(DayCount::ThirtyE360, "2024-01-15", "2024-03-31", 75);
    }

    #[test]
    fn a_reference_period_without_days_is_refused() {
        assert_eq!(ReferencePeriod::try_new(date("2024-01-01"), date("2024-01-01"), 2), None);
        assert_eq!(ReferencePeriod::try_new(date("2024-01-01"), date("2024-07-01"), 0), None);
    }

    proptest! {
        #[test]
        fn the_order_of_dates_changes_only_the_sign(a in -100_000i32..200_000, b in -100_000i32..200_000) {
            let [a, b] = [a, b].map(Date::from_days);
            let termination = b;
            for convention in [
                DayCount::ActActIsda,
                DayCount::Thirty360Bond,
                DayCount::Thirty360Us,
                DayCount::ThirtyE360,
                DayCount::ThirtyE360Isda { termination },
            ] {
                prop_assert_eq!(convention.days(a, b), -convention.days(b, a));
            }
        }

        #[test]
        fn no_convention_strays_far_from_the_calendar(from in 0i32..40_000, length in 0i32..20_000) {
            let (from, to) = (Date::from_days(from), Date::from_days(from + length));
            for convention in [DayCount::Thirty360Bond, DayCount::Thirty360Us, DayCount::ThirtyE360] {
                let years = convention.year_fraction(from, to);
                let days = i64::from(length) * years.denominator() - years.numerator() * 365;
                prop_assert!(days.abs() <= 40 * years.denominator());
            }
        }
    }
}
