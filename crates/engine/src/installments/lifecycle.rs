//! Where a loan may go next: approval, limits, planned tranches, pauses; and every refusal of what
//! cannot be done.

use primitives::amount::Minor;
use primitives::date::Date;

use super::delinquency::{DelinquencyAction, DelinquencyRecord};
use super::earn::EarnedShare;
use super::limits::{Limits, tranche_for};
use super::loan::{Loan, Status};
use super::operation::{ChargeOffReason, Operation, OperationKind};
use super::refusal::Refusal;
use super::terms::{Disbursals, Terms, Tranche};
use super::transaction::{Transaction, TransactionKind};

/// The most any amount may be.
const MOST: Minor = Minor(1_000_000_000_000_000);

/// What a loan remembers beside its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Servicing {
    /// What was approved.
    pub approved: Minor,
    /// When.
    pub approved_on: Option<Date>,
    /// When the first payout is meant to be made.
    pub expected_on: Date,
    /// Payouts planned and made.
    pub tranches: Vec<Tranche>,
    /// How late it was told to be.
    pub delinquency: DelinquencyRecord,
    /// The last day that was closed.
    pub closed_through: Option<Date>,
    /// Whether it was obtained by fraud.
    pub fraud: bool,
    /// Why it was charged off last, where that was told.
    pub charge_off_reason: Option<ChargeOffReason>,
    /// What of deferred income was earned, by grant.
    pub earned: Vec<EarnedShare>,
}

impl Servicing {
    /// Of a loan applied for.
    pub fn new(terms: &Terms) -> Servicing {
        Servicing {
            approved: terms.principal,
            approved_on: None,
            expected_on: terms.expected_disbursement_on,
            tranches: terms.tranches.clone(),
            delinquency: DelinquencyRecord::default(),
            closed_through: None,
            fraud: false,
            charge_off_reason: None,
            earned: Vec::new(),
        }
    }
}

impl Loan {
    /// The limits as they stand.
    pub fn limits(&self) -> Limits {
        let sum = |kind| self.in_force(kind).map(|one| one.amount).sum::<Minor>();
        // A part planned again, for the same day and amount, is the same part.
        let tranches = self.servicing.tranches.iter().enumerate();
        let open = tranches.filter(|(_, one)| one.disbursed_on.is_none());
        let planned = open
            .filter(|(index, one)| !self.servicing.tranches[..*index].contains(one))
            .map(|(_, one)| one);
        Limits {
            applied: self.terms.principal,
            over_applied: self.terms.over_applied,
            approved: self.servicing.approved,
            disbursed: sum(TransactionKind::Disbursement),
            capitalized: sum(TransactionKind::CapitalizedIncome),
            adjusted: sum(TransactionKind::CapitalizedIncomeAdjustment),
            planned: planned.map(|one| one.principal).sum(),
        }
    }

    /// Transactions of a kind that count, oldest first.
    pub fn in_force(&self, kind: TransactionKind) -> impl Iterator<Item = &Transaction> {
        self.transactions.iter().filter(move |one| one.in_force() && one.kind == kind)
    }

