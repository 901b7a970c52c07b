//! Income received at once and earned over the term, in equal daily parts.
//! Specification: `docs/specs/installments-deferred-income.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;

/// Income granted on a day and earned by maturity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deferred {
    /// How much, less what was taken back.
    pub amount: Minor,
    /// The day it was granted.
    pub granted_on: Date,
    /// The day by which all of it is earned.
    pub maturity: Date,
}

impl Deferred {
    /// What is earned by the end of a day.
    pub fn earned_by(&self, day: Date) -> Minor {
        let days = self.maturity.days_since(self.granted_on);
        let passed = day.plus_days(1).days_since(self.granted_on).max(0);
        if passed >= days {
            return if passed > 0 { self.amount } else { Minor::ZERO };
        }
        self.amount.scaled(i128::from(passed), i128::from(days), Rounding::HalfEven)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_daily_parts_add_up() {
        let (granted_on, maturity) = ("2025-04-01".parse().unwrap(), "2025-04-11".parse().unwrap());
        let income = Deferred { amount: Minor(1_005), granted_on, maturity };
        assert_eq!(income.earned_by("2025-03-31".parse().unwrap()), Minor(0));
        assert_eq!(income.earned_by(granted_on), Minor(100));
        assert_eq!(income.earned_by("2025-04-05".parse().unwrap()), Minor(502));
        assert_eq!(income.earned_by("2025-04-10".parse().unwrap()), Minor(1_005));
        assert_eq!(income.earned_by(maturity), Minor(1_005));
    }
}
