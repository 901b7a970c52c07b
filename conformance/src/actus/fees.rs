//! Fees that a contract pays on a schedule of its own.

use primitives::amount::{Amount, Fine};
use primitives::rate::Fraction;

use super::figure::Figure;
use super::terms::{Malformed, Terms};

/// How a fee is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeRule {
    /// The same amount each time.
    Amount(Fine),
    /// At a yearly rate on principal, as interest is; with what has accrued so far, unsigned.
    OnPrincipal(Fraction, Fine),
}

impl FeeRule {
    /// Reads the fee terms of a contract; nothing where it has no fee.
    pub fn read(terms: &Terms) -> Result<Option<FeeRule>, Malformed> {
        let rate: Figure = terms.read("feeRate")?.unwrap_or_default();
        if rate == Figure::default() {
            return Ok(None);
        }
        let basis = terms.choice("feeBasis", &[("A", true), ("N", false)])?;
        let is_amount = basis.ok_or_else(|| Malformed::new("feeBasis", "missing"))?;
        if is_amount {
            return Ok(Some(FeeRule::Amount(rate.to_fine())));
        }
        let fraction = rate.to_fraction().ok_or_else(|| Malformed::new("feeRate", "too large"))?;
        Ok(Some(FeeRule::OnPrincipal(fraction, terms.amount("feeAccrued")?)))
    }

    /// What has accrued when the terms begin, unsigned.
    pub fn accrued_at_start(self) -> Fine {
        match self {
            FeeRule::Amount(_) => Fine::zero(),
            FeeRule::OnPrincipal(_, accrued) => accrued,
        }
    }
}
