//! Sums of the book and the month ends behind its history.

use primitives::amount::Minor;
use primitives::date::Date;
use sea_query::{
    CaseStatement, Expr, ExprTrait, Func, Order, Query, SelectStatement, SqliteQueryBuilder,
};
use sea_query_sqlx::SqlxBinder;
use sqlx::AssertSqlSafe;

use crate::codec::{self, Cells, days};
use crate::error::StoreError;
use crate::row::figure::{
    DayMeasure, FIGURE_COLUMNS, Figure, FigureKey, MEASURE_COLUMNS, MOVEMENT_COLUMNS, Movement,
    SNAPSHOT_COLUMNS, SnapshotRow, read_figure, read_measure, read_movement, read_snapshot,
};
use crate::row::loan::LoanStatus;
use crate::tx::{Reader, Tx};

/// The loans that went from one place to another between two month ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Bucket at the earlier month end.
    pub from: u8,
    /// Status and bucket at the later one.
    pub to: (LoanStatus, u8),
    /// How many.
    pub loans: u64,
    /// What they owed at the earlier month end.
    pub principal: Minor,
}

fn figures() -> SelectStatement {
    Query::select()
        .columns(FIGURE_COLUMNS)
        .from("figure")
        .and_where(Expr::col("loans").ne(0))
        .order_by("product_id", Order::Asc)
        .order_by("status", Order::Asc)
        .order_by("bucket", Order::Asc)
        .to_owned()
}

fn day_figures(on: Date) -> SelectStatement {
    Query::select()
        .columns(FIGURE_COLUMNS)
        .from("day_figure")
        .and_where(Expr::col("business_date").eq(days(on)))
        .order_by("product_id", Order::Asc)
        .order_by("status", Order::Asc)
        .order_by("bucket", Order::Asc)
        .to_owned()
}

fn measures(on: Date) -> SelectStatement {
    Query::select()
        .columns(MEASURE_COLUMNS)
        .from("day_measure")
        .and_where(Expr::col("business_date").eq(days(on)))
        .order_by("measure", Order::Asc)
        .order_by("product_id", Order::Asc)
        .to_owned()
}

fn movements(on: Date) -> SelectStatement {
    let status = Expr::col("from_status").ne(Expr::col("to_status"));
    let bucket = Expr::col("from_bucket").ne(Expr::col("to_bucket"));
    Query::select()
        .columns(MOVEMENT_COLUMNS)
        .from("movement")
        .and_where(Expr::col("business_date").eq(days(on)))
        .and_where(status.or(bucket))
        .order_by("loan_id", Order::Asc)
        .to_owned()
}

fn snapshot(month_end: Date, after: i64, limit: u64) -> SelectStatement {
    Query::select()
        .columns(SNAPSHOT_COLUMNS)
        .from("snapshot")
        .and_where(Expr::col("month_end").eq(days(month_end)))
        .and_where(Expr::col("loan_id").gt(after))
        .order_by("loan_id", Order::Asc)
        .limit(limit)
        .to_owned()
}

fn snapshot_figures(month_end: Date) -> SelectStatement {
    let of_loan = Expr::col(("snapshot", "loan_id")).equals(("loan", "id"));
    let mut select = Query::select();
    select
        .column(("loan", "product_id"))
        .columns(["status", "bucket"].map(|column| ("snapshot", column)))
        .expr(Func::count(Expr::col(sea_query::Asterisk)))
        .expr(Func::sum(Expr::col(("snapshot", "principal"))))
        .from("snapshot")
        .inner_join("loan", of_loan)
        .and_where(Expr::col(("snapshot", "month_end")).eq(days(month_end)));
    for column in [("loan", "product_id"), ("snapshot", "status"), ("snapshot", "bucket")] {
        select.group_by_col(column).order_by(column, Order::Asc);
    }
    select
}

/// The last day closed of every month that has day figures, found from one to the next so that it
/// costs the months and not the days.
fn month_ends() -> SelectStatement {
    Query::select()
        .column("business_date")
        .from("close_run")
        .and_where(Expr::col("finished_at").is_not_null())
        .order_by("business_date", Order::Asc)
        .to_owned()
}

fn rolls(from: Date, to: Date) -> SelectStatement {
    let same_loan = Expr::col(("earlier", "loan_id")).equals(("later", "loan_id"));
    let mut select = Query::select();
    select
        .column(("earlier", "bucket"))
        .columns(["status", "bucket"].map(|column| ("later", column)))
        .expr(Func::count(Expr::col(sea_query::Asterisk)))
        .expr(Func::sum(Expr::col(("earlier", "principal"))))
        .from_as("snapshot", "earlier")
        .join_as(sea_query::JoinType::InnerJoin, "snapshot", "later", same_loan)
        .and_where(Expr::col(("earlier", "month_end")).eq(days(from)))
        .and_where(Expr::col(("later", "month_end")).eq(days(to)))
        .and_where(Expr::col(("earlier", "status")).eq(LoanStatus::Active.code()));
    for column in [("earlier", "bucket"), ("later", "status"), ("later", "bucket")] {
        select.group_by_col(column).order_by(column, Order::Asc);
    }
    select
}

/// Loans owed at the end of `on`, and those that ended in its month.
fn standings_at(on: Date) -> SelectStatement {
    let late_since = || Expr::col("oldest_late_on");
    let late = late_since().lt(days(on));
    let since = Expr::val(days(on)).sub(late_since());
    let month_before = on.plus_months_on(-1, 31);
    let owed = Expr::col("status").eq(LoanStatus::Active.code());
    Query::select()
        .expr(Expr::val(days(on)))
        .columns(["loan_id", "status", "bucket"])
        .expr(CaseStatement::new().case(late, since).finally(0))
        .column("principal")
        .from("standing")
        .and_where(owed.or(Expr::col("ended_on").gt(days(month_before))))
        .order_by("loan_id", Order::Asc)
        .to_owned()
}

