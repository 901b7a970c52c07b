//! What is refused before money moves.

use primitives::amount::Minor;
use primitives::date::Date;

use super::lifecycle::{not_in_future, within_range};
use super::limits::tranche_for;
use super::loan::{Loan, Status};
use super::operation::{Operation, OperationKind, Reschedule};
use super::refusal::Refusal;
use super::terms::Disbursals;
use super::transaction::{Relation, Transaction, TransactionKind};

impl Loan {
    /// Refuses what cannot be done; the reasons are looked at in the order of the code.
    pub(super) fn check(&self, operation: &Operation) -> Result<(), Refusal> {
        use OperationKind::*;
        match &operation.kind {
            Disburse { amount, .. } => self.check_disbursal(*amount, operation),
            UndoDisbursal | UndoLastDisbursal => self.check_undo_disbursal(),
            Pay { amount, kind, .. } => {
                within_range(*amount)?;
                if !kind.pays() {
                    return Err(Refusal::NotAgreed);
                }
                self.check_money(operation)
            }
            PayOff => self.check_money(operation),
            RefundCredit { amount } => self.check_credit_refund(*amount, operation),
            RefundInterest { of, amount } => self.check_interest_refund(*of, *amount),
            Reverse { transaction } | Correct { transaction, .. } => {
                self.check_reversal(*transaction)
            }
            Chargeback { of, amount } => self.check_chargeback(*of, *amount),
            AddCharge { .. } => self.check_charge(),
            WaiveCharge { charge } | UndoWaiveCharge { charge } => self.known_charge(*charge),
            AdjustCharge { charge, amount } => self.check_adjustment(*charge, *amount),
            ChargeOff { .. } => self.check_charge_off(operation),
            UndoChargeOff => self.undoes(TransactionKind::ChargeOff),
            Abandonment => self.running(operation.on),
            Reschedule(change) => self.check_reschedule(change),
            Reage { .. } | Reamortize => self.running(operation.on),
            UndoReage => self.undoes(TransactionKind::Reage),
            UndoReamortize => self.undoes(TransactionKind::Reamortize),
            PauseInterest { through } => self.check_pause(operation.on, *through),
            Terminate => self.running(operation.on),
            UndoTerminate => self.undoes(TransactionKind::ContractTermination),
            CapitalizeIncome { amount } => self.check_capitalization(*amount, operation),
            AdjustCapitalizedIncome { of, amount } => {
                self.check_taking_back(TransactionKind::CapitalizedIncome, *of, *amount, operation)
            }
            BuyDownFee { amount } => self.check_buy_down(*amount, operation),
            AdjustBuyDownFee { of, amount } => {
                self.check_taking_back(TransactionKind::BuyDownFee, *of, *amount, operation)
            }
            _ => Ok(()),
        }
    }

    fn paid_out(&self) -> bool {
        matches!(self.status, Status::Active | Status::Closed | Status::Overpaid)
    }

    fn charged_off_on(&self) -> Option<Date> {
        self.in_force(TransactionKind::ChargeOff).last().map(|one| one.on)
    }

    fn running(&self, on: Date) -> Result<(), Refusal> {
        if self.status != Status::Active {
            return Err(Refusal::WrongStatus);
        }
        self.after_disbursal(on)
    }

    fn after_disbursal(&self, on: Date) -> Result<(), Refusal> {
        let first = self.in_force(TransactionKind::Disbursement).map(|one| one.on).min();
        let before = first.is_none_or(|first| on < first);
        if before { Err(Refusal::DateBeforeDisbursal) } else { Ok(()) }
    }

    fn check_money(&self, operation: &Operation) -> Result<(), Refusal> {
        not_in_future(operation)?;
        if !self.paid_out() {
            return Err(Refusal::WrongStatus);
        }
        self.after_disbursal(operation.on)
    }

