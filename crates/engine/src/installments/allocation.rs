//! Who is paid first: one payment met against the rows.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;

use super::charges;
use super::installment::{Installment, InstallmentKind};
use super::portions::{Component, Portions};
use super::progressive::{Flow, Model};
use super::terms::{Allocation, AllocationRule, DueType, FutureRule, PreClose, Processing, Rest};
use super::transaction::TransactionKind;

/// Money on its way into the rows.
struct Payment {
    on: Date,
    rest: Minor,
    split: Portions,
}

impl Model {
    /// Meets a payment against the rows; gives its split and what is beyond everything owed.
    pub(super) fn pay(
        &mut self,
        kind: TransactionKind,
        on: Date,
        amount: Minor,
    ) -> (Portions, Minor) {
        let mut payment = Payment { on, rest: amount, split: Portions::ZERO };
        self.at_rest = self.earned_at_rest(on);
        match self.terms.allocation.clone() {
            Allocation::ByDue { processing, default, rules } => {
                let own = rules.into_iter().find(|(of, _)| *of == kind);
                let rule = own.map_or(default, |(_, rule)| rule);
                match processing {
                    Processing::Horizontal => self.pay_horizontal(&mut payment, &rule),
                    Processing::Vertical => self.pay_vertical(&mut payment, &rule),
                }
            }
            Allocation::Fixed { due, in_advance, by_due } => {
                self.pay_fixed(&mut payment, (due, in_advance), by_due);
            }
        }
        let met = |row: &&mut Installment| {
            row.paid_on.is_none() && row.is_met() && row.paid.total() > Minor::ZERO
        };
        for row in self.rows.iter_mut().filter(met) {
            row.paid_on = Some(on);
        }
        if self.rows.iter().all(Installment::is_met) {
            for row in self.rows.iter_mut().filter(|row| row.paid_on.is_none()) {
                row.paid_on = Some(on);
            }
        }
        (payment.split, payment.rest)
    }

    fn pay_horizontal(&mut self, payment: &mut Payment, rule: &AllocationRule) {
        let mut groups: Vec<(DueType, Vec<Component>)> = Vec::new();
        for (due, component) in &rule.order {
            match groups.iter_mut().find(|(of, _)| of == due) {
                Some((_, components)) => components.push(*component),
                None => groups.push((*due, vec![*component])),
            }
        }
        for (due, components) in groups {
            self.pay_group(payment, due, &components, rule.future);
        }
    }

    fn pay_vertical(&mut self, payment: &mut Payment, rule: &AllocationRule) {
        for (due, component) in &rule.order {
            self.pay_group(payment, *due, &[*component], rule.future);
        }
    }

    fn pay_fixed(
        &mut self,
        payment: &mut Payment,
        (due, in_advance): ([Component; 4], [Component; 4]),
        by_due: bool,
    ) {
        if by_due {
            for index in 0..self.rows.len() {
                if self.rows[index].due_on <= payment.on {
                    self.pay_row(payment, index, &due, payment.rest);
                } else {
                    self.pay_charges_due(payment, index, &due);
                }
            }
        }
        for index in 0..self.rows.len() {
            let order = if self.rows[index].due_on <= payment.on { due } else { in_advance };
            self.pay_row(payment, index, &order, payment.rest);
        }
    }

    /// Charges of a row not yet due that are due themselves.
    fn pay_charges_due(&mut self, payment: &mut Payment, index: usize, order: &[Component]) {
        for component in order {
            if matches!(component, Component::Principal | Component::Interest) {
                continue;
            }
            let fallen_due = self.charged.iter().filter(|(on, of, _)| {
                of == component
                    && *on <= payment.on
                    && charges::position(&self.rows, *on) == Some(index)
            });
            let fallen_due: Minor = fallen_due.map(|(_, _, amount)| *amount).sum();
            let open = (fallen_due - self.rows[index].paid[*component]).or_zero();
            self.pay_row(payment, index, &[*component], open.min(payment.rest));
        }
    }

