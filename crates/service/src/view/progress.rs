//! How much of the book's history is there, and on which date it stands.

use primitives::date::Date;

/// Where the book stands; every page's head shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The business date: the last day closed.
    pub business_date: Date,
    /// Whether the simulated past is still being lived.
    pub history: History,
    /// Borrowers in the book.
    pub borrowers: u64,
    /// Months lived so far.
    pub lived_months: u32,
    /// Months the history is to have.
    pub total_months: u32,
}

/// Whether the past is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// Still being lived; figures are true up to the business date.
    Living,
    /// All there; time may be moved.
    Ready,
}
