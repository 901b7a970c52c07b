//! Doing an operation: the transactions and changes it makes, then everything that follows.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::significant::Significant;

use super::charge::{Charge, ChargeTerms, ChargeTime};
use super::charges::Base;
use super::loan::{Loan, Status};
use super::operation::{Operation, OperationKind, Reschedule};
use super::portions::Portions;
use super::progressive::Model;
use super::refusal::Refusal;
use super::replay::{Bend, BendKind};
use super::respread::Respread;
use super::terms::ScheduleKind;
use super::transaction::{Relation, Transaction, TransactionKind};

impl Loan {
    pub(super) fn perform(&mut self, operation: &Operation) -> Result<(), Refusal> {
        use OperationKind::*;
        let today = operation.entered_on;
        match &operation.kind {
            Approve { .. }
            | UndoApproval
            | Reject
            | Withdraw
            | PlanTranche(_)
            | ChangeApprovedAmount(_)
            | ChangeAvailableDisbursement(_)
            | PauseDelinquency { .. }
            | ResumeDelinquency
            | MarkFraud(_) => {
                self.grant(operation)?;
                if let PlanTranche(tranche) = &operation.kind {
                    self.charge_tranche(tranche.expected_on, today);
                }
                self.preview();
                return Ok(());
            }
            _ => self.check(operation)?,
        }
        self.before_money(operation);
        let known = self.transactions.len();
        self.enter_operation(operation)?;
        self.rebuild(today, known);
        self.after_money(operation);
        self.preview();
        Ok(())
    }

    fn enter_operation(&mut self, operation: &Operation) -> Result<(), Refusal> {
        use OperationKind::*;
        let today = operation.entered_on;
        match &operation.kind {
            Disburse { .. } => self.disburse(operation),
            UndoDisbursal => self.undo_disbursal(today),
            UndoLastDisbursal => self.undo_last_disbursal(today),
            Pay { kind, amount, refund_interest } => {
                let id = self.enter(*kind, operation, *amount);
                self.refund_interest(operation, id, *refund_interest);
            }
            PayOff => {
                let amount = self.payoff(operation.on);
                self.enter(TransactionKind::Repayment, operation, amount);
            }
            RefundCredit { amount } => {
                self.enter(TransactionKind::CreditBalanceRefund, operation, *amount);
            }
            RefundInterest { of, amount } => {
                self.enter_related(
                    TransactionKind::InterestRefund,
                    operation,
                    *amount,
                    Relation::RelatedTo(*of),
                );
            }
            Reverse { transaction } => self.reverse(*transaction, today),
            Correct { transaction, amount } => {
                let kind = self.entered(*transaction).ok_or(Refusal::TransactionUnknown)?.kind;
                self.reverse(*transaction, today);
                self.enter(kind, operation, *amount);
            }
            Chargeback { of, amount } => {
                self.enter_related(
                    TransactionKind::Chargeback,
                    operation,
                    *amount,
                    Relation::ChargebackOf(*of),
                );
            }
            _ => self.enter_servicing(operation)?,
        }
        Ok(())
    }

    fn enter_servicing(&mut self, operation: &Operation) -> Result<(), Refusal> {
        use OperationKind::*;
        let today = operation.entered_on;
        match &operation.kind {
            AddCharge { terms, due_on } => self.add_charge(terms, *due_on, today),
            WaiveCharge { charge } => self.waive_charge(operation, *charge),
            UndoWaiveCharge { charge } => {
                let waiver = self
                    .in_force(TransactionKind::WaiveCharges)
                    .filter(|one| one.charge == Some(*charge));
                let id = waiver.last().map(|one| one.id).ok_or(Refusal::TransactionUnknown)?;
                self.reverse(id, today);
            }
            AdjustCharge { charge, amount } => {
                let id = self.enter(TransactionKind::ChargeAdjustment, operation, *amount);
                if let Some(entered) = self.entered(id) {
                    entered.charge = Some(*charge);
                }
            }
            _ => self.enter_change(operation),
        }
        Ok(())
    }

