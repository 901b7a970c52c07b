//! One row of the table.

use primitives::amount::Minor;
use primitives::date::Date;

use super::portions::{Component, Portions};

/// What a row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallmentKind {
    /// A period of the schedule.
    Regular,
    /// The first part of a disbursal, due at once.
    DownPayment,
    /// After maturity: what came up later.
    Additional,
}

/// A row of the table: a period, what falls due at its end, and what became of that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installment {
    /// What it is for.
    pub kind: InstallmentKind,
    /// The first day of its period, not part of it but for the first.
    pub from: Date,
    /// When it falls due: the last day of its period.
    pub due_on: Date,
    /// What falls due.
    pub due: Portions,
    /// What of `due` came back to the row: payments taken back, credits that were missing.
    pub returned: Portions,
    /// What was paid of it.
    pub paid: Portions,
    /// What was given up of it.
    pub waived: Portions,
    /// What was written off of it.
    pub abandoned: Portions,
    /// What of `paid` was paid before the due date.
    pub paid_in_advance: Minor,
    /// What of `paid` was paid after the due date.
    pub paid_late: Minor,
    /// The date on which nothing more was outstanding.
    pub paid_on: Option<Date>,
    /// Whether it came from spreading debt anew.
    pub reaged: bool,
}

impl Installment {
    /// An empty row.
    pub fn new(kind: InstallmentKind, from: Date, due_on: Date) -> Installment {
        Installment {
            kind,
            from,
            due_on,
            due: Portions::ZERO,
            returned: Portions::ZERO,
            paid: Portions::ZERO,
            waived: Portions::ZERO,
            abandoned: Portions::ZERO,
            paid_in_advance: Minor::ZERO,
            paid_late: Minor::ZERO,
            paid_on: None,
            reaged: false,
        }
    }

    /// What is still to be paid.
    pub fn outstanding(&self) -> Portions {
        self.due - self.paid - self.waived - self.abandoned
    }

    /// What is still to be paid of one component.
    pub fn outstanding_of(&self, component: Component) -> Minor {
        self.outstanding()[component]
    }

    /// Whether nothing is left to pay.
    pub fn is_met(&self) -> bool {
        self.outstanding().total() <= Minor::ZERO
    }
}
