//! The engine's month-end snapshots as columns.

use primitives::date::Date;

/// Where a loan was in its life at a month's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnapshotStatus {
    /// Owed.
    Active,
    /// Paid to the end.
    Settled,
    /// Carried as lost.
    ChargedOff,
}

/// One row a loan and month's end, in order of loan and then date.
#[derive(Clone, Copy, Debug, Default)]
pub struct Snapshots<'a> {
    loan: &'a [u64],
    month_end: &'a [Date],
    bucket: &'a [u8],
    principal: &'a [i64],
    status: &'a [SnapshotStatus],
}

/// The columns of [`Snapshots`] before they are checked.
#[derive(Clone, Copy, Debug, Default)]
pub struct SnapshotColumns<'a> {
    /// Any number that tells loans apart.
    pub loan: &'a [u64],
    /// The last day of a month.
    pub month_end: &'a [Date],
    /// Bucket 0 to 7 for M0 to M7+; higher counts as 7.
    pub bucket: &'a [u8],
    /// Principal outstanding, in minor units.
    pub principal: &'a [i64],
    /// Where the loan was in its life.
    pub status: &'a [SnapshotStatus],
}

/// Why columns are not snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The columns differ in length.
    #[error("the columns of a snapshot differ in length")]
    Length,
    /// Out of order, or two rows of one loan in one month.
    #[error("row {0} does not come a month or more after the row before it of the same loan")]
    Order(usize),
}

/// One row of [`Snapshots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which loan.
    pub loan: u64,
    /// Months since year 0.
    pub month: i32,
    /// Bucket 0 to 7.
    pub bucket: u8,
    /// Principal outstanding, in minor units.
    pub principal: i64,
    /// Where the loan was in its life.
    pub status: SnapshotStatus,
}

impl<'a> Snapshots<'a> {
    /// Puts the columns together after checking that they fit.
    pub fn try_new(columns: SnapshotColumns<'a>) -> Result<Snapshots<'a>, SnapshotError> {
        let SnapshotColumns { loan, month_end, bucket, principal, status } = columns;
        let lengths = [month_end.len(), bucket.len(), principal.len(), status.len()];
        if lengths.iter().any(|length| *length != loan.len()) {
            return Err(SnapshotError::Length);
        }
        let snapshots = Snapshots { loan, month_end, bucket, principal, status };
        let key = |row: usize| (loan[row], month_end[row].month_index());
        match (1..loan.len()).find(|row| key(row - 1) >= key(*row)) {
            Some(row) => Err(SnapshotError::Order(row)),
            None => Ok(snapshots),
        }
    }

    /// Every row in order.
    pub fn iter(&self) -> impl Iterator<Item = Snapshot> + '_ {
        (0..self.loan.len()).map(|row| Snapshot {
            loan: self.loan[row],
            month: self.month_end[row].month_index(),
            bucket: self.bucket[row].min(7),
            principal: self.principal[row],
            status: self.status[row],
        })
    }

    /// Each row with the one before it of the same loan, where the months follow each other.
    pub fn pairs(&self) -> impl Iterator<Item = (Snapshot, Snapshot)> + '_ {
        self.iter()
            .zip(self.iter().skip(1))
            .filter(|(before, after)| before.loan == after.loan && before.month + 1 == after.month)
    }
}
