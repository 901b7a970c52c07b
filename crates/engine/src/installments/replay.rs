//! Replay: the table and the split of every transaction, from everything that was done, in the
//! order of its dates.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::significant::Significant;

use super::charge::Charge;
use super::installment::{Installment, InstallmentKind};
use super::portions::{Component, Portions};
use super::progressive::{Flow, Model, Plan};
use super::terms::{Allocation, ChargeOffBehaviour, ScheduleKind, Terms};
use super::transaction::{Relation, Transaction, TransactionKind};
use super::{charge_off, charges, cumulative, respread, returned};

/// What a replay starts from.
pub(super) struct Past<'a> {
    pub terms: &'a Terms,
    pub transactions: &'a [Transaction],
    pub charges: &'a [Charge],
    pub bends: &'a [Bend],
    /// The date the table is looked at last.
    pub looked_at: &'a [Date],
}

/// What changes the table besides transactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bend {
    /// From when.
    pub on: Date,
    /// When it was entered.
    pub entered_on: Date,
    /// How.
    pub kind: BendKind,
}

/// How the table is bent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BendKind {
    /// Another rate, in per cent.
    Rate(Significant),
    /// No interest through a date.
    Pause(Date),
    /// Another schedule.
    Reschedule(super::operation::Reschedule),
    /// What a transaction of a disbursal brought with it: an agreed instalment, another first due.
    Disbursal(u32, Option<Minor>, Option<Date>),
    /// What a re-age brought with it.
    Reage(u32, respread::Respread),
}

/// Everything that follows.
pub(super) struct Outcome {
    pub installments: Vec<Installment>,
    pub transactions: Vec<Transaction>,
    pub charges: Vec<Charge>,
    pub overpaid: Minor,
    pub model: Option<Model>,
}

enum Step {
    Transaction(usize),
    Bend(usize),
}

pub(super) fn replay(past: &Past) -> Outcome {
    let mut run = Run {
        past,
        model: None,
        transactions: past.transactions.to_vec(),
        charges: past.charges.to_vec(),
        overpaid: Minor::ZERO,
        added: Minor::ZERO,
        charged_off: false,
    };
    run.give_up_waived();
    for step in ordered(past) {
        match step {
            Step::Transaction(index) => run.transact(index),
            Step::Bend(index) => run.bend(index),
        }
    }
    run.finish()
}

fn ordered(past: &Past) -> Vec<Step> {
    let mut steps: Vec<((Date, Date, u8, usize), Step)> = Vec::new();
    for (index, transaction) in past.transactions.iter().enumerate() {
        if transaction.in_force() && !transaction.kind.earns() {
            let first = 1;
            let key = (transaction.on, transaction.entered_on, first, index);
            steps.push((key, Step::Transaction(index)));
        }
    }
    for (index, bend) in past.bends.iter().enumerate() {
        let place = match bend.kind {
            BendKind::Rate(_) | BendKind::Pause(_) | BendKind::Reschedule(_) => {
                (bend.on, bend.entered_on, 0, index)
            }
            _ => continue,
        };
        steps.push((place, Step::Bend(index)));
    }
    steps.sort_by_key(|(key, _)| *key);
    steps.into_iter().map(|(_, step)| step).collect()
}

struct Run<'a> {
    past: &'a Past<'a>,
    model: Option<Model>,
    transactions: Vec<Transaction>,
    charges: Vec<Charge>,
    overpaid: Minor,
    /// Debt that came back.
    added: Minor,
    charged_off: bool,
}

