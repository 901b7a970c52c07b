//! One figure of one loan and what it follows from.

use engine::explain::{Derivation, Figure};
use primitives::date::Date;
use primitives::money::Currency;

/// A figure derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// The loan's outside name.
    pub loan: String,
    /// Of every amount.
    pub currency: Currency,
    /// Which figure.
    pub figure: Figure,
    /// The end of which date it is told for.
    pub as_of: Date,
    /// Facts learnt later are left out.
    pub known_at: Date,
    /// The tree.
    pub derivation: Derivation,
}
