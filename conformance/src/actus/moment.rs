//! Local time as the standard writes it.

use std::fmt;
use std::str::FromStr;

use primitives::date::Date;

const SECONDS_PER_DAY: u32 = 24 * 60 * 60;

/// Dates outside these years are taken for mistakes.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A date and the second of that day, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day it lies in.
    pub date: Date,
    second: u32,
}

/// Why a text is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a time such as 2013-12-31T23:59:59 between the years 1900 and 2200")]
pub struct MomentError(String);

impl Moment {
    /// The day up to which time is counted: the last second of a day is the midnight at its end.
    pub fn counted(self) -> Date {
        if self.second == SECONDS_PER_DAY - 1 { self.date.plus_days(1) } else { self.date }
    }

    /// The same time of another day.
    pub const fn on(self, date: Date) -> Moment {
        Moment { date, second: self.second }
    }

    /// The first day that this time of day puts at or after `end`.
    pub fn first_day_from(self, end: Moment) -> Date {
        if self.second < end.second { end.date.plus_days(1) } else { end.date }
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    /// Reads `2013-01-01`, `2013-01-01T00:00` and `2013-01-01T00:00:00`.
    fn from_str(text: &str) -> Result<Moment, MomentError> {
        parsed(text.trim()).ok_or_else(|| MomentError(text.to_owned()))
    }
}

fn parsed(text: &str) -> Option<Moment> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let date: Date = day.parse().ok()?;
    let mut second = 0;
    let mut parts = 0;
    for (part, (scale, limit)) in time.split(':').zip([(3600, 24), (60, 60), (1, 60)]) {
        let value: u32 = part.parse().ok().filter(|value| *value < limit)?;
        second += value * scale;
        parts += 1;
    }
    let shaped = parts >= 2 && parts == time.split(':').count();
    (shaped && YEARS.contains(&date.year())).then_some(Moment { date, second })
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = (self.second / 3600, self.second / 60 % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{:02}", self.date, self.second % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_second_counts_as_the_next_day() {
        let end: Moment = "2013-12-31T23:59:59".parse().unwrap();
        assert_eq!(end.counted().to_string(), "2014-01-01");
        assert_eq!(end.to_string(), "2013-12-31T23:59:59");
        let midnight: Moment = "2013-12-31".parse().unwrap();
        assert!(midnight < end);
        assert_eq!(midnight.first_day_from(end).to_string(), "2014-01-01");
        assert_eq!(end.first_day_from(midnight).to_string(), "2013-12-31");
    }

    #[test]
    fn seconds_may_be_left_out() {
        let short: Moment = "2015-06-01T00:00".parse().unwrap();
        assert_eq!(short, "2015-06-01T00:00:00".parse().unwrap());
        for text in ["", "2015-06-01T", "2015-06-01T24:00", "2015-06-01T00:00:00:00", "1500-01-01"]
        {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }
}
