//! Reading a lender's tape: files of any shape, a mapping that says what they mean, and out of
//! both loans the engine can take over, every bad row told, every column accounted for.
//!
//! Nothing here writes to a register: [`read::read_folder`] gives a [`Tape`], and the caller
//! decides whether a tape with rejects lands at all. Spec: `docs/specs/import.md`.

mod charge_off;
pub mod columns;
pub mod exact;
mod legacy;
mod loans;
pub mod mapping;
mod observations;
mod opening;
mod payments;
mod products;
pub mod read;
pub mod reconcile;
pub mod reject;
mod rows;
pub mod source;
pub mod tally;
mod tape;

pub use mapping::{Mapping, MappingError, parse_mapping};
pub use read::{read_folder, read_tables};
pub use reject::{Reject, write_rejects};
pub use source::{SourceError, Table};
pub use tally::ColumnTally;
pub use tape::{Close, Observation, Opening, Reported, Tape, TapeLoan, TapePayment};