    /// Enters what changes the schedule rather than pays.
    fn enter_change(&mut self, operation: &Operation) {
        use OperationKind::*;
        let today = operation.entered_on;
        match &operation.kind {
            ChargeOff { .. } => {
                self.enter(TransactionKind::ChargeOff, operation, Minor::ZERO);
            }
            UndoChargeOff => self.reverse_last(TransactionKind::ChargeOff, today),
            Abandonment => {
                self.enter(TransactionKind::Abandonment, operation, Minor::ZERO);
            }
            Reschedule(change) => self.reschedule(operation, change),
            Reage { every, first_due, installments } => {
                // New rows that begin in the past count from their beginning.
                let on = operation.on.min(*first_due);
                let dated = Operation { on, ..operation.clone() };
                let id = self.enter(TransactionKind::Reage, &dated, Minor::ZERO);
                let (first_due, every, count) = (*first_due, *every, *installments);
                self.bend(&dated, BendKind::Reage(id, Respread { on, first_due, every, count }));
            }
            UndoReage => self.reverse_last(TransactionKind::Reage, today),
            Reamortize => {
                self.enter(TransactionKind::Reamortize, operation, Minor::ZERO);
            }
            UndoReamortize => self.reverse_last(TransactionKind::Reamortize, today),
            PauseInterest { through } => self.bend(operation, BendKind::Pause(*through)),
            Terminate => {
                self.enter(TransactionKind::ContractTermination, operation, Minor::ZERO);
            }
            UndoTerminate => self.reverse_last(TransactionKind::ContractTermination, today),
            _ => self.enter_deferred(operation),
        }
    }

    fn enter_deferred(&mut self, operation: &Operation) {
        use OperationKind::*;
        match &operation.kind {
            CapitalizeIncome { amount } => {
                self.enter(TransactionKind::CapitalizedIncome, operation, *amount);
            }
            AdjustCapitalizedIncome { of, amount } => {
                let kind = TransactionKind::CapitalizedIncomeAdjustment;
                self.enter_related(kind, operation, *amount, Relation::Adjusts(*of));
            }
            BuyDownFee { amount } => {
                self.enter(TransactionKind::BuyDownFee, operation, *amount);
            }
            AdjustBuyDownFee { of, amount } => {
                let kind = TransactionKind::BuyDownFeeAdjustment;
                self.enter_related(kind, operation, *amount, Relation::Adjusts(*of));
            }
            _ => {}
        }
    }

    fn enter_related(
        &mut self,
        kind: TransactionKind,
        operation: &Operation,
        amount: Minor,
        relation: Relation,
    ) {
        let id = self.enter(kind, operation, amount);
        if let Some(entered) = self.entered(id) {
            entered.relations.push(relation);
        }
    }

    fn bend(&mut self, operation: &Operation, kind: BendKind) {
        self.bends.push(Bend { on: operation.on, entered_on: operation.entered_on, kind });
    }

    fn disburse(&mut self, operation: &Operation) {
        let OperationKind::Disburse { amount, installment, first_due, automatic_down_payment } =
            operation.kind
        else {
            return;
        };
        let first = self.in_force(TransactionKind::Disbursement).next().is_none();
        self.take_tranche(operation.on, amount);
        let id = self.enter(TransactionKind::Disbursement, operation, amount);
        self.bend(operation, BendKind::Disbursal(id, installment, first_due));
        self.charge_disbursal(operation, amount, first);
        let Some(down) = self.terms.down_payment else { return };
        if automatic_down_payment.unwrap_or(down.automatic) {
            let part = (self.down_payment_of(amount) - self.overpaid).or_zero();
            if part > Minor::ZERO {
                self.enter(TransactionKind::DownPayment, operation, part);
            }
        }
    }

    /// The part of a disbursal that falls due at once.
    pub(super) fn down_payment_of(&self, amount: Minor) -> Minor {
        let Some(down) = self.terms.down_payment else { return Minor::ZERO };
        let decimals = self.terms.currency.decimals();
        let part = Significant::of_minor(amount, decimals) * down.percent;
        let part = part.over(Significant::whole(100)).to_minor(decimals);
        super::progressive::to_multiple(self.terms.multiple, part)
    }

    /// Charges taken from a disbursal.
    fn charge_disbursal(&mut self, operation: &Operation, amount: Minor, first: bool) {
        let decimals = self.terms.currency.decimals();
        let mut taken = Minor::ZERO;
        let planned = self.planned_interest();
        for charge in
            self.charges.iter_mut().filter(|charge| charge.active && charge.paid == Minor::ZERO)
        {
            let applies = match charge.terms.time {
                ChargeTime::Disbursement => first,
                ChargeTime::TrancheDisbursement => {
                    charge.due_on.is_none_or(|due| due == operation.on)
                }
                _ => false,
            };
            if applies {
                charge.amount =
                    charge.terms.assess(Base { principal: amount, interest: planned }, decimals);
                charge.paid = charge.amount;
                taken += charge.amount;
            }
        }
        if taken > Minor::ZERO {
            self.enter(TransactionKind::RepaymentAtDisbursement, operation, taken);
        }
    }

    fn planned_interest(&self) -> Minor {
        self.installments.iter().map(|row| row.due.interest).sum()
    }