    /// Does what moves no money: decisions, limits, plans, pauses.
    pub(super) fn grant(&mut self, operation: &Operation) -> Result<(), Refusal> {
        let on = operation.on;
        match &operation.kind {
            OperationKind::Approve { amount, expected_disbursement_on } => {
                self.approve(*amount, operation)?;
                self.servicing.expected_on = *expected_disbursement_on;
                Ok(())
            }
            OperationKind::UndoApproval => {
                self.in_status(&[Status::Approved])?;
                self.servicing.approved = self.terms.principal;
                self.servicing.approved_on = None;
                self.status = Status::Submitted;
                Ok(())
            }
            OperationKind::Reject => self.decide(Status::Rejected, operation),
            OperationKind::Withdraw => self.decide(Status::Withdrawn, operation),
            OperationKind::PlanTranche(tranche) => self.plan(*tranche),
            OperationKind::ChangeApprovedAmount(amount) => self.change_approved(*amount),
            OperationKind::ChangeAvailableDisbursement(amount) => self.change_available(*amount),
            OperationKind::PauseDelinquency { until } => self.pause_delinquency(on, *until),
            OperationKind::ResumeDelinquency => self.resume_delinquency(on, operation.entered_on),
            OperationKind::MarkFraud(fraud) => {
                self.servicing.fraud = *fraud;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn in_status(&self, allowed: &[Status]) -> Result<(), Refusal> {
        if allowed.contains(&self.status) { Ok(()) } else { Err(Refusal::WrongStatus) }
    }

    fn approve(&mut self, amount: Minor, operation: &Operation) -> Result<(), Refusal> {
        self.in_status(&[Status::Submitted])?;
        within_range(amount)?;
        not_in_future(operation)?;
        if operation.on < self.terms.submitted_on {
            return Err(Refusal::DateBeforeApproval);
        }
        if !self.limits().lets_approve(amount) {
            return Err(Refusal::AboveLimit);
        }
        self.servicing.approved = amount;
        self.servicing.approved_on = Some(operation.on);
        self.status = Status::Approved;
        Ok(())
    }

    fn decide(&mut self, status: Status, operation: &Operation) -> Result<(), Refusal> {
        self.in_status(&[Status::Submitted])?;
        not_in_future(operation)?;
        self.status = status;
        Ok(())
    }

    fn plan(&mut self, tranche: Tranche) -> Result<(), Refusal> {
        self.in_status(&[Status::Approved, Status::Active])?;
        within_range(tranche.principal)?;
        let Disbursals::Several { planned: true, .. } = self.terms.disbursals else {
            return Err(Refusal::NotAgreed);
        };
        if tranche.principal > self.limits().ceiling() {
            return Err(Refusal::AboveLimit);
        }
        self.servicing.tranches.push(Tranche { disbursed_on: None, ..tranche });
        Ok(())
    }

    fn change_approved(&mut self, amount: Minor) -> Result<(), Refusal> {
        self.in_status(&[Status::Approved, Status::Active])?;
        within_range(amount)?;
        let limits = self.limits();
        if !limits.lets_approve(amount) || !limits.fits(amount) {
            return Err(Refusal::AboveLimit);
        }
        self.servicing.approved = amount;
        Ok(())
    }

    fn change_available(&mut self, amount: Minor) -> Result<(), Refusal> {
        self.in_status(&[Status::Approved, Status::Active])?;
        let limits = self.limits();
        if amount < Minor::ZERO || amount > MOST {
            return Err(Refusal::AmountNotPositive);
        }
        if amount == Minor::ZERO && limits.disbursed == Minor::ZERO {
            return Err(Refusal::AmountNotPositive);
        }
        let approved = limits.approved_for(amount);
        if !limits.lets_approve(approved) || !limits.fits(approved) {
            return Err(Refusal::AboveLimit);
        }
        self.servicing.approved = approved;
        Ok(())
    }

    fn pause_delinquency(&mut self, start: Date, end: Date) -> Result<(), Refusal> {
        self.in_status(&[Status::Active])?;
        if end < start {
            return Err(Refusal::DatesReversed);
        }
        if self.servicing.delinquency.overlaps(start, end) {
            return Err(Refusal::PauseOverlaps);
        }
        self.servicing.delinquency.note(DelinquencyAction::Pause { start, end });
        Ok(())
    }

    fn resume_delinquency(&mut self, start: Date, today: Date) -> Result<(), Refusal> {
        self.in_status(&[Status::Active])?;
        if start != today {
            return Err(Refusal::NotToday);
        }
        if !self.servicing.delinquency.is_paused_on(start) {
            return Err(Refusal::NotPaused);
        }
        self.servicing.delinquency.note(DelinquencyAction::Resume { start });
        Ok(())
    }

    /// The planned payout a payout stands for becomes one that was made. One that was not planned
    /// is remembered as well.
    pub(super) fn take_tranche(&mut self, on: Date, amount: Minor) {
        let made = Tranche { expected_on: on, disbursed_on: Some(on), principal: amount };
        match tranche_for(&self.servicing.tranches, on) {
            Some(index) => {
                let tranche = &mut self.servicing.tranches[index];
                *tranche = Tranche { expected_on: tranche.expected_on, ..made };
            }
            None => {
                let expected_on = self.servicing.expected_on;
                self.servicing.tranches.push(Tranche { expected_on, ..made });
            }
        }
    }

    /// Payouts undone: all of them are planned again, or the newest is taken out of the plan.
    pub(super) fn return_tranches(&mut self, all: bool) {
        let tranches = &mut self.servicing.tranches;
        if all {
            tranches.iter_mut().for_each(|tranche| tranche.disbursed_on = None);
            if !self.terms.disbursals.are_planned() {
                tranches.clear();
            }
            return;
        }
        let made = tranches.iter().enumerate().filter(|(_, one)| one.disbursed_on.is_some());
        let newest = made.max_by_key(|(index, one)| (one.disbursed_on, *index));
        if let Some((index, _)) = newest {
            tranches.remove(index);
        }
    }
}

/// An amount above nothing and within what a loan can be.
pub(super) fn within_range(amount: Minor) -> Result<(), Refusal> {
    if amount <= Minor::ZERO {
        return Err(Refusal::AmountNotPositive);
    }
    if amount > MOST { Err(Refusal::AmountTooLarge) } else { Ok(()) }
}

/// A date that has come.
pub(super) fn not_in_future(operation: &Operation) -> Result<(), Refusal> {
    if operation.on > operation.entered_on { Err(Refusal::DateInFuture) } else { Ok(()) }
}

impl Disbursals {
    /// Whether every payout must have been planned.
    pub const fn are_planned(self) -> bool {
        matches!(self, Disbursals::Several { planned: true, .. })
    }
}