    fn check_disbursal(&self, amount: Minor, operation: &Operation) -> Result<(), Refusal> {
        within_range(amount)?;
        not_in_future(operation)?;
        let first = self.in_force(TransactionKind::Disbursement).next().is_none();
        let allowed = if first { self.status == Status::Approved } else { self.paid_out() };
        if !allowed {
            return Err(Refusal::WrongStatus);
        }
        if self.servicing.approved_on.is_none_or(|approved| operation.on < approved) {
            return Err(Refusal::DateBeforeApproval);
        }
        if self.charged_off_on().is_some() {
            return Err(Refusal::ChargedOff);
        }
        let tranche = tranche_for(&self.servicing.tranches, operation.on);
        match self.terms.disbursals {
            Disbursals::Single if !first => return Err(Refusal::NotAgreed),
            Disbursals::Several { planned: true, .. } if tranche.is_none() => {
                return Err(Refusal::NotPlanned);
            }
            Disbursals::Several { most, .. } => {
                let made = self.in_force(TransactionKind::Disbursement).count();
                if made >= usize::from(most) {
                    return Err(Refusal::NotAgreed);
                }
            }
            Disbursals::Single => {}
        }
        let taken = tranche.map_or(Minor::ZERO, |index| self.servicing.tranches[index].principal);
        if self.limits().lets_disburse(amount, taken) { Ok(()) } else { Err(Refusal::AboveLimit) }
    }

    fn check_undo_disbursal(&self) -> Result<(), Refusal> {
        if !self.paid_out() || self.charged_off_on().is_some() {
            return Err(Refusal::WrongStatus);
        }
        Ok(())
    }

    fn check_credit_refund(&self, amount: Minor, operation: &Operation) -> Result<(), Refusal> {
        within_range(amount)?;
        not_in_future(operation)?;
        if self.status != Status::Overpaid {
            return Err(Refusal::WrongStatus);
        }
        if amount > self.overpaid { Err(Refusal::MoreThanThereIs) } else { Ok(()) }
    }

    fn transaction(&self, id: u32) -> Result<&Transaction, Refusal> {
        let found = self.transactions.iter().find(|one| one.id == id);
        found.ok_or(Refusal::TransactionUnknown)
    }

    fn known_charge(&self, id: u32) -> Result<(), Refusal> {
        let known = self.charges.iter().any(|charge| charge.id == id);
        if known { Ok(()) } else { Err(Refusal::ChargeUnknown) }
    }

    fn check_interest_refund(&self, of: u32, amount: Minor) -> Result<(), Refusal> {
        within_range(amount)?;
        let refund = self.transaction(of)?;
        let refunds = [TransactionKind::MerchantIssuedRefund, TransactionKind::PayoutRefund];
        if !refunds.contains(&refund.kind) || !refund.in_force() {
            return Err(Refusal::NotAgreed);
        }
        let given = self
            .in_force(TransactionKind::InterestRefund)
            .any(|one| one.relations.contains(&Relation::RelatedTo(of)));
        if given { Err(Refusal::AlreadyDone) } else { Ok(()) }
    }

    fn check_reversal(&self, id: u32) -> Result<(), Refusal> {
        let transaction = self.transaction(id)?;
        if !transaction.in_force() {
            return Err(Refusal::AlreadyReversed);
        }
        if self.status == Status::Abandoned {
            return Err(Refusal::WrongStatus);
        }
        let fixed = [
            TransactionKind::Disbursement,
            TransactionKind::InterestRefund,
            TransactionKind::ChargeOff,
            TransactionKind::Abandonment,
        ];
        if fixed.contains(&transaction.kind) {
            return Err(Refusal::NotReversible);
        }
        let adjusted = self
            .transactions
            .iter()
            .any(|one| one.in_force() && one.relations.contains(&Relation::Adjusts(id)));
        if adjusted { Err(Refusal::NotReversible) } else { Ok(()) }
    }

    fn check_chargeback(&self, of: u32, amount: Minor) -> Result<(), Refusal> {
        within_range(amount)?;
        let payment = self.transaction(of)?;
        if !payment.in_force() || !payment.kind.pays() {
            return Err(Refusal::NotReversible);
        }
        let before: Minor = self
            .in_force(TransactionKind::Chargeback)
            .filter(|one| one.relations.contains(&Relation::ChargebackOf(of)))
            .map(|one| one.amount)
            .sum();
        if before + amount > payment.amount { Err(Refusal::MoreThanThereIs) } else { Ok(()) }
    }

