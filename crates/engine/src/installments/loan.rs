//! The loan: terms, what was done, and the table that follows from both.

use primitives::amount::Minor;
use primitives::date::Date;

use super::charge::Charge;
use super::installment::Installment;
use super::operation::{Operation, OperationKind};
use super::refusal::Refusal;
use super::terms::{Practice, Terms};
use super::transaction::Transaction;

/// Where a loan is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Applied for.
    Submitted,
    /// May be paid out.
    Approved,
    /// Something is owed.
    Active,
    /// Everything is met.
    Closed,
    /// More was paid than owed.
    Overpaid,
    /// Given up.
    WrittenOff,
    /// Turned down.
    Rejected,
    /// Taken back by the client.
    Withdrawn,
}

/// A loan kept as a table of instalments.
#[derive(Clone, Debug)]
pub struct Loan {
    pub(super) terms: Terms,
    pub(super) practice: Practice,
    pub(super) status: Status,
    /// The latest business date on which something was done.
    pub(super) touched_on: Date,
    /// Operations in force that bend the table, in order of entry; reversed ones are taken out.
    pub(super) operations: Vec<Entry>,
    pub(super) transactions: Vec<Transaction>,
    pub(super) charges: Vec<Charge>,
    pub(super) installments: Vec<Installment>,
    /// What was paid beyond everything owed.
    pub(super) overpaid: Minor,
}

/// An operation and the transaction it made, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was done.
    pub operation: Operation,
    /// The transaction that shows it.
    pub transaction: Option<u32>,
}

impl Loan {
    /// A loan applied for.
    pub fn new(terms: Terms, practice: Practice) -> Loan {
        let touched_on = terms.submitted_on;
        Loan {
            terms,
            practice,
            status: Status::Submitted,
            touched_on,
            operations: Vec::new(),
            transactions: Vec::new(),
            charges: Vec::new(),
            installments: Vec::new(),
            overpaid: Minor::ZERO,
        }
    }

    /// Does one operation. Refused, it changes nothing.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), Refusal> {
        let mut next = self.clone();
        next.perform(operation)?;
        *self = next;
        Ok(())
    }

    /// Closes a day: what the calendar alone brings. Days already closed are not closed again.
    pub fn close_day(&mut self, _day: Date) {}

    /// House rules that bind from now on.
    pub fn set_practice(&mut self, practice: Practice) {
        self.practice = practice;
    }

    /// As agreed.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Where it is in its life.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The rows, in order of their due dates.
    pub fn installments(&self) -> &[Installment] {
        &self.installments
    }

    /// Everything that moved, in order of creation, reversed ones included.
    pub fn transactions(&self) -> &[Transaction] {
        &self.transactions
    }

    /// Every charge, in order of entry.
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }

    /// What was paid beyond everything owed.
    pub fn overpaid(&self) -> Minor {
        self.overpaid
    }

    fn perform(&mut self, operation: &Operation) -> Result<(), Refusal> {
        match &operation.kind {
            OperationKind::Reprocess => Ok(()),
            _ => Err(Refusal::NotAgreed),
        }
    }
}
