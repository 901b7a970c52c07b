//! Business days: which days a country's banks work, and where a due date moves when they do not.
//! Specification: `docs/specs/calendars.md`.

mod china;
mod holidays;

use std::str::FromStr;

use crate::date::Date;

/// The years for which the holidays made by rule are known.
const RULE_YEARS: std::ops::RangeInclusive<i32> = 2010..=2030;

/// A calendar of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum CalendarId {
    /// Every day is worked.
    #[default]
    None,
    /// Mondays to Fridays are worked, without holidays.
    Weekdays,
    /// China: holidays and make-up working weekends as announced by the State Council.
    Cn,
    /// The United States Federal Reserve.
    UsFed,
    /// Bank holidays in England and Wales.
    GbEng,
    /// The euro payment system T2, formerly TARGET.
    Target,
}

/// Why a text is not a calendar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a calendar: use NONE, WEEKDAYS, CN, US-FED, GB-ENG or TARGET")]
pub struct CalendarError(pub String);

/// What a calendar says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Worked.
    Working,
    /// Not worked: a weekend or a holiday.
    Holiday,
    /// Not announced yet, or before the calendar begins: nobody may guess.
    Unknown,
}

/// Where a date that is not worked moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Shift {
    /// It stays.
    #[default]
    None,
    /// To the next working day.
    Following,
    /// To the next working day of the same month, else to the one before.
    ModifiedFollowing,
    /// To the working day before.
    Preceding,
    /// To the working day before in the same month, else to the next.
    ModifiedPreceding,
}

/// A date after shifting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shifted {
    /// Where it came to rest; unshifted when provisional.
    pub date: Date,
    /// Whether the calendar did not know a day on the way, so that the answer may yet change.
    pub provisional: bool,
}

impl CalendarId {
    /// Reads the text used in files, as [`CalendarId::code`] writes it.
    pub fn parse(text: &str) -> Result<CalendarId, CalendarError> {
        match text {
            "NONE" => Ok(CalendarId::None),
            "WEEKDAYS" => Ok(CalendarId::Weekdays),
            "CN" => Ok(CalendarId::Cn),
            "US-FED" => Ok(CalendarId::UsFed),
            "GB-ENG" => Ok(CalendarId::GbEng),
            "TARGET" => Ok(CalendarId::Target),
            _ => Err(CalendarError(text.to_owned())),
        }
    }

    /// The text used in files.
    pub const fn code(self) -> &'static str {
        match self {
            CalendarId::None => "NONE",
            CalendarId::Weekdays => "WEEKDAYS",
            CalendarId::Cn => "CN",
            CalendarId::UsFed => "US-FED",
            CalendarId::GbEng => "GB-ENG",
            CalendarId::Target => "TARGET",
        }
    }

    /// Whether the day is worked, so far as the calendar knows.
    pub fn day_kind(self, date: Date) -> DayKind {
        let year = date.year();
        let weekend = date.weekday() >= 5;
        let worked = match self {
            CalendarId::None => true,
            CalendarId::Weekdays => !weekend,
            CalendarId::Cn => match china_year(year) {
                Some(announced) => china_works(announced, date),
                None => return DayKind::Unknown,
            },
            _ if !RULE_YEARS.contains(&year) => return DayKind::Unknown,
            _ if weekend => false,
            CalendarId::UsFed => !holidays::us_fed(date),
            CalendarId::GbEng => !holidays::gb_eng(date),
            CalendarId::Target => !holidays::target(date),
        };
        if worked { DayKind::Working } else { DayKind::Holiday }
    }

    /// The last day the calendar knows; [`Date::MAX`] where there is nothing to announce.
    pub fn known_through(self) -> Date {
        match self {
            CalendarId::None | CalendarId::Weekdays => Date::MAX,
            CalendarId::Cn => {
                Date::clipped(china::FIRST_YEAR + china::YEARS.len() as i32 - 1, 12, 31)
            }
            _ => Date::clipped(*RULE_YEARS.end(), 12, 31),
        }
    }
}

impl FromStr for CalendarId {
    type Err = CalendarError;

    fn from_str(text: &str) -> Result<CalendarId, CalendarError> {
        CalendarId::parse(text)
    }
}

fn china_year(year: i32) -> Option<&'static china::Announced> {
    usize::try_from(year - china::FIRST_YEAR).ok().and_then(|index| china::YEARS.get(index))
}

fn china_works(announced: &china::Announced, date: Date) -> bool {
    let (_, month, day) = date.year_month_day();
    let key = u16::from(month) * 100 + u16::from(day);
    if date.weekday() >= 5 {
        announced.workdays.binary_search(&key).is_ok()
    } else {
        announced.holidays.binary_search(&key).is_err()
    }
}

/// Moves a date to a working day. When any day that has to be looked at is unknown, the answer is
/// the date itself, marked provisional.
pub fn shift(calendar: CalendarId, shift: Shift, date: Date) -> Shifted {
    let found = match shift {
        Shift::None => Some(date),
        Shift::Following => nearest(calendar, date, 1),
        Shift::Preceding => nearest(calendar, date, -1),
        Shift::ModifiedFollowing => nearest_in_month(calendar, date, 1),
        Shift::ModifiedPreceding => nearest_in_month(calendar, date, -1),
    };
    Shifted { date: found.unwrap_or(date), provisional: found.is_none() }
}

/// The first working day from `date` on by `step` days; nothing once a day is unknown or dates end.
fn nearest(calendar: CalendarId, date: Date, step: i32) -> Option<Date> {
    let mut day = date;
    loop {
        match calendar.day_kind(day) {
            DayKind::Working => return Some(day),
            DayKind::Unknown => return None,
            DayKind::Holiday => day = next(day, step)?,
        }
    }
}

/// The same, turning round at the month's edge. Days past the edge are not looked at, so their
/// being unknown does not matter.
fn nearest_in_month(calendar: CalendarId, date: Date, step: i32) -> Option<Date> {
    let mut day = date;
    while day.month_index() == date.month_index() {
        match calendar.day_kind(day) {
            DayKind::Working => return Some(day),
            DayKind::Unknown => return None,
            DayKind::Holiday => day = next(day, step)?,
        }
    }
    nearest(calendar, date, -step)
}

/// The day `step` days on; nothing at either end of all dates.
fn next(day: Date, step: i32) -> Option<Date> {
    Some(day.plus_days(step)).filter(|next| *next != day)
}

#[cfg(test)]
mod tests;
