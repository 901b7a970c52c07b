//! What a tape holds once it is read.

use engine::contract::Terms;
use engine::fact::{FactKind, Position};
use primitives::amount::Minor;
use primitives::date::Date;

use crate::reject::Reject;
use crate::tally::{ColumnTally, Skipped};

/// A tape: what lands, what does not, and the account of every column.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    /// What the mapping calls it.
    pub name: String,
    /// The loans that land, in the order of their file.
    pub loans: Vec<TapeLoan>,
    /// Everything wrong, in the order found.
    pub rejects: Vec<Reject>,
    /// Rows left out by the mapping's own word.
    pub skipped: Vec<Skipped>,
    /// Every mapped column: what went in, and where it went.
    pub columns: Vec<ColumnTally>,
    /// Names of the columns kept in [`Observation::kept`].
    pub kept: Vec<String>,
}

/// One loan of a tape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapeLoan {
    /// Row of the loans' file.
    pub row: u64,
    /// What the old system calls it.
    pub external_id: String,
    /// What the old system calls the borrower; the loan's own id where it does not say.
    pub borrower_external_id: String,
    /// A group the lender reports by; empty for none.
    pub pool: String,
    /// What was signed.
    pub terms: Terms,
    /// How it enters the register.
    pub opening: Opening,
    /// Payments that become facts, by date.
    pub payments: Vec<TapePayment>,
    /// What was reported of it, by period.
    pub observations: Vec<Observation>,
    /// How the reported life ended, where the mapping has a rule for it.
    pub close: Option<Close>,
    /// When it was charged off, by its own column or by the rule.
    pub charged_off: Option<Date>,
    /// What was reported of it at the cut-off.
    pub reported: Reported,
}

/// How a loan enters the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Paid out anew.
    Disbursed(Date, Minor),
    /// Taken over mid-life, as it stood at the end of the date.
    TakenOver(Date, Position),
}

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TapePayment {
    /// Row of the payments' file.
    pub row: u64,
    /// What the old system calls it.
    pub external_id: Option<String>,
    /// When.
    pub on: Date,
    /// How much.
    pub amount: Minor,
}

/// A row the old system reported, kept as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// 0 is the cut-off.
    pub period: u16,
    /// The month it is of, on the day the mapping gives.
    pub month: Date,
    /// Balance at its end.
    pub balance: Option<Minor>,
    /// Paid in it.
    pub payment: Option<Minor>,
    /// Principal collected in it.
    pub principal: Option<Minor>,
    /// Other amounts, signed, by [`Tape::kept`].
    pub kept: Vec<Option<Minor>>,
}

/// The end of a reported life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// The balance was collected; in this month.
    Paid(Date),
    /// The balance was set to nothing without being collected; in this month.
    Unpaid(Date),
}

impl Close {
    /// The month, on the day the mapping gives.
    pub fn month(self) -> Date {
        match self {
            Close::Paid(month) | Close::Unpaid(month) => month,
        }
    }
}

/// What the old system said at the cut-off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reported {
    /// The balance.
    pub balance: Option<Minor>,
    /// The scheduled payment.
    pub installment: Option<Minor>,
    /// Days past due.
    pub days_past_due: Option<u16>,
}

impl Opening {
    /// When the loan enters.
    pub fn on(&self) -> Date {
        match self {
            Opening::Disbursed(on, _) | Opening::TakenOver(on, _) => *on,
        }
    }

    /// The fact that opens it.
    pub fn fact(&self) -> FactKind {
        match self {
            Opening::Disbursed(_, amount) => FactKind::Disbursed { amount: *amount },
            Opening::TakenOver(_, position) => FactKind::TakenOver(position.clone()),
        }
    }

    /// Principal on entering, due or not.
    pub fn principal(&self) -> Minor {
        match self {
            Opening::Disbursed(_, amount) => *amount,
            Opening::TakenOver(_, position) => {
                position.principal_undue + position.dues.iter().map(|due| due.principal).sum()
            }
        }
    }
}

impl Tape {
    /// All payments that land.
    pub fn payment_count(&self) -> usize {
        self.loans.iter().map(|loan| loan.payments.len()).sum()
    }

    /// Whether every column's rows and sums went somewhere.
    pub fn is_complete(&self) -> bool {
        self.columns.iter().all(ColumnTally::is_complete)
    }
}

impl TapeLoan {
    /// All its payments together.
    pub fn payment_total(&self) -> Minor {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// The last observation that has a balance, up to the reported end.
    pub fn last_observed(&self) -> Option<&Observation> {
        let end = self.close.map(Close::month);
        let within = |row: &&Observation| end.is_none_or(|end| row.month <= end);
        self.observations.iter().rev().filter(within).find(|row| row.balance.is_some())
    }
}
