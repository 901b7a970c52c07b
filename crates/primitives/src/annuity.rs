//! Level payments and their parts in the spreadsheet sign convention, in fixed point.
//! Specification: `docs/specs/annuity.md`.

use ethnum::I256;

use crate::decimal::{DECIMAL_UNITS, Decimal};

/// Factors near one are worked out in units of 10⁻³⁶, twelve places finer than the answers.
const FACTOR_UNITS: i128 = 10_i128.pow(36);

/// At which end of its period a payment falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum When {
    /// In arrears.
    #[default]
    End,
    /// In advance.
    Begin,
}

/// A loan of level payments. What is received is positive and what is paid negative, so that for
/// a borrower `present` is positive and the payments negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Annuity {
    /// Interest per period: 1 % is `0.01`. Above −1.
    pub rate: Decimal,
    /// How many periods, at least one.
    pub periods: u32,
    /// What is received at the start.
    pub present: Decimal,
    /// What is received after the last period: a balloon to be paid is negative.
    pub future: Decimal,
    /// When each payment falls.
    pub when: When,
}

/// Why an annuity has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnuityError {
    /// No periods to pay in.
    #[error("an annuity needs at least one period")]
    NoPeriods,
    /// Nothing is left to discount at −100 % or below.
    #[error("the rate of an annuity is above -100 %")]
    Rate,
    /// A period outside 1..=periods.
    #[error("period {0} is not one of the annuity's, which count from 1")]
    Period(u32),
    /// An intermediate figure outside the fixed-point range.
    #[error("the annuity's figures are too large")]
    TooLarge,
}

impl Annuity {
    /// The level payment (spreadsheet PMT), to 10⁻²⁴.
    pub fn pmt(&self) -> Result<Decimal, AnnuityError> {
        self.check()?;
        let level = self.level_in_arrears()?;
        self.brought_forward(level).and_then(narrowed)
    }

    /// The interest in the payment of a period counted from 1 (IPMT), to 10⁻²⁴.
    pub fn ipmt(&self, period: u32) -> Result<Decimal, AnnuityError> {
        let pmt = self.pmt()?.units();
        let ppmt = self.ppmt(period)?.units();
        pmt.checked_sub(ppmt).map(Decimal::from_units).ok_or(AnnuityError::TooLarge)
    }

    /// The principal in the payment of a period counted from 1 (PPMT), to 10⁻²⁴.
    pub fn ppmt(&self, period: u32) -> Result<Decimal, AnnuityError> {
        self.check()?;
        if period == 0 || period > self.periods {
            return Err(AnnuityError::Period(period));
        }
        if period == 1 && self.when == When::Begin {
            // Paid the moment the loan is drawn, before any interest.
            return self.pmt();
        }
        // With d = (1 + rate)^−(periods left, this one included), the balance before the payment is
        // −(level × (1 − d) / rate + future × d); taking its interest from the payment leaves
        // (level − future × rate) × d.
        let remaining = self.discount(self.periods - period + 1)?;
        let rate = I256::from(self.rate.units());
        let growth = scaled(I256::from(self.future.units()), rate, DECIMAL_UNITS)?;
        let base = self.level_in_arrears()? - growth;
        self.brought_forward(scaled(base, remaining, FACTOR_UNITS)?).and_then(narrowed)
    }

    fn check(&self) -> Result<(), AnnuityError> {
        if self.periods == 0 {
            return Err(AnnuityError::NoPeriods);
        }
        if self.rate.units() <= -DECIMAL_UNITS {
            return Err(AnnuityError::Rate);
        }
        Ok(())
    }

    /// The payment were it at the period's end:
    /// −(present × c + future × (c − rate)) with c = rate / (1 − (1 + rate)^−periods).
    fn level_in_arrears(&self) -> Result<I256, AnnuityError> {
        let present = I256::from(self.present.units());
        let future = I256::from(self.future.units());
        if self.rate == Decimal::ZERO {
            return Ok(-divided(present + future, I256::from(self.periods)));
        }
        let rate = factor(self.rate);
        let repaid = I256::from(FACTOR_UNITS) - self.discount(self.periods)?;
        if repaid == 0 {
            return Err(AnnuityError::TooLarge);
        }
        let level = divided(product(rate, I256::from(FACTOR_UNITS))?, repaid);
        let on_present = scaled(present, level, FACTOR_UNITS)?;
        Ok(-(on_present + scaled(future, level - rate, FACTOR_UNITS)?))
    }

    /// `amount` due at the period's end, as of when payments fall.
    fn brought_forward(&self, amount: I256) -> Result<I256, AnnuityError> {
        match self.when {
            When::End => Ok(amount),
            When::Begin => {
                let grown = I256::from(DECIMAL_UNITS) + I256::from(self.rate.units());
                Ok(divided(product(amount, I256::from(DECIMAL_UNITS))?, grown))
            }
        }
    }

    /// (1 + rate)^−count in units of [`FACTOR_UNITS`], by squaring.
    fn discount(&self, count: u32) -> Result<I256, AnnuityError> {
        let one = I256::from(FACTOR_UNITS);
        let mut square = divided(product(one, one)?, one + factor(self.rate));
        let mut power = one;
        let mut left = count;
        while left > 0 {
            if left & 1 == 1 {
                power = scaled(power, square, FACTOR_UNITS)?;
            }
            left >>= 1;
            if left > 0 {
                square = scaled(square, square, FACTOR_UNITS)?;
            }
        }
        Ok(power)
    }
}

