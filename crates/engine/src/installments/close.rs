//! What the calendar alone brings: the close of a day.

use primitives::amount::Minor;
use primitives::date::Date;

use super::accruals::{Booking, Earnings};
use super::charge::{Charge, ChargeTerms, ChargeTime};
use super::charges::Base;
use super::installment::{Installment, InstallmentKind};
use super::loan::{Loan, Status};
use super::operation::{Operation, OperationKind};
use super::portions::Portions;
use super::terms::{Accounting, ChargeOffBehaviour, ScheduleKind};
use super::transaction::{Relation, Transaction, TransactionKind};

impl Loan {
    /// Closes a day, as seen on the next: lateness is told, income is booked.
    pub(super) fn close(&mut self, day: Date) {
        if self.servicing.closed_through.is_some_and(|closed| day <= closed) {
            return;
        }
        self.servicing.closed_through = Some(day);
        if self.status != Status::Active {
            return;
        }
        let today = day.plus_days(1);
        if !self.servicing.delinquency.is_paused_on(today) {
            self.tell_lateness(today);
        }
        self.charge_overdue(day);
        self.look_again(today);
        self.accrue(day, today);
        self.earn_deferred(day, today);
    }

    /// Charges for instalments that have become overdue: one of each kind for each.
    fn charge_overdue(&mut self, day: Date) {
        let of_product = self.terms.charges.iter().filter(|one| one.time == ChargeTime::Overdue);
        let of_product: Vec<ChargeTerms> = of_product.cloned().collect();
        let overdue: Vec<Installment> = self
            .installments
            .iter()
            .filter(|row| row.kind == InstallmentKind::Regular)
            .filter(|row| row.due_on <= day && !row.is_met())
            .cloned()
            .collect();
        let known = self.charges.len();
        for terms in &of_product {
            for row in &overdue {
                self.charge_for(terms, row, day);
            }
        }
        if self.charges.len() > known {
            let transactions = self.transactions.len();
            self.rebuild(day.plus_days(1), transactions);
        }
    }

    fn charge_for(&mut self, terms: &ChargeTerms, row: &Installment, day: Date) {
        let is_charged = |charge: &Charge| {
            charge.terms.time == ChargeTime::Overdue
                && charge.terms.name == terms.name
                && charge.due_on == Some(row.due_on)
        };
        if self.charges.iter().any(is_charged) {
            return;
        }
        let left = row.outstanding();
        let base = Base { principal: left.principal, interest: left.interest };
        let amount = terms.assess(base, self.terms.currency.decimals());
        self.add_charge(terms, Some(row.due_on), day);
        if let Some(charge) = self.charges.last_mut() {
            charge.amount = amount;
        }
    }

    /// Late principal earns on: what is overdue is looked at again.
    fn look_again(&mut self, today: Date) {
        let overdue = self.installments.iter().any(|row| row.due_on < today && !row.is_met());
        if overdue && self.terms.recalculation.is_some() && !self.gives_up() {
            let known = self.transactions.len();
            self.rebuild(today, known);
        }
    }

    /// What follows once money moved: lateness is told anew, and a loan that ended earns its rest.
    pub(super) fn after_money(&mut self, operation: &Operation) {
        let today = operation.entered_on;
        self.tell_lateness(today);
        self.retell_activity(today);
        match operation.kind {
            OperationKind::UndoChargeOff => self.take_back_given_up(),
            OperationKind::AdjustCapitalizedIncome { .. } => self.cut_earned(operation.on, today),
            OperationKind::AdjustBuyDownFee { .. } => self.cut_earned(operation.on, today),
            _ => {}
        }
        self.accrue_late_charge(operation);
        let ended = self.earning_ended_on();
        if matches!(self.status, Status::Closed | Status::Overpaid) {
            self.accrue_rest(operation.on, today);
        } else if ends_earning(&operation.kind) {
            self.earn_deferred_rest(operation.on, today);
        } else if let Some(on) = ended {
            self.accrue_given_up(on, today);
        }
    }

