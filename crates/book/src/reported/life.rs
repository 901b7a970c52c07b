//! One loan's reported life: its rows with a balance, up to the one that closes it.

use std::ops::Range;

use super::{Panel, Rows};

/// Principal collected may fall short of the balance by this and the loan still counts as paid.
const PAID_TOLERANCE: i64 = 10_00;

/// How a reported life ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The principal was collected.
    Paid,
    /// The servicer set the balance to nothing without collecting it.
    Loss,
}

/// The end of a reported life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// Row of the panel that closes the loan.
    pub row: usize,
    /// Why.
    pub reason: CloseReason,
}

/// One loan's rows that carry a balance, from the cut-off report through the closing one.
#[derive(Clone, Copy, Debug)]
pub struct Life<'a> {
    /// Index of the loan.
    pub loan: usize,
    /// Rows of the panel, in order of period; never empty.
    pub rows: &'a [usize],
    /// The end, if it came; then the last of `rows` is the closing one.
    pub close: Option<Close>,
}

impl<'a> Life<'a> {
    pub(super) fn new(panel: &Panel, loan: usize, rows: &'a [usize]) -> Life<'a> {
        let last = rows[rows.len() - 1];
        let closed = panel.rows.balance[last] == 0;
        let close = closed.then(|| Close { row: last, reason: close_reason(panel, loan, rows) });
        Life { loan, rows, close }
    }

    /// The rows at whose end the loan is open.
    pub fn open_rows(&self) -> &'a [usize] {
        match self.close {
            Some(_) => &self.rows[..self.rows.len() - 1],
            None => self.rows,
        }
    }
}

/// Keeps the rows with a balance, up to the first balance of nothing.
pub(super) fn keep(rows: &Rows, range: Range<usize>, kept: &mut Vec<usize>) {
    kept.clear();
    for row in range.filter(|row| rows.balance_known[*row]) {
        kept.push(row);
        if rows.balance[row] == 0 {
            break;
        }
    }
}

fn close_reason(panel: &Panel, loan: usize, rows: &[usize]) -> CloseReason {
    let columns = &panel.rows;
    let later = rows.iter().filter(|row| columns.period[**row] > 0);
    let collected: i64 = later.map(|row| columns.principal[*row]).fold(0, i64::saturating_add);
    let at_cut_off = rows.iter().find(|row| columns.period[**row] == 0);
    let owed = at_cut_off.map_or(i64::MAX, |row| columns.balance[*row]);
    if collected.saturating_add(PAID_TOLERANCE) >= owed.min(panel.loans.balance[loan]) {
        CloseReason::Paid
    } else {
        CloseReason::Loss
    }
}
