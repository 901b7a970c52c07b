//! What a loan shows beside its table.

use primitives::amount::Minor;
use primitives::date::Date;

use super::delinquency::{Delinquency, DelinquencyRecord};
use super::journal::{Circumstances, JournalLine, Origin, lines};
use super::loan::{Loan, Status};
use super::operation::ChargeOffReason;
use super::replay::Bend;
use super::terms::Tranche;
use super::transaction::{Transaction, TransactionKind};

/// Which reminder goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminder {
    /// Before a due date.
    BeforeDue,
    /// After one that was missed.
    Overdue,
}

impl Loan {
    /// What changed the table besides transactions, in order of entry.
    pub fn bends(&self) -> &[Bend] {
        &self.bends
    }

    /// Payouts planned and made.
    pub fn tranches(&self) -> &[Tranche] {
        &self.servicing.tranches
    }

    /// The day and the amount of the payout meant by the approval, or by the application.
    pub fn planned_payout(&self) -> (Date, Minor) {
        (self.servicing.expected_on, self.servicing.approved)
    }

    /// What it was told about its lateness.
    pub fn delinquency_record(&self) -> &DelinquencyRecord {
        &self.servicing.delinquency
    }

    /// How far behind it is on a day. Only a running loan can be.
    pub fn delinquency(&self, on: Date) -> Delinquency {
        if self.status != Status::Active {
            return Delinquency::default();
        }
        let pauses = self.servicing.delinquency.pauses();
        self.terms.delinquency.measure(&self.dues(), &pauses, on)
    }

    /// Due dates and what is unpaid of each row.
    pub(super) fn dues(&self) -> Vec<(Date, Minor)> {
        self.installments.iter().map(|row| (row.due_on, row.outstanding().total())).collect()
    }

    /// The entries of one transaction in the books.
    pub fn journal(&self, transaction: &Transaction) -> Vec<JournalLine> {
        let origin = match self.servicing.charge_off_reason {
            Some(ChargeOffReason::Fraud) => Origin::Fraud,
            Some(ChargeOffReason::Delinquency) => Origin::Honest,
            _ if self.servicing.fraud => Origin::Fraud,
            _ => Origin::Honest,
        };
        let circumstances = Circumstances::of(&self.terms, &self.transactions, origin, transaction);
        lines(transaction, &circumstances)
    }

    /// The day on which nothing more was owed, or the rest was given up.
    pub fn closed_on(&self) -> Option<Date> {
        match self.status {
            Status::Closed => self.installments.iter().filter_map(|row| row.paid_on).max(),
            Status::Abandoned => {
                self.in_force(TransactionKind::Abandonment).last().map(|one| one.on)
            }
            _ => None,
        }
    }

    /// Whether a reminder goes out on a day: before a due date, or after one that was missed.
    pub fn reminded(&self, on: Date, reminder: Reminder) -> bool {
        let mut unpaid = self.installments.iter().filter(|row| !row.is_met());
        self.status == Status::Active
            && unpaid.any(|row| {
                let days = match reminder {
                    Reminder::BeforeDue => -i32::from(self.terms.remind_before),
                    Reminder::Overdue => i32::from(self.terms.remind_after),
                };
                row.due_on.plus_days(days) == on
            })
    }

    /// What was earned of a grant of deferred income, by booking; below nothing where it was taken
    /// back.
    pub fn earned_of(&self, grant: u32) -> Vec<(Date, Minor)> {
        let shares = self.servicing.earned.iter().filter(|share| share.grant == grant);
        shares
            .filter_map(|share| {
                let mut counting = self.transactions.iter().filter(|one| one.in_force());
                let one = counting.find(|one| one.id == share.transaction)?;
                Some((one.on, share.amount))
            })
            .collect()
    }

    /// What of a grant of deferred income was booked on or after the day the debt was given up.
    pub fn lost_income(&self, grant: u32) -> Minor {
        let given_up = self.in_force(TransactionKind::ChargeOff).last();
        let Some(given_up) = given_up else { return Minor::ZERO };
        let after = self.servicing.earned.iter().filter(|share| {
            let counts = self
                .transactions
                .iter()
                .any(|one| one.id == share.transaction && one.in_force() && one.id > given_up.id);
            share.grant == grant && counts
        });
        after.map(|share| share.amount).sum()
    }
}
