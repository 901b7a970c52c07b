//! Runs that brought loans in from elsewhere.

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;

/// One import that landed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Key within the register.
    pub id: i64,
    /// The files read, as the caller names them.
    pub files: String,
    /// Loans taken in.
    pub loans: i64,
    /// Facts recorded.
    pub facts: i64,
    /// Reported periods kept.
    pub observations: i64,
    /// Rows refused.
    pub rejected: i64,
    /// The whole report, as JSON.
    pub report: String,
    /// When it began, in seconds since 1970.
    pub started_at: i64,
}

pub(crate) const IMPORT_RUN_COLUMNS: [&str; 8] =
    ["id", "files", "loans", "facts", "observations", "rejected", "report", "started_at"];

pub(crate) fn bind_import_run(row: &ImportRun, places: &mut Places) {
    places.integer(row.id);
    places.text(&row.files);
    for count in [row.loans, row.facts, row.observations, row.rejected] {
        places.integer(count);
    }
    places.text(&row.report);
    places.integer(row.started_at);
}

pub(crate) fn read_import_run(cells: &mut Cells) -> Result<ImportRun, StoreError> {
    Ok(ImportRun {
        id: cells.integer()?,
        files: cells.text()?,
        loans: cells.integer()?,
        facts: cells.integer()?,
        observations: cells.integer()?,
        rejected: cells.integer()?,
        report: cells.text()?,
        started_at: cells.integer()?,
    })
}
