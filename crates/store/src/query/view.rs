//! What pages show that no other query gathers: late loans, loans touched on a date, cohorts.

use primitives::amount::Minor;
use primitives::date::Date;
use sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use crate::codec::{self, Cells, days};
use crate::error::StoreError;
use crate::row::loan::{LoanStatus, STANDING_COLUMNS, StandingRow, read_standing};
use crate::tx::Reader;

/// The loans opened on one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// On which date.
    pub opened_on: Date,
    /// How many.
    pub loans: u64,
    /// What was agreed.
    pub amount: Minor,
}

/// When a loan was first seen late at a month's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstLate {
    /// When it was opened.
    pub opened_on: Date,
    /// What was agreed.
    pub amount: Minor,
    /// The first month end it was late at.
    pub month_end: Date,
}

fn late() -> SelectStatement {
    // Written out, so that the index over late loans is seen to hold them.
    let in_a_late_bucket = Expr::cust("bucket > 0");
    Query::select()
        .columns(STANDING_COLUMNS)
        .from("standing")
        .and_where(in_a_late_bucket)
        .order_by("loan_id", Order::Asc)
        .to_owned()
}

fn touched(on: Date) -> SelectStatement {
    let closed = || Expr::col("closed_through");
    // A loan that has ended is brought into the day and not to its end.
    let ended = Expr::col("ended_on").is_not_null().and(closed().gte(days(on.plus_days(-1))));
    Query::select()
        .column("loan_id")
        .from("standing")
        .and_where(closed().gte(days(on)).or(ended))
        .order_by("loan_id", Order::Asc)
        .to_owned()
}

fn openings() -> SelectStatement {
    Query::select()
        .column("opened_on")
        .expr(Func::count(Expr::col(sea_query::Asterisk)))
        .expr(Func::sum(Expr::col("amount")))
        .from("loan")
        .group_by_col("opened_on")
        .order_by("opened_on", Order::Asc)
        .to_owned()
}

fn first_late(over_days: u16) -> SelectStatement {
    let of_loan = Expr::col(("first_late", "loan_id")).equals(("loan", "id"));
    let late = Expr::col("days").gt(i64::from(over_days));
    let lost = Expr::col("status").eq(LoanStatus::ChargedOff.code());
    let firsts = Query::select()
        .column("loan_id")
        .expr_as(Func::min(Expr::col("month_end")), "month_end")
        .from("snapshot")
        .and_where(late.or(lost))
        .group_by_col("loan_id")
        .to_owned();
    Query::select()
        .columns(["opened_on", "amount"].map(|column| ("loan", column)))
        .column(("first_late", "month_end"))
        .from_subquery(firsts, "first_late")
        .inner_join("loan", of_loan)
        .to_owned()
}

fn journal_counts() -> SelectStatement {
    let sum = |column: &'static str| {
        let sum = Func::sum(Expr::col(column));
        Func::coalesce([sum.into(), Expr::val(0i64)])
    };
    Query::select().expr(sum("fact_count")).expr(sum("posting_count")).from("standing").to_owned()
}

fn read_opening(cells: &mut Cells) -> Result<Opening, StoreError> {
    Ok(Opening { opened_on: cells.date()?, loans: cells.small()?, amount: cells.minor()? })
}

fn read_first_late(cells: &mut Cells) -> Result<FirstLate, StoreError> {
    Ok(FirstLate { opened_on: cells.date()?, amount: cells.minor()?, month_end: cells.date()? })
}

impl Reader {
    /// Where every loan past its first bucket stands, by key.
    pub async fn list_late(&mut self) -> Result<Vec<StandingRow>, StoreError> {
        self.list(&late(), read_standing).await
    }

    /// Keys of loans that something was done to on the last business date or later.
    pub async fn list_touched(&mut self, on: Date) -> Result<Vec<i64>, StoreError> {
        self.list(&touched(on), codec::read_integer).await
    }

    /// Loans by the date they were opened on, earliest first.
    pub async fn list_openings(&mut self) -> Result<Vec<Opening>, StoreError> {
        self.list(&openings(), read_opening).await
    }

    /// Every loan that was more than so many days late, or charged off, at some month's end.
    pub async fn list_first_late(&mut self, over_days: u16) -> Result<Vec<FirstLate>, StoreError> {
        self.list(&first_late(over_days), read_first_late).await
    }

    /// How many facts are recorded and lines booked, of all loans together.
    pub async fn load_journal_counts(&mut self) -> Result<(u64, u64), StoreError> {
        let read = |cells: &mut Cells| Ok((cells.small()?, cells.small()?));
        Ok(self.first(&journal_counts(), read).await?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::renders_for_both;

    #[test]
    fn statements_render_for_both_databases() {
        let day = Date::default();
        renders_for_both(&[late(), touched(day), openings(), first_late(30), journal_counts()]);
    }
}
