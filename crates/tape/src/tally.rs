//! The account of a tape: of every mapped column, what went in and where it went.

use crate::exact::Exact;

/// Where a row went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Into the tape.
    Landed,
    /// Left out by the mapping's own word.
    Skipped,
    /// Rejected.
    Rejected,
}

/// Something for each fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByFate<T> {
    /// Into the tape.
    pub landed: T,
    /// Left out by the mapping's own word.
    pub skipped: T,
    /// Rejected.
    pub rejected: T,
}

/// The account of one column as one table uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnTally {
    /// The file.
    pub file: String,
    /// The table of the mapping.
    pub table: &'static str,
    /// The column.
    pub column: String,
    /// Rows of the file, also those that could not be taken apart.
    pub rows: u64,
    /// Rows where the column is empty.
    pub empty: u64,
    /// Rows by where they went.
    pub rows_by_fate: ByFate<u64>,
    /// Sums of a column of numbers; none for others.
    pub sums: Option<Sums>,
}

/// The sums of a column of numbers, in the unit the file writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Of the cells as text, before anything is made of them.
    pub read: Exact,
    /// Of the values, by where their rows went.
    pub by_fate: ByFate<Exact>,
    /// Cells that are neither empty nor numbers; they are in no sum.
    pub not_numbers: u64,
}

/// Rows left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The table of the mapping.
    pub table: &'static str,
    /// Why.
    pub reason: &'static str,
    /// How many.
    pub rows: u64,
}

impl<T> ByFate<T> {
    /// The one of a fate.
    pub fn get_mut(&mut self, fate: Fate) -> &mut T {
        match fate {
            Fate::Landed => &mut self.landed,
            Fate::Skipped => &mut self.skipped,
            Fate::Rejected => &mut self.rejected,
        }
    }
}

impl ColumnTally {
    /// Whether all rows, and all that was read, went somewhere.
    pub fn is_complete(&self) -> bool {
        let fates = self.rows_by_fate;
        let rows = fates.landed + fates.skipped + fates.rejected == self.rows;
        let sums = self.sums.is_none_or(|sums| {
            let fates = sums.by_fate;
            fates.landed + fates.skipped + fates.rejected == sums.read
        });
        rows && sums
    }
}
