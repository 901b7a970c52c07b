//! How much interest one unit of balance bears over a slice of a period.

use primitives::date::{Date, is_leap_year};
use primitives::significant::Significant;

use super::terms::{
    InterestPeriod, MonthLength, NominalRate, RatePer, Terms, TimeUnit, YearLength,
};

/// Decimals a factor is cut to.
const PLACES: u32 = 19;

/// A part `[from, to)` of the period `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slice {
    pub start: Date,
    pub end: Date,
    pub from: Date,
    pub to: Date,
}

/// The yearly rate as a fraction of one.
pub(super) fn yearly(terms: &Terms, percent: Significant) -> Significant {
    let NominalRate { per, .. } = terms.rate;
    let year = match terms.every.unit {
        TimeUnit::Days => Significant::whole(year_days(terms.basis.year)),
        TimeUnit::Weeks => Significant::whole(52),
        TimeUnit::Months => Significant::whole(12),
        TimeUnit::Years => Significant::ONE,
    };
    let yearly = match per {
        RatePer::Year => percent,
        RatePer::Month => percent * Significant::whole(12),
        RatePer::WholeTerm => {
            let units = i64::from(terms.installments) * i64::from(terms.every.count);
            percent.over(Significant::whole(units)).to_places(8) * year
        }
    };
    yearly.over(Significant::whole(100))
}

fn year_days(year: YearLength) -> i64 {
    match year {
        YearLength::Days360 => 360,
        _ => 365,
    }
}

/// The factor of a slice at a yearly rate.
pub(super) fn factor(terms: &Terms, rate: Significant, slice: Slice) -> Significant {
    let days = slice.to.days_since(slice.from);
    let whole = slice.end.days_since(slice.start);
    if days <= 0 || whole <= 0 || rate.is_zero() {
        return Significant::ZERO;
    }
    let (act, cal) = (number(days), number(whole));
    let every = number(i32::from(terms.every.count));
    let by_period = matches!(terms.basis.period, InterestPeriod::SameAsRepayment { .. });
    match terms.every.unit {
        TimeUnit::Months if by_period => return periodic(rate, every, 12, (act, cal)),
        TimeUnit::Weeks if by_period => return periodic(rate, every, 52, (act, cal)),
        _ => {}
    }
    if let Some(parts) = parts_by_year(terms, slice) {
        let sum = parts
            .into_iter()
            .fold(Significant::ZERO, |sum, (days, year)| sum + number(days).over(number(year)));
        return (rate * sum).to_places(PLACES);
    }
    let year = number(year_of(terms, slice));
    match terms.basis.month {
        MonthLength::Actual => (rate * act.over(year)).to_places(PLACES),
        MonthLength::Days30 => {
            let unit = match terms.every.unit {
                TimeUnit::Months => 30,
                TimeUnit::Weeks => 7,
                TimeUnit::Days => 1,
                TimeUnit::Years => 360,
            };
            let share = (number(unit) * every).over(year);
            (rate * share * act.over(cal)).to_places(PLACES)
        }
    }
}

/// The factor of a slice of a period that may not be a whole one: its length is counted in units
/// from the loan's start.
pub(super) fn broken_factor(
    terms: &Terms,
    rate: Significant,
    slice: Slice,
    start: Date,
) -> Significant {
    let per_month = terms.basis.month == MonthLength::Days30
        && terms.basis.period == InterestPeriod::Daily
        && terms.every.unit == TimeUnit::Months
        && parts_by_year(terms, slice).is_none();
    let whole = slice.end.days_since(slice.start);
    if !per_month
        || whole <= 0
        || slice.end == slice.start.plus_months(i32::from(terms.every.count))
    {
        return factor(terms, rate, slice);
    }
    let units = months_from(start, slice.end) - months_from(start, slice.start);
    let share = (number(30) * units).over(number(year_of(terms, slice)));
    let act = number(slice.to.days_since(slice.from));
    (rate * share * act.over(number(whole))).to_places(PLACES)
}

/// Months from a date to a later one, a broken one as the share of its days.
fn months_from(start: Date, date: Date) -> Significant {
    let mut months = (date.month_index() - start.month_index()).max(0);
    if start.plus_months(months) > date {
        months -= 1;
    }
    let (last, next) = (start.plus_months(months), start.plus_months(months + 1));
    let broken = number(date.days_since(last)).over(number(next.days_since(last)));
    number(months) + broken
}

fn number(value: i32) -> Significant {
    Significant::whole(i64::from(value))
}

fn periodic(
    rate: Significant,
    every: Significant,
    periods: i32,
    (act, cal): (Significant, Significant),
) -> Significant {
    (rate * every.over(number(periods)) * act.over(cal)).to_places(PLACES)
}

/// Whether a period holds 29 February.
fn holds_leap_day(start: Date, end: Date) -> bool {
    (start.year()..=end.year()).filter(|year| is_leap_year(*year)).any(|year| {
        (start..=end).contains(&Date::clipped(year, 2, 29)) && start < Date::clipped(year, 2, 29)
    })
}

fn year_of(terms: &Terms, slice: Slice) -> i32 {
    match terms.basis.year {
        YearLength::Days360 => 360,
        YearLength::Days365 => 365,
        YearLength::Actual if is_leap_year(slice.from.year()) => 366,
        YearLength::ActualByLeapDay if holds_leap_day(slice.start, slice.end) => 366,
        YearLength::Actual | YearLength::ActualByLeapDay => 365,
    }
}

/// The days of a slice by calendar year with the length of each, where the year's length matters
/// and the slice crosses a year's end.
fn parts_by_year(terms: &Terms, slice: Slice) -> Option<Vec<(i32, i32)>> {
    let splits = match terms.basis.year {
        YearLength::Actual => true,
        YearLength::ActualByLeapDay => holds_leap_day(slice.start, slice.end),
        YearLength::Days360 | YearLength::Days365 => false,
    };
    if !splits || slice.from.year() == slice.to.year() {
        return None;
    }
    let mut parts = Vec::new();
    let mut from = slice.from;
    for year in slice.from.year()..=slice.to.year() {
        let cut = match terms.basis.from_disbursal_day {
            true => Date::clipped(year + 1, 1, 1),
            false => Date::clipped(year, 12, 31),
        };
        let to = cut.min(slice.to);
        if to > from {
            parts.push((to.days_since(from), if is_leap_year(year) { 366 } else { 365 }));
            from = to;
        }
    }
    Some(parts)
}