    fn check_charge(&self) -> Result<(), Refusal> {
        if self.charged_off_on().is_some() {
            return Err(Refusal::ChargedOff);
        }
        match self.status {
            Status::Rejected | Status::Withdrawn | Status::Abandoned => Err(Refusal::WrongStatus),
            _ => Ok(()),
        }
    }

    fn check_adjustment(&self, id: u32, amount: Minor) -> Result<(), Refusal> {
        within_range(amount)?;
        self.known_charge(id)?;
        let charge = self.charges.iter().find(|charge| charge.id == id);
        let given: Minor = self
            .in_force(TransactionKind::ChargeAdjustment)
            .filter(|one| one.charge == Some(id))
            .map(|one| one.amount)
            .sum();
        let left = charge.map_or(Minor::ZERO, |charge| charge.amount - charge.waived - given);
        if amount > left { Err(Refusal::MoreThanThereIs) } else { Ok(()) }
    }

    /// Nothing that moved money may lie after a charge-off, not even something undone.
    fn check_charge_off(&self, operation: &Operation) -> Result<(), Refusal> {
        not_in_future(operation)?;
        self.running(operation.on)?;
        if self.charged_off_on().is_some() {
            return Err(Refusal::ChargedOff);
        }
        let moved = self
            .transactions
            .iter()
            .any(|one| one.in_force() && one.on > operation.on && !one.kind.earns());
        let charged =
            self.charges.iter().any(|charge| charge.active && charge.entered_on > operation.on);
        if moved || charged { Err(Refusal::MovementAfter) } else { Ok(()) }
    }

    fn undoes(&self, kind: TransactionKind) -> Result<(), Refusal> {
        let done = self.in_force(kind).next().is_some();
        if done { Ok(()) } else { Err(Refusal::NothingToUndo) }
    }

    fn check_reschedule(&self, change: &Reschedule) -> Result<(), Refusal> {
        // The rate may be set right for days before the debt was given up.
        let only_rate =
            *change == Reschedule { new_rate: change.new_rate, ..Reschedule::default() };
        if self.charged_off_on().is_some() && !only_rate {
            return Err(Refusal::ChargedOff);
        }
        let may_be_set = only_rate && self.status == Status::Abandoned;
        if !(self.paid_out() || may_be_set) {
            return Err(Refusal::WrongStatus);
        }
        let Some(rate) = change.new_rate else { return Ok(()) };
        if self.terms.rate_bounds.allow(rate) { Ok(()) } else { Err(Refusal::RateOutOfBounds) }
    }

    fn check_pause(&self, start: Date, through: Date) -> Result<(), Refusal> {
        if self.status != Status::Active {
            return Err(Refusal::WrongStatus);
        }
        if through < start {
            return Err(Refusal::DatesReversed);
        }
        if self.terms.rate.percent.is_zero() || self.terms.recalculation.is_none() {
            return Err(Refusal::NotAgreed);
        }
        self.after_disbursal(start)
    }

    fn check_capitalization(&self, amount: Minor, operation: &Operation) -> Result<(), Refusal> {
        within_range(amount)?;
        not_in_future(operation)?;
        if self.terms.capitalized_income.is_none() {
            return Err(Refusal::NotAgreed);
        }
        self.check_money(operation)?;
        if self.limits().lets_capitalize(amount) { Ok(()) } else { Err(Refusal::AboveLimit) }
    }

    fn check_buy_down(&self, amount: Minor, operation: &Operation) -> Result<(), Refusal> {
        within_range(amount)?;
        not_in_future(operation)?;
        if self.terms.buy_down_fee.is_none() {
            return Err(Refusal::NotAgreed);
        }
        self.running(operation.on)
    }

    fn check_taking_back(
        &self,
        kind: TransactionKind,
        of: u32,
        amount: Minor,
        operation: &Operation,
    ) -> Result<(), Refusal> {
        within_range(amount)?;
        not_in_future(operation)?;
        let original = self.transaction(of)?;
        if original.kind != kind || !original.in_force() {
            return Err(Refusal::NotReversible);
        }
        let before: Minor = self
            .transactions
            .iter()
            .filter(|one| one.in_force() && one.relations.contains(&Relation::Adjusts(of)))
            .map(|one| one.amount)
            .sum();
        if before + amount > original.amount { Err(Refusal::MoreThanThereIs) } else { Ok(()) }
    }
}
