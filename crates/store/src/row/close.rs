//! Runs of the day close, and the loans that failed in them.

use primitives::date::Date;

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;

/// What a close did, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CloseCounts {
    /// Loans that had something to do.
    pub loans_due: u64,
    /// Of these, brought to the date.
    pub loans_advanced: u64,
    /// Lines booked.
    pub postings: u64,
    /// Facts recorded by policy.
    pub facts: u64,
    /// Loans that failed and were set aside.
    pub quarantined: u64,
}

/// The close of one business date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseRun {
    /// The date closed.
    pub business_date: Date,
    /// The steps every loan went through, in order.
    pub steps: String,
    /// What was done so far.
    pub counts: CloseCounts,
    /// Transactions so far.
    pub batches: u64,
    /// Loans up to this id have been through; a rerun goes on after it.
    pub last_loan_id: i64,
    /// When it began, in seconds since 1970.
    pub started_at: i64,
    /// When it was done; none while it runs or after a crash.
    pub finished_at: Option<i64>,
}

/// A loan that failed in a close, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Which loan.
    pub loan_id: i64,
    /// The date it could not be brought to.
    pub business_date: Date,
    /// What went wrong.
    pub error: String,
    /// When that was noted, in seconds since 1970.
    pub noted_at: i64,
}

pub(crate) const CLOSE_RUN_COLUMNS: [&str; 12] = [
    "business_date",
    "steps",
    "loans_due",
    "loans_advanced",
    "postings",
    "facts",
    "quarantined",
    "batches",
    "last_loan_id",
    "started_at",
    "finished_at",
    "status",
];
pub(crate) const QUARANTINE_COLUMNS: [&str; 4] = ["loan_id", "business_date", "error", "noted_at"];

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(crate) fn bind_close_run(row: &CloseRun, places: &mut Places) {
    places.date(row.business_date);
    places.text(&row.steps);
    let counts = &row.counts;
    for count in [
        counts.loans_due,
        counts.loans_advanced,
        counts.postings,
        counts.facts,
        counts.quarantined,
        row.batches,
    ] {
        places.integer(signed(count));
    }
    places.integer(row.last_loan_id);
    places.integer(row.started_at);
    places.optional_integer(row.finished_at);
    places.text(if row.finished_at.is_some() { "finished" } else { "running" });
}

pub(crate) fn read_close_run(cells: &mut Cells) -> Result<CloseRun, StoreError> {
    Ok(CloseRun {
        business_date: cells.date()?,
        steps: cells.text()?,
        counts: CloseCounts {
            loans_due: cells.small()?,
            loans_advanced: cells.small()?,
            postings: cells.small()?,
            facts: cells.small()?,
            quarantined: cells.small()?,
        },
        batches: cells.small()?,
        last_loan_id: cells.integer()?,
        started_at: cells.integer()?,
        finished_at: cells.optional_integer()?,
    })
}

pub(crate) fn bind_quarantine(row: &QuarantineRow, places: &mut Places) {
    places.integer(row.loan_id);
    places.date(row.business_date);
    places.text(&row.error);
    places.integer(row.noted_at);
}

pub(crate) fn read_quarantine(cells: &mut Cells) -> Result<QuarantineRow, StoreError> {
    Ok(QuarantineRow {
        loan_id: cells.integer()?,
        business_date: cells.date()?,
        error: cells.text()?,
        noted_at: cells.integer()?,
    })
}
