//! What other servicers reported.

use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::id_lists;
use crate::codec;
use crate::error::StoreError;
use crate::row::import::{IMPORT_RUN_COLUMNS, ImportRun, read_import_run};
use crate::row::observed::{
    OBSERVATION_COLUMNS, OBSERVED_LOAN_COLUMNS, ObservationRow, ObservedLoanRow, read_observation,
    read_observed_loan,
};
use crate::tx::Reader;

fn observations_of(ids: &[i64]) -> SelectStatement {
    Query::select()
        .columns(OBSERVATION_COLUMNS)
        .from("observation")
        .and_where(Expr::col("loan_id").is_in(ids.iter().copied()))
        .order_by("loan_id", Order::Asc)
        .order_by("source", Order::Asc)
        .order_by("period", Order::Asc)
        .to_owned()
}

fn observed_loans(after: i64, limit: u64) -> SelectStatement {
    Query::select()
        .columns(OBSERVED_LOAN_COLUMNS)
        .from("observed_loan")
        .and_where(Expr::col("loan_id").gt(after))
        .order_by("loan_id", Order::Asc)
        .limit(limit)
        .to_owned()
}

fn import_runs() -> SelectStatement {
    Query::select()
        .columns(IMPORT_RUN_COLUMNS)
        .from("import_run")
        .order_by("id", Order::Desc)
        .to_owned()
}

impl Reader {
    /// Reported periods of several loans, by loan, source and period.
    pub async fn list_observations_of(
        &mut self,
        loan_ids: &[i64],
    ) -> Result<Vec<ObservationRow>, StoreError> {
        let mut rows = Vec::new();
        for list in id_lists(loan_ids) {
            rows.extend(self.list(&observations_of(&list), read_observation).await?);
        }
        Ok(rows)
    }

    /// What was reported once of loans with keys above `after`.
    pub async fn list_observed_loans(
        &mut self,
        after: i64,
        limit: u64,
    ) -> Result<Vec<ObservedLoanRow>, StoreError> {
        self.list(&observed_loans(after, limit), read_observed_loan).await
    }

    /// Imports that landed, latest first.
    pub async fn list_import_runs(&mut self) -> Result<Vec<ImportRun>, StoreError> {
        self.list(&import_runs(), read_import_run).await
    }

    /// The key the next import takes.
    pub async fn load_next_import_id(&mut self) -> Result<i64, StoreError> {
        let ids = import_runs().clear_selects().column("id").limit(1).to_owned();
        Ok(self.first(&ids, codec::read_integer).await?.unwrap_or(0) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::renders_for_both;

    #[test]
    fn statements_render_for_both_databases() {
        renders_for_both(&[observations_of(&[1]), observed_loans(0, 5), import_runs()]);
    }
}