    /// The day from which nothing more is earned because interest was ended or everything fell due.
    fn earning_ended_on(&self) -> Option<Date> {
        let terminated = self.in_force(TransactionKind::ContractTermination).last();
        let charged_off = self
            .in_force(TransactionKind::ChargeOff)
            .last()
            .filter(|_| self.terms.charge_off != ChargeOffBehaviour::Regular);
        terminated.or(charged_off).map(|one| one.on)
    }

    /// What comes before a debt is given up: income up to its day, and none booked beyond it.
    pub(super) fn before_money(&mut self, operation: &Operation) {
        if !ends_earning(&operation.kind) {
            return;
        }
        if let OperationKind::ChargeOff { reason } = operation.kind {
            self.servicing.charge_off_reason = reason;
        }
        let (on, today) = (operation.on, operation.entered_on);
        self.take_back_accruals_after(on, today);
        if self.terms.recalculation.is_some() {
            let known = self.transactions.len();
            self.rebuild(today, known);
        }
        if !matches!(operation.kind, OperationKind::Abandonment) {
            self.accrue_given_up(on, today);
            self.earn_deferred_by(on, today);
        }
    }

    /// Income booked for days after a date that is now an end is undone.
    fn take_back_accruals_after(&mut self, on: Date, today: Date) {
        for one in self.transactions.iter_mut().filter(|one| one.in_force() && one.on > on) {
            if matches!(one.kind, TransactionKind::Accrual | TransactionKind::AccrualAdjustment) {
                one.reversed_on = Some(today);
            }
        }
    }

    fn accrue_given_up(&mut self, on: Date, today: Date) {
        if self.terms.accounting == Accounting::Accrual {
            let bookings = self.earnings().give_up(on);
            self.book(bookings, today);
        }
    }

    /// A charge past maturity is earned on its day where the house says so.
    fn accrue_late_charge(&mut self, operation: &Operation) {
        let OperationKind::AddCharge { due_on: Some(due_on), .. } = operation.kind else { return };
        let regular =
            self.installments.iter().filter(|row| row.kind != InstallmentKind::Additional);
        let past = regular.map(|row| row.due_on).max().is_some_and(|maturity| due_on > maturity);
        if past && self.practice.accrue_charges_after_maturity && self.status == Status::Active {
            let Some(charge) = self.charges.last() else { return };
            let split = Portions::only(charge.terms.component(), charge.amount);
            let booking = Booking { kind: TransactionKind::Accrual, on: due_on, split };
            self.book(vec![booking], operation.entered_on);
        }
    }

    /// What was told of a due date is told anew where the table says otherwise by now.
    fn retell_activity(&mut self, today: Date) {
        let running = self.status == Status::Active;
        let closed_through = self.servicing.closed_through;
        let charged = |on: Date| -> Option<Portions> {
            let told = !running || closed_through.is_some_and(|day| on <= day);
            let row = self.installments.iter().find(|row| told && row.due_on == on)?;
            Some(Portions { principal: Minor::ZERO, ..row.due - row.waived })
        };
        let told = self.transactions.iter().enumerate();
        let told =
            told.filter(|(_, one)| one.in_force() && one.kind == TransactionKind::AccrualActivity);
        let changes: Vec<(usize, Option<Portions>)> = told
            .filter_map(|(index, one)| match charged(one.on) {
                Some(split) if split == one.split => None,
                Some(split) if split.total() > Minor::ZERO => Some((index, Some(split))),
                Some(_) => Some((index, None)),
                None => running.then_some((index, None)),
            })
            .collect();
        let dropped = changes.iter().any(|(_, split)| split.is_none());
        for (index, split) in changes {
            let one = &mut self.transactions[index];
            match split {
                Some(split) => {
                    one.split = split;
                    one.amount = split.total();
                    one.replayed = true;
                }
                None => one.reversed_on = Some(one.on),
            }
        }
        if running && dropped {
            self.tell_reopened(today);
        }
    }

