//! Holidays made by rule, asked only of Mondays to Fridays of the known years.

use crate::date::Date;

/// Federal Reserve Banks: a holiday on a Sunday is kept on Monday, one on a Saturday is not kept.
pub(super) fn us_fed(date: Date) -> bool {
    let (year, month, day) = date.year_month_day();
    let monday = date.weekday() == 0;
    let kept = |fixed: u8| day == fixed || (monday && day == fixed + 1);
    match month {
        1 => kept(1) || (monday && nth(day) == 3),
        2 => monday && nth(day) == 3,
        5 => monday && day > 24,
        // Made a holiday in June 2021; first kept by the Banks in 2022.
        6 => year >= 2022 && kept(19),
        7 => kept(4),
        9 => monday && nth(day) == 1,
        10 => monday && nth(day) == 2,
        11 => kept(11) || (date.weekday() == 3 && nth(day) == 4),
        12 => kept(25),
        _ => false,
    }
}

/// England and Wales: the Banking and Financial Dealings Act 1971 with the royal proclamations
/// that moved or added days.
pub(super) fn gb_eng(date: Date) -> bool {
    let (year, month, day) = date.year_month_day();
    if let Some(kept) = proclaimed(year, month, day) {
        return kept;
    }
    let monday = date.weekday() == 0;
    match month {
        1 => day == 1 || (monday && day <= 3),
        5 => monday && (day <= 7 || day > 24),
        8 => monday && day > 24,
        // Each of Christmas and Boxing Day that falls on a weekend is kept on the next weekday
        // left free by the other.
        12 => matches!(day, 25 | 26) || (matches!(day, 27 | 28) && date.weekday() <= 1),
        _ => good_friday_or_easter_monday(date),
    }
}

/// Days a proclamation made a bank holiday (`true`) or took away (`false`).
fn proclaimed(year: i32, month: u8, day: u8) -> Option<bool> {
    match (year, month, day) {
        (2011, 4, 29) => Some(true),
        (2012, 6, 4 | 5) => Some(true),
        (2012, 5, 28) => Some(false),
        (2020, 5, 8) => Some(true),
        (2020, 5, 4) => Some(false),
        (2022, 6, 2 | 3) | (2022, 9, 19) => Some(true),
        (2022, 5, 30) => Some(false),
        (2023, 5, 8) => Some(true),
        _ => None,
    }
}

/// The euro payment system: six closing days since 2002, never moved off a weekend.
pub(super) fn target(date: Date) -> bool {
    let (_, month, day) = date.year_month_day();
    matches!((month, day), (1, 1) | (5, 1) | (12, 25 | 26)) || good_friday_or_easter_monday(date)
}

/// Which Monday (or other weekday) of its month a day is: 1 for the first.
fn nth(day: u8) -> u8 {
    (day - 1) / 7 + 1
}

fn good_friday_or_easter_monday(date: Date) -> bool {
    let easter = easter_sunday(date.year());
    matches!(date.days_since(easter), -2 | 1)
}

/// Easter Sunday of a Gregorian year (Meeus, Jones and Butcher).
fn easter_sunday(year: i32) -> Date {
    let golden = year % 19;
    let (century, rest) = (year / 100, year % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let position = moon + weekday - 7 * late + 114;
    Date::clipped(year, (position / 31) as u8, (position % 31 + 1) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_published() {
        for text in ["2010-04-04", "2011-04-24", "2019-04-21", "2024-03-31", "2038-04-25"] {
            let easter: Date = text.parse().unwrap();
            assert_eq!(easter_sunday(easter.year()), easter);
        }
    }
}
