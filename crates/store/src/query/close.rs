//! Runs of the close, and loans set aside.

use primitives::date::Date;
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SqliteQueryBuilder};
use sea_query_sqlx::SqlxBinder;
use sqlx::AssertSqlSafe;

use super::id_lists;
use crate::codec::{self, days};
use crate::error::StoreError;
use crate::row::close::{
    CLOSE_RUN_COLUMNS, CloseRun, QUARANTINE_COLUMNS, QuarantineRow, read_close_run, read_quarantine,
};
use crate::tx::{Reader, Tx};

/// The last column tells people what the row's instants tell programs.
const READ_COLUMNS: usize = CLOSE_RUN_COLUMNS.len() - 1;

fn close_runs() -> SelectStatement {
    Query::select()
        .columns(CLOSE_RUN_COLUMNS[..READ_COLUMNS].iter().copied())
        .from("close_run")
        .order_by("business_date", Order::Desc)
        .to_owned()
}

fn close_run(on: Date) -> SelectStatement {
    close_runs().and_where(Expr::col("business_date").eq(days(on))).to_owned()
}

fn quarantined(after: i64, limit: u64) -> SelectStatement {
    Query::select()
        .columns(QUARANTINE_COLUMNS)
        .from("quarantine")
        .and_where(Expr::col("loan_id").gt(after))
        .order_by("loan_id", Order::Asc)
        .limit(limit)
        .to_owned()
}

fn quarantined_ids(on: Option<Date>) -> SelectStatement {
    let mut select = Query::select();
    select.column("loan_id").from("quarantine").order_by("loan_id", Order::Asc);
    if let Some(on) = on {
        select.and_where(Expr::col("business_date").eq(days(on)));
    }
    select
}

impl Reader {
    /// The close of one business date, finished or not.
    pub async fn load_close_run(&mut self, on: Date) -> Result<Option<CloseRun>, StoreError> {
        self.first(&close_run(on), read_close_run).await
    }

    /// The latest closes, latest first.
    pub async fn list_close_runs(&mut self, limit: u64) -> Result<Vec<CloseRun>, StoreError> {
        self.list(&close_runs().limit(limit).to_owned(), read_close_run).await
    }

    /// Loans set aside, by key above `after`.
    pub async fn list_quarantine(
        &mut self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<QuarantineRow>, StoreError> {
        self.list(&quarantined(after, limit), read_quarantine).await
    }

    /// Keys of all loans set aside, or of those set aside on one business date.
    pub async fn list_quarantined_ids(&mut self, on: Option<Date>) -> Result<Vec<i64>, StoreError> {
        self.list(&quarantined_ids(on), codec::read_integer).await
    }
}

impl Tx {
    /// Takes loans back out of quarantine; those that are not in it are left alone.
    pub async fn save_released(&mut self, loan_ids: &[i64]) -> Result<(), StoreError> {
        for list in id_lists(loan_ids) {
            let (sql, values) = Query::delete()
                .from_table("quarantine")
                .and_where(Expr::col("loan_id").is_in(list))
                .build_sqlx(SqliteQueryBuilder);
            sqlx::query_with(AssertSqlSafe(sql), values).execute(self.connection()).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::renders_for_both;

    #[test]
    fn statements_render_for_both_databases() {
        renders_for_both(&[
            close_runs(),
            close_run(Date::default()),
            quarantined(0, 5),
            quarantined_ids(Some(Date::default())),
        ]);
    }
}
