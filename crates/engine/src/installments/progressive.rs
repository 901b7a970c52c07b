//! The progressive table: interest of each period from the balance as it is, the instalment from
//! the balance as planned, the last unpaid row takes what is left.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;
use primitives::significant::Significant;

use super::factor::{Slice, broken_factor, factor, yearly};
use super::installment::{Installment, InstallmentKind};
use super::portions::{Component, Portions};
use super::respread::Respread;
use super::terms::{InterestMethod, InterestPeriod, Terms};

/// At most so many tries to make the last instalment like the others.
const SMOOTHING: usize = 3;

/// A change of the balance that bears interest, from a date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Flow {
    pub on: Date,
    pub amount: Minor,
    /// What of it falls due at once.
    pub down: Minor,
    /// Whether it came from paying (or not paying) rather than lending.
    pub of_payment: bool,
}

/// What a row is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The instalment: principal and interest together.
    pub installment: Minor,
    /// The instalment as computed for all rows, before the last took the difference.
    pub level: Minor,
    /// What was paid when the row was first met: from then on it is no longer computed.
    pub met: Option<Portions>,
    /// Debt that came back to the row besides what was planned.
    pub added: Portions,
}

impl Plan {
    /// A row not planned yet.
    pub const NONE: Plan =
        Plan { installment: Minor::ZERO, level: Minor::ZERO, met: None, added: Portions::ZERO };
}

/// The interest side of a table.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub terms: Terms,
    pub rows: Vec<Installment>,
    pub plans: Vec<Plan>,
    pub flows: Vec<Flow>,
    /// Yearly rates, each from its date on, ascending.
    pub rates: Vec<(Date, Significant)>,
    /// Without interest: `[from, to)`.
    pub pauses: Vec<(Date, Date)>,
    /// Overdue principal as looked at, gone again when looked at anew.
    pub overdue: Vec<Flow>,
    /// Principal that came in besides disbursals, by row (added debt keeps its own row).
    pub lent: Minor,
    /// Charges with a due date of their own: when they fall due, as what, and how much.
    pub charged: Vec<(Date, Component, Minor)>,
    /// The day everything fell due, and when the period that held it would have ended.
    pub cut_short: Option<(Date, Date)>,
    /// What each row will have earned at the end of the period of rest, while a payment is met.
    pub at_rest: Option<Vec<Minor>>,
    /// Which date due dates are counted from; none once they were moved.
    pub anchor: Option<Date>,
    /// Computed anew on every change; else the interest stays as first planned.
    pub frozen: bool,
}

impl Model {
    /// A table whose rows are planned elsewhere.
    pub fn settled(terms: &Terms, rows: Vec<Installment>) -> Model {
        let plans = rows.iter().map(|_| Plan::NONE).collect();
        Model { rows, plans, frozen: true, ..Model::starting(terms, terms.submitted_on, None) }
    }

    /// An empty table from the first disbursal on, with another first due date if one was agreed.
    pub fn starting(terms: &Terms, start: Date, first_due: Option<Date>) -> Model {
        let anchor = match terms.anchor {
            super::terms::Anchor::Disbursement => start,
            super::terms::Anchor::Submission => terms.submitted_on,
        };
        let count = terms.installments;
        let mut rows = Vec::new();
        let mut from = if first_due.is_none() { anchor } else { start };
        for number in 1..=count {
            let due_on = match terms.fixed_length {
                _ if first_due.is_some() => {
                    let first_due = first_due.unwrap_or(start);
                    if number == 1 { first_due } else { terms.every.after(first_due, number - 1) }
                }
                Some(length) if number == count => {
                    super::terms::Every { count: length, unit: terms.every.unit }.after(anchor, 1)
                }
                _ => terms.every.after(anchor, number),
            };
            rows.push(Installment::new(InstallmentKind::Regular, from, due_on));
            from = due_on;
        }
        let plans = rows.iter().map(|_| Plan::NONE).collect();
        let rate = yearly(terms, terms.rate.percent);
        Model {
            terms: terms.clone(),
            rows,
            plans,
            flows: Vec::new(),
            rates: vec![(Date::MIN, rate)],
            pauses: Vec::new(),
            overdue: Vec::new(),
            lent: Minor::ZERO,
            at_rest: None,
            anchor: first_due.is_none().then_some(anchor),
            charged: Vec::new(),
            cut_short: None,
            frozen: false,
        }
    }

