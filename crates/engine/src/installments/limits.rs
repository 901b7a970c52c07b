//! How much may be approved, paid out and capitalized: the amount applied for, what a lender may
//! grant above it, what was approved, and what is planned in tranches.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rounding::Rounding;

use super::terms::{OverApplied, Tranche};

/// Amounts a loan is measured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What was applied for.
    pub applied: Minor,
    /// What a lender may grant above it.
    pub over_applied: Option<OverApplied>,
    /// What was approved; what was applied for until then.
    pub approved: Minor,
    /// What was paid out.
    pub disbursed: Minor,
    /// Income added to the principal.
    pub capitalized: Minor,
    /// What was taken off that income again.
    pub adjusted: Minor,
    /// What is planned and not yet paid out.
    pub planned: Minor,
}

impl Limits {
    /// The most that may ever be granted.
    pub fn ceiling(&self) -> Minor {
        match self.over_applied {
            None => self.applied,
            Some(OverApplied::Flat(amount)) => self.applied + amount,
            Some(OverApplied::Percent(percent)) => {
                let more = i128::from(self.applied.0) * i128::from(percent);
                let more = Rounding::HalfEven.divide(more, 100);
                self.applied + Minor(i64::try_from(more).unwrap_or(i64::MAX))
            }
        }
    }

    /// The most principal there may be: what was approved, or the ceiling where one above the
    /// amount applied for is set.
    fn most(&self) -> Minor {
        if self.over_applied.is_some() { self.ceiling() } else { self.approved }
    }

    /// Principal granted so far, less what was taken off capitalized income.
    fn granted(&self) -> Minor {
        self.disbursed + self.capitalized - self.adjusted
    }

    /// Whether so much may be paid out; `taken` is the planned amount it stands for. What else is
    /// planned counts, unless more than the amount applied for may be granted.
    pub fn lets_disburse(&self, amount: Minor, taken: Minor) -> bool {
        let whole = self.granted() + amount;
        if self.over_applied.is_some() {
            return whole <= self.most();
        }
        let planned = self.planned - taken;
        whole <= self.approved && whole + planned <= self.approved.max(self.applied)
    }

    /// Whether so much income may be capitalized. Adjustments free nothing here.
    pub fn lets_capitalize(&self, amount: Minor) -> bool {
        self.disbursed + self.capitalized + amount <= self.most()
    }

    /// What may still be paid out of what was approved.
    pub fn available(&self) -> Minor {
        let nothing_yet = self.disbursed.0 == 0;
        let used = if nothing_yet { self.planned } else { self.granted() };
        (self.approved - used).or_zero()
    }

    /// What may still be paid out up to the ceiling, less what is planned.
    pub fn available_over_applied(&self) -> Minor {
        (self.ceiling() - self.granted() - self.planned).or_zero()
    }

    /// Whether so much may be approved in place of what was.
    pub fn lets_approve(&self, amount: Minor) -> bool {
        amount.0 > 0 && amount <= self.ceiling()
    }

    /// Whether what was granted and planned fits into so much.
    pub fn fits(&self, amount: Minor) -> bool {
        self.granted() + self.planned <= amount
    }

    /// What would be approved if so much were still to be paid out.
    pub fn approved_for(&self, available: Minor) -> Minor {
        self.granted() + available
    }
}

/// The planned payout a payout of a day stands for: the largest planned for that very day, else the
/// earliest planned.
pub fn tranche_for(tranches: &[Tranche], on: Date) -> Option<usize> {
    let planned = || {
        let open = tranches.iter().enumerate();
        open.filter(|(_, tranche)| tranche.disbursed_on.is_none())
    };
    let of_day = planned().filter(|(_, tranche)| tranche.expected_on == on);
    let of_day = of_day.rev().max_by_key(|(_, tranche)| tranche.principal);
    let found = of_day.or_else(|| planned().min_by_key(|(_, tranche)| tranche.expected_on));
    found.map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            applied: Minor(100_000),
            over_applied: Some(OverApplied::Percent(50)),
            approved: Minor(120_000),
            disbursed: Minor(0),
            capitalized: Minor(0),
            adjusted: Minor(0),
            planned: Minor(100_000),
        }
    }

    #[test]
    fn a_ceiling_above_the_amount_applied_for_counts_what_is_planned() {
        let planned = limits();
        assert_eq!(planned.available_over_applied(), Minor(50_000));
        assert_eq!(planned.available(), Minor(20_000));
        let paid = Limits { disbursed: Minor(110_000), planned: Minor(20_000), ..planned };
        assert_eq!(paid.available(), Minor(10_000));
        assert_eq!(paid.available_over_applied(), Minor(20_000));
        assert!(planned.lets_disburse(Minor(150_000), Minor(100_000)));
        assert!(!planned.lets_disburse(Minor(150_001), Minor(100_000)));
    }

    #[test]
    fn an_adjustment_frees_a_payout_but_no_further_capitalization() {
        let limits = Limits {
            over_applied: None,
            approved: Minor(100_000),
            disbursed: Minor(60_000),
            capitalized: Minor(30_000),
            adjusted: Minor(15_000),
            planned: Minor(0),
            ..limits()
        };
        assert!(limits.lets_disburse(Minor(25_000), Minor(0)));
        assert!(!limits.lets_capitalize(Minor(10_001)));
        assert_eq!(limits.approved_for(Minor(5_000)), Minor(80_000));
    }

    #[test]
    fn a_payout_takes_the_largest_planned_for_its_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let planned = |on: &str, principal| Tranche {
            expected_on: day(on),
            disbursed_on: None,
            principal: Minor(principal),
        };
        let tranches =
            [planned("2025-01-01", 1), planned("2025-02-01", 2), planned("2025-02-01", 3)];
        assert_eq!(tranche_for(&tranches, day("2025-02-01")), Some(2));
        assert_eq!(tranche_for(&tranches, day("2025-03-01")), Some(0));
        assert_eq!(tranche_for(&[], day("2025-03-01")), None);
    }
}
