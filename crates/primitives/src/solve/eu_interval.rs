//! Time intervals of the EU annual percentage rate of charge: Annex I, part I, remark (c) of
//! Directives 2008/48/EC and 2014/17/EU, as worked in SWD(2012) 128.

use crate::date::Date;
use crate::year_fraction::YearFraction;

/// The unit in which a contract's intervals are counted. A year is 12 months or 52 weeks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IntervalUnit {
    /// Years.
    Year,
    /// Months, each a twelfth of a year.
    Month,
    /// Weeks, each a fifty-second of a year.
    Week,
}

/// A time between two dates, counted back from the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EuInterval {
    /// Whole units.
    pub whole_units: i32,
    /// Days left over before them.
    pub days: i32,
    /// The length of the year that ends where the whole units begin; nothing when no day is left.
    pub days_in_year: Option<i32>,
    /// The whole as years.
    pub years: YearFraction,
}

/// Counts whole units back from `to` while not before `from`; the days left over are parts of the
/// year that ends on the date reached. Nothing when `to` is before `from`.
pub fn eu_time_interval(unit: IntervalUnit, from: Date, to: Date) -> Option<EuInterval> {
    if to < from {
        return None;
    }
    let whole_units = whole_units(unit, from, to);
    let reached = counted_back(unit, to, whole_units);
    let days = reached.days_since(from);
    let days_in_year = reached.days_since(reached.plus_months(-12));
    let whole = YearFraction::try_new(i128::from(whole_units), per_year(unit))?;
    let part = YearFraction::try_new(i128::from(days), i128::from(days_in_year))?;
    Some(EuInterval {
        whole_units,
        days,
        days_in_year: (days > 0).then_some(days_in_year),
        years: whole.checked_add(part)?,
    })
}

const fn per_year(unit: IntervalUnit) -> i128 {
    match unit {
        IntervalUnit::Year => 1,
        IntervalUnit::Month => 12,
        IntervalUnit::Week => 52,
    }
}

/// The most units that counting back does not take before `from`.
fn whole_units(unit: IntervalUnit, from: Date, to: Date) -> i32 {
    let most = match unit {
        IntervalUnit::Week => return to.days_since(from) / 7,
        IntervalUnit::Month => to.month_index() - from.month_index(),
        IntervalUnit::Year => (to.month_index() - from.month_index()) / 12,
    };
    if counted_back(unit, to, most) < from { most - 1 } else { most }
}

/// The date so many units earlier: same day of the month, or the month's last.
fn counted_back(unit: IntervalUnit, to: Date, units: i32) -> Date {
    match unit {
        IntervalUnit::Week => to.plus_days(-7 * units),
        IntervalUnit::Month => to.plus_months(-units),
        IntervalUnit::Year => to.plus_months(-12 * units),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(unit: IntervalUnit, from: &str, to: &str, expected: (i32, i32, (i128, i128))) {
        let interval = eu_time_interval(unit, from.parse().unwrap(), to.parse().unwrap()).unwrap();
        let (whole_units, days, (numerator, denominator)) = expected;
        assert_eq!((interval.whole_units, interval.days), (whole_units, days), "{from} {to}");
        assert_eq!(Some(interval.years), YearFraction::try_new(numerator, denominator));
    }

    #[test]
    fn days_left_over_are_parts_of_the_year_before_the_date_reached() {
        check(IntervalUnit::Month, "2024-01-31", "2024-03-31", (2, 0, (1, 6)));
        check(IntervalUnit::Month, "2024-01-20", "2024-03-01", (1, 12, (365 + 12 * 12, 12 * 365)));
        check(IntervalUnit::Year, "2024-02-10", "2026-03-10", (2, 29, (2 * 366 + 29, 366)));
        check(IntervalUnit::Week, "2024-02-10", "2024-02-28", (2, 4, (2 * 365 + 4 * 52, 52 * 365)));
    }

    #[test]
    fn a_day_the_month_lacks_becomes_its_last() {
        check(IntervalUnit::Month, "2023-02-28", "2023-03-31", (1, 0, (1, 12)));
    }

    #[test]
    fn an_interval_never_runs_backwards() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let backwards =
            eu_time_interval(IntervalUnit::Year, date("2024-02-10"), date("2024-02-09"));
        assert_eq!(backwards, None);
    }

    proptest! {
        #[test]
        fn counting_stops_within_one_unit(from in 0i32..40_000, length in 0i32..20_000) {
            let (from, to) = (Date::from_days(from), Date::from_days(from + length));
            for (unit, longest) in
                [(IntervalUnit::Year, 366), (IntervalUnit::Month, 31), (IntervalUnit::Week, 7)]
            {
                let interval = eu_time_interval(unit, from, to).unwrap();
                prop_assert!((0..longest).contains(&interval.days));
            }
        }
    }
}
