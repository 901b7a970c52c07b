//! Vintages: of the loans opened together, what share has been late by which age.
//!
//! Spec: `docs/specs/vintage.md`.

mod by_report;
mod by_snapshot;

pub use by_report::{REPORTED_AGES, ReportedVintage, first_three_missed};
pub use by_snapshot::{Cohort, Opened, ever_late};

#[cfg(test)]
mod tests;
