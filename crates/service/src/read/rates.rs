//! The overdue rate by its three definitions: active loans only, charged-off ones left out.

use book::overdue_rate::{DueColumns, LATER_THAN, LoanColumns, overdue_rates};
use engine::wire;
use primitives::date::Date;
use store::{Reader, StandingRow, StoreError};

use crate::view::Stock;
use crate::view::today::{OverdueLine, OverdueRate, RateMethod};

/// Late loans and their unpaid dues as columns.
#[derive(Default)]
struct Late {
    loan_days: Vec<u16>,
    loan_principal: Vec<i64>,
    due_days: Vec<u16>,
    due_principal: Vec<i64>,
}

impl Late {
    fn add(&mut self, row: &StandingRow, on: Date) -> Result<(), StoreError> {
        let since = |from: Date| u16::try_from(on.days_since(from).max(0)).unwrap_or(u16::MAX);
        self.loan_days.push(row.oldest_late_on.map_or(0, since));
        self.loan_principal.push(row.principal.0);
        let state = wire::state::decode(&row.state).map_err(|error| StoreError::Malformed {
            what: "a standing",
            why: error.to_string(),
        })?;
        for due in &state.dues {
            self.due_days.push(since(due.on));
            self.due_principal.push(due.outstanding.principal.0);
        }
        Ok(())
    }
}

/// The rates at the end of `on` over a book of `all` active loans.
pub(super) async fn rates(
    reader: &mut Reader,
    on: Date,
    all: Stock,
) -> Result<Vec<OverdueRate>, StoreError> {
    let mut late = Late::default();
    for row in reader.list_late().await? {
        late.add(&row, on)?;
    }
    let loans = LoanColumns { days_past_due: &late.loan_days, principal: &late.loan_principal };
    let dues = DueColumns { days_past_due: &late.due_days, principal: &late.due_principal };
    // Only late loans are in the columns, so the totals are the book's own.
    let rates = overdue_rates(&loans, &dues);
    let rate = |method| {
        let lines = LATER_THAN.iter().zip(&rates).map(|((_, over_days), rate)| {
            let (part, denominator) = match method {
                RateMethod::Balance => (rate.balance, all.principal.0),
                RateMethod::Installment => (rate.installment, all.principal.0),
                RateMethod::Count => (rate.count, i64::try_from(all.loans).unwrap_or(i64::MAX)),
            };
            let numerator = i64::try_from(part.late).unwrap_or(i64::MAX);
            OverdueLine { over_days: *over_days, numerator, denominator }
        });
        OverdueRate { method, lines: lines.collect() }
    };
    Ok([RateMethod::Balance, RateMethod::Installment, RateMethod::Count].map(rate).into())
}
