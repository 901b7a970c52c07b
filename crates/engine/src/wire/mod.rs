//! What is kept of a loan: versioned forms of terms, facts and standings. The only place in the
//! engine that knows how they are written down.
//!
//! Terms and facts are JSON, because the journal is a contract with whoever reads it after us; a
//! standing is compact bytes, because it is a cache that the fold can rebuild.

pub mod fact;
mod relief;
mod relief_record;
mod revolving;
pub mod state;
pub mod terms;

/// Why something kept cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Written by a newer engine.
    #[error("{what} has format {found}; this program reads up to {known}")]
    Newer {
        /// What was read.
        what: &'static str,
        /// Its format.
        found: u32,
        /// The newest format known.
        known: u32,
    },
    /// Not what this engine writes.
    #[error("{what} cannot be read: {why}")]
    Malformed {
        /// What was read.
        what: &'static str,
        /// Where it went wrong.
        why: String,
    },
}