    fn undo_disbursal(&mut self, today: Date) {
        self.return_tranches(true);
        for transaction in self.transactions.iter_mut().filter(|one| one.in_force()) {
            transaction.reversed_on = Some(today);
        }
        self.transactions.retain(|one| one.kind == TransactionKind::Disbursement);
        self.bends.clear();
        for charge in self.charges.iter_mut().filter(|charge| charge.terms.is_at_disbursal()) {
            charge.paid = Minor::ZERO;
        }
        self.looked_at.clear();
        self.status = Status::Approved;
    }

    fn undo_last_disbursal(&mut self, today: Date) {
        self.return_tranches(false);
        let last = self.in_force(TransactionKind::Disbursement).map(|one| (one.on, one.id)).max();
        let Some((on, id)) = last else { return };
        for transaction in self.transactions.iter_mut().filter(|one| one.in_force()) {
            let with_it = transaction.on == on
                && transaction.id > id
                && matches!(
                    transaction.kind,
                    TransactionKind::DownPayment | TransactionKind::RepaymentAtDisbursement
                );
            if transaction.id == id || with_it {
                transaction.reversed_on = Some(today);
            }
        }
    }

    pub(super) fn reverse(&mut self, id: u32, today: Date) {
        for transaction in self.transactions.iter_mut().filter(|one| one.in_force()) {
            let related = transaction.kind == TransactionKind::InterestRefund
                && transaction.relations.contains(&Relation::RelatedTo(id));
            if transaction.id == id || related {
                transaction.reversed_on = Some(today);
            }
        }
        self.bends.retain(|bend| !matches!(bend.kind, BendKind::Reage(of, _) if of == id));
    }

    fn reverse_last(&mut self, kind: TransactionKind, today: Date) {
        if let Some(id) = self.in_force(kind).last().map(|one| one.id) {
            self.reverse(id, today);
        }
    }

    pub(super) fn add_charge(&mut self, terms: &ChargeTerms, due_on: Option<Date>, today: Date) {
        let base = Base { principal: self.terms.principal, interest: self.planned_interest() };
        let amount = terms.assess(base, self.terms.currency.decimals());
        self.charges.push(Charge {
            id: self.charges.len() as u32 + 1,
            terms: terms.clone(),
            due_on,
            entered_on: today,
            entered_after: self.transactions.len() as u32,
            amount,
            paid: Minor::ZERO,
            waived: Minor::ZERO,
            abandoned: Minor::ZERO,
            active: true,
        });
    }

    /// Gives up what is left of a charge. The waiver tells what of it had been earned.
    fn waive_charge(&mut self, operation: &Operation, charge: u32) {
        let Some(waived) = self.charges.iter().find(|one| one.id == charge) else { return };
        let open = waived.outstanding();
        let component = waived.terms.component();
        let earned = if self.earnings().has_earned(waived) { open } else { Minor::ZERO };
        let id = self.enter(TransactionKind::WaiveCharges, operation, open);
        if let Some(entered) = self.entered(id) {
            entered.charge = Some(charge);
            entered.split = Portions::only(component, earned);
        }
    }

    fn reschedule(&mut self, operation: &Operation, change: &Reschedule) {
        match (self.terms.schedule, change.new_rate) {
            (ScheduleKind::Progressive, Some(rate)) => self.bend(operation, BendKind::Rate(rate)),
            _ => self.bend(operation, BendKind::Reschedule(*change)),
        }
    }

    /// Interest given back with a refund, where the terms say so.
    fn refund_interest(&mut self, operation: &Operation, of: u32, wanted: Option<bool>) {
        let OperationKind::Pay { kind, .. } = operation.kind else { return };
        let agreed = self.terms.interest_refund_on.contains(&kind);
        let fixed = self.gives_up() && self.terms.recalculation.is_none();
        if fixed || !wanted.unwrap_or(agreed) {
            return;
        }
        let amount = self.interest_to_refund(operation.on, of);
        if amount > Minor::ZERO {
            let relation = Relation::RelatedTo(of);
            self.enter_related(TransactionKind::InterestRefund, operation, amount, relation);
            if let Some(entered) = self.transactions.last_mut() {
                entered.requested = false;
            }
        }
    }

    /// Interest given back follows the history it is computed from.
    pub(super) fn renew_interest_refunds(&mut self) {
        let renewed = |one: &Transaction| {
            one.in_force() && !one.requested && one.kind == TransactionKind::InterestRefund
        };
        let indexes: Vec<usize> =
            (0..self.transactions.len()).filter(|at| renewed(&self.transactions[*at])).collect();
        for index in indexes {
            let of =
                self.transactions[index].relations.iter().find_map(|relation| match relation {
                    Relation::RelatedTo(id) => Some(*id),
                    _ => None,
                });
            let (on, of) = (self.transactions[index].on, of.unwrap_or(u32::MAX));
            self.transactions[index].amount = self.interest_to_refund(on, of);
        }
    }

