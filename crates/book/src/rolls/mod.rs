//! Rolls: how loans move between states of lateness from month to month.
//!
//! Spec: `docs/specs/rolls.md`.

mod by_report;
mod by_snapshot;

pub use by_report::{PoolRolls, REPORTED_STATES, portfolio, reported};
pub use by_snapshot::{SNAPSHOT_STATES, SnapshotRolls, Window, from_snapshots};

#[cfg(test)]
mod tests;