fn read_roll(cells: &mut Cells) -> Result<Roll, StoreError> {
    Ok(Roll {
        from: cells.small()?,
        to: (LoanStatus::from_code(cells.integer()?)?, cells.small()?),
        loans: cells.small()?,
        principal: cells.minor()?,
    })
}

impl Reader {
    /// Loans and principal as they stand now, by product, status and bucket.
    pub async fn list_figures(&mut self) -> Result<Vec<Figure>, StoreError> {
        self.list(&figures(), read_figure).await
    }

    /// The same at the end of a business date.
    pub async fn list_day_figures(&mut self, on: Date) -> Result<Vec<Figure>, StoreError> {
        self.list(&day_figures(on), read_figure).await
    }

    /// What happened on a business date, summed.
    pub async fn list_measures(&mut self, on: Date) -> Result<Vec<DayMeasure>, StoreError> {
        self.list(&measures(on), read_measure).await
    }

    /// Loans whose status or bucket changed on a business date, by key.
    pub async fn list_movements(&mut self, on: Date) -> Result<Vec<Movement>, StoreError> {
        self.list(&movements(on), read_movement).await
    }

    /// The loans of a month end with keys above `after`.
    pub async fn list_snapshot(
        &mut self,
        month_end: Date,
        after: i64,
        limit: u64,
    ) -> Result<Vec<SnapshotRow>, StoreError> {
        self.list(&snapshot(month_end, after, limit), read_snapshot).await
    }

    /// The loans of a month end, summed by product, status and bucket.
    pub async fn list_snapshot_figures(
        &mut self,
        month_end: Date,
    ) -> Result<Vec<Figure>, StoreError> {
        self.list(&snapshot_figures(month_end), read_figure).await
    }

    /// Month ends closed so far, earliest first.
    pub async fn list_month_ends(&mut self) -> Result<Vec<Date>, StoreError> {
        let closed = self.list(&month_ends(), codec::read_date).await?;
        Ok(closed.into_iter().filter(|date| date.is_month_end()).collect())
    }

    /// How active loans went from bucket to bucket between two month ends.
    pub async fn list_rolls(&mut self, from: Date, to: Date) -> Result<Vec<Roll>, StoreError> {
        self.list(&rolls(from, to), read_roll).await
    }

    /// Loans and principal summed from the loans themselves; costs the whole book.
    pub async fn list_figures_recounted(&mut self) -> Result<Vec<Figure>, StoreError> {
        let mut select = Query::select();
        select
            .column(("loan", "product_id"))
            .columns(["status", "bucket"].map(|column| ("standing", column)))
            .expr(Func::count(Expr::col(sea_query::Asterisk)))
            .expr(Func::sum(Expr::col(("standing", "principal"))))
            .from("standing")
            .inner_join("loan", super::loan::standing_of_loan());
        for column in [("loan", "product_id"), ("standing", "status"), ("standing", "bucket")] {
            select.group_by_col(column).order_by(column, Order::Asc);
        }
        self.list(&select, read_figure).await
    }
}

impl Tx {
    /// Keeps the sums of the book as those of a date's end.
    pub async fn append_day_figures(&mut self, on: Date) -> Result<(), StoreError> {
        let columns = ["business_date"].into_iter().chain(FIGURE_COLUMNS);
        let mut rows = figures();
        let mut selected = Query::select();
        selected
            .expr(Expr::val(days(on)))
            .columns(FIGURE_COLUMNS)
            .from_subquery(rows.take(), "now");
        self.insert_selected("day_figure", columns, selected).await?;
        Ok(())
    }

    /// Keeps where every loan stands as of a month's end, and says how many there were.
    pub async fn append_snapshot(&mut self, month_end: Date) -> Result<u64, StoreError> {
        let columns = SNAPSHOT_COLUMNS.into_iter();
        self.insert_selected("snapshot", columns, standings_at(month_end)).await
    }

    async fn insert_selected(
        &mut self,
        table: &'static str,
        columns: impl Iterator<Item = &'static str>,
        select: SelectStatement,
    ) -> Result<u64, StoreError> {
        let mut insert = Query::insert();
        insert.into_table(table).columns(columns);
        insert.select_from(select).map_err(|error| StoreError::Malformed {
            what: "a statement",
            why: error.to_string(),
        })?;
        let (sql, values) = insert.build_sqlx(SqliteQueryBuilder);
        let query = sqlx::query_with(AssertSqlSafe(sql), values);
        Ok(query.execute(self.connection()).await?.rows_affected())
    }
}

/// The sums of `rows` that belong to active loans, by bucket.
pub fn active_by_bucket(rows: &[Figure]) -> Vec<(u8, i64, Minor)> {
    let mut buckets = std::collections::BTreeMap::<u8, (i64, Minor)>::new();
    for Figure { key: FigureKey { status, bucket, .. }, loans, principal } in rows {
        if *status == LoanStatus::Active {
            let sums = buckets.entry(*bucket).or_default();
            sums.0 += loans;
            sums.1 += *principal;
        }
    }
    buckets.into_iter().map(|(bucket, (loans, principal))| (bucket, loans, principal)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::renders_for_both;

    #[test]
    fn statements_render_for_both_databases() {
        let day = Date::default();
        renders_for_both(&[
            figures(),
            day_figures(day),
            measures(day),
            movements(day),
            snapshot(day, 0, 5),
            snapshot_figures(day),
            month_ends(),
            rolls(day, day),
            standings_at(day),
        ]);
    }
}
