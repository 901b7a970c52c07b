//! One price told in another convention. A cap names its convention, because a rate can pass one
//! and fail the other. Specification: `docs/specs/rate-conversion.md`.

use super::{SolveError, TimedFlow, internal_rate};
use crate::rate::{FRACTION_UNITS, Fraction};
use crate::year_fraction::YearFraction;

/// Months in a year.
const MONTHS: i32 = 12;

/// The yearly cost of a plan of equal instalments. Fractions: 0.12 is 12 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InstalmentCost {
    /// The monthly rate times twelve.
    pub nominal: f64,
    /// The monthly rate compounded over twelve months.
    pub effective: f64,
}

/// A daily rate times 365, exact and simple. Nothing when the product does not fit.
pub fn daily_to_simple_yearly(daily: Fraction) -> Option<Fraction> {
    daily.units().checked_mul(365).map(Fraction::from_units)
}

/// The effective yearly rate of a daily rate charged on 365 days and compounded monthly.
pub fn daily_to_effective(daily: Fraction) -> f64 {
    nominal_to_effective(daily.as_f64() * 365.0)
}

/// The effective yearly rate of a nominal yearly one compounded monthly.
pub fn nominal_to_effective(nominal: f64) -> f64 {
    (f64::from(MONTHS) * (nominal / f64::from(MONTHS)).ln_1p()).exp_m1()
}

/// The nominal yearly rate that compounds monthly to an effective one.
pub fn effective_to_nominal(effective: f64) -> f64 {
    f64::from(MONTHS) * (effective.ln_1p() / f64::from(MONTHS)).exp_m1()
}

/// What a fee on the original amount costs a year when amount and fee are repaid together in so
/// many equal monthly instalments, the first a month after the advance. `fee` is the whole fee, a
/// share of the amount.
pub fn instalment_fee_cost(fee: Fraction, instalments: u32) -> Result<InstalmentCost, SolveError> {
    let one = i128::from(FRACTION_UNITS);
    // Multiplied by the count, the advance divides into instalments without a remainder.
    let advance = TimedFlow { years: YearFraction::ZERO, amount: -one * i128::from(instalments) };
    let repayments = (1..=instalments).map(|month| TimedFlow {
        years: YearFraction::of_units(i64::from(month), i64::from(MONTHS)),
        amount: one + i128::from(fee.units()),
    });
    let flows: Vec<TimedFlow> = std::iter::once(advance).chain(repayments).collect();
    let effective = internal_rate(&flows)?;
    Ok(InstalmentCost { nominal: effective_to_nominal(effective), effective })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares in percent, to the two decimals published.
    fn check(rate: f64, percent: &str) {
        assert_eq!(format!("{:.2}", rate * 100.0), percent);
    }

    #[test]
    fn a_daily_rate_reads_higher_when_compounded() {
        for (daily, simple, effective) in [
            ("0.015%", "5.475%", "5.61"),
            ("0.030%", "10.95%", "11.52"),
            ("0.040%", "14.6%", "15.62"),
            ("0.050%", "18.25%", "19.86"),
            ("0.060%", "21.9%", "24.24"),
        ] {
            let daily = Fraction::from_percent(daily).unwrap();
            assert_eq!(daily_to_simple_yearly(daily).unwrap().to_percent(), simple);
            check(daily_to_effective(daily), effective);
        }
    }

    #[test]
    fn an_instalment_fee_costs_almost_twice_what_it_says() {
        for (instalments, fee, nominal, effective) in [
            (3, "2.5%", "14.94", "16.00"),
            (6, "4.5%", "15.27", "16.38"),
            (9, "6.5%", "15.34", "16.47"),
            (12, "8.8%", "15.86", "17.07"),
        ] {
            let fee = Fraction::from_percent(fee).unwrap();
            let cost = instalment_fee_cost(fee, instalments).unwrap();
            check(cost.nominal, nominal);
            check(cost.effective, effective);
        }
    }

    #[test]
    fn a_cap_of_24_percent_depends_on_its_convention() {
        check(nominal_to_effective(0.24), "26.82");
        check(effective_to_nominal(0.24), "21.71");
    }

    #[test]
    fn no_instalments_have_no_cost() {
        assert_eq!(instalment_fee_cost(Fraction::ZERO, 0), Err(SolveError::TooFewFlows));
    }
}