    /// A loan that is open again tells what fell due long before; the first stands for what was
    /// told when it closed.
    fn tell_reopened(&mut self, today: Date) {
        let known = self.transactions.len();
        self.tell_activity(today.plus_days(-1), today);
        if let Some(first) = self.transactions.get_mut(known) {
            first.replayed = true;
        }
    }

    /// Income up to a day, outside the close of a day.
    pub fn accrue_through(&mut self, day: Date, today: Date) {
        if self.terms.accounting == Accounting::Accrual && !self.gives_up() {
            let bookings = self.earnings().close_day(day);
            self.book(bookings, today);
        }
    }

    /// What fell due by a day and was not told yet.
    pub fn tell_activity(&mut self, day: Date, today: Date) {
        if self.terms.accrual_activity {
            let bookings = self.earnings().activity(day);
            self.book(bookings, today);
        }
    }

    /// Sets the range of lateness as it is on a day.
    pub(super) fn tell_lateness(&mut self, on: Date) {
        let dues = self.dues();
        let record = &mut self.servicing.delinquency;
        if self.status == Status::Active {
            record.refresh(&self.terms.delinquency, &dues, on);
        } else {
            record.lift(on);
        }
    }

    pub(super) fn earnings(&self) -> Earnings<'_> {
        Earnings {
            terms: &self.terms,
            charge_accrual: self.practice.charge_accrual,
            model: self.model.as_ref().filter(|_| self.terms.schedule == ScheduleKind::Progressive),
            rows: &self.installments,
            charges: &self.charges,
            transactions: &self.transactions,
        }
    }

    pub(super) fn gives_up(&self) -> bool {
        [
            TransactionKind::ChargeOff,
            TransactionKind::Abandonment,
            TransactionKind::ContractTermination,
        ]
        .into_iter()
        .any(|kind| self.in_force(kind).next().is_some())
    }

    /// Books what was earned by a day.
    pub(super) fn accrue(&mut self, day: Date, today: Date) {
        if self.terms.accounting != Accounting::Accrual {
            return;
        }
        self.accrue_through(day, today);
        self.tell_activity(day, today);
    }

    /// Books what is still to be earned when the loan ends; a plan that follows what was paid knows
    /// no income for days after it.
    pub(super) fn accrue_rest(&mut self, on: Date, today: Date) {
        let cumulative = self.terms.schedule == ScheduleKind::Cumulative;
        if cumulative && self.terms.recalculation.is_some() {
            self.take_back_accruals_after(on, today);
        }
        if self.terms.accounting == Accounting::Accrual && !self.gives_up() {
            let last = self.installments.iter().map(|row| row.due_on).max();
            let booked_on = last.map_or(today, |last| today.min(last).max(on));
            let bookings = self.earnings().close_loan(booked_on);
            self.book(bookings, today);
        }
        if self.terms.accrual_activity {
            let bookings = self.earnings().last_activity(on);
            self.book(bookings, today);
        }
        self.earn_deferred_rest(on, today);
    }

    fn book(&mut self, bookings: Vec<Booking>, today: Date) {
        for booking in bookings {
            self.enter_booking(booking.kind, booking.on, today, booking.split, Vec::new());
        }
    }

    pub(super) fn enter_booking(
        &mut self,
        kind: TransactionKind,
        on: Date,
        today: Date,
        split: Portions,
        relations: Vec<Relation>,
    ) -> u32 {
        let id = self.transactions.iter().map(|one| one.id).max().unwrap_or(0) + 1;
        self.transactions.push(Transaction {
            id,
            kind,
            on,
            entered_on: today,
            amount: split.total(),
            split,
            overpayment: Minor::ZERO,
            balance: Minor::ZERO,
            reversed_on: None,
            replayed: false,
            requested: false,
            relations,
            charge: None,
        });
        id
    }
}

/// Whether an operation ends what a loan earns while it is still owed.
const fn ends_earning(kind: &OperationKind) -> bool {
    matches!(
        kind,
        OperationKind::ChargeOff { .. } | OperationKind::Terminate | OperationKind::Abandonment
    )
}
