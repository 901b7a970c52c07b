//! Money: whole minor units of a named currency.

use std::fmt;
use std::str::FromStr;

/// An ISO 4217 currency, by its three letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Why a text is not a currency or an amount of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not three capital letters that we keep money in.
    #[error("`{0}` is not a currency kept here: use CNY, USD, GBP, EUR, HKD or JPY")]
    Currency(String),
    /// Not a decimal amount of that currency.
    #[error("`{text}` is not an amount of {currency}: at most {decimals} decimals, no separators")]
    Amount {
        /// What was read.
        text: String,
        /// The currency it was read in.
        currency: Currency,
        /// How many decimals that currency has.
        decimals: u8,
    },
}

impl Currency {
    /// Renminbi.
    pub const CNY: Currency = Currency(*b"CNY");
    /// United States dollar.
    pub const USD: Currency = Currency(*b"USD");
    /// Pound sterling.
    pub const GBP: Currency = Currency(*b"GBP");
    /// Euro.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Decimals between the major and the minor unit: 2 for yuan and fen, 0 for yen.
    pub const fn decimals(self) -> u8 {
        match &self.0 {
            b"JPY" => 0,
            _ => 2,
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The sign written before an amount, or the code where there is none.
    pub fn sign(&self) -> &str {
        match &self.0 {
            b"CNY" | b"JPY" => "¥",
            b"USD" => "$",
            b"GBP" => "£",
            b"EUR" => "€",
            _ => self.code(),
        }
    }

    /// Reads a decimal text such as `1281.30` into minor units.
    pub fn parse_minor(self, text: &str) -> Result<i64, MoneyError> {
        self.minor_of(text.trim()).ok_or_else(|| MoneyError::Amount {
            text: text.to_owned(),
            currency: self,
            decimals: self.decimals(),
        })
    }

    fn minor_of(self, text: &str) -> Option<i64> {
        let places = usize::from(self.decimals());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = match digits.split_once('.') {
            Some((_, "")) => return None,
            Some(split) => split,
            None => (digits, ""),
        };
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !numeric(whole) || !numeric(part) {
            return None;
        }
        // Zeros beyond the minor unit say nothing; any other digit there would be lost.
        let (kept, beyond) = part.split_at(part.len().min(places));
        if beyond.bytes().any(|b| b != b'0') {
            return None;
        }
        let minor: i64 = format!("{whole}{kept:0<places$}").parse().ok()?;
        Some(if negative { -minor } else { minor })
    }

    /// Writes minor units as a plain decimal: `1281.30`.
    pub fn format_minor(self, minor: i64) -> String {
        let places = usize::from(self.decimals());
        let sign = if minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", minor.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Currency, MoneyError> {
        match text {
            "CNY" | "USD" | "GBP" | "EUR" | "HKD" | "JPY" => {
                let bytes = text.as_bytes();
                Ok(Currency([bytes[0], bytes[1], bytes[2]]))
            }
            _ => Err(MoneyError::Currency(text.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Minor units with their currency, for the edges where currencies could meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Whole minor units.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.format_minor(self.minor), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips() {
        for (text, minor) in [("1281.30", 128_130), ("0.05", 5), ("-3.00", -300), ("12", 1200)] {
            assert_eq!(Currency::CNY.parse_minor(text).unwrap(), minor);
        }
        assert_eq!(Currency::CNY.format_minor(-5), "-0.05");
        assert_eq!("JPY".parse::<Currency>().unwrap().parse_minor("500").unwrap(), 500);
    }

    #[test]
    fn what_would_lose_a_digit_is_refused() {
        for text in ["1.005", "1,000.00", "", ".5", "5.", "1e3", "+1", "99999999999999999999"] {
            assert!(Currency::CNY.parse_minor(text).is_err(), "{text}");
        }
        assert_eq!(Currency::CNY.parse_minor("23405.0400").unwrap(), 2_340_504);
    }
}
