//! Rates: fixed-point fractions that say per what they run. A percent, a basis point and a
//! fraction are read by different constructors, so none is taken for another.

use std::fmt;
use std::str::FromStr;

/// Parts of one in a [`Fraction`]: 10¹².
pub const FRACTION_UNITS: i64 = 1_000_000_000_000;

/// An exact share of one, to twelve decimals. 1 % is `0.01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fraction(i64);

/// What a [`Rate`] runs per.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Per day, 日利率.
    Day,
    /// Per month, 月利率.
    Month,
    /// Per year, 年利率.
    Year,
}

/// A nominal rate of simple interest: a fraction per day, month or year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// The share of principal.
    pub fraction: Fraction,
    /// Over what time.
    pub per: Per,
}

/// Why a text is not a fraction or a percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {what}")]
pub struct RateError {
    text: String,
    what: &'static str,
}

impl Fraction {
    /// None of it.
    pub const ZERO: Fraction = Fraction(0);
    /// All of it.
    pub const ONE: Fraction = Fraction(FRACTION_UNITS);

    /// From parts of 10¹².
    pub const fn from_units(units: i64) -> Fraction {
        Fraction(units)
    }

    /// In parts of 10¹².
    pub const fn units(self) -> i64 {
        self.0
    }

    /// Reads a percentage such as `0.04%`: at most ten decimals, the sign `%` required.
    pub fn from_percent(text: &str) -> Result<Fraction, RateError> {
        let wrong = || RateError { text: text.to_owned(), what: "percentage such as 0.04%" };
        let digits = text.trim().strip_suffix('%').ok_or_else(wrong)?;
        decimal_units(digits.trim_end(), 10).map(Fraction).ok_or_else(wrong)
    }

    /// As a percentage with its sign, no trailing zeros: `0.04%`.
    pub fn to_percent(self) -> String {
        format!("{}%", decimal_text(self.0, 10))
    }

    /// For statistics and display only; never for money.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / FRACTION_UNITS as f64
    }
}

/// Parses a decimal with at most `places` decimals into units of 10^-places.
fn decimal_units(text: &str, places: usize) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !numeric(whole) || !numeric(part) || part.len() > places {
        return None;
    }
    let units: i64 = format!("{whole}{part:0<places$}").parse().ok()?;
    Some(if negative { -units } else { units })
}

fn decimal_text(units: i64, places: usize) -> String {
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let part = part.trim_end_matches('0');
    let sign = if units < 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
}

impl FromStr for Fraction {
    type Err = RateError;

    /// Reads a plain decimal such as `0.0004`, at most twelve decimals.
    fn from_str(text: &str) -> Result<Fraction, RateError> {
        decimal_units(text.trim(), 12).map(Fraction).ok_or_else(|| RateError {
            text: text.to_owned(),
            what: "decimal fraction such as 0.0004",
        })
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&decimal_text(self.0, 12))
    }
}

impl Per {
    /// The word used in files: `day`, `month`, `year`.
    pub const fn word(self) -> &'static str {
        match self {
            Per::Day => "day",
            Per::Month => "month",
            Per::Year => "year",
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} per {}", self.fraction.to_percent(), self.per.word())
    }
}

impl FromStr for Rate {
    type Err = RateError;

    /// Reads `0.04% per day`.
    fn from_str(text: &str) -> Result<Rate, RateError> {
        let wrong = || RateError { text: text.to_owned(), what: "rate such as 0.04% per day" };
        let (share, word) = text.split_once(" per ").ok_or_else(wrong)?;
        let per = match word.trim() {
            "day" => Per::Day,
            "month" => Per::Month,
            "year" => Per::Year,
            _ => return Err(wrong()),
        };
        Ok(Rate { fraction: Fraction::from_percent(share).map_err(|_| wrong())?, per })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_and_fraction_agree() {
        assert_eq!(Fraction::from_percent("0.04%").unwrap(), "0.0004".parse().unwrap());
        assert_eq!(Fraction::from_percent("24%").unwrap().to_percent(), "24%");
        assert_eq!("-0.5".parse::<Fraction>().unwrap().to_string(), "-0.5");
    }

    #[test]
    fn a_rate_reads_as_it_writes() {
        let text = "0.04% per day";
        assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        for wrong in ["0.04 per day", "0.04%", "0.04% per week", "1.2.3% per day", "% per day"] {
            assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
        }
    }
}