    fn pay_group(
        &mut self,
        payment: &mut Payment,
        due: DueType,
        components: &[Component],
        future: FutureRule,
    ) {
        if due == DueType::InAdvance && future == FutureRule::Reamortize {
            return self.pay_in_parts(payment, components);
        }
        let mut tried: Vec<usize> = Vec::new();
        while payment.rest > Minor::ZERO {
            let open = |index: &usize| {
                let row = &self.rows[*index];
                !tried.contains(index)
                    && stands(row, payment.on) == due
                    && components.iter().any(|of| row.outstanding_of(*of) > Minor::ZERO)
            };
            let mut rows = (0..self.rows.len()).filter(open);
            let next = match (due, future) {
                (DueType::InAdvance, FutureRule::Last) => rows.next_back(),
                (DueType::InAdvance, FutureRule::NextThenLast) => {
                    let all: Vec<usize> = rows.collect();
                    let current = all.iter().find(|index| self.rows[**index].from <= payment.on);
                    current.or(all.last()).copied()
                }
                _ => rows.next(),
            };
            let Some(next) = next else { return };
            tried.push(next);
            self.pay_row(payment, next, components, payment.rest);
        }
    }

    /// Each component in turn, in equal parts over the rows that owe it; again while money is left.
    fn pay_in_parts(&mut self, payment: &mut Payment, components: &[Component]) {
        loop {
            let before = payment.rest;
            for component in components {
                self.pay_part(payment, *component);
            }
            if payment.rest == before || payment.rest == Minor::ZERO {
                return;
            }
        }
    }

    fn pay_part(&mut self, payment: &mut Payment, component: Component) {
        let open = |index: &usize| {
            let row = &self.rows[*index];
            stands(row, payment.on) == DueType::InAdvance
                && row.outstanding_of(component) > Minor::ZERO
        };
        let rows: Vec<usize> = (0..self.rows.len()).filter(open).collect();
        let count = rows.len() as i64;
        let whole = payment.rest;
        if count == 0 || whole == Minor::ZERO {
            return;
        }
        let mut part = Minor::from_units(Rounding::HalfEven.divide(whole.units(), count.into()));
        if whole.0 - part.0 * (count - 1) < 0 {
            part = Minor(whole.0 / count);
        }
        for (place, index) in rows.iter().enumerate() {
            let last = place + 1 == rows.len();
            let share = if last { Minor(whole.0 - part.0 * (count - 1)) } else { part };
            self.pay_row(payment, *index, &[component], share.min(payment.rest));
        }
    }

    fn pay_row(&mut self, payment: &mut Payment, index: usize, order: &[Component], most: Minor) {
        self.prepare(index, payment.on);
        let mut most = most.min(payment.rest);
        let mut paid = Portions::ZERO;
        for component in order {
            let row = &mut self.rows[index];
            let part = row.outstanding_of(*component).or_zero().min(most);
            row.paid[*component] += part;
            paid[*component] += part;
            most -= part;
        }
        payment.rest -= paid.total();
        payment.split += paid;
        self.paid(index, payment.on, paid);
    }

    /// Interest of a row not yet due, when interest follows payments: as much as has been earned.
    fn prepare(&mut self, index: usize, on: Date) {
        let row = &self.rows[index];
        let open = row.kind == InstallmentKind::Regular && self.plans[index].met.is_none();
        if self.frozen || self.terms.recalculation.is_none() || !open || row.due_on <= on {
            return;
        }
        let at_rest = self.at_rest.as_ref().and_then(|earned| earned.get(index).copied());
        let earned = at_rest.unwrap_or_else(|| self.earned_by(index, on)).max(row.paid.interest);
        let installment = self.plans[index].level;
        let interest = earned.min((installment - row.paid.principal).or_zero());
        let principal = (installment - interest).or_zero().min(self.room(index, on));
        let added = self.plans[index].added;
        self.rows[index].due.interest = interest + added.interest;
        self.rows[index].due.principal =
            principal.max(row_paid(&self.rows[index])) + added.principal;
    }

