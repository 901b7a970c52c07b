//! Where charges fall in the table, what they come to, and which of them a payment met.
//! Specification: `docs/specs/installments-charges.md`.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::significant::Significant;

use super::charge::{Charge, ChargeCalculation, ChargeTerms, ChargeTime};
use super::installment::{Installment, InstallmentKind};
use super::portions::Component;

/// What a percentage is taken of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Principal.
    pub principal: Minor,
    /// Interest.
    pub interest: Minor,
}

impl ChargeTerms {
    /// What the charge comes to, in a currency of so many decimals.
    pub fn assess(&self, base: Base, decimals: u8) -> Minor {
        let of = match self.calculation {
            ChargeCalculation::Flat => return self.amount.to_minor(decimals),
            ChargeCalculation::PercentOfPrincipal | ChargeCalculation::PercentOfDisbursal => {
                base.principal
            }
            ChargeCalculation::PercentOfPrincipalAndInterest => base.principal + base.interest,
            ChargeCalculation::PercentOfInterest => base.interest,
        };
        let part = Significant::of_minor(of, decimals) * self.amount;
        part.over(Significant::whole(100)).to_minor(decimals)
    }

    /// The column of the table it is told in.
    pub const fn component(&self) -> Component {
        if self.penalty { Component::Penalty } else { Component::Fee }
    }

    /// Whether it is taken out of a disbursal and never stands in a row.
    pub const fn is_at_disbursal(&self) -> bool {
        matches!(self.time, ChargeTime::Disbursement | ChargeTime::TrancheDisbursement)
    }
}

/// Puts the charges that count into the rows, in place of whatever fees and penalties stood there.
/// One due after maturity stands in a row of its own behind the last. A charge of every instalment
/// is worked out anew from its rows.
pub fn place(rows: &mut Vec<Installment>, charges: &mut [Charge], decimals: u8) {
    for row in rows.iter_mut() {
        row.due.fee = Minor::ZERO;
        row.due.penalty = Minor::ZERO;
        row.waived.fee = Minor::ZERO;
        row.waived.penalty = Minor::ZERO;
    }
    for charge in charges.iter_mut().filter(|charge| charge.active) {
        if charge.terms.time == ChargeTime::Installment {
            charge.amount = with_every_installment(rows, charge, decimals);
        } else if let Some(due_on) = charge.due_on.filter(|_| !charge.terms.is_at_disbursal()) {
            let row = row_for(rows, due_on);
            row.due[charge.terms.component()] += charge.amount;
            row.waived[charge.terms.component()] += charge.waived;
        }
    }
}

fn with_every_installment(rows: &mut [Installment], charge: &Charge, decimals: u8) -> Minor {
    let terms = &charge.terms;
    let mut whole = Minor::ZERO;
    let mut waived = charge.waived;
    for row in rows.iter_mut().filter(|row| row.kind == InstallmentKind::Regular) {
        let amount = in_row(terms, row, decimals);
        row.due[terms.component()] += amount;
        whole += amount;
        let part = waived.min(amount - row.paid[terms.component()]).or_zero();
        row.waived[terms.component()] += part;
        waived -= part;
    }
    whole
}

/// What a charge of every instalment asks for in one.
fn in_row(terms: &ChargeTerms, row: &Installment, decimals: u8) -> Minor {
    terms.assess(Base { principal: row.due.principal, interest: row.due.interest }, decimals)
}

/// What a charge of every instalment asks for, row by row.
pub fn parts<'a>(
    rows: &'a [Installment],
    charge: &'a Charge,
    decimals: u8,
) -> impl Iterator<Item = (&'a Installment, Minor)> {
    rows.iter()
        .filter(|row| row.kind == InstallmentKind::Regular)
        .map(move |row| (row, in_row(&charge.terms, row, decimals)))
}

/// The row that a date belongs to; a new one behind the last, or that one moved, for a date after
/// maturity.
pub fn row_for(rows: &mut Vec<Installment>, date: Date) -> &mut Installment {
    let index = position(rows, date).unwrap_or_else(|| extend(rows, date));
    &mut rows[index]
}

/// The row a date belongs to, if it is not after maturity. The first row also holds all days before.
pub fn position(rows: &[Installment], date: Date) -> Option<usize> {
    rows.iter().position(|row| row.kind != InstallmentKind::DownPayment && date <= row.due_on)
}

/// Makes sure that a row behind maturity reaches a date.
fn extend(rows: &mut Vec<Installment>, date: Date) -> usize {
    match rows.last_mut() {
        Some(last) if last.kind == InstallmentKind::Additional => {
            last.due_on = last.due_on.max(date);
        }
        last => {
            let from = last.map_or(date, |row| row.due_on);
            rows.push(Installment::new(InstallmentKind::Additional, from, date));
        }
    }
    rows.len() - 1
}

/// Tells of each charge what was paid of it: what was paid of a row meets the charges in it in the
/// order of their due dates.
pub fn settle(rows: &[Installment], charges: &mut [Charge], decimals: u8) {
    for charge in charges.iter_mut().filter(|charge| !charge.terms.is_at_disbursal()) {
        charge.paid = Minor::ZERO;
    }
    let mut order: Vec<usize> = (0..charges.len()).collect();
    order.sort_by_key(|&index| (charges[index].due_on.unwrap_or(Date::MAX), index));
    for (at, row) in rows.iter().enumerate() {
        for component in [Component::Fee, Component::Penalty] {
            let mut left = row.paid[component];
            for &index in &order {
                let charge = &mut charges[index];
                if !charge.active || charge.terms.component() != component {
                    continue;
                }
                let part = part_in(rows, at, charge, decimals).min(left).or_zero();
                charge.paid += part;
                left -= part;
            }
        }
    }
}

/// What of a charge stands in a row, without what was given up.
fn part_in(rows: &[Installment], at: usize, charge: &Charge, decimals: u8) -> Minor {
    match (charge.terms.time, charge.due_on) {
        (ChargeTime::Installment, _) if rows[at].kind == InstallmentKind::Regular => {
            in_row(&charge.terms, &rows[at], decimals)
        }
        (ChargeTime::DueDate | ChargeTime::Overdue, Some(due_on)) => {
            let row = position(rows, due_on).unwrap_or(rows.len() - 1);
            if row == at { charge.amount - charge.waived } else { Minor::ZERO }
        }
        _ => Minor::ZERO,
    }
}
