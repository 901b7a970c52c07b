//! What the pages show, read from one moment of the register: the book on its business date, lists
//! of loans, and one loan as a story.
//!
//! Every function takes a [`store::Reader`], so that all figures of a page stand on one moment.
//! What changes only at a month's end is a [`History`] of its own, to be kept by the caller.

mod derivation;
mod dues;
mod history;
mod loans;
mod rates;
mod story;
mod today;

use primitives::date::Date;
use store::StoreError;

use crate::error::ServiceError;
use crate::products::ContractError;

pub use derivation::{Dates, derivation};
pub use history::{History, history};
pub use loans::loans;
pub use story::story;
pub use today::{Day, today};

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The loan has no standing on that date.
    #[error("date_out_of_range: the loan can be seen from {first} to {last}")]
    DateOutOfRange {
        /// The first date it can be seen on.
        first: Date,
        /// The last.
        last: Date,
    },
    /// The place in the list is not one the list gave.
    #[error("cursor_unknown: the list gave no such place")]
    CursorUnknown,
    /// The register holds something that cannot be read.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A contract cannot be put together.
    #[error(transparent)]
    Contract(#[from] ContractError),
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> ReadError {
        ReadError::Service(error.into())
    }
}
