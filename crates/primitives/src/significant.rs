//! Decimals of nineteen significant digits: for factors that must be rounded the same way at every
//! step, whatever their size.

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use ethnum::I256;

use crate::amount::Minor;
use crate::decimal::{DECIMAL_UNITS, Decimal};

/// Digits kept by every operation.
pub const DIGITS: u32 = 19;

const LIMIT: i128 = 10_i128.pow(DIGITS);
/// Beyond so many places apart the smaller of two numbers cannot reach the last digit kept.
const REACH: i32 = 2 * DIGITS as i32;

/// A number `mantissa × 10^exponent` of at most nineteen digits. Every operation rounds its exact
/// result half to even.
#[derive(Clone, Copy, Debug, Default)]
pub struct Significant {
    mantissa: i128,
    exponent: i32,
}

/// Why a text is not a decimal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a plain decimal of at most 19 digits")]
pub struct SignificantError(pub String);

impl Significant {
    /// Nothing.
    pub const ZERO: Significant = Significant { mantissa: 0, exponent: 0 };
    /// One.
    pub const ONE: Significant = Significant { mantissa: 1, exponent: 0 };

    /// A whole number.
    pub fn whole(number: i64) -> Significant {
        Significant::rounded(I256::from(number), 0)
    }

    /// An amount of `decimals` places, in major units.
    pub fn of_minor(amount: Minor, decimals: u8) -> Significant {
        Significant::rounded(I256::from(amount.0), -i32::from(decimals))
    }

    /// The quotient; nothing when `divisor` is nothing.
    pub fn checked_div(self, divisor: Significant) -> Option<Significant> {
        if divisor.mantissa == 0 {
            return None;
        }
        let shift = DIGITS as i32 - digits(self.mantissa) + digits(divisor.mantissa) + 1;
        let scaled = I256::from(self.mantissa) * power(shift);
        let (quotient, rest) = (scaled / divisor.mantissa, scaled % divisor.mantissa);
        // One more digit stands for all that follow, so that a half is told from a little more.
        let sticky = if rest == 0 {
            0
        } else {
            self.mantissa.signum() as i8 * divisor.mantissa.signum() as i8
        };
        let quotient = quotient * 10 + I256::from(sticky);
        Some(Significant::rounded(quotient, self.exponent - divisor.exponent - shift - 1))
    }

    /// The quotient by a number known not to be nothing; nothing when it is.
    pub fn over(self, divisor: Significant) -> Significant {
        self.checked_div(divisor).unwrap_or_default()
    }

    /// The same with at most so many decimals.
    pub fn to_places(self, places: u32) -> Significant {
        let excess = -(self.exponent + places as i32);
        if excess <= 0 {
            return self;
        }
        let units = divide_half_even(I256::from(self.mantissa), excess);
        Significant::rounded(units, -(places as i32))
    }

    /// The nearest amount of `decimals` places, a half to the even one; held within what an amount
    /// can be.
    pub fn to_minor(self, decimals: u8) -> Minor {
        let scale = self.exponent + i32::from(decimals);
        let units = if scale <= 0 {
            divide_half_even(I256::from(self.mantissa), -scale)
        } else {
            I256::from(self.mantissa) * power(scale.min(REACH))
        };
        let most = I256::from(i64::MAX);
        Minor(units.clamp(-most, most).as_i64())
    }

    /// The same with the fixed places of a [`Decimal`], a half to the even one; nothing when it is
    /// too large for one.
    pub fn to_decimal(self) -> Option<Decimal> {
        let scale = self.exponent + DECIMAL_UNITS.ilog10() as i32;
        let units = if scale <= 0 {
            divide_half_even(I256::from(self.mantissa), -scale)
        } else {
            I256::from(self.mantissa) * power(scale.min(REACH))
        };
        i128::try_from(units).ok().map(Decimal::from_units)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// The number without trailing zeros, so that equal numbers look the same.
    fn normal(self) -> (i128, i32) {
        let (mut mantissa, mut exponent) = (self.mantissa, self.exponent);
        if mantissa == 0 {
            return (0, 0);
        }
        while mantissa % 10 == 0 {
            mantissa /= 10;
            exponent += 1;
        }
        (mantissa, exponent)
    }

    fn rounded(exact: I256, exponent: i32) -> Significant {
        let excess = wide_digits(exact) - DIGITS as i32;
        if excess <= 0 {
            return Significant { mantissa: exact.as_i128(), exponent };
        }
        let mantissa = divide_half_even(exact, excess).as_i128();
        // 9…95 rounds up to a digit more; its last is then a zero.
        if mantissa.abs() >= LIMIT {
            return Significant { mantissa: mantissa / 10, exponent: exponent + excess + 1 };
        }
        Significant { mantissa, exponent: exponent + excess }
    }
}

fn power(exponent: i32) -> I256 {
    I256::from(10).pow(exponent.clamp(0, 76) as u32)
}

fn digits(mantissa: i128) -> i32 {
    mantissa.unsigned_abs().checked_ilog10().map_or(1, |log| log as i32 + 1)
}

fn wide_digits(number: I256) -> i32 {
    let high = number / I256::from(LIMIT);
    if high == 0 {
        return digits(number.as_i128());
    }
    let higher = high / I256::from(LIMIT);
    match higher == 0 {
        true => digits(high.as_i128()) + DIGITS as i32,
        false => wide_digits(higher) + 2 * DIGITS as i32,
    }
}

fn divide_half_even(number: I256, places: i32) -> I256 {
    if places > 70 {
        return I256::ZERO;
    }
    let divisor = power(places);
    let (quotient, rest) = (number / divisor, (number % divisor).abs());
    let other = divisor - rest;
    if rest > other || (rest == other && quotient % 2 != 0) {
        quotient + number.signum()
    } else {
        quotient
    }
}

impl Add for Significant {
    type Output = Significant;