    /// Lends more on a date: the instalments from there are computed anew.
    pub fn lend(&mut self, on: Date, (amount, down): (Minor, Minor), fixed: Option<Minor>) {
        let from = match self.terms.basis.period {
            InterestPeriod::SameAsRepayment { partial: false } => self.period_start(on),
            _ => on,
        };
        self.flows.push(Flow { on: from, amount, down, of_payment: false });
        self.lent += amount;
        match fixed {
            Some(installment) => {
                for (row, plan) in self.rows.iter().zip(&mut self.plans) {
                    if row.due_on > on && plan.met.is_none() {
                        plan.installment = installment;
                        plan.level = installment;
                    }
                }
                self.compute();
            }
            None => self.reprice(on),
        }
    }

    fn period_start(&self, on: Date) -> Date {
        let first = self.rows.first().map_or(on, |row| row.from);
        self.rows.iter().map(|row| row.from).filter(|from| *from <= on).max().unwrap_or(first)
    }

    /// Another rate from a date on.
    pub fn set_rate(&mut self, from: Date, percent: Significant) {
        self.rates.push((from, yearly(&self.terms, percent)));
        self.rates.sort_by_key(|(on, _)| *on);
        self.reprice_as_paid(from);
    }

    /// Computes instalments anew for the periods due after a date, as if nothing had been paid, and
    /// takes them over.
    pub fn reprice(&mut self, on: Date) {
        let Some(first) = self
            .rows
            .iter()
            .position(|row| row.due_on > on && row.kind == InstallmentKind::Regular)
        else {
            self.compute();
            return;
        };
        let mut plain = self.clone();
        plain.overdue.clear();
        plain.flows.retain(|flow| !flow.of_payment);
        plain.plans.iter_mut().for_each(|plan| (plan.met, plan.added) = (None, Portions::ZERO));
        plain.rows.iter_mut().for_each(|row| row.paid = Portions::ZERO);
        plain.compute();
        let installment = plain.installment_from(first);
        plain.spread(first, installment);
        plain.smooth(first, installment);
        for index in first..self.rows.len() {
            if self.rows[index].kind != InstallmentKind::Regular {
                continue;
            }
            let paid = self.rows[index].paid.principal + self.rows[index].paid.interest;
            let plan = &mut self.plans[index];
            plan.level = plain.plans[index].level;
            if plain.plans[index].installment >= paid {
                plan.installment = plain.plans[index].installment;
            }
            if plan.installment > paid {
                plan.met = None;
            }
        }
        self.compute();
        for row in self.rows.iter_mut().filter(|row| !row.is_met()) {
            row.paid_on = None;
        }
    }

    /// The same on the table as it is, what was paid included.
    fn reprice_as_paid(&mut self, on: Date) {
        let regular = |row: &Installment| row.due_on > on && row.kind == InstallmentKind::Regular;
        self.compute();
        if let Some(first) = self.rows.iter().position(regular) {
            let installment = self.installment_from(first);
            self.spread(first, installment);
            self.smooth(first, installment);
        }
    }

    fn spread(&mut self, first: usize, installment: Minor) {
        for index in first..self.rows.len() {
            let paid = self.rows[index].paid.principal + self.rows[index].paid.interest;
            let plan = &mut self.plans[index];
            let open = self.rows[index].kind == InstallmentKind::Regular && plan.met.is_none();
            if open && installment >= paid {
                plan.installment = installment;
                plan.level = installment;
            }
        }
        self.compute();
    }

