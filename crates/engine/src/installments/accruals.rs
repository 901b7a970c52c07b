//! Income as it is earned: interest day by day, charges when their day comes.
//! Specification: `docs/specs/installments-accruals.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;

use super::charge::{Charge, ChargeTime};
use super::installment::{Installment, InstallmentKind};
use super::portions::{Component, Portions};
use super::progressive::Model;
use super::terms::{ChargeAccrual, InterestMethod, ScheduleKind, Terms};
use super::transaction::{Transaction, TransactionKind};

/// What income is read off.
#[derive(Clone, Copy, Debug)]
pub struct Earnings<'a> {
    /// The agreement.
    pub terms: &'a Terms,
    /// When a charge is earned.
    pub charge_accrual: ChargeAccrual,
    /// The interest side of the table, where interest follows what is really paid.
    pub(super) model: Option<&'a Model>,
    /// The table.
    pub rows: &'a [Installment],
    /// The charges.
    pub charges: &'a [Charge],
    /// What was booked before.
    pub transactions: &'a [Transaction],
}

/// Income to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Earned, or taken back, or told on a due date.
    pub kind: TransactionKind,
    /// The date it is for.
    pub on: Date,
    /// What it consists of.
    pub split: Portions,
}

impl Earnings<'_> {
    /// Everything earned by the end of a day.
    pub fn by(&self, day: Date) -> Portions {
        let mut earned = self.charges_by(day);
        let counted = if self.terms.basis.from_disbursal_day { day.plus_days(1) } else { day };
        let rows = self.rows.iter().enumerate();
        earned.interest = rows.map(|(index, row)| self.interest_of(index, row, counted)).sum();
        earned
    }

    /// Interest of a row earned before the end of a day.
    fn interest_of(&self, index: usize, row: &Installment, day: Date) -> Minor {
        let flat = self.terms.method == InterestMethod::Flat;
        match self.model {
            Some(_) if flat && day < row.due_on => Minor::ZERO,
            Some(model) if row.from < day && day < row.due_on => {
                model.earned_by(index, day) - row.waived.interest
            }
            _ => {
                interest_by(row, day)
                    - if day >= row.due_on { self.again(index) } else { Minor::ZERO }
            }
        }
    }

    /// Everything the table will ever earn. What a payment taken back made due again was earned
    /// before.
    pub fn whole(&self) -> Portions {
        let mut whole = self.charges_by(Date::MAX);
        let rows = self.rows.iter().enumerate();
        whole.interest = rows
            .map(|(index, row)| row.due.interest - row.waived.interest - self.again(index))
            .sum();
        whole
    }

    /// Interest of a row that a payment taken back made due again.
    fn again(&self, index: usize) -> Minor {
        let plan = self.model.and_then(|model| model.plans.get(index));
        plan.map_or(Minor::ZERO, |plan| plan.added.interest)
    }

    /// What was booked as earned and not taken back.
    pub fn booked(&self) -> Portions {
        self.transactions
            .iter()
            .filter(|transaction| transaction.in_force())
            .map(|transaction| match transaction.kind {
                TransactionKind::Accrual => transaction.split,
                TransactionKind::AccrualAdjustment => -transaction.split,
                _ => Portions::ZERO,
            })
            .sum()
    }

    /// Whether a charge was booked as earned.
    pub fn has_earned(&self, charge: &Charge) -> bool {
        let Some(earned_on) = self.earned_on(charge) else { return false };
        let component = charge.terms.component();
        self.transactions.iter().any(|one| {
            one.in_force()
                && one.kind == TransactionKind::Accrual
                && one.on >= earned_on
                && one.split[component] > Minor::ZERO
        })
    }

    /// The day a charge with a date of its own is earned.
    fn earned_on(&self, charge: &Charge) -> Option<Date> {
        match self.charge_accrual {
            ChargeAccrual::EntryDate => Some(charge.entered_on),
            ChargeAccrual::DueDate => charge.due_on,
        }
    }

    /// What a closed day brings. A cumulative loan books each finished period on its due date, any
    /// other everything on the day.
    pub fn close_day(&self, day: Date) -> Vec<Booking> {
        let mut booked = self.booked();
        let mut days = self.finished_by(day);
        // Nothing is earned after the last row falls due, whenever that is looked at.
        let last = self.rows.iter().map(|row| row.due_on).max();
        let day = last.map_or(day, |last| day.min(last));
        days.push(day);
        let mut bookings = Vec::new();
        for on in days {
            let mut new = self.by(on) - booked;
            if on < day {
                // What was booked since a period ended is not taken back for its sake.
                new = new.map(|_, amount| amount.or_zero());
            }
            booked += new;
            bookings.extend(bookings_of(on, new));
        }
        bookings
    }

    /// What the end of a loan brings: everything still to be earned, on its day.
    pub fn close_loan(&self, on: Date) -> Vec<Booking> {
        bookings_of(on, self.whole() - self.booked()).collect()
    }

    /// What a debt given up brings: interest up to its day, in one; charges are not earned any more.
    pub fn give_up(&self, on: Date) -> Vec<Booking> {
        let new = self.by(on).interest - self.booked().interest;
        bookings_of(on, Portions::only(Component::Interest, new)).collect()
    }

    /// What fell due by a day and was not told yet, a booking for each due date.
    pub fn activity(&self, day: Date) -> Vec<Booking> {
        let told = |on: Date| {
            self.transactions.iter().any(|transaction| {
                transaction.kind == TransactionKind::AccrualActivity
                    && transaction.in_force()
                    && transaction.on == on
            })
        };
        self.rows
            .iter()
            .filter(|row| row.kind != InstallmentKind::DownPayment)
            .filter(|row| row.due_on <= day && !told(row.due_on))
            .map(|row| Booking {
                kind: TransactionKind::AccrualActivity,
                on: row.due_on,
                split: Portions { principal: Minor::ZERO, ..row.due - row.waived },
            })
            .filter(|booking| booking.split.total() > Minor::ZERO)
            .collect()
    }

    /// What the end of a loan has to tell: what fell due before, and the rest on its day.
    pub fn last_activity(&self, on: Date) -> Vec<Booking> {
        let mut bookings = self.activity(on.plus_days(-1));
        let told = self.transactions.iter().filter(|transaction| {
            transaction.kind == TransactionKind::AccrualActivity && transaction.in_force()
        });
        let told: Portions = told.map(|transaction| transaction.split).sum();
        let telling: Portions = bookings.iter().map(|booking| booking.split).sum();
        let rest = self.whole() - told - telling;
        if rest.total() > Minor::ZERO {
            bookings.push(Booking { kind: TransactionKind::AccrualActivity, on, split: rest });
        }
        bookings
    }

    fn finished_by(&self, day: Date) -> Vec<Date> {
        match self.terms.schedule {
            ScheduleKind::Progressive => Vec::new(),
            ScheduleKind::Cumulative => {
                self.rows.iter().map(|row| row.due_on).filter(|due_on| *due_on < day).collect()
            }
        }
    }

    fn charges_by(&self, day: Date) -> Portions {
        let mut earned = Portions::ZERO;
        for charge in self.charges.iter().filter(|charge| charge.active) {
            let component = charge.terms.component();
            earned[component] += match charge.terms.time {
                ChargeTime::Disbursement | ChargeTime::TrancheDisbursement => Minor::ZERO,
                ChargeTime::Installment => Minor::ZERO,
                ChargeTime::DueDate | ChargeTime::Overdue => {
                    let is_earned = self.earned_on(charge).is_some_and(|on| on <= day);
                    if is_earned { charge.amount - charge.waived } else { Minor::ZERO }
                }
            };
        }
        earned + self.installment_charges_by(day) + self.given_up_when_earned()
    }

    /// What of charges was given up after it had been earned: it stays earned.
    fn given_up_when_earned(&self) -> Portions {
        self.transactions
            .iter()
            .filter(|one| one.kind == TransactionKind::WaiveCharges && one.in_force())
            .map(|one| one.split)
            .sum()
    }

    /// Charges of every instalment are earned with it: what stands in finished rows beyond the
    /// charges with a date of their own.
    fn installment_charges_by(&self, day: Date) -> Portions {
        let mut earned = Portions::ZERO;
        for charge in self.charges.iter().filter(|charge| charge.active) {
            if charge.terms.time == ChargeTime::Installment {
                let parts =
                    super::charges::parts(self.rows, charge, self.terms.currency.decimals());
                let finished = parts.filter(|(row, _)| row.due_on <= day);
                earned[charge.terms.component()] += finished.map(|(_, part)| part).sum();
            }
        }
        earned
    }
}

