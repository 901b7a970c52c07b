//! What a former servicer reported, month by month, as columns.
//!
//! Spec: `docs/specs/rolls.md`.

mod life;
pub mod state;
pub mod totals;

pub use life::{Close, CloseReason, Life};

use primitives::money::Currency;

/// One row a loan. Months are months since year 0, amounts whole minor units.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loans<'a> {
    /// Index of the loan's pool in [`Panel::pools`].
    pub pool: &'a [u16],
    /// The scheduled payment at cut-off.
    pub installment: &'a [i64],
    /// Days past due at cut-off.
    pub days_past_due: &'a [u16],
    /// The balance in the loan file at cut-off.
    pub balance: &'a [i64],
    /// Month in which the loan was paid out.
    pub opened_month: &'a [i32],
    /// Amount paid out.
    pub amount: &'a [i64],
}

/// One row a loan and period, in order of loan and then period.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows<'a> {
    /// Index of the loan in [`Loans`].
    pub loan: &'a [u32],
    /// 0 is the cut-off report.
    pub period: &'a [u16],
    /// Month the period stands for.
    pub month: &'a [i32],
    /// Balance at the period's end; meaningless where not known.
    pub balance: &'a [i64],
    /// Whether a balance was reported.
    pub balance_known: &'a [bool],
    /// Paid in the period.
    pub payment: &'a [i64],
    /// Principal collected in the period; negative for a correction.
    pub principal: &'a [i64],
}

/// The loans of some pools and what was reported of them, checked to fit together.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    pools: &'a [String],
    currency: Currency,
    loans: Loans<'a>,
    rows: Rows<'a>,
}

/// Why columns are not a panel.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PanelError {
    /// Two columns of one table differ in length.
    #[error("column `{column}` has {got} values where {expected} are expected")]
    Length {
        /// Which column.
        column: &'static str,
        /// As many as the first column.
        expected: usize,
        /// As many as this one.
        got: usize,
    },
    /// A loan names a pool that is not there.
    #[error("loan {0} names a pool that is not listed")]
    Pool(usize),
    /// A row names a loan that is not there.
    #[error("row {0} names a loan that is not listed")]
    Loan(usize),
    /// Rows are out of order, or a period is there twice.
    #[error("row {0} does not come after the row before it in order of loan and period")]
    Order(usize),
}

impl<'a> Panel<'a> {
    /// Puts the columns together after checking that they fit.
    pub fn try_new(
        pools: &'a [String],
        currency: Currency,
        loans: Loans<'a>,
        rows: Rows<'a>,
    ) -> Result<Panel<'a>, PanelError> {
        check_lengths(
            loans.pool.len(),
            &[
                ("installment", loans.installment.len()),
                ("days_past_due", loans.days_past_due.len()),
                ("balance", loans.balance.len()),
                ("opened_month", loans.opened_month.len()),
                ("amount", loans.amount.len()),
            ],
        )?;
        check_lengths(
            rows.loan.len(),
            &[
                ("period", rows.period.len()),
                ("month", rows.month.len()),
                ("balance", rows.balance.len()),
                ("balance_known", rows.balance_known.len()),
                ("payment", rows.payment.len()),
                ("principal", rows.principal.len()),
            ],
        )?;
        if let Some(loan) = loans.pool.iter().position(|pool| usize::from(*pool) >= pools.len()) {
            return Err(PanelError::Pool(loan));
        }
        if let Some(row) = rows.loan.iter().position(|loan| *loan as usize >= loans.pool.len()) {
            return Err(PanelError::Loan(row));
        }
        let key = |row: usize| (rows.loan[row], rows.period[row]);
        if let Some(row) = (1..rows.loan.len()).find(|row| key(row - 1) >= key(*row)) {
            return Err(PanelError::Order(row));
        }
        Ok(Panel { pools, currency, loans, rows })
    }

    /// The pools, in their own order.
    pub fn pools(&self) -> &'a [String] {
        self.pools
    }

    /// Of every amount.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The loans.
    pub fn loans(&self) -> Loans<'a> {
        self.loans
    }

    /// The rows.
    pub fn rows(&self) -> Rows<'a> {
        self.rows
    }

    /// Calls `visit` with every loan that has a balance at all, in the order of the rows.
    pub fn for_each_life(&self, mut visit: impl FnMut(&Life)) {
        let mut from = 0;
        let mut kept = Vec::new();
        while from < self.rows.loan.len() {
            let loan = self.rows.loan[from];
            let more = self.rows.loan[from..].iter().take_while(|other| **other == loan).count();
            life::keep(&self.rows, from..from + more, &mut kept);
            if !kept.is_empty() {
                visit(&Life::new(self, loan as usize, &kept));
            }
            from += more;
        }
    }
}

fn check_lengths(expected: usize, columns: &[(&'static str, usize)]) -> Result<(), PanelError> {
    match columns.iter().find(|(_, got)| *got != expected) {
        Some(&(column, got)) => Err(PanelError::Length { column, expected, got }),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
