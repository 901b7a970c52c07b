//! The register: facts, standings, postings and runs of a book of loans, in one SQLite file.
//!
//! [`Register`] opens a data directory; [`Register::read`] gives a [`Reader`] that sees one moment
//! of the book, [`Register::write`] a [`Tx`] whose changes come about together at
//! [`Tx::commit`] or not at all. There is one writer at a time and readers never wait for it.
//! Rows are plain structs; what a standing means is the engine's business.

mod bulk;
mod codec;
mod dump;
mod error;
mod migration;
mod query;
mod refusal;
mod register;
mod row;
mod table;
mod tx;

pub use error::StoreError;
pub use query::figure::{Roll, active_by_bucket};
pub use query::list::{ListOrder, ListPlace, ListedLoan, LoanFilter};
pub use query::loan::DueLoan;
pub use query::view::{FirstLate, Opening};
pub use register::{REGISTER_FILE, Register};
pub use row::close::{CloseCounts, CloseRun, QuarantineRow};
pub use row::figure::{DayMeasure, Figure, FigureKey, Movement, SnapshotRow};
pub use row::import::ImportRun;
pub use row::journal::{FactRow, PostingRow};
pub use row::loan::{BorrowerRow, HeldLoan, LoanRow, LoanStatus, ProductRow, StandingRow};
pub use row::observed::{ObservationRow, ObservedLoanRow};
pub use tx::{Reader, StandingChange, Tx};
