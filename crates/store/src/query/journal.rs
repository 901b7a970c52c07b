//! Facts and booked lines.

use std::sync::Arc;

use primitives::date::Date;
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use super::id_lists;
use crate::codec::{self, Cells, days};
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

/// Whether a fact was known ahead of the date it counts for.
fn is_ahead() -> Expr {
    Expr::col(("fact", "value_date")).gt(Expr::col(("fact", "recorded_on")))
}

fn ids_with_facts_on(on: Date) -> SelectStatement {
    let of_loan = Expr::col(("standing", "loan_id")).equals(("fact", "loan_id"));
    Query::select()
        .distinct()
        .column(("fact", "loan_id"))
        .from("fact")
        .inner_join("standing", of_loan)
        .and_where(is_ahead())
        .and_where(Expr::col(("fact", "value_date")).eq(days(on)))
        .and_where(Expr::col(("standing", "closed_through")).lt(days(on)))
        .order_by(("fact", "loan_id"), Order::Asc)
        .to_owned()
}

fn facts_ahead(ids: &[i64], through: Date) -> SelectStatement {
    let counts = is_ahead().and(Expr::col("value_date").lte(days(through)));
    facts_of(ids).and_where(counts.or(Expr::col("kind").eq("reversed"))).to_owned()
}

impl Reader {
    /// Keys of loans not yet closed through a date for which facts were known ahead of it.
    pub async fn list_ids_with_facts_on(&mut self, on: Date) -> Result<Vec<i64>, StoreError> {
        self.list(&ids_with_facts_on(on), codec::read_integer).await
    }

    /// Facts that were known ahead of their dates and count by the end of `through`, and every
    /// reversal, by loan and then in the order learnt.
    pub async fn list_facts_ahead(
        &mut self,
        loan_ids: &[i64],
        through: Date,
    ) -> Result<Vec<FactRow>, StoreError> {
        let mut facts = Vec::new();
        for list in id_lists(loan_ids) {
            facts.extend(self.list(&facts_ahead(&list, through), read_fact).await?);
        }
        Ok(facts)
    }

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
        let day = Date::default();
        renders_for_both(&[
            facts_of(&[1]),
            fact_named("x"),
            postings_of(&[1, 2]),
            ids_with_facts_on(day),
            facts_ahead(&[1], day),
        ]);
    }
}