impl Run<'_> {
    fn transact(&mut self, index: usize) {
        let transaction = self.transactions[index].clone();
        let (on, amount) = (transaction.on, transaction.amount);
        self.place_charges((on, transaction.entered_on, transaction.id));
        match transaction.kind {
            TransactionKind::Disbursement | TransactionKind::CapitalizedIncome => {
                self.lend(&transaction);
                self.transactions[index].split = match transaction.kind {
                    TransactionKind::CapitalizedIncome => {
                        Portions::only(Component::Principal, amount)
                    }
                    _ => Portions::ZERO,
                };
            }
            TransactionKind::RepaymentAtDisbursement => {
                self.transactions[index].split = Portions::only(Component::Fee, amount);
            }
            kind if kind.pays() => {
                let Some(model) = &mut self.model else { return };
                model.look(on);
                let (split, rest) = model.pay(kind, on, amount);
                self.overpaid += rest;
                self.transactions[index].split = split;
                self.transactions[index].overpayment = rest;
            }
            TransactionKind::Chargeback => self.charge_back(index),
            TransactionKind::CreditBalanceRefund => self.refund_credit(index),
            TransactionKind::ChargeOff | TransactionKind::ContractTermination => {
                self.charge_off(index)
            }
            TransactionKind::Abandonment => self.abandon(index),
            TransactionKind::Reamortize => self.reamortize(index),
            TransactionKind::Reage => self.reage(index),
            _ => {}
        }
        self.transactions[index].balance = self.owed();
    }

    fn owed(&self) -> Minor {
        let Some(model) = &self.model else { return Minor::ZERO };
        let met: Minor =
            model.rows.iter().map(|row| row.paid.principal + row.abandoned.principal).sum();
        (model.lent + self.added - met).or_zero()
    }

    fn lend(&mut self, transaction: &Transaction) {
        let (on, amount) = (transaction.on, transaction.amount);
        let bend = self.past.bends.iter().find_map(|bend| match bend.kind {
            BendKind::Disbursal(id, fixed, first_due) if id == transaction.id => {
                Some((fixed, first_due))
            }
            _ => None,
        });
        let (fixed, first_due) = bend.unwrap_or_default();
        let first = self.model.is_none();
        let started = match (self.model.take(), self.past.terms.schedule) {
            (Some(model), _) => model,
            (None, ScheduleKind::Progressive) => Model::starting(self.past.terms, on, first_due),
            (None, ScheduleKind::Cumulative) => Model::settled(self.past.terms, self.planned()),
        };
        let model = self.model.insert(started);
        if model.terms.schedule == ScheduleKind::Cumulative {
            model.lent += amount;
            return;
        }
        if !first {
            model.look(on);
        }
        let mut down_payment = Minor::ZERO;
        if let (Some(down), TransactionKind::Disbursement) =
            (self.past.terms.down_payment, transaction.kind)
        {
            let decimals = self.past.terms.currency.decimals();
            let part = Significant::of_minor(amount, decimals) * down.percent;
            let part = model.to_multiple(part.over(Significant::whole(100)).to_minor(decimals));
            let mut row = Installment::new(InstallmentKind::DownPayment, on, on);
            row.due.principal = part;
            down_payment = part;
            let at =
                model.rows.iter().position(|other| other.due_on > on).unwrap_or(model.rows.len());
            model.rows.insert(at, row);
            model.plans.insert(at, Plan::NONE);
        }
        let fixed = fixed.or(self.past.terms.fixed_installment.filter(|_| first));
        model.lend(on, (amount, down_payment), fixed);
        if self.overpaid > Minor::ZERO {
            let (_, rest) = model.pay(TransactionKind::Disbursement, on, self.overpaid);
            self.overpaid = rest;
        }
    }

    /// The rows of a cumulative loan, from all that was lent and paid.
    fn planned(&self) -> Vec<Installment> {
        let past = self.past;
        let granted = past.bends.iter().filter_map(|bend| match &bend.kind {
            BendKind::Reschedule(change) => Some((bend.on, *change)),
            _ => None,
        });
        let granted: Vec<_> = granted.collect();
        cumulative::planned(past.terms, past.transactions, &granted, past.looked_at)
    }

    fn bend(&mut self, index: usize) {
        let bend = &self.past.bends[index];
        let Some(model) = &mut self.model else { return };
        if model.terms.schedule == ScheduleKind::Cumulative {
            return;
        }
        let eve = bend.on.plus_days(-1);
        match bend.kind {
            BendKind::Rate(percent) => model.set_rate(eve, percent),
            BendKind::Reschedule(change) => {
                if let Some(to) = change.adjusted_due_date {
                    model.move_due(bend.on, to);
                }
                if change.extra_installments > 0 {
                    model.extend(bend.on, change.extra_installments);
                }
                if let Some(percent) = change.new_rate {
                    model.set_rate(eve, percent);
                }
            }
            BendKind::Pause(through) => {
                let first_day = model.rows.iter().any(|row| row.from == eve);
                let from = if first_day { bend.on } else { eve };
                model.pauses.push((from, through));
                model.compute();
            }
            _ => {}
        }
    }

    /// Puts the charges known by a date into the table.
    fn place_charges(&mut self, at: (Date, Date, u32)) {
        let Some(model) = &mut self.model else { return };
        let decimals = self.past.terms.currency.decimals();
        let all = self.past.terms.schedule == ScheduleKind::Cumulative;
        let (on, entered_on, id) = at;
        let known = |charge: &Charge| {
            let effective = charge.due_on.unwrap_or(charge.entered_on).min(charge.entered_on);
            charge.active
                && (all
                    || charge.entered_after < id
                    || (effective, charge.entered_on) < (on, entered_on))
        };
        let mut placed = self.charges.clone();
        placed.iter_mut().for_each(|charge| charge.active = known(charge));
        if placed.iter().any(|charge| charge.active) {
            model.place(&mut placed, decimals);
            for row in model.rows.iter_mut().filter(|row| !row.is_met()) {
                row.paid_on = None;
            }
        }
    }

    fn charge_back(&mut self, index: usize) {
        let transaction = self.transactions[index].clone();
        let Some(model) = &mut self.model else { return };
        model.look(transaction.on);
        let of = transaction.relations.iter().find_map(|relation| match relation {
            Relation::ChargebackOf(id) => Some(*id),
            _ => None,
        });
        let met =
            self.transactions.iter().find(|other| Some(other.id) == of).map(|other| other.split);
        let earlier = self.transactions[..index].iter().filter(|other| {
            other.in_force()
                && other.kind == TransactionKind::Chargeback
                && other.relations.contains(&Relation::ChargebackOf(of.unwrap_or_default()))
        });
        let before: Portions = earlier.map(|other| other.split).sum();
        let from_credit = self.overpaid.min(transaction.amount);
        self.overpaid -= from_credit;
        let order = self.past.terms.credit_allocation;
        let split = returned::taken_back(
            transaction.amount - from_credit,
            met.unwrap_or_default(),
            before,
            order,
        );
        self.owe_again(transaction.on, split);
        if split != Portions::ZERO {
            self.owe_met_by_credit(transaction.on, from_credit);
        }
        if self.came_before_its_past(&transaction) {
            self.owe_credit_again(transaction.on, from_credit);
        }
        self.transactions[index].split = split;
        self.transactions[index].overpayment = from_credit;
    }

    /// Whether what lies before a transaction was changed after it had been entered.
    fn came_before_its_past(&self, transaction: &Transaction) -> bool {
        let place = |one: &Transaction| (one.on, one.entered_on, one.id);
        self.past.transactions.iter().any(|one| {
            let entered_since = one.in_force()
                && one.id > transaction.id
                && place(one) < place(transaction)
                && !one.kind.earns();
            let undone_since = place(one) < place(transaction)
                && one.reversed_on.is_some_and(|on| on >= transaction.entered_on);
            entered_since || undone_since
        })
    }

    /// Under a fixed order the whole amount is owed again, and the credit pays its part of it.
    fn owe_credit_again(&mut self, on: Date, credit: Minor) {
        let fixed = matches!(self.past.terms.allocation, Allocation::Fixed { .. });
        if !fixed || credit <= Minor::ZERO {
            return;
        }
        let met_on = |rows: &[Installment]| rows.iter().map(|row| row.paid_on).collect::<Vec<_>>();
        let before = self.model.as_ref().map_or_else(Vec::new, |model| met_on(&model.rows));
        self.owe_again(on, Portions::only(Component::Principal, credit));
        let Some(model) = &mut self.model else { return };
        model.pay(TransactionKind::Repayment, on, credit);
        for (row, before) in model.rows.iter_mut().zip(before) {
            if row.is_met() {
                row.paid_on = before.or(row.paid_on);
            }
        }
    }

    fn owe_again(&mut self, on: Date, split: Portions) {
        if split == Portions::ZERO {
            return;
        }
        let Some(model) = &mut self.model else { return };
        let before = model.rows.clone();
        returned::owe_again(&mut model.rows, on, split);
        model.plans.resize(model.rows.len(), Plan::NONE);
        self.added += split.principal;
        for index in 0..model.rows.len() {
            let was = before.get(index).map_or(Portions::ZERO, |row| row.due);
            let more = model.rows[index].due - was;
            if more == Portions::ZERO {
                continue;
            }
            model.plans[index].added += more;
            if model.terms.recalculation.is_some() && model.bears_interest() {
                model.plans[index].met = None;
            }
            if model.terms.recalculation.is_some() && more.principal > Minor::ZERO {
                let due_on = model.rows[index].due_on;
                model.flows.push(Flow {
                    on,
                    amount: more.principal,
                    down: Minor::ZERO,
                    of_payment: true,
                });
                model.flows.push(Flow {
                    on: due_on,
                    amount: -more.principal,
                    down: Minor::ZERO,
                    of_payment: true,
                });
            }
        }
        model.compute();
    }

    /// The whole amount stands in the row that a part of it comes back to; credit has met the rest.
    fn owe_met_by_credit(&mut self, on: Date, credit: Minor) {
        let by_due = matches!(self.past.terms.allocation, Allocation::ByDue { .. });
        if !by_due || credit <= Minor::ZERO {
            return;
        }
        let returned = |model: &Model| -> Vec<Minor> {
            model.rows.iter().map(|row| row.returned.principal).collect()
        };
        let before = self.model.as_ref().map_or_else(Vec::new, returned);
        self.owe_again(on, Portions::only(Component::Principal, credit));
        let Some(model) = &mut self.model else { return };
        for (index, row) in model.rows.iter_mut().enumerate() {
            if row.returned.principal > before.get(index).copied().unwrap_or_default() {
                row.paid.principal += credit;
            }
        }
    }

    fn refund_credit(&mut self, index: usize) {
        let transaction = self.transactions[index].clone();
        let from_credit = self.overpaid.min(transaction.amount);
        self.overpaid -= from_credit;
        let missing = Portions::only(Component::Principal, transaction.amount - from_credit);
        if missing.principal > Minor::ZERO {
            self.owe_again(transaction.on, missing);
            self.owe_met_by_credit(transaction.on, from_credit);
        }
        self.transactions[index].split = missing;
        self.transactions[index].overpayment = from_credit;
    }

    fn charge_off(&mut self, index: usize) {
        let on = self.transactions[index].on;
        let entered_on = self.transactions[index].entered_on;
        let Some(model) = &mut self.model else { return };
        model.look(on);
        if model.rows.iter().all(Installment::is_met) {
            self.transactions[index].reversed_on = Some(entered_on);
            self.transactions[index].amount = Minor::ZERO;
            return;
        }
        let behaviour = match self.transactions[index].kind {
            TransactionKind::ContractTermination => ChargeOffBehaviour::AccelerateMaturity,
            _ => self.past.terms.charge_off,
        };
        let recalculates = model.terms.recalculation.is_some();
        let plain = model.clone();
        let interest = |row: &Installment| match recalculates {
            true => {
                let at = plain
                    .rows
                    .iter()
                    .position(|other| other.due_on == row.due_on && other.kind == row.kind);
                at.map_or(Minor::ZERO, |at| plain.earned_by(at, on))
            }
            false => charge_off::interest_by_days(row, on),
        };
        match behaviour {
            ChargeOffBehaviour::Regular => {}
            ChargeOffBehaviour::ZeroInterest => {
                charge_off::end_interest(&mut model.rows, on, interest)
            }
            ChargeOffBehaviour::AccelerateMaturity => {
                let current = model.rows.iter().find(|row| row.from <= on && on <= row.due_on);
                model.cut_short = current.map(|row| (on, row.due_on));
                charge_off::fall_due(&mut model.rows, on, interest)
            }
        }
        model.plans.truncate(model.rows.len());
        model.plans.resize(model.rows.len(), Plan::NONE);
        model.frozen = true;
        self.charged_off = true;
        self.place_charges((on, self.transactions[index].entered_on, self.transactions[index].id));
        self.allocate_anew(index, &plain);
        self.take_all(index);
    }

    /// Payments in rows that fell away meet the rows left, from the first payment on.
    fn allocate_anew(&mut self, index: usize, before: &Model) {
        let Some(model) = &mut self.model else { return };
        let paid = |rows: &[Installment]| rows.iter().map(|row| row.paid.total()).sum::<Minor>();
        if paid(&model.rows) == paid(&before.rows) {
            return;
        }
        let last = model.rows.iter().rposition(|row| row.kind == InstallmentKind::Regular);
        let Some(last) = last else { return };
        let interest = model.rows[last].due.interest;
        for row in &mut model.rows {
            row.paid = Portions::ZERO;
            row.paid_in_advance = Minor::ZERO;
            row.paid_late = Minor::ZERO;
            row.paid_on = None;
        }
        let this = (self.transactions[index].on, self.transactions[index].entered_on, index);
        let mut payments: Vec<(Date, Date, usize)> = self
            .transactions
            .iter()
            .enumerate()
            .filter(|(_, one)| one.in_force() && one.kind.pays())
            .map(|(at, one)| (one.on, one.entered_on, at))
            .filter(|key| *key < this)
            .collect();
        payments.sort_unstable();
        let mut met = Minor::ZERO;
        self.overpaid = Minor::ZERO;
        for (on, _, at) in payments {
            let row = &mut model.rows[last];
            if row.from < on && self.past.terms.recalculation.is_some() {
                row.due.interest = before.earned_by(last, on).max(row.paid.interest).min(interest);
            }
            let payment = &mut self.transactions[at];
            let (split, rest) = model.pay(payment.kind, on, payment.amount);
            met += split.principal;
            payment.split = split;
            payment.overpayment = rest;
            payment.balance = model.lent + self.added - met;
            self.overpaid += rest;
        }
        model.rows[last].due.interest = interest;
    }

    /// The amount of a transaction that shows everything outstanding.
    fn take_all(&mut self, index: usize) {
        let Some(model) = &self.model else { return };
        let split: Portions = model.rows.iter().map(Installment::outstanding).sum();
        self.transactions[index].split = split;
        self.transactions[index].amount = split.total();
    }

    fn abandon(&mut self, index: usize) {
        self.take_all(index);
        let Some(model) = &mut self.model else { return };
        for row in &mut model.rows {
            row.abandoned = row.outstanding();
            row.paid_on = row.paid_on.or(Some(self.transactions[index].on));
        }
        model.frozen = true;
    }

    fn reamortize(&mut self, index: usize) {
        let on = self.transactions[index].on;
        let Some(model) = &mut self.model else { return };
        model.look(on);
        let moved = respread::reamortize(&mut model.rows, on, self.past.terms.multiple);
        model.frozen = true;
        self.transactions[index].amount = moved;
        self.transactions[index].split = Portions::only(Component::Principal, moved);
    }

    fn reage(&mut self, index: usize) {
        let (id, on) = (self.transactions[index].id, self.transactions[index].on);
        let Some(model) = &mut self.model else { return };
        let new = self.past.bends.iter().find_map(|bend| match &bend.kind {
            BendKind::Reage(of, new) if *of == id => Some(*new),
            _ => None,
        });
        let Some(new) = new else { return };
        model.look(on);
        if model.terms.recalculation.is_some()
            && model.lent > Minor::ZERO
            && !model.frozen
            && model.bears_interest()
        {
            let open: Minor = model.rows.iter().map(|row| row.outstanding().principal).sum();
            let interest = (model.interest_by(on)
                - model.rows.iter().map(|row| row.paid.interest).sum())
            .or_zero();
            model.reage(&new);
            let split = Portions { principal: open, interest, ..Portions::ZERO };
            self.transactions[index].split = split;
            self.transactions[index].amount = split.total();
            return;
        }
        let moved = respread::reage(&mut model.rows, &new, self.past.terms.multiple);
        model.plans.resize(model.rows.len(), Plan::NONE);
        model.plans.truncate(model.rows.len());
        model.frozen = true;
        self.transactions[index].amount = moved;
        self.transactions[index].split = Portions::only(Component::Principal, moved);
    }

    /// What was waived of a charge is not asked for, from the start.
    fn give_up_waived(&mut self) {
        self.charges.iter_mut().for_each(|charge| charge.waived = Minor::ZERO);
        let waivers = self
            .past
            .transactions
            .iter()
            .filter(|one| one.in_force() && one.kind == TransactionKind::WaiveCharges);
        for waiver in waivers {
            if let Some(charge) = self.charges.iter_mut().find(|one| Some(one.id) == waiver.charge)
            {
                charge.waived += waiver.amount;
            }
        }
    }

    fn finish(mut self) -> Outcome {
        self.place_charges((Date::MAX, Date::MAX, u32::MAX));
        let decimals = self.past.terms.currency.decimals();
        if let Some(model) = &mut self.model {
            if !self.charged_off {
                model.look(self.past.looked_at.last().copied().unwrap_or(Date::MIN));
            }
            let mut placed = self.charges;
            if placed.iter().any(|charge| charge.active) {
                model.place(&mut placed, decimals);
                let mut within = model.within(&placed);
                charges::settle(&model.rows, &mut within, decimals);
                for (charge, placed) in within.iter().zip(&mut placed) {
                    placed.paid = charge.paid;
                }
            }
            self.charges = placed;
            for row in &mut model.rows {
                if !row.is_met() {
                    row.paid_on = None;
                }
            }
        }
        let installments = self.model.as_ref().map(|model| model.rows.clone()).unwrap_or_default();
        Outcome {
            installments,
            transactions: self.transactions,
            charges: self.charges,
            overpaid: self.overpaid,
            model: self.model,
        }
    }
}

