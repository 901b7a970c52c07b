//! Civil dates: a day without a clock or a zone.

use std::fmt;
use std::str::FromStr;

use time::{Date as Civil, Month};

const UNIX_EPOCH_JULIAN: i32 = 2_440_588;

/// A civil date, kept as whole days since 1970-01-01 so that differences are subtractions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Date(i32);

/// Why a text or a year-month-day is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date: expected YYYY-MM-DD between 1600 and 9999")]
pub struct DateError(pub String);

impl Date {
    /// The last date there is: 9999-12-31. Stands for "never" in comparisons.
    pub const MAX: Date = Date(2_932_896);
    /// The first date accepted: 1600-01-01.
    pub const MIN: Date = Date(-135_140);

    /// The date of a year, month (1–12) and day (1–31).
    pub fn try_new(year: i32, month: u8, day: u8) -> Result<Date, DateError> {
        let invalid = || DateError(format!("{year:04}-{month:02}-{day:02}"));
        if !(1600..=9999).contains(&year) {
            return Err(invalid());
        }
        let month_named = Month::try_from(month).map_err(|_| invalid())?;
        Civil::from_calendar_date(year, month_named, day)
            .map(Date::from_civil)
            .map_err(|_| invalid())
    }

    /// The same, with a day past the month's end brought back to it.
    pub fn clipped(year: i32, month: u8, day: u8) -> Date {
        // No month is shorter than 28 days.
        let day = if day > 28 { day.min(days_in_month(year, month)) } else { day.max(1) };
        Date::try_new(year, month, day).unwrap_or(Date::MAX)
    }

    /// The date so many days after 1970-01-01, held within [`Date::MIN`] and [`Date::MAX`].
    pub fn from_days(days: i32) -> Date {
        Date(days.clamp(Date::MIN.0, Date::MAX.0))
    }

    /// Whole days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12) and day (1–31).
    pub fn year_month_day(self) -> (i32, u8, u8) {
        let (year, month, day) = self.civil().to_calendar_date();
        (year, u8::from(month), day)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.civil().year()
    }

    /// The month, 1–12.
    pub fn month(self) -> u8 {
        u8::from(self.civil().month())
    }

    /// The day of the month, 1–31.
    pub fn day(self) -> u8 {
        self.civil().day()
    }

    /// The year and the day within it, 1–366.
    pub fn year_and_day(self) -> (i32, u16) {
        self.civil().to_ordinal_date()
    }

    /// Day of the week, 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// So many days later (earlier when negative).
    pub fn plus_days(self, days: i32) -> Date {
        Date::from_days(self.0.saturating_add(days))
    }

    /// So many months later, keeping `day` where the month has it and its last day where not.
    pub fn plus_months_on(self, months: i32, day: u8) -> Date {
        let (year, month, _) = self.year_month_day();
        month_after((year, month), months, day)
    }

    /// So many months later, clipped to the month's length.
    pub fn plus_months(self, months: i32) -> Date {
        let (year, month, day) = self.year_month_day();
        month_after((year, month), months, day)
    }

    /// Last day of this date's month.
    pub fn month_end(self) -> Date {
        let (year, month, _) = self.year_month_day();
        Date::clipped(year, month, 31)
    }

    /// Whether this is the last day of its month.
    pub fn is_month_end(self) -> bool {
        self == self.month_end()
    }

    /// Months since year 0: the same number for every day of one month.
    pub fn month_index(self) -> i32 {
        let (year, month, _) = self.year_month_day();
        year * 12 + i32::from(month) - 1
    }

    /// Signed days from `earlier` to this date.
    pub const fn days_since(self, earlier: Date) -> i32 {
        self.0 - earlier.0
    }

    fn civil(self) -> Civil {
        Civil::from_julian_day(self.0 + UNIX_EPOCH_JULIAN).unwrap_or(Civil::MAX)
    }

    fn from_civil(civil: Civil) -> Date {
        Date(civil.to_julian_day() - UNIX_EPOCH_JULIAN)
    }
}

/// A day of the month so many months after another, clipped to its length.
fn month_after((year, month): (i32, u8), months: i32, day: u8) -> Date {
    let index = year * 12 + i32::from(month) - 1 + months;
    let (year, month) = (index.div_euclid(12), (index.rem_euclid(12) + 1) as u8);
    match day {
        // Schedules ask for such days by the million; no month is shorter.
        1..=28 if (1600..=9999).contains(&year) => Date(days_to(year, i32::from(month), day)),
        _ => Date::clipped(year, month, day),
    }
}

/// Days from 1970-01-01 to a date that exists: years begin in March, so that a leap day is the
/// last of its year, and months from there on take turns of 153 days in five.
fn days_to(year: i32, month: i32, day: u8) -> i32 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let century = year / 100;
    let of_years = year * 365 + year / 4 - century + century / 4;
    of_years + (153 * month + 2) / 5 + i32::from(day) - 1 - 719_468
}

/// How many days a month (1–12) of a year has; 0 for a month that does not exist.
pub fn days_in_month(year: i32, month: u8) -> u8 {
    Month::try_from(month).map_or(0, |month| month.length(year))
}

/// Whether the Gregorian year has 366 days.
pub fn is_leap_year(year: i32) -> bool {
    days_in_month(year, 2) == 29
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        f.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        let invalid = || DateError(text.to_owned());
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shaped {
            return Err(invalid());
        }
        let year = text[0..4].parse().map_err(|_| invalid())?;
        let month = text[5..7].parse().map_err(|_| invalid())?;
        let day = text[8..10].parse().map_err(|_| invalid())?;
        Date::try_new(year, month, day).map_err(|_| invalid())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for text in ["1970-01-01", "2024-02-29", "1600-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert_eq!("9999-12-31".parse::<Date>().unwrap(), Date::MAX);
        assert_eq!("1600-01-01".parse::<Date>().unwrap(), Date::MIN);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["2023-02-29", "2023-13-01", "2023-1-01", "20230101", "二〇二三-01-01", ""]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_clip_and_return() {
        let start: Date = "2024-01-31".parse().unwrap();
        assert_eq!(start.plus_months(1).to_string(), "2024-02-29");
        assert_eq!(start.plus_months(-2).to_string(), "2023-11-30");
        assert_eq!(start.plus_months_on(2, 31).to_string(), "2024-03-31");
    }

    #[test]
    fn months_on_are_the_calendar_s() {
        for months in -4_400_i32..90_000 {
            for day in [1, 15, 28] {
                let start = Date::try_new(1970, 1, day).unwrap();
                let index = 1970 * 12 + months;
                let (year, month) = (index.div_euclid(12), (index.rem_euclid(12) + 1) as u8);
                assert_eq!(start.plus_months(months), Date::clipped(year, month, day));
            }
        }
    }

    #[test]
    fn weekday_is_monday_based() {
        assert_eq!("2026-11-23".parse::<Date>().unwrap().weekday(), 0);
        assert_eq!("1970-01-01".parse::<Date>().unwrap().weekday(), 3);
    }
}
