//! What giving a debt up in the books does to the table: interest ends, or everything falls due at
//! once. Specification: `docs/specs/installments-charge-off.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rounding::Rounding;

use super::installment::{Installment, InstallmentKind};

/// Interest of a row for the days of its period before the end of a day; all of it from its due
/// date on.
pub fn interest_by_days(row: &Installment, on: Date) -> Minor {
    let days = row.due_on.days_since(row.from);
    let passed = on.days_since(row.from).clamp(0, days.max(0));
    if days <= 0 {
        return row.due.interest;
    }
    row.due.interest.scaled(i128::from(passed), i128::from(days), Rounding::HalfEven)
}

/// Ends interest on a day. The rows' amounts stay: what they ask for less in interest they ask for
/// more in principal, and the last rows for less, so that all principal is still what was lent.
pub fn end_interest(rows: &mut [Installment], on: Date, interest: impl Fn(&Installment) -> Minor) {
    let mut excess = Minor::ZERO;
    for row in rows.iter_mut().filter(|row| row.due_on > on) {
        let kept = interest(row).max(row.paid.interest + row.waived.interest);
        let ended = (row.due.interest - kept).or_zero();
        row.due.interest -= ended;
        row.due.principal += ended;
        excess += ended;
    }
    for row in rows.iter_mut().rev().filter(|row| row.kind == InstallmentKind::Regular) {
        let part = excess.min(row.outstanding().principal).or_zero();
        row.due.principal -= part;
        excess -= part;
    }
}

/// Lets everything fall due on a day: the period that holds it ends there with interest up to it
/// and all principal still to come, and no row follows. What was paid in rows that fall away is to
/// be allocated anew.
pub fn fall_due(rows: &mut Vec<Installment>, on: Date, interest: impl Fn(&Installment) -> Minor) {
    let Some(current) = rows.iter().position(|row| holds(row, on)) else { return };
    let later: Minor = rows[current + 1..].iter().map(|row| row.due.principal).sum();
    rows.truncate(current + 1);
    let row = &mut rows[current];
    row.due.interest = interest(row);
    row.due.principal += later;
    row.due_on = on;
}

fn holds(row: &Installment, on: Date) -> bool {
    row.kind == InstallmentKind::Regular && row.from <= on && on <= row.due_on
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Three monthly rows of 102.00, 2.00 of it interest.
    fn rows() -> Vec<Installment> {
        let start = date("2025-04-01");
        let row = |month: i32| {
            let (from, due_on) = (start.plus_months(month), start.plus_months(month + 1));
            let mut row = Installment::new(InstallmentKind::Regular, from, due_on);
            row.due.principal = Minor(10_000);
            row.due.interest = Minor(200);
            row
        };
        vec![row(0), row(1), row(2)]
    }

    fn due(rows: &[Installment]) -> Vec<(i64, i64)> {
        rows.iter().map(|row| (row.due.principal.0, row.due.interest.0)).collect()
    }

    #[test]
    fn interest_ended_becomes_principal_and_the_last_row_asks_for_less() {
        let mut rows = rows();
        let on = date("2025-05-11");
        end_interest(&mut rows, on, |row| interest_by_days(row, on));
        // Ten of the 31 days of May are kept: 0.65.
        assert_eq!(due(&rows), [(10_000, 200), (10_135, 65), (9_865, 0)]);
    }

    #[test]
    fn everything_falls_due_in_the_period_of_the_day() {
        let mut rows = rows();
        let on = date("2025-05-11");
        fall_due(&mut rows, on, |row| interest_by_days(row, on));
        assert_eq!(due(&rows), [(10_000, 200), (20_000, 65)]);
        assert_eq!(rows[1].due_on, on);
    }
}