    fn regular_from(&self, first: usize) -> impl Iterator<Item = usize> + '_ {
        (first..self.rows.len()).filter(|index| self.rows[*index].kind == InstallmentKind::Regular)
    }

    /// The level instalment that repays the balance at the start of a row by the end.
    fn installment_from(&self, first: usize) -> Minor {
        let decimals = self.terms.currency.decimals();
        let before: Minor = self.rows[..first].iter().map(|row| row.due.principal).sum();
        let ahead: Minor = self.rows[first..].iter().map(|row| row.paid.principal).sum();
        let balance = (self.lent - before - ahead).or_zero();
        if self.terms.method == InterestMethod::Flat {
            let count = self.regular_from(first).count().max(1) as i64;
            let interest: Minor =
                self.regular_from(first).map(|index| self.interest(index, Date::MAX)).sum();
            let each =
                Significant::of_minor(balance + interest, decimals).over(Significant::whole(count));
            return self.to_multiple(each.to_minor(decimals));
        }
        let factors: Vec<Significant> = self
            .regular_from(first)
            .map(|index| Significant::ONE + self.row_factor(index))
            .collect();
        let product = factors.iter().fold(Significant::ONE, |product, factor| product * *factor);
        let divisor = factors
            .iter()
            .skip(1)
            .fold(Significant::ONE, |sum, factor| Significant::ONE + sum * *factor);
        let each = Significant::of_minor(balance, decimals) * product.over(divisor);
        let each = (Significant::of_minor(balance, decimals) * product)
            .checked_div(divisor)
            .unwrap_or(each);
        self.to_multiple(each.to_minor(decimals))
    }

    pub fn to_multiple(&self, amount: Minor) -> Minor {
        to_multiple(self.terms.multiple, amount)
    }

    fn row_factor(&self, index: usize) -> Significant {
        let row = &self.rows[index];
        let mut cuts: Vec<Date> = vec![row.from];
        cuts.extend(
            self.rates.iter().map(|(on, _)| *on).filter(|on| *on > row.from && *on < row.due_on),
        );
        cuts.push(row.due_on);
        cuts.windows(2).fold(Significant::ZERO, |sum, cut| {
            let slice = Slice { start: row.from, end: row.due_on, from: cut[0], to: cut[1] };
            sum + factor(&self.terms, self.rate_on(cut[0]), slice)
        })
    }

    fn rate_on(&self, on: Date) -> Significant {
        self.rates
            .iter()
            .rev()
            .find(|(from, _)| *from <= on)
            .map_or(Significant::ZERO, |(_, rate)| *rate)
    }

    /// Whether any rate is above nothing.
    pub fn bears_interest(&self) -> bool {
        self.rates.iter().any(|(_, rate)| !rate.is_zero())
    }

    fn paused(&self, on: Date) -> bool {
        self.pauses.iter().any(|(from, to)| *from <= on && on < *to)
    }

    /// Brings the last instalment near the others.
    fn smooth(&mut self, first: usize, mut installment: Minor) {
        let indexes: Vec<usize> = self.regular_from(first).collect();
        let count = indexes.len();
        let half = (count / 2) as i64;
        for _ in 0..SMOOTHING {
            let open = |index: &&usize| self.plans[**index].met.is_none();
            let place = indexes.iter().rposition(|index| open(&index)).unwrap_or(0);
            let [.., before, last] = indexes[..=place.min(count.saturating_sub(1))] else { return };
            let settled = indexes.iter().filter(|index| {
                let paid = self.rows[**index].paid;
                paid.principal + paid.interest > installment || !open(index)
            });
            let shared = count.saturating_sub(settled.count()).max(1);
            let gap = self.plans[last].installment - self.plans[before].installment;
            if half == 0 || gap.0.abs() <= half {
                return;
            }
            let step = Minor::from_units(Rounding::HalfEven.divide(gap.units(), shared as i128));
            let tried = self.to_multiple(installment + step);
            if tried == installment {
                return;
            }
            let mut other = self.clone();
            other.spread(first, tried);
            let new_gap = other.plans[last].installment - other.plans[before].installment;
            if new_gap.0.abs() >= gap.0.abs() {
                return;
            }
            *self = other;
            installment = tried;
        }
    }

    /// Interest of a row for the days up to a date, rounded once.
    pub fn interest(&self, index: usize, until: Date) -> Minor {
        let row = &self.rows[index];
        let decimals = self.terms.currency.decimals();
        if self.terms.method == InterestMethod::Flat {
            let lent = self.flows.iter().filter(|flow| !flow.of_payment && flow.on < row.due_on);
            let interest = lent.fold(Significant::ZERO, |sum, flow| {
                let from = flow.on.max(row.from);
                let slice = Slice { start: row.from, end: row.due_on, from, to: row.due_on };
                let part = factor(&self.terms, self.rate_on(from), slice);
                sum + Significant::of_minor(flow.amount - flow.down, decimals) * part
            });
            return interest.to_minor(decimals);
        }
        let end = row.due_on.min(until);
        let mut cuts: Vec<Date> = vec![row.from, end];
        let dates = self.flows.iter().chain(&self.overdue).map(|flow| flow.on);
        let dates = dates.chain(self.rates.iter().map(|(on, _)| *on));
        let dates = dates.chain(self.pauses.iter().flat_map(|(from, to)| [*from, *to]));
        cuts.extend(dates.filter(|on| *on > row.from && *on < end));
        cuts.sort();
        cuts.dedup();
        let mut sum = Significant::ZERO;
        for cut in cuts.windows(2) {
            let (from, to) = (cut[0], cut[1]);
            let balance = self.balance(index, from);
            if to <= from || balance <= Minor::ZERO || self.paused(from) {
                continue;
            }
            let rest = Slice { start: row.from, end: row.due_on, from, to: row.due_on };
            let per_day = broken_factor(&self.terms, self.rate_on(from), rest, self.rows[0].from)
                .over(Significant::whole(i64::from(row.due_on.days_since(from))));
            let days = Significant::whole(i64::from(to.days_since(from)));
            sum = sum + Significant::of_minor(balance, decimals) * per_day * days;
        }
        sum.to_minor(decimals)
    }

    /// The balance that bears interest on a day of a row.
    pub fn balance(&self, index: usize, on: Date) -> Minor {
        let moved = self.flows.iter().chain(&self.overdue).filter(|flow| flow.on <= on);
        let moved: Minor = moved.map(|flow| flow.amount).sum();
        let due = self.rows.iter().enumerate().filter(|(at, row)| {
            *at < index && row.due_on <= on && row.kind != InstallmentKind::Additional
        });
        moved - due.map(|(at, row)| row.due.principal - self.plans[at].added.principal).sum()
    }

    /// The last row that may still change.
    fn last_open(&self) -> Option<usize> {
        let mut open = (0..self.rows.len())
            .rev()
            .filter(|index| self.rows[*index].kind == InstallmentKind::Regular);
        open.find(|index| self.plans[*index].met.is_none())
    }

    /// Splits every row anew into interest and principal.
    pub fn compute(&mut self) {
        if self.frozen {
            return;
        }
        let last = self.last_open();
        let mut carried = Minor::ZERO;
        let mut planned = Minor::ZERO;
        for index in 0..self.rows.len() {
            if self.rows[index].kind == InstallmentKind::DownPayment {
                planned += self.rows[index].due.principal;
                continue;
            }
            if self.rows[index].kind == InstallmentKind::Additional {
                continue;
            }
            let earned = self.interest(index, Date::MAX) + carried;
            let room = (self.lent - planned - self.reserved_after(index)).or_zero();
            let plan = &self.plans[index];
            let row = &mut self.rows[index];
            let paid = row.paid;
            let (interest, principal) = if let Some(met) = plan.met {
                (met.interest, met.principal)
            } else if Some(index) == last {
                (earned.max(paid.interest), room)
            } else {
                let own = (paid.principal - plan.added.principal).or_zero();
                let most = (plan.installment - own).or_zero();
                let interest = if earned > most && own > Minor::ZERO {
                    paid.interest
                } else {
                    earned.min(most).max(paid.interest)
                };
                (interest, (plan.installment - interest).or_zero().min(room))
            };
            row.due.interest = interest + plan.added.interest;
            row.due.principal = principal + plan.added.principal;
            carried = (earned - interest).or_zero();
            planned += principal;
        }
        let Some(last) = last else { return };
        self.rows[last].due.interest += carried;
        let due = self.rows[last].due - self.plans[last].added;
        self.plans[last].installment = due.principal + due.interest;
    }

    /// Principal of later rows that is settled already.
    fn reserved_after(&self, index: usize) -> Minor {
        let later = self.rows.iter().enumerate().skip(index + 1);
        later
            .map(|(at, row)| match row.kind {
                InstallmentKind::DownPayment => row.due.principal,
                InstallmentKind::Regular => {
                    self.plans[at].met.map_or(row.paid.principal, |met| met.principal)
                }
                InstallmentKind::Additional => Minor::ZERO,
            })
            .sum()
    }

    /// Interest that has been earned up to a date and belongs to a row: what it bore itself and what
    /// rows before it could not take.
    pub fn earned_by(&self, index: usize, until: Date) -> Minor {
        let borne: Minor = self
            .regular_from(0)
            .filter(|at| *at <= index && self.rows[*at].from < until)
            .map(|at| self.interest(at, until))
            .sum();
        let taken: Minor = self
            .regular_from(0)
            .filter(|at| *at < index)
            .map(|at| self.rows[at].due.interest - self.plans[at].added.interest)
            .sum();
        (borne - taken).or_zero()
    }

    /// Room for principal in a row paid on a date: what was lent less what is settled elsewhere.
    pub fn room(&self, index: usize, on: Date) -> Minor {
        let settled = |at: usize| {
            let (row, plan) = (&self.rows[at], &self.plans[at]);
            let planned = row.due.principal - plan.added.principal;
            match (row.kind, plan.met) {
                (InstallmentKind::Additional, _) => Minor::ZERO,
                (InstallmentKind::DownPayment, _) => planned,
                (InstallmentKind::Regular, Some(met)) => met.principal,
                (InstallmentKind::Regular, None) if row.due_on <= on => planned,
                (InstallmentKind::Regular, None) => row.paid.principal,
            }
        };
        let elsewhere = (0..self.rows.len()).filter(|at| *at != index);
        (self.lent - elsewhere.map(settled).sum()).or_zero()
    }

    /// Spreads everything outstanding over new rows: those before the first of them keep what was
    /// paid, and interest they bore goes to it.
    pub fn reage(&mut self, new: &Respread) {
        self.overdue.clear();
        for index in 0..self.rows.len() {
            let row = &mut self.rows[index];
            if row.due_on >= new.first_due || row.kind != InstallmentKind::Regular || row.is_met() {
                continue;
            }
            self.plans[index].met = Some(row.paid - self.plans[index].added);
            row.paid_on = Some(new.on);
        }
        let keep = |row: &Installment| {
            row.kind != InstallmentKind::Regular
                || row.due_on < new.first_due
                || row.paid != Portions::ZERO
        };
        let kept: Vec<bool> = self.rows.iter().map(keep).collect();
        let mut flags = kept.iter();
        self.rows.retain(|_| flags.next().copied().unwrap_or(true));
        let mut flags = kept.iter();
        self.plans.retain(|_| flags.next().copied().unwrap_or(true));
        for number in 0..new.count {
            let regular = self.rows.iter().rfind(|row| row.kind == InstallmentKind::Regular);
            let from = regular.map_or(new.on, |row| row.due_on);
            let due_on = new.every.after(new.first_due, number);
            if due_on <= from {
                continue;
            }
            let mut row = Installment::new(InstallmentKind::Regular, from, due_on);
            row.reaged = true;
            let at = self.rows.iter().rposition(|row| row.kind != InstallmentKind::Additional);
            let at = at.map_or(0, |at| at + 1);
            self.rows.insert(at, row);
            self.plans.insert(at, Plan::NONE);
        }
        self.reprice_as_paid(new.first_due.plus_days(-1));
    }

    /// So many rows more at the end, and instalments anew from a date.
    pub fn extend(&mut self, on: Date, count: u16) {
        for _ in 0..count {
            let regular = |row: &&Installment| row.kind == InstallmentKind::Regular;
            let Some(last) = self.rows.iter().rfind(regular).cloned() else { return };
            let anchor = self.anchor.unwrap_or(last.from);
            let number = self.rows.iter().filter(regular).count() as u16;
            let due_on = self.terms.every.after(anchor, number + 1).max(last.due_on.plus_days(1));
            let row = Installment::new(InstallmentKind::Regular, last.due_on, due_on);
            let at = self.rows.iter().rposition(|row| row.kind != InstallmentKind::Additional);
            let at = at.map_or(0, |at| at + 1);
            self.rows.insert(at, row);
            self.plans.insert(at, Plan::NONE);
        }
        self.reprice_as_paid(on.plus_days(-1));
    }

    /// Moves the row due on a date, and all later ones with it.
    pub fn move_due(&mut self, from: Date, to: Date) {
        let first = self
            .rows
            .iter()
            .position(|row| row.kind == InstallmentKind::Regular && row.due_on >= from);
        let Some(first) = first else { return };
        let mut before = self.rows[first].from;
        let later =
            self.rows[first..].iter_mut().filter(|row| row.kind == InstallmentKind::Regular);
        for (number, row) in (0u16..).zip(later) {
            row.from = before;
            row.due_on = self.terms.every.after(to, number);
            before = row.due_on;
        }
        self.anchor = None;
        self.compute();
    }
}

/// The nearest multiple, half to the even one; the amount itself where there is none.
pub(super) fn to_multiple(multiple: Option<Minor>, amount: Minor) -> Minor {
    match multiple {
        Some(multiple) if multiple > Minor::ZERO => {
            let times = Rounding::HalfEven.divide(amount.units(), multiple.units());
            Minor::from_units(times * multiple.units())
        }
        _ => amount,
    }
}
