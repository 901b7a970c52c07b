//! The overdue rate, by each of its three definitions: never a rate without its name.
//!
//! Spec: `docs/specs/overdue-rate.md`.

/// From how late on a loan or a due counts: more than so many days past due.
pub const LATER_THAN: [(&str, u16); 4] = [("1+", 0), ("30+", 30), ("60+", 60), ("90+", 90)];

/// One row a loan on one date. Leave out charged-off loans, or keep them in, but say which.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoanColumns<'a> {
    /// Days past due.
    pub days_past_due: &'a [u16],
    /// Principal outstanding, due or not, in minor units.
    pub principal: &'a [i64],
}

/// One row an unpaid due on the same date, in any order.
#[derive(Clone, Copy, Debug, Default)]
pub struct DueColumns<'a> {
    /// Days since it fell due.
    pub days_past_due: &'a [u16],
    /// Principal of it still unpaid, in minor units.
    pub principal: &'a [i64],
}

/// A share, with what it was computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// What is late.
    pub late: i128,
    /// What it is part of.
    pub total: i128,
}

/// The three rates from one degree of lateness on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverdueRate {
    /// Such as `30+`.
    pub name: &'static str,
    /// Balance method: all principal of loans that late ÷ all principal.
    pub balance: Share,
    /// Instalment method: principal of dues that late ÷ all principal.
    pub installment: Share,
    /// Count method: loans that late ÷ loans.
    pub count: Share,
}

impl Share {
    /// The rate; nothing of nothing is 0.
    pub fn rate(&self) -> f64 {
        if self.total == 0 { 0.0 } else { self.late as f64 / self.total as f64 }
    }
}

/// The rates from each of [`LATER_THAN`] on. Rows beyond the shorter of two columns are not read.
pub fn overdue_rates(loans: &LoanColumns, dues: &DueColumns) -> [OverdueRate; 4] {
    LATER_THAN.map(|(name, days)| {
        let balance = principal_later_than(loans.days_past_due, loans.principal, days);
        let installment = principal_later_than(dues.days_past_due, dues.principal, days);
        let late = loans.days_past_due.iter().filter(|past| **past > days).count();
        OverdueRate {
            name,
            balance,
            installment: Share { late: installment.late, total: balance.total },
            count: Share { late: late as i128, total: loans.days_past_due.len() as i128 },
        }
    })
}

fn principal_later_than(days_past_due: &[u16], principal: &[i64], days: u16) -> Share {
    days_past_due.iter().zip(principal).fold(Share::default(), |share, (past, amount)| {
        let amount = i128::from(*amount);
        let late = if *past > days { amount } else { 0 };
        Share { late: share.late + late, total: share.total + amount }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_methods_give_three_rates() {
        let loans = LoanColumns {
            days_past_due: &[0, 5, 31, 91],
            principal: &[4_000, 3_000, 2_000, 1_000],
        };
        let dues = DueColumns {
            days_past_due: &[5, 31, 1, 91, 61, 31, 0],
            principal: &[100, 200, 200, 300, 300, 300, 50],
        };
        let [one, thirty, sixty, ninety] = overdue_rates(&loans, &dues);
        let late = |rate: OverdueRate| (rate.balance.late, rate.installment.late, rate.count.late);
        assert_eq!(late(one), (6_000, 1_400, 3));
        assert_eq!(late(thirty), (3_000, 1_100, 2));
        assert_eq!(late(sixty), (1_000, 600, 1));
        assert_eq!(late(ninety), (1_000, 300, 1));
        assert_eq!(ninety.installment.rate(), 0.03);
        assert_eq!(ninety.count.rate(), 0.25);
    }

    #[test]
    fn day_thirty_is_not_yet_thirty_plus() {
        let loans = LoanColumns { days_past_due: &[30], principal: &[100] };
        let rates = overdue_rates(&loans, &DueColumns::default());
        assert_eq!((rates[0].count.late, rates[1].count.late), (1, 0));
    }

    #[test]
    fn an_empty_book_has_no_overdue_rate() {
        let rates = overdue_rates(&LoanColumns::default(), &DueColumns::default());
        assert_eq!(rates[0].balance.rate(), 0.0);
    }
}
