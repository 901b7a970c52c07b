//! One field: where its text comes from and how it is read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::{FRACTION_UNITS, Fraction, Per, Rate};

/// A field of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where its text comes from.
    pub origin: Origin,
    /// How the text is read.
    pub kind: Kind,
    /// Stands in for an empty cell.
    pub default: Option<String>,
    /// What the file's codes stand for; every cell must be one when there are any.
    pub codes: BTreeMap<String, String>,
}

/// Where a field's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A column of the file.
    Column(String),
    /// The mapping itself.
    Constant(String),
}

/// How a field's text is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it stands, ends trimmed.
    Text,
    /// An amount.
    Money {
        /// In what unit.
        unit: MoneyUnit,
        /// A sign between groups of digits, left aside.
        grouping: Option<char>,
    },
    /// A date.
    Date {
        /// How it is written.
        pattern: DatePattern,
        /// The day where only a month is written.
        day: Option<Day>,
    },
    /// A rate.
    Rate {
        /// As a fraction or in percent.
        unit: RateUnit,
        /// Per what.
        per: Per,
    },
    /// A whole number; zeros after a point are allowed.
    Integer,
}

/// The unit an amount is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyUnit {
    /// Yuan, dollars.
    Major,
    /// Fen, cents.
    Minor,
}

/// The unit a rate is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateUnit {
    /// 0.08 for 8 %.
    Fraction,
    /// 8 or 8% for 8 %.
    Percent,
}

/// A day of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// This one, or the month's last where it has no such day.
    Number(u8),
    /// The last.
    End,
}

/// How a date is written: `YYYY`, `MM`, perhaps `DD`, and the signs between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatePattern(String);

const PARTS: [&str; 3] = ["YYYY", "MM", "DD"];

impl DatePattern {
    /// Checks a pattern: year and month once, a day at most once, no other letters.
    pub fn try_new(text: &str) -> Option<DatePattern> {
        let counts = PARTS.map(|part| text.matches(part).count());
        let signs = PARTS.iter().fold(text.to_owned(), |rest, part| rest.replace(part, ""));
        let plain = !signs.chars().any(char::is_alphanumeric) && signs.len() <= 4;
        (counts[0] == 1 && counts[1] == 1 && counts[2] <= 1 && plain)
            .then(|| DatePattern(text.to_owned()))
    }

    /// Whether it has a day.
    pub fn has_day(&self) -> bool {
        self.0.contains("DD")
    }

    fn parse(&self, text: &str, day: Option<Day>) -> Option<Date> {
        if text.len() != self.0.len() || !text.is_ascii() {
            return None;
        }
        let number = |part: &str| -> Option<u16> {
            let at = self.0.find(part)?;
            let digits = &text[at..at + part.len()];
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let signs = self.0.bytes().zip(text.bytes());
        if signs.into_iter().any(|(want, got)| !want.is_ascii_uppercase() && want != got) {
            return None;
        }
        let (year, month) = (i32::from(number("YYYY")?), u8::try_from(number("MM")?).ok()?);
        match number("DD") {
            Some(day) => Date::try_new(year, month, u8::try_from(day).ok()?).ok(),
            None => {
                let first = Date::try_new(year, month, 1).ok()?;
                match day? {
                    Day::Number(day) => Some(first.plus_months_on(0, day)),
                    Day::End => Some(first.month_end()),
                }
            }
        }
    }
}

/// No amount of a tape is larger, in minor units: ten billion yuan. Sums of millions of them fit.
const AMOUNT_MOST: i64 = 1_000_000_000_000;
/// No rate of a tape is larger: 1,000 % in whatever time it runs per.
const RATE_MOST: i64 = 10 * FRACTION_UNITS;
/// Dates of a tape lie in these years, so that months can be added and taken away.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// An amount, refused where it is larger than any loan.
fn bounded(amount: Minor) -> Result<Minor, String> {
    match (-AMOUNT_MOST..=AMOUNT_MOST).contains(&amount.0) {
        true => Ok(amount),
        false => Err("larger than any loan".to_owned()),
    }
}

impl Kind {
    /// Reads a date.
    pub fn date(&self, text: &str) -> Result<Date, String> {
        let date = self.civil(text)?;
        match YEARS.contains(&date.year()) {
            true => Ok(date),
            false => Err("not between the years 1900 and 2199".to_owned()),
        }
    }

    fn civil(&self, text: &str) -> Result<Date, String> {
        match self {
            Kind::Date { pattern, day } => {
                pattern.parse(text, *day).ok_or_else(|| format!("not a date written {}", pattern.0))
            }
            _ => text.parse().map_err(|_| "not a date written YYYY-MM-DD".to_owned()),
        }
    }

    /// Reads an amount.
    pub fn money(&self, text: &str, currency: Currency) -> Result<Minor, String> {
        let unit = match self {
            Kind::Money { unit, .. } => *unit,
            _ => MoneyUnit::Major,
        };
        let text = self.ungrouped(text);
        match unit {
            MoneyUnit::Major => currency
                .parse_minor(&text)
                .map_err(|_| format!("not an amount of {currency}"))
                .and_then(|minor| bounded(Minor(minor))),
            MoneyUnit::Minor => integer(&text).and_then(|minor| bounded(Minor(minor))),
        }
    }

    /// A number's text without the signs between groups of digits.
    pub(crate) fn ungrouped<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Kind::Money { grouping: Some(sign), .. } => Cow::Owned(text.replace(*sign, "")),
            _ => Cow::Borrowed(text),
        }
    }

    /// Reads a rate.
    pub fn rate(&self, text: &str) -> Result<Rate, String> {
        let Kind::Rate { unit, per } = self else {
            return text.parse().map_err(|_| "not a rate such as 8% per year".to_owned());
        };
        let fraction: Option<Fraction> = match unit {
            RateUnit::Fraction => text.parse().ok(),
            RateUnit::Percent => {
                Fraction::from_percent(&format!("{}%", text.trim_end_matches('%').trim())).ok()
            }
        };
        let written = match unit {
            RateUnit::Fraction => "not a fraction such as 0.08",
            RateUnit::Percent => "not a percentage such as 8.0",
        };
        let fraction = fraction.ok_or_else(|| written.to_owned())?;
        match (-RATE_MOST..=RATE_MOST).contains(&fraction.units()) {
            true => Ok(Rate { fraction, per: *per }),
            false => Err("above 1,000 %".to_owned()),
        }
    }
}

/// Reads a whole number.
pub fn integer(text: &str) -> Result<i64, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    if part.is_empty() || part.bytes().any(|byte| byte != b'0') || whole.starts_with('+') {
        return Err("not a whole number".to_owned());
    }
    whole.parse().map_err(|_| "not a whole number".to_owned())
}
