//! Rolls by the engine's own month-end snapshots.

use primitives::date::Date;

use crate::matrix::Matrix;
use crate::snapshots::{Snapshot, SnapshotStatus, Snapshots};

/// States a loan can reach: the buckets, and its two ends.
pub const SNAPSHOT_STATES: [&str; 10] =
    ["M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+", "PAID", "CHARGED-OFF"];

const BUCKETS: usize = 8;

/// Months in whose course a transition must end to be counted, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Any day of the first month.
    pub from: Date,
    /// Any day of the last month.
    pub through: Date,
}

/// Transitions between month ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotRolls {
    /// From the buckets to [`SNAPSHOT_STATES`].
    pub matrix: Matrix,
    /// Loans that were owed at a month's end with nothing known at the next, other than at the end
    /// of the window: told, since leaving them out would flatter.
    pub lost_sight_of: u64,
}

/// Counts every transition from one month's end to the next inside a window, for loans still owed
/// at the first of the two.
pub fn from_snapshots(snapshots: &Snapshots, window: Window) -> SnapshotRolls {
    let months = window.from.month_index()..=window.through.month_index();
    let mut matrix = Matrix::new(BUCKETS, SNAPSHOT_STATES.len());
    let mut followed = 0;
    let counted = |before: &Snapshot| before.status == SnapshotStatus::Active;
    for (before, after) in snapshots.pairs() {
        if counted(&before) && months.contains(&after.month) {
            matrix.add(usize::from(before.bucket), reached(&after), before.principal);
            followed += 1;
        }
    }
    let to_follow =
        snapshots.iter().filter(|before| counted(before) && months.contains(&(before.month + 1)));
    SnapshotRolls { matrix, lost_sight_of: to_follow.count() as u64 - followed }
}

fn reached(after: &Snapshot) -> usize {
    match after.status {
        SnapshotStatus::Active => usize::from(after.bucket),
        SnapshotStatus::Settled => BUCKETS,
        SnapshotStatus::ChargedOff => BUCKETS + 1,
    }
}