    /// Interest that would not have been owed if what was refunded so far had never been lent.
    fn interest_to_refund(&self, on: Date, through: u32) -> Minor {
        let refunds = |kind: TransactionKind| self.terms.interest_refund_on.contains(&kind);
        let by_then = |one: &Transaction| one.on < on || one.on == on && one.id <= through;
        let earlier = |one: &Transaction| one.on < on || one.on == on && one.id < through;
        let mut as_owed = self.clone();
        as_owed.transactions.retain(|one| {
            let refunds = refunds(one.kind) || one.kind == TransactionKind::InterestRefund;
            one.on <= on && (!refunds || earlier(one))
        });
        let mut without = as_owed.clone();
        without
            .transactions
            .retain(|one| !refunds(one.kind) && one.kind != TransactionKind::InterestRefund);
        let refunded = self.transactions.iter().filter(|one| one.in_force() && by_then(one));
        let mut rest: Minor =
            refunded.clone().filter(|one| refunds(one.kind)).map(|one| one.amount).sum();
        let mut never_lent = without;
        let lent =
            |one: &&mut Transaction| one.in_force() && one.kind == TransactionKind::Disbursement;
        for lent in never_lent.transactions.iter_mut().filter(lent) {
            let part = rest.min(lent.amount);
            lent.amount -= part;
            rest -= part;
        }
        let given = refunded.filter(|one| one.kind == TransactionKind::InterestRefund);
        let given: Minor = given.map(|one| one.amount).sum();
        (as_owed.interest_by(on) - never_lent.interest_by(on) - given).or_zero()
    }

    fn interest_by(mut self, on: Date) -> Minor {
        for refund in self.transactions.iter_mut() {
            refund.requested = true;
        }
        self.transactions
            .retain(|one| one.kind != TransactionKind::Disbursement || one.amount > Minor::ZERO);
        self.looked_at = vec![on];
        let known = self.transactions.len();
        self.rebuild(on, known);
        self.model.map_or(Minor::ZERO, |model| model.interest_by(on))
    }

    /// The table as it will be when the money goes out as planned.
    pub(super) fn preview(&mut self) {
        let paid_out = self.in_force(TransactionKind::Disbursement).next().is_some();
        if paid_out {
            return;
        }
        let mut planned = self.clone();
        planned.terms.recalculation = None;
        let tranches: Vec<(Date, Minor)> = match self.terms.tranches.is_empty() {
            true => vec![self.planned_payout()],
            false => self
                .servicing
                .tranches
                .iter()
                .take(self.terms.tranches.len())
                .map(|one| (one.expected_on, one.principal))
                .collect(),
        };
        for (on, amount) in tranches {
            let operation = Operation { on, entered_on: on, kind: OperationKind::Reprocess };
            planned.enter(TransactionKind::Disbursement, &operation, amount);
        }
        let known = planned.transactions.len();
        planned.rebuild(self.terms.expected_disbursement_on, known);
        self.installments = planned.installments;
        self.charges = planned.charges;
        self.model = None;
        self.reassess_disbursal_charges();
    }

    /// What charges at disbursal will come to when the money goes out as planned.
    fn reassess_disbursal_charges(&mut self) {
        let (decimals, interest) = (self.terms.currency.decimals(), self.planned_interest());
        let whole = self.planned_payout().1;
        let tranches = &self.servicing.tranches;
        for charge in self.charges.iter_mut().filter(|one| one.terms.is_at_disbursal()) {
            let own = tranches.iter().find(|one| Some(one.expected_on) == charge.due_on);
            let principal = own.map_or(whole, |tranche| tranche.principal);
            charge.amount = charge.terms.assess(Base { principal, interest }, decimals);
        }
    }

    /// A charge of each disbursal is due with the planned one.
    pub(super) fn charge_tranche(&mut self, expected_on: Date, today: Date) {
        let each: Vec<ChargeTerms> = self
            .terms
            .charges
            .iter()
            .filter(|terms| terms.time == ChargeTime::TrancheDisbursement)
            .cloned()
            .collect();
        for terms in &each {
            self.add_charge(terms, Some(expected_on), today);
        }
    }
}

impl Model {
    /// All interest earned by a date.
    pub(super) fn interest_by(&self, on: Date) -> Minor {
        (0..self.rows.len())
            .filter(|index| self.rows[*index].from < on)
            .map(|index| {
                if self.rows[index].due_on <= on {
                    self.rows[index].due.interest
                } else {
                    self.earned_by(index, on)
                }
            })
            .sum()
    }
}
