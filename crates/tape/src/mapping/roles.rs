//! The fields each table may have, and of what kind each is.

/// Of what kind a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A text or an id.
    Text,
    /// An amount of money.
    Money,
    /// A civil date.
    Date,
    /// A rate.
    Rate,
    /// A whole number.
    Integer,
}

/// A table's field: name, kind, and whether every row needs it.
pub type KnownField = (&'static str, Role, Need);

/// Whether a mapping must name a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may.
    Optional,
}

use Need::{Optional, Required};
use Role::{Date, Integer, Money, Rate, Text};

/// Fields of a loan.
pub const LOANS: &[KnownField] = &[
    ("loan", Text, Required),
    ("borrower", Text, Optional),
    ("pool", Text, Optional),
    ("product", Text, Required),
    ("product_version", Integer, Optional),
    ("currency", Text, Optional),
    ("amount", Money, Required),
    ("rate", Rate, Required),
    ("installments", Integer, Required),
    ("signed_on", Date, Required),
    ("due_day", Integer, Optional),
    ("disbursed_on", Date, Optional),
    ("cut_off", Date, Optional),
    ("balance", Money, Optional),
    ("earlier_cut_off", Date, Optional),
    ("earlier_balance", Money, Optional),
    ("installment", Money, Optional),
    ("remaining", Integer, Optional),
    ("next_due", Date, Optional),
    ("interest_from", Date, Optional),
    ("days_past_due", Integer, Optional),
    ("charged_off", Date, Optional),
];

/// Fields of a line of an old system's schedule.
pub const LEGACY: &[KnownField] = &[
    ("loan", Text, Required),
    ("on", Date, Required),
    ("principal", Money, Required),
    ("interest", Money, Optional),
];

/// Fields of a payment.
pub const PAYMENTS: &[KnownField] = &[
    ("loan", Text, Required),
    ("on", Date, Required),
    ("amount", Money, Required),
    ("payment", Text, Optional),
    ("currency", Text, Optional),
];

/// Fields of an observation.
pub const OBSERVATIONS: &[KnownField] = &[
    ("loan", Text, Required),
    ("period", Integer, Required),
    ("month", Date, Required),
    ("balance", Money, Optional),
    ("payment", Money, Optional),
    ("principal", Money, Optional),
];
