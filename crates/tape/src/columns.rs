//! What was reported, as columns: the shape the book's functions read.

use std::collections::BTreeSet;

use primitives::amount::Minor;

use crate::tape::TapeLoan;

/// Reported loans and rows as columns, rows in order of loan and period. Amounts are minor units,
/// months are counted since year 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedColumns {
    /// The pools, sorted.
    pub pools: Vec<String>,
    /// Of each loan, its pool.
    pub loan_pool: Vec<u16>,
    /// Of each loan, the scheduled payment.
    pub loan_installment: Vec<i64>,
    /// Of each loan, the days past due at cut-off.
    pub loan_days_past_due: Vec<u16>,
    /// Of each loan, the balance at cut-off.
    pub loan_balance: Vec<i64>,
    /// Of each loan, the month it was signed in.
    pub loan_opened_month: Vec<i32>,
    /// Of each loan, the amount lent.
    pub loan_amount: Vec<i64>,
    /// Of each row, its loan.
    pub loan: Vec<u32>,
    /// Of each row, the period.
    pub period: Vec<u16>,
    /// Of each row, the month.
    pub month: Vec<i32>,
    /// Of each row, the balance, or 0.
    pub balance: Vec<i64>,
    /// Of each row, whether there was a balance.
    pub balance_known: Vec<bool>,
    /// Of each row, what was paid.
    pub payment: Vec<i64>,
    /// Of each row, the principal collected.
    pub principal: Vec<i64>,
}

impl ReportedColumns {
    /// The columns of some loans. More than 65,536 pools or four billion loans do not fit, and the
    /// rest is left out.
    pub fn of(loans: &[TapeLoan]) -> ReportedColumns {
        let pools: BTreeSet<&str> = loans.iter().map(|loan| loan.pool.as_str()).collect();
        let pools = pools.into_iter().map(str::to_owned).collect();
        let mut columns = ReportedColumns { pools, ..ReportedColumns::default() };
        for loan in loans {
            columns.push(loan);
        }
        columns
    }

    fn push(&mut self, loan: &TapeLoan) {
        let pool = self.pools.binary_search(&loan.pool).ok();
        let number = u32::try_from(self.loan_pool.len()).ok();
        let (Some(pool), Some(number)) = (pool.and_then(|at| u16::try_from(at).ok()), number)
        else {
            return;
        };
        let minor = |amount: Option<Minor>| amount.map_or(0, |amount| amount.0);
        self.loan_pool.push(pool);
        self.loan_installment.push(minor(loan.reported.installment));
        self.loan_days_past_due.push(loan.reported.days_past_due.unwrap_or(0));
        self.loan_balance.push(minor(loan.reported.balance));
        self.loan_opened_month.push(loan.terms.signed_on.month_index());
        self.loan_amount.push(loan.terms.amount.0);
        for seen in &loan.observations {
            self.loan.push(number);
            self.period.push(seen.period);
            self.month.push(seen.month.month_index());
            self.balance.push(minor(seen.balance));
            self.balance_known.push(seen.balance.is_some());
            self.payment.push(minor(seen.payment));
            self.principal.push(minor(seen.principal));
        }
    }
}
