//! Debt spread anew: over later rows (re-amortize), or over rows of their own (re-age).
//! Specification: `docs/specs/installments-respread.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;

use super::installment::{Installment, InstallmentKind};
use super::terms::{Every, TimeUnit};

/// New rows for old debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Respread {
    /// The day it is done for.
    pub on: Date,
    /// When the first new row falls due.
    pub first_due: Date,
    /// How far apart they are.
    pub every: Every,
    /// How many there are.
    pub count: u16,
}

/// Spreads unpaid principal of rows due by `on` equally over the rows due later; what was due keeps
/// what was paid. Tells how much was moved; nothing moves where no row falls due later.
pub fn reamortize(rows: &mut [Installment], on: Date, multiple: Option<Minor>) -> Minor {
    let later = |row: &Installment| row.due_on > on && row.kind == InstallmentKind::Regular;
    let count = rows.iter().filter(|row| later(row)).count();
    if count == 0 {
        return Minor::ZERO;
    }
    let mut moved = Minor::ZERO;
    for row in rows.iter_mut().filter(|row| row.due_on <= on) {
        moved += give_up_principal(row, on);
    }
    let parts = equal_parts(moved, count, multiple);
    for (row, part) in rows.iter_mut().filter(|row| later(row)).zip(parts) {
        row.due.principal += part;
        reopen(row);
    }
    moved
}

/// Takes all outstanding principal off the rows there are and asks for it in new rows, which
/// continue the rows due before `on`: one that stands in a new row's place is replaced, and keeps what was
/// paid in it; those beyond fall away. Rows after maturity stay. Tells how much was moved.
pub fn reage(rows: &mut Vec<Installment>, new: &Respread, multiple: Option<Minor>) -> Minor {
    let mut moved = Minor::ZERO;
    for row in rows.iter_mut() {
        moved += give_up_principal(row, new.on);
    }
    if moved <= Minor::ZERO || new.count == 0 {
        return Minor::ZERO;
    }
    let kept = rows.iter().filter(|row| row.due_on < new.on).count();
    let (replaced, after): (Vec<_>, Vec<_>) =
        rows.split_off(kept).into_iter().partition(|row| row.kind != InstallmentKind::Additional);
    let mut replaced = replaced.into_iter();
    for (index, part) in equal_parts(moved, usize::from(new.count), multiple).enumerate() {
        let before = rows.last().map(|row| row.due_on);
        let due_on = new.every.after(new.first_due, index as u16);
        let old = replaced.next();
        let from = before.or(old.as_ref().map(|row| row.from)).unwrap_or(new.on);
        let mut row =
            old.unwrap_or_else(|| Installment::new(InstallmentKind::Regular, from, due_on));
        row.from = from;
        row.due_on = due_on;
        row.reaged = true;
        row.due.principal += part;
        reopen(&mut row);
        rows.push(row);
    }
    let leftover: Vec<Installment> = replaced.collect();
    keep_payments(rows, &leftover);
    let last_due = rows.last().map_or(new.on, |row| row.due_on);
    let after = after.into_iter().filter(|row| row.due_on > last_due);
    rows.extend(after.map(|row| Installment { from: last_due, ..row }));
    moved
}

/// What was paid in rows that fell away counts in the last row left.
fn keep_payments(rows: &mut [Installment], gone: &[Installment]) {
    let Some(last) = rows.last_mut() else { return };
    for row in gone.iter().filter(|row| row.paid.total() > Minor::ZERO) {
        last.due += row.paid;
        last.paid += row.paid;
        last.paid_in_advance += row.paid_in_advance;
        last.paid_late += row.paid_late;
    }
}

/// Leaves a row no more principal than was paid of it; a row with nothing left is met on the day.
fn give_up_principal(row: &mut Installment, on: Date) -> Minor {
    let outstanding = row.outstanding().principal.or_zero();
    row.due.principal -= outstanding;
    if row.is_met() && row.paid_on.is_none() {
        row.paid_on = Some(on);
    }
    outstanding
}

fn reopen(row: &mut Installment) {
    if !row.is_met() {
        row.paid_on = None;
    }
}

/// Equal parts of an amount, to the minor unit and then to the multiple; the last takes the rest.
fn equal_parts(
    amount: Minor,
    count: usize,
    multiple: Option<Minor>,
) -> impl Iterator<Item = Minor> {
    let cents = amount.scaled(1, count.max(1) as i128, Rounding::HalfEven);
    let step = multiple.map_or(1, |m| m.units().max(1));
    let part = Minor::from_units(Rounding::HalfEven.divide(cents.units(), step) * step);
    let part = if part.0 <= 0 { cents } else { part };
    let mut left = amount;
    (0..count).map(move |index| {
        let this = if index + 1 == count { left } else { part.min(left) };
        left -= this;
        this
    })
}

impl Every {
    /// The date so many steps after an anchor, the day clipped to the month's length.
    pub fn after(self, anchor: Date, count: u16) -> Date {
        let units = i32::from(count).saturating_mul(i32::from(self.count));
        match self.unit {
            TimeUnit::Days => anchor.plus_days(units),
            TimeUnit::Weeks => anchor.plus_days(units.saturating_mul(7)),
            TimeUnit::Months => anchor.plus_months(units.min(12 * 9999)),
            TimeUnit::Years => anchor.plus_months(units.min(9999).saturating_mul(12)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Four monthly rows of 100.00 from 1 February 2025, the first paid.
    fn rows() -> Vec<Installment> {
        let mut from = date("2025-01-01");
        let mut rows = Vec::new();
        for month in 1..=4 {
            let due_on = date("2025-01-01").plus_months(month);
            let mut row = Installment::new(InstallmentKind::Regular, from, due_on);
            row.due.principal = Minor(10_000);
            from = due_on;
            rows.push(row);
        }
        rows[0].paid.principal = Minor(10_000);
        rows
    }

    fn principal(rows: &[Installment]) -> Vec<i64> {
        rows.iter().map(|row| row.due.principal.0).collect()
    }

    #[test]
    fn reamortized_principal_is_asked_for_later() {
        let mut rows = rows();
        let moved = reamortize(&mut rows, date("2025-03-10"), None);
        assert_eq!(moved, Minor(10_000));
        assert_eq!(principal(&rows), [10_000, 0, 15_000, 15_000]);
    }

    #[test]
    fn reaged_principal_stands_in_new_rows() {
        let mut rows = rows();
        rows[2].paid.principal = Minor(2_000);
        let every = Every { count: 1, unit: TimeUnit::Months };
        let new =
            Respread { on: date("2025-03-10"), first_due: date("2025-03-20"), every, count: 3 };
        assert_eq!(reage(&mut rows, &new, None), Minor(28_000));
        assert_eq!(principal(&rows), [10_000, 0, 2_000 + 9_333, 9_333, 9_334]);
        assert_eq!(rows[4].due_on, date("2025-05-20"));
    }

    #[test]
    fn rows_that_fall_away_leave_what_was_paid() {
        let mut rows = rows();
        rows[3].paid.principal = Minor(3_000);
        let every = Every { count: 1, unit: TimeUnit::Months };
        let new =
            Respread { on: date("2025-02-10"), first_due: date("2025-02-20"), every, count: 1 };
        assert_eq!(reage(&mut rows, &new, None), Minor(27_000));
        assert_eq!(principal(&rows), [10_000, 30_000]);
    }
}
