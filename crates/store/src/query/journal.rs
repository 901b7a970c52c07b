//! Facts and booked lines.

use std::sync::Arc;

use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::id_lists;
use crate::codec::Cells;
use crate::error::StoreError;
use crate::row::journal::{FACT_COLUMNS, FactRow, POSTING_COLUMNS, PostingRow, read_fact};
use crate::tx::Reader;

fn facts_of(ids: &[i64]) -> SelectStatement {
    Query::select()
        .columns(FACT_COLUMNS)
        .from("fact")
        .and_where(Expr::col("loan_id").is_in(ids.iter().copied()))
        .order_by("loan_id", Order::Asc)
        .order_by("number", Order::Asc)
        .to_owned()
}

fn fact_named(external_id: &str) -> SelectStatement {
    Query::select()
        .columns(FACT_COLUMNS)
        .from("fact")
        .and_where(Expr::col("external_id").eq(external_id))
        .to_owned()
}

fn postings_of(ids: &[i64]) -> SelectStatement {
    Query::select()
        .columns(POSTING_COLUMNS)
        .from("posting")
        .and_where(Expr::col("loan_id").is_in(ids.iter().copied()))
        .order_by("loan_id", Order::Asc)
        .order_by("line", Order::Asc)
        .to_owned()
}

impl Reader {
    /// A loan's facts in the order learnt.
    pub async fn list_facts(&mut self, loan_id: i64) -> Result<Vec<FactRow>, StoreError> {
        self.list(&facts_of(&[loan_id]), read_fact).await
    }

    /// The facts of several loans, by loan and then in the order learnt.
    pub async fn list_facts_of(&mut self, loan_ids: &[i64]) -> Result<Vec<FactRow>, StoreError> {
        let mut facts = Vec::new();
        for list in id_lists(loan_ids) {
            facts.extend(self.list(&facts_of(&list), read_fact).await?);
        }
        Ok(facts)
    }

    /// The fact a sender's name was recorded for.
    pub async fn find_fact(&mut self, external_id: &str) -> Result<Option<FactRow>, StoreError> {
        self.first(&fact_named(external_id), read_fact).await
    }

    /// A loan's booked lines in the order booked.
    pub async fn list_postings(&mut self, loan_id: i64) -> Result<Vec<PostingRow>, StoreError> {
        self.list_postings_of(&[loan_id]).await
    }

    /// The booked lines of several loans, by loan and then in the order booked.
    pub async fn list_postings_of(
        &mut self,
        loan_ids: &[i64],
    ) -> Result<Vec<PostingRow>, StoreError> {
        let gl = Arc::clone(&self.gl);
        let mut postings = Vec::new();
        for list in id_lists(loan_ids) {
            let read = |cells: &mut Cells| gl.read_posting(cells);
            postings.extend(self.list(&postings_of(&list), read).await?);
        }
        Ok(postings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::renders_for_both;

    #[test]
    fn statements_render_for_both_databases() {
        renders_for_both(&[facts_of(&[1]), fact_named("x"), postings_of(&[1, 2])]);
    }
}
