//! The mapping: which files a tape has, and what their columns mean.
//!
//! Spec: `docs/specs/import.md`.

mod entry;
pub(crate) mod field;
mod file;
mod roles;

use std::collections::BTreeMap;

use primitives::money::Currency;

pub use field::{DatePattern, Day, Field, Kind, MoneyUnit, Origin, RateUnit};
pub use roles::{LEGACY, LOANS, OBSERVATIONS, PAYMENTS, Role};

use crate::exact::Exact;
use crate::source::Format;

/// A mapping, checked: every file it uses is declared, every field is one we know.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What the tape is called.
    pub name: String,
    /// Of every amount that does not say otherwise.
    pub currency: Currency,
    /// The files by the names the tables use.
    pub files: BTreeMap<String, FilePlan>,
    /// The loans.
    pub loans: TablePlan,
    /// The old system's schedules.
    pub legacy: Option<TablePlan>,
    /// Payments that become facts.
    pub payments: Option<PaymentsPlan>,
    /// What the old system reported, kept as it stands.
    pub observations: Option<ObservationsPlan>,
    /// How a charge-off is told from the observations.
    pub charge_off: Option<ChargeOffRule>,
}

/// One file.
#[derive(Clone, Debug)]
pub struct FilePlan {
    /// Its path inside the tape's folder.
    pub path: String,
    /// How it is written.
    pub format: Format,
}

/// One table: a file, the rows of it that count, and what the columns mean.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// Its name in the mapping.
    pub name: &'static str,
    /// The file, by its name in [`Mapping::files`].
    pub file: String,
    /// Every one must hold for a row to count.
    pub conditions: Vec<Condition>,
    /// The fields, by their names in the role's list.
    pub fields: BTreeMap<&'static str, Field>,
}

/// The payments.
#[derive(Clone, Debug)]
pub struct PaymentsPlan {
    /// Where they are.
    pub table: TablePlan,
    /// What becomes of payments before the loan's opening.
    pub before_opening: Misfit,
    /// What becomes of payments after the reported end.
    pub after_close: Misfit,
}

/// The observations.
#[derive(Clone, Debug)]
pub struct ObservationsPlan {
    /// Where they are.
    pub table: TablePlan,
    /// Columns of signed money kept beside the known ones.
    pub kept: Vec<String>,
}

/// What becomes of a payment that does not fit the loan's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It is an error of the tape.
    Reject,
    /// It is known to be in a balance, or to be no payment; counted and left out.
    Skip,
    /// It is a payment like any other.
    Accept,
}

/// A condition on a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The column.
    pub column: String,
    /// What must hold of it.
    pub test: Test,
}

/// What must hold of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// A number above this.
    Above(Exact),
    /// A number below this.
    Below(Exact),
    /// One of these texts.
    OneOf(Vec<String>),
    /// Something rather than nothing.
    Present,
}

/// How a charge-off is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeOffRule {
    /// The reported balance went to nothing while the principal collected since the cut-off fell
    /// short of the balance then by more than this, in minor units.
    ClosedUnpaid {
        /// The shortfall that still counts as paid.
        tolerance: i64,
    },
}

/// Why a text is not a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("mapping{}: {field}: {reason}", .line.map_or(String::new(), |line| format!(" line {line}")))]
pub struct MappingError {
    /// Line of the text, from 1.
    pub line: Option<usize>,
    /// The field, by its path.
    pub field: String,
    /// What is wrong.
    pub reason: String,
}

/// Reads a mapping and checks it.
pub fn parse_mapping(text: &str) -> Result<Mapping, MappingError> {
    file::parse(text)
}

impl Mapping {
    /// The path of a table's file.
    pub fn path_of<'a>(&'a self, table: &'a TablePlan) -> &'a str {
        self.files.get(&table.file).map_or(&table.file, |file| &file.path)
    }
}

impl Test {
    /// Whether it holds of a cell.
    pub fn holds(&self, cell: &str) -> bool {
        let number = || Exact::parse(cell.trim());
        match self {
            Test::Above(bound) => number().is_some_and(|number| number > *bound),
            Test::Below(bound) => number().is_some_and(|number| number < *bound),
            Test::OneOf(texts) => texts.iter().any(|text| text == cell.trim()),
            Test::Present => !cell.trim().is_empty(),
        }
    }
}

#[cfg(test)]
mod tests;