    /// What each row will have earned at the end of the period of rest, where that counts.
    fn earned_at_rest(&self, on: Date) -> Option<Vec<Minor>> {
        let rest = self.rest_date(on);
        if rest == on || self.frozen {
            return None;
        }
        let mut then = self.clone();
        then.look(rest);
        Some((0..then.rows.len()).map(|index| then.earned_by(index, rest)).collect())
    }

    /// Until when principal paid or looked at on a date still earns.
    pub(super) fn rest_date(&self, on: Date) -> Date {
        match self.terms.recalculation {
            Some(rule) if rule.pre_close == PreClose::RestDate => {
                let regular = self.rows.iter().filter(|row| row.kind == InstallmentKind::Regular);
                regular.map(|row| row.due_on).find(|due| *due >= on).unwrap_or(on)
            }
            _ => on,
        }
    }

    fn paid(&mut self, index: usize, on: Date, paid: Portions) {
        let row = &mut self.rows[index];
        if paid.total() > Minor::ZERO {
            if row.due_on > on {
                row.paid_in_advance += paid.total();
            } else if row.due_on < on {
                row.paid_late += paid.total();
            }
        }
        if row.is_met() && row.paid_on.is_none() && paid.total() > Minor::ZERO {
            row.paid_on = Some(on);
        }
        let open = row.outstanding();
        if open.principal <= Minor::ZERO
            && open.interest <= Minor::ZERO
            && paid.total() > Minor::ZERO
        {
            let added = self.plans[index].added;
            if self.plans[index].met.is_none() {
                self.plans[index].met = Some(row.due - added);
            }
        }
        let due_on = row.due_on;
        let earns = match self.terms.recalculation {
            None => false,
            Some(rule) => due_on > on || !rule.no_interest_on_past_due,
        };
        if earns && !self.frozen && paid.principal > Minor::ZERO && due_on != on {
            let by_day = self.terms.recalculation.is_some_and(|rule| rule.rest == Rest::Daily);
            let left = if due_on < on && by_day { on } else { self.rest_date(on) };
            self.flows.push(Flow {
                on: left,
                amount: -paid.principal,
                down: Minor::ZERO,
                of_payment: true,
            });
            self.flows.push(Flow {
                on: due_on,
                amount: paid.principal,
                down: Minor::ZERO,
                of_payment: true,
            });
        }
        if due_on < on && !self.overdue.is_empty() {
            self.look(on);
        } else {
            self.compute();
        }
    }

    /// Looks at the table on a date: overdue principal has earned until then.
    pub(super) fn look(&mut self, on: Date) {
        self.overdue.clear();
        let Some(rule) = self.terms.recalculation else { return };
        if self.frozen {
            return;
        }
        self.compute();
        if rule.no_interest_on_past_due {
            return;
        }
        let left = match rule.rest {
            Rest::Daily => on,
            Rest::Repayment => self.rest_date(on),
        };
        for index in 0..self.rows.len() {
            let row = &self.rows[index];
            let open = row.outstanding().principal;
            if row.due_on >= on || open <= Minor::ZERO {
                continue;
            }
            self.overdue.push(Flow {
                on: row.due_on,
                amount: open,
                down: Minor::ZERO,
                of_payment: true,
            });
            self.overdue.push(Flow {
                on: left,
                amount: -open,
                down: Minor::ZERO,
                of_payment: true,
            });
            self.compute();
        }
    }
}

impl Model {
    /// What would pay everything on a date.
    pub(super) fn payoff(&mut self, on: Date) -> Minor {
        self.look(on);
        self.at_rest = self.earned_at_rest(on);
        let mut total = Minor::ZERO;
        for index in 0..self.rows.len() {
            self.prepare(index, on);
            let open = self.rows[index].outstanding();
            self.rows[index].paid += open;
            total += open.total();
            self.paid(index, on, open);
        }
        total
    }
}

fn row_paid(row: &Installment) -> Minor {
    row.paid.principal
}

/// How a row stands to a date.
fn stands(row: &Installment, on: Date) -> DueType {
    match row.due_on.cmp(&on) {
        std::cmp::Ordering::Less => DueType::PastDue,
        std::cmp::Ordering::Equal => DueType::Due,
        std::cmp::Ordering::Greater => DueType::InAdvance,
    }
}