impl Model {
    /// Charges of the period that was cut short stand in it, however late they fall due.
    fn within(&self, charges: &[Charge]) -> Vec<Charge> {
        let mut within = charges.to_vec();
        if let Some((on, until)) = self.cut_short {
            for charge in &mut within {
                charge.due_on =
                    charge.due_on.map(|due| if due <= until { due.min(on) } else { due });
            }
        }
        within
    }

    /// Puts charges into the rows, beside charges that came back to them.
    fn place(&mut self, placed: &mut [Charge], decimals: u8) {
        let mut within = self.within(placed);
        charges::place(&mut self.rows, &mut within, decimals);
        for (charge, placed) in within.iter().zip(placed.iter_mut()) {
            placed.amount = charge.amount;
        }
        self.plans.resize(self.rows.len(), Plan::NONE);
        for (row, plan) in self.rows.iter_mut().zip(&self.plans) {
            row.due.fee += plan.added.fee;
            row.due.penalty += plan.added.penalty;
            if !row.is_met() {
                row.paid_on = None;
            }
        }
        self.charged = placed
            .iter()
            .filter(|charge| charge.active && !charge.terms.is_at_disbursal())
            .filter_map(|charge| {
                let amount = charge.amount - charge.waived;
                charge.due_on.map(|on| (on, charge.terms.component(), amount))
            })
            .collect();
    }
}
