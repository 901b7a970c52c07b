//! How a result came about.

use primitives::date::Date;

/// One rule that was looked at, what went in and what it asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's name.
    pub rule: &'static str,
    /// What it asks for by itself; the worst of all steps is the result.
    pub outcome: &'static str,
    /// The days that went in.
    pub days: Option<u16>,
    /// Since when it applies.
    pub since: Option<Date>,
}

/// A result with the rules that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived<T> {
    /// The result.
    pub value: T,
    /// The rules, in the order looked at.
    pub steps: Vec<Step>,
}