fn factor(rate: Decimal) -> I256 {
    I256::from(rate.units()) * I256::from(FACTOR_UNITS / DECIMAL_UNITS)
}

fn product(a: I256, b: I256) -> Result<I256, AnnuityError> {
    a.checked_mul(b).ok_or(AnnuityError::TooLarge)
}

fn scaled(a: I256, b: I256, units: i128) -> Result<I256, AnnuityError> {
    product(a, b).map(|wide| divided(wide, I256::from(units)))
}

/// To the nearest, a half away from zero. The divisor is not zero.
fn divided(numerator: I256, denominator: I256) -> I256 {
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).abs();
    if remainder >= denominator.abs() - remainder {
        quotient + numerator.signum() * denominator.signum()
    } else {
        quotient
    }
}

fn narrowed(units: I256) -> Result<Decimal, AnnuityError> {
    Decimal::from_wide(units).ok_or(AnnuityError::TooLarge)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn loan(rate: &str, periods: u32, present: &str) -> Annuity {
        Annuity {
            rate: rate.parse().unwrap(),
            periods,
            present: present.parse().unwrap(),
            future: Decimal::ZERO,
            when: When::End,
        }
    }

    /// Balance left when the schedule is walked payment by payment, as a spreadsheet user would.
    fn check_runs_out(annuity: Annuity) {
        let (mut principal, mut total) = (0, 0);
        for period in 1..=annuity.periods {
            let ppmt = annuity.ppmt(period).unwrap().units();
            principal += ppmt;
            total += ppmt + annuity.ipmt(period).unwrap().units();
        }
        let repaid = annuity.present.units() + annuity.future.units();
        assert!((principal + repaid).abs() < 1_000_000, "{annuity:?}");
        let pmt = annuity.pmt().unwrap().units() * i128::from(annuity.periods);
        assert_eq!(total, pmt, "{annuity:?}");
    }

    #[test]
    fn ten_thousand_over_twelve_months_at_one_percent() {
        // The worked example of docs/specs/annuity.md.
        let annuity = loan("0.01", 12, "10000");
        assert_eq!(annuity.pmt().unwrap().to_string(), "-888.487886783417073399878312");
        assert_eq!(annuity.ipmt(1).unwrap().to_string(), "-100");
        assert_eq!(annuity.ppmt(12).unwrap().to_string(), "-879.690977013284231088988428");
    }

    #[test]
    fn no_interest_divides_the_principal() {
        let annuity = loan("0", 4, "1000");
        assert_eq!(annuity.pmt().unwrap().to_string(), "-250");
        assert_eq!(annuity.ipmt(3).unwrap(), Decimal::ZERO);
    }

    #[test]
    fn in_advance_the_first_payment_holds_no_interest() {
        let annuity = Annuity { when: When::Begin, ..loan("0.02", 6, "5000") };
        assert_eq!(annuity.ipmt(1).unwrap(), Decimal::ZERO);
        assert_eq!(annuity.ppmt(1), annuity.pmt());
        check_runs_out(annuity);
    }

    #[test]
    fn a_balloon_leaves_its_part_to_the_end() {
        check_runs_out(Annuity { future: "-6000".parse().unwrap(), ..loan("0.0075", 48, "20000") });
    }

    #[test]
    fn impossible_terms_are_refused() {
        assert_eq!(loan("0.01", 0, "1").pmt(), Err(AnnuityError::NoPeriods));
        assert_eq!(loan("-1", 2, "1").pmt(), Err(AnnuityError::Rate));
        assert_eq!(loan("0.01", 2, "1").ppmt(3), Err(AnnuityError::Period(3)));
        assert_eq!(loan("0.01", 2, "1").ipmt(0), Err(AnnuityError::Period(0)));
        assert_eq!(loan("-0.9", 4000, "1").pmt(), Err(AnnuityError::TooLarge));
    }

    proptest! {
        #[test]
        fn principal_parts_add_up_to_the_loan(
            bps in 0i128..3000, periods in 1u32..80, cents in 1i128..1_000_000_000, balloon in 0i128..100,
        ) {
            let present = Decimal::from_units(cents * DECIMAL_UNITS / 100);
            let future = Decimal::from_units(-present.units() / 100 * balloon);
            let rate = Decimal::from_units(bps * DECIMAL_UNITS / 10_000);
            let arrears = Annuity { rate, periods, present, future, when: When::End };
            check_runs_out(arrears);
            // In advance, interest after the last payment is in the balloon and in no payment.
            check_runs_out(Annuity { future: Decimal::ZERO, when: When::Begin, ..arrears });
        }

        #[test]
        fn no_input_panics(rate: i128, periods: u32, present: i128, future: i128, period: u32) {
            let annuity = Annuity {
                rate: Decimal::from_units(rate),
                periods,
                present: Decimal::from_units(present),
                future: Decimal::from_units(future),
                when: When::Begin,
            };
            let _ = (annuity.pmt(), annuity.ipmt(period), annuity.ppmt(period));
        }
    }
}
