//! Control sums of a reported panel.

use super::{CloseReason, Panel};

/// What a panel adds up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows, with and without a balance.
    pub rows: u64,
    /// Loans of each pool, in the order of the pools.
    pub loans_by_pool: Vec<u64>,
    /// Paid out.
    pub amount: i128,
    /// Paid in all rows.
    pub payment: i128,
    /// Principal collected in all rows.
    pub principal: i128,
    /// Balance that losses took to nothing, of each pool.
    pub lost_by_pool: Vec<i128>,
    /// Loans that closed paid.
    pub closed_paid: u64,
    /// Loans that closed at a loss.
    pub closed_loss: u64,
    /// Loans still open at the last row.
    pub open: u64,
}

/// Adds up a panel.
pub fn totals(panel: &Panel) -> Totals {
    let sum = |column: &[i64]| column.iter().map(|amount| i128::from(*amount)).sum();
    let mut totals = Totals {
        rows: panel.rows.loan.len() as u64,
        loans_by_pool: vec![0; panel.pools.len()],
        amount: sum(panel.loans.amount),
        payment: sum(panel.rows.payment),
        principal: sum(panel.rows.principal),
        lost_by_pool: vec![0; panel.pools.len()],
        ..Totals::default()
    };
    for pool in panel.loans.pool {
        totals.loans_by_pool[usize::from(*pool)] += 1;
    }
    panel.for_each_life(|life| match life.close.map(|close| close.reason) {
        None => totals.open += 1,
        Some(CloseReason::Paid) => totals.closed_paid += 1,
        Some(CloseReason::Loss) => {
            totals.closed_loss += 1;
            let before = life.open_rows().last().map_or(0, |row| panel.rows.balance[*row]);
            totals.lost_by_pool[usize::from(panel.loans.pool[life.loan])] += i128::from(before);
        }
    });
    totals
}
