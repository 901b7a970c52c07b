//! Why a use case did not come about, and whether trying again can help.

use engine::command::Rejection;
use engine::contract::TermsError;
use engine::product::ProductRef;
use engine::product::file::ProductFileError;
use primitives::date::Date;
use primitives::money::Currency;
use store::StoreError;

use crate::products::ContractError;

/// Why a use case did not come about. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The engine refuses; trying again does not help.
    #[error("{}: {_0}", _0.code())]
    Rejected(#[from] Rejection),
    /// The terms do not fit the product.
    #[error("{_0}")]
    Terms(#[from] TermsError),
    /// The product file is wrong.
    #[error("{_0}")]
    Product(#[from] ProductFileError),
    /// No loan has that name.
    #[error("loan_unknown: there is no loan {_0}")]
    LoanUnknown(String),
    /// The loan's contract cannot be put together.
    #[error("{_0}")]
    Contract(#[from] ContractError),
    /// That version exists with another text.
    #[error("product_version_taken: {} version {} exists with another text; give it a new version", _0.id, _0.version)]
    ProductTaken(ProductRef),
    /// The amount is in a currency other than the loan's.
    #[error("currency_mismatch: the loan is in {expected}, not {got}")]
    CurrencyMismatch {
        /// The loan's.
        expected: Currency,
        /// The one given.
        got: Currency,
    },
    /// The date has been closed or has not come.
    #[error("date_not_open: {asked} is not the open business date {open}")]
    DateNotOpen {
        /// The date asked for.
        asked: Date,
        /// The one that is open.
        open: Date,
    },
    /// The name stands for something else.
    #[error("external_id_reused: {_0} was recorded before, for something else")]
    ExternalIdReused(String),
    /// A payment cannot be moved to where it is.
    #[error("same_loan: the payment stands on {_0} already")]
    SameLoan(String),
    /// The register failed; see the error for whether trying again can help.
    #[error("{_0}")]
    Store(#[from] StoreError),
}
