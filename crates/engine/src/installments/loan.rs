//! The loan: terms, what was done, and the table that follows from both.

use primitives::amount::Minor;
use primitives::date::Date;

use super::charge::{Charge, ChargeTime};
use super::installment::Installment;
use super::lifecycle::Servicing;
use super::operation::{Operation, OperationKind};
use super::portions::Portions;
use super::progressive::Model;
use super::refusal::Refusal;
use super::replay::{self, Bend, Past};
use super::terms::{Practice, ScheduleKind, Terms};
use super::transaction::{Transaction, TransactionKind};

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
    Abandoned,
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
    pub(super) servicing: Servicing,
    /// The business dates on which the table was looked at, ascending.
    pub(super) looked_at: Vec<Date>,
    /// What changes the table besides transactions.
    pub(super) bends: Vec<Bend>,
    pub(super) transactions: Vec<Transaction>,
    pub(super) charges: Vec<Charge>,
    pub(super) installments: Vec<Installment>,
    /// What was paid beyond everything owed.
    pub(super) overpaid: Minor,
    /// The interest side of the table, for what is asked of a day between.
    pub(super) model: Option<Model>,
}

impl Loan {
    /// A loan applied for.
    pub fn new(terms: Terms, practice: Practice) -> Loan {
        let servicing = Servicing::new(&terms);
        let mut loan = Loan {
            terms,
            practice,
            status: Status::Submitted,
            servicing,
            looked_at: Vec::new(),
            bends: Vec::new(),
            transactions: Vec::new(),
            charges: Vec::new(),
            installments: Vec::new(),
            overpaid: Minor::ZERO,
            model: None,
        };
        let submitted_on = loan.terms.submitted_on;
        for terms in loan.terms.charges.clone() {
            if !matches!(terms.time, ChargeTime::TrancheDisbursement | ChargeTime::Overdue) {
                loan.add_charge(&terms, None, submitted_on);
            }
        }
        let planned = match loan.terms.tranches.is_empty() {
            true => vec![loan.terms.expected_disbursement_on],
            false => loan.terms.tranches.iter().map(|one| one.expected_on).collect(),
        };
        for expected_on in planned {
            loan.charge_tranche(expected_on, submitted_on);
        }
        loan.preview();
        loan
    }

    /// Does one operation. Refused, it changes nothing.
    pub fn apply(&mut self, operation: &Operation) -> Result<(), Refusal> {
        let mut next = self.clone();
        next.perform(operation)?;
        *self = next;
        Ok(())
    }

    /// Closes a day: what the calendar alone brings. Days already closed are not closed again.
    pub fn close_day(&mut self, day: Date) {
        self.close(day);
    }

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

    /// What would pay everything on a date.
    pub fn payoff(&self, on: Date) -> Minor {
        let Some(model) = &self.model else { return Minor::ZERO };
        let planned_whole = self.terms.schedule == ScheduleKind::Cumulative;
        if planned_whole && self.terms.recalculation.is_some() {
            return self.payoff_of_whole(on);
        }
        let mut model = model.clone();
        model.payoff(on)
    }

    /// Of a table worked out as one: what a payment of more than enough leaves no use for is not
    /// needed.
    fn payoff_of_whole(&self, on: Date) -> Minor {
        let mut paid = self.clone();
        let outstanding: Minor =
            paid.installments.iter().map(|row| row.outstanding().total()).sum();
        let more_than_enough = outstanding + outstanding;
        let operation = Operation { on, entered_on: on, kind: OperationKind::PayOff };
        paid.enter(TransactionKind::Repayment, &operation, more_than_enough);
        let known = paid.transactions.len();
        paid.rebuild(on, known);
        (more_than_enough + self.overpaid - paid.overpaid).or_zero()
    }

    /// Adds a transaction that counts from a date; what follows from it is told by a rebuild.
    pub(super) fn enter(
        &mut self,
        kind: TransactionKind,
        operation: &Operation,
        amount: Minor,
    ) -> u32 {
        let id = self.transactions.iter().map(|one| one.id).max().unwrap_or_default() + 1;
        self.transactions.push(Transaction {
            id,
            kind,
            on: operation.on,
            entered_on: operation.entered_on,
            amount,
            split: Portions::ZERO,
            overpayment: Minor::ZERO,
            balance: Minor::ZERO,
            reversed_on: None,
            replayed: false,
            requested: true,
            relations: Vec::new(),
            charge: None,
        });
        id
    }

    pub(super) fn entered(&mut self, id: u32) -> Option<&mut Transaction> {
        self.transactions.iter_mut().find(|transaction| transaction.id == id)
    }

    /// Computes everything again that follows from what was done, as looked at on a business date.
    pub(super) fn rebuild(&mut self, today: Date, known: usize) {
        if self.looked_at.last().is_none_or(|last| *last < today) {
            self.looked_at.push(today);
        }
        self.renew_interest_refunds();
        let past = Past {
            terms: &self.terms,
            transactions: &self.transactions,
            charges: &self.charges,
            bends: &self.bends,
            looked_at: &self.looked_at,
        };
        let outcome = replay::replay(&past);
        let mut transactions = outcome.transactions;
        for (new, old) in transactions.iter_mut().zip(&self.transactions).take(known) {
            let moved = new.split != old.split
                || new.overpayment != old.overpayment
                || new.amount != old.amount;
            new.replayed |= moved && new.in_force();
        }
        // A debt of nothing was never given up.
        transactions.retain(|one| !one.was_for_nothing());
        self.transactions = transactions;
        self.charges = outcome.charges;
        self.installments = outcome.installments;
        self.overpaid = outcome.overpaid;
        self.model = outcome.model;
        self.restate();
    }

    fn restate(&mut self) {
        let lent = self.in_force(TransactionKind::Disbursement).next().is_some();
        let abandoned = self.in_force(TransactionKind::Abandonment).next().is_some();
        if !lent {
            return;
        }
        self.status = if abandoned {
            Status::Abandoned
        } else if self.overpaid > Minor::ZERO {
            Status::Overpaid
        } else if self.installments.iter().all(Installment::is_met) {
            Status::Closed
        } else {
            Status::Active
        };
    }
}
