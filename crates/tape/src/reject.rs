//! Rows that do not land, each with where it is and why.

use std::io::Write;

/// One thing wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The file, as the mapping names it.
    pub file: String,
    /// Row of the file, from 1, headers not counted.
    pub row: u64,
    /// Line of the text on which the row begins; none for files without lines.
    pub line: Option<u64>,
    /// The column, or the field of the mapping; empty where the whole row is meant.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The row cannot be taken apart.
    #[error("unreadable_row: {0}")]
    Unreadable(String),
    /// Bytes that are no text.
    #[error("not_utf8: the text is not UTF-8")]
    NotUtf8,
    /// Too many or too few cells.
    #[error("column_count: {got} columns where the header has {expected}")]
    ColumnCount {
        /// Columns of the header.
        expected: usize,
        /// Cells of the row.
        got: usize,
    },
    /// Nothing where something is needed.
    #[error("empty: a value is needed here")]
    Empty,
    /// Not of its kind.
    #[error("malformed: {0}")]
    Malformed(String),
    /// Not in the mapping's codes.
    #[error("unknown_code: the mapping has no such code")]
    UnknownCode,
    /// Nothing or less where more is needed.
    #[error("not_positive: must be above zero")]
    NotPositive,
    /// Less than nothing.
    #[error("negative: must not be below zero")]
    Negative,
    /// The same id twice.
    #[error("duplicate: the same stands in row {first}")]
    Duplicate {
        /// The row that had it first.
        first: u64,
    },
    /// No loan of that id.
    #[error("unknown_loan: no loan of the tape has this id")]
    UnknownLoan,
    /// Its loan does not land.
    #[error("loan_rejected: row {row} of the loans does not land")]
    LoanRejected {
        /// The loan's row.
        row: u64,
    },
    /// Another currency than the loan's.
    #[error("currency_mismatch: the loan is in {0}")]
    Currency(String),
    /// Before there was a loan.
    #[error("before_opening: the loan opened on {0}")]
    BeforeOpening(String),
    /// Two figures of the tape contradict each other.
    #[error("contradiction: {0}")]
    Contradiction(String),
    /// The engine or the product refuses it.
    #[error("refused: {0}")]
    Refused(String),
}

/// Writes rejects as CSV with a header.
pub fn write_rejects(rejects: &[Reject], out: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "row", "line", "column", "value", "reason"])?;
    for reject in rejects {
        let line = reject.line.map_or(String::new(), |line| line.to_string());
        let (row, reason) = (reject.row.to_string(), reject.reason.to_string());
        let cells = [&reject.file, &row, &line, &reject.column, &reject.value, &reason];
        writer.write_record(cells)?;
    }
    writer.flush()?;
    Ok(())
}