/// Interest of a row earned before the end of a day: by days of its period.
fn interest_by(row: &Installment, day: Date) -> Minor {
    let whole = row.due.interest - row.waived.interest;
    let (passed, days) = (day.days_since(row.from), row.due_on.days_since(row.from));
    if day >= row.due_on {
        whole
    } else if passed <= 0 || days <= 0 {
        Minor::ZERO
    } else {
        whole.scaled(i128::from(passed), i128::from(days), Rounding::HalfEven)
    }
}

/// An accrual of what is new, and an adjustment of what is gone.
fn bookings_of(on: Date, new: Portions) -> impl Iterator<Item = Booking> {
    let more = new.map(|_, amount| amount.or_zero());
    let less = new.map(|_, amount| (-amount).or_zero());
    let book = move |kind, mut split: Portions| {
        split[Component::Principal] = Minor::ZERO;
        (split.total() > Minor::ZERO).then_some(Booking { kind, on, split })
    };
    let adjustment = book(TransactionKind::AccrualAdjustment, less);
    let accrual = book(TransactionKind::Accrual, more);
    adjustment.into_iter().chain(accrual)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn interest_is_earned_by_days_and_never_twice() {
        let mut row =
            Installment::new(InstallmentKind::Regular, date("2025-04-01"), date("2025-05-01"));
        row.due.interest = Minor(100);
        let by: Vec<i64> = ["2025-04-01", "2025-04-02", "2025-04-16", "2025-05-01", "2025-05-20"]
            .map(|day| interest_by(&row, date(day)).0)
            .to_vec();
        assert_eq!(by, [0, 3, 50, 100, 100]);
    }

    #[test]
    fn what_is_gone_is_taken_back_apart_from_what_is_new() {
        let new = Portions { interest: Minor(-5), fee: Minor(20), ..Portions::ZERO };
        let bookings: Vec<Booking> = bookings_of(date("2025-04-01"), new).collect();
        assert_eq!(bookings.len(), 2);
        assert_eq!(bookings[0].kind, TransactionKind::AccrualAdjustment);
        assert_eq!(bookings[0].split.interest, Minor(5));
        assert_eq!(bookings[1].split, Portions::only(Component::Fee, Minor(20)));
    }
}