    fn add(self, other: Significant) -> Significant {
        let (coarse, fine) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        if coarse.mantissa == 0 {
            return fine;
        }
        let apart = coarse.exponent - fine.exponent;
        if apart > REACH {
            return coarse;
        }
        let exact = I256::from(coarse.mantissa) * power(apart) + I256::from(fine.mantissa);
        Significant::rounded(exact, fine.exponent)
    }
}

impl Neg for Significant {
    type Output = Significant;

    fn neg(self) -> Significant {
        Significant { mantissa: -self.mantissa, exponent: self.exponent }
    }
}

impl Sub for Significant {
    type Output = Significant;

    fn sub(self, other: Significant) -> Significant {
        self + -other
    }
}

impl Mul for Significant {
    type Output = Significant;

    fn mul(self, other: Significant) -> Significant {
        let exact = I256::from(self.mantissa) * I256::from(other.mantissa);
        Significant::rounded(exact, self.exponent + other.exponent)
    }
}

impl PartialEq for Significant {
    fn eq(&self, other: &Significant) -> bool {
        self.normal() == other.normal()
    }
}

impl Eq for Significant {}

impl PartialOrd for Significant {
    fn partial_cmp(&self, other: &Significant) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Significant {
    fn cmp(&self, other: &Significant) -> Ordering {
        (*self - *other).mantissa.cmp(&0)
    }
}

impl FromStr for Significant {
    type Err = SignificantError;

    fn from_str(text: &str) -> Result<Significant, SignificantError> {
        let refused = || SignificantError(text.to_owned());
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, part) = body.split_once('.').unwrap_or((body, ""));
        let written = format!("{whole}{part}");
        let plain = !whole.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
        let trimmed = written.trim_start_matches('0');
        if !plain || trimmed.len() > DIGITS as usize || part.len() > 60 {
            return Err(refused());
        }
        let mantissa: i128 = written.parse().map_err(|_| refused())?;
        let mantissa = if negative { -mantissa } else { mantissa };
        Ok(Significant { mantissa, exponent: -(part.len() as i32) })
    }
}

impl fmt::Display for Significant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mantissa, exponent) = self.normal();
        let sign = if mantissa < 0 { "-" } else { "" };
        let digits = mantissa.unsigned_abs().to_string();
        if exponent >= 0 {
            return f.pad(&format!("{sign}{digits}{}", "0".repeat(exponent as usize)));
        }
        let places = exponent.unsigned_abs() as usize;
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        f.pad(&format!("{sign}{whole}.{part}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Significant {
        text.parse().unwrap()
    }

    #[test]
    fn every_operation_keeps_nineteen_digits() {
        let third = Significant::ONE.over(number("3"));
        assert_eq!(third.to_string(), "0.3333333333333333333");
        let two_thirds = number("2").over(number("3"));
        assert_eq!(two_thirds.to_string(), "0.6666666666666666667");
        assert_eq!((third + two_thirds).to_string(), "1");
        assert_eq!((third * number("3")).to_string(), "0.9999999999999999999");
        assert_eq!(
            (number("1234567890123456789") + number("0.5")).to_string(),
            "1234567890123456790"
        );
        assert_eq!(
            (number("1234567890123456788") + number("0.5")).to_string(),
            "1234567890123456788"
        );
    }

    #[test]
    fn a_little_more_than_half_is_told_from_half() {
        // 10000000000000000005 / 10 has its half exactly, one more than it has not.
        assert_eq!(
            number("1").over(number("0.000000000000000001")).to_string(),
            "1000000000000000000"
        );
        assert_eq!(
            (number("9999999999999999999") + number("0.5")).to_string(),
            "10000000000000000000"
        );
        assert_eq!(number("0.125").to_minor(2), Minor(12));
        assert_eq!(number("0.135").to_minor(2), Minor(14));
        assert_eq!(number("-0.135").to_minor(2), Minor(-14));
        assert_eq!(number("0.1251").to_minor(2), Minor(13));
        assert_eq!(
            number("0.00583333333333333333").to_places(19).to_string(),
            "0.0058333333333333333"
        );
    }

    #[test]
    fn text_round_trips_and_nonsense_is_refused() {
        for text in ["0", "7", "9.4822", "-0.05", "1000", "0.0000001"] {
            assert_eq!(number(text).to_string(), text);
        }
        for text in ["", ".5", "1e3", "1,000", "--1", "12345678901234567890"] {
            assert!(text.parse::<Significant>().is_err(), "{text}");
        }
        assert_eq!(number("1.50"), number("1.5"));
    }

    #[test]
    fn nothing_panics_at_the_ends() {
        let small = number("0.000000000000000000000000000000000000000000000000000000000001");
        let large = number("9999999999999999999");
        let mut product = large;
        for _ in 0..20 {
            product = product * large;
            assert!(product.to_minor(2).0 > 0);
        }
        assert_eq!(small + large, large);
        assert_eq!((small * small * small).to_minor(2), Minor(0));
        assert_eq!(large.checked_div(Significant::ZERO), None);
        assert!(large.over(small).to_minor(2).0 > 0);
    }
}
