//! Exact decimals for column sums: whatever a file writes, added without rounding.

use std::fmt;
use std::ops::{Add, AddAssign};

use primitives::amount::Minor;
use primitives::money::Currency;

const PLACES: usize = 12;

/// A number in units of 10⁻¹².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(i128);

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact(0);

    /// Reads a plain decimal with at most twelve decimals; nothing for any other text.
    pub fn parse(text: &str) -> Option<Exact> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !numeric(whole) || !numeric(part) || part.len() > PLACES || whole.len() > 20 {
            return None;
        }
        let units: i128 = format!("{whole}{part:0<PLACES$}").parse().ok()?;
        Some(Exact(if negative { -units } else { units }))
    }

    /// An amount in its currency's major unit.
    pub fn of_money(amount: Minor, currency: Currency) -> Exact {
        let places = PLACES as u32 - u32::from(currency.decimals());
        Exact(i128::from(amount.0) * 10_i128.pow(places))
    }

    /// A whole number.
    pub fn of_integer(number: i64) -> Exact {
        Exact(i128::from(number) * 10_i128.pow(PLACES as u32))
    }
}

impl Add for Exact {
    type Output = Exact;
    fn add(self, other: Exact) -> Exact {
        Exact(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Exact) {
        *self = *self + other;
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.0.unsigned_abs(), width = PLACES + 1);
        let (whole, part) = digits.split_at(digits.len() - PLACES);
        let kept = part.trim_end_matches('0');
        f.pad(&format!("{sign}{whole}.{kept:0<2}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_added_without_rounding() {
        let sum = ["0.1", "0.2", "-1000000.005", "7"].iter().filter_map(|text| Exact::parse(text));
        assert_eq!(sum.fold(Exact::ZERO, Add::add).to_string(), "-999992.705");
    }

    #[test]
    fn what_is_no_plain_decimal_is_nothing() {
        for text in ["", "-", ".5", "5.", "1e3", "1,000", "0.1234567890123", "+1"] {
            assert_eq!(Exact::parse(text), None, "{text}");
        }
    }

    #[test]
    fn money_counts_in_its_major_unit() {
        assert_eq!(Exact::of_money(Minor(-123_456), Currency::CNY).to_string(), "-1234.56");
        assert_eq!(Exact::of_integer(60).to_string(), "60.00");
    }
}
