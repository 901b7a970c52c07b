//! Loans, borrowers, products, and values of the whole register.

use engine::product::ProductRef;
use primitives::date::Date;
use sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use super::id_lists;
use crate::codec::{self, Cells, days};
use crate::error::StoreError;
use crate::row::loan::{
    BORROWER_COLUMNS, BorrowerRow, HeldLoan, LOAN_COLUMNS, PRODUCT_COLUMNS, ProductRow,
    STANDING_COLUMNS, StandingRow, read_borrower, read_loan, read_product, read_standing,
};
use crate::tx::Reader;

/// A loan as a close needs it: its terms and its standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLoan {
    /// The product version signed.
    pub product: ProductRef,
    /// The terms, as [`engine::wire::terms`] writes them.
    pub terms: String,
    /// Where it stands.
    pub standing: StandingRow,
}

fn held() -> SelectStatement {
    Query::select()
        .columns(LOAN_COLUMNS.map(|column| ("loan", column)))
        .columns(STANDING_COLUMNS.map(|column| ("standing", column)))
        .from("loan")
        .inner_join("standing", standing_of_loan())
        .to_owned()
}

pub(super) fn standing_of_loan() -> Expr {
    Expr::col(("standing", "loan_id")).equals(("loan", "id"))
}

fn held_by_ids(ids: &[i64]) -> SelectStatement {
    held()
        .and_where(Expr::col(("loan", "id")).is_in(ids.iter().copied()))
        .order_by(("loan", "id"), Order::Asc)
        .to_owned()
}

fn held_by_name(external_id: &str) -> SelectStatement {
    held().and_where(Expr::col(("loan", "external_id")).eq(external_id)).to_owned()
}

fn held_by_borrower(borrower_id: i64) -> SelectStatement {
    held()
        .and_where(Expr::col(("loan", "borrower_id")).eq(borrower_id))
        .order_by(("loan", "id"), Order::Asc)
        .to_owned()
}

/// In no order: asked for one by key, SQLite would walk the whole table rather than the index.
fn due_ids(through: Date) -> SelectStatement {
    Query::select()
        .column("loan_id")
        .from("standing")
        .and_where(Expr::col("next_event_on").lte(days(through)))
        .to_owned()
}

fn ids_after(after: i64, limit: u64) -> SelectStatement {
    Query::select()
        .column("loan_id")
        .from("standing")
        .and_where(Expr::col("loan_id").gt(after))
        .order_by("loan_id", Order::Asc)
        .limit(limit)
        .to_owned()
}

fn due_by_ids(ids: &[i64]) -> SelectStatement {
    Query::select()
        .columns(["product_id", "product_version", "terms"].map(|column| ("loan", column)))
        .columns(STANDING_COLUMNS.map(|column| ("standing", column)))
        .from("standing")
        .inner_join("loan", standing_of_loan())
        .and_where(Expr::col(("standing", "loan_id")).is_in(ids.iter().copied()))
        .order_by(("standing", "loan_id"), Order::Asc)
        .to_owned()
}

fn meta(key: &str) -> SelectStatement {
    Query::select().column("value").from("meta").and_where(Expr::col("key").eq(key)).to_owned()
}

fn products() -> SelectStatement {
    Query::select()
        .columns(PRODUCT_COLUMNS)
        .from("product")
        .order_by("id", Order::Asc)
        .order_by("version", Order::Asc)
        .to_owned()
}

fn borrower(column: &'static str, value: impl Into<Expr>) -> SelectStatement {
    Query::select()
        .columns(BORROWER_COLUMNS)
        .from("borrower")
        .and_where(Expr::col(column).eq(value.into()))
        .to_owned()
}

fn count(table: &'static str) -> SelectStatement {
    Query::select().expr(Func::count(Expr::col(sea_query::Asterisk))).from(table).to_owned()
}

fn last_id(table: &'static str) -> SelectStatement {
    Query::select().column("id").from(table).order_by("id", Order::Desc).limit(1).to_owned()
}

fn read_held(cells: &mut Cells) -> Result<HeldLoan, StoreError> {
    Ok(HeldLoan { loan: read_loan(cells)?, standing: read_standing(cells)? })
}

fn read_due(cells: &mut Cells) -> Result<DueLoan, StoreError> {
    let product = ProductRef { id: cells.text()?, version: cells.small()? };
    Ok(DueLoan { product, terms: cells.text()?, standing: read_standing(cells)? })
}

impl Reader {
    /// A value that stands for the whole register.
    pub async fn load_meta(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.first(&meta(key), codec::read_text).await
    }

    /// The business date: the last day closed.
    pub async fn load_business_date(&mut self) -> Result<Date, StoreError> {
        let text = self.load_meta("business_date").await?.unwrap_or_default();
        text.parse().map_err(|error: primitives::date::DateError| StoreError::Malformed {
            what: "a business date",
            why: error.to_string(),
        })
    }

    /// Every product version, by id and version.
    pub async fn list_products(&mut self) -> Result<Vec<ProductRow>, StoreError> {
        self.list(&products(), read_product).await
    }

    /// A loan by its key.
    pub async fn load_loan(&mut self, id: i64) -> Result<Option<HeldLoan>, StoreError> {
        self.first(&held_by_ids(&[id]), read_held).await
    }

    /// A loan by the name other systems know.
    pub async fn find_loan(&mut self, external_id: &str) -> Result<Option<HeldLoan>, StoreError> {
        self.first(&held_by_name(external_id), read_held).await
    }

    /// Loans by their keys, in the order of the keys; those that are not there are left out.
    pub async fn load_loans(&mut self, ids: &[i64]) -> Result<Vec<HeldLoan>, StoreError> {
        let mut loans = Vec::with_capacity(ids.len());
        for list in id_lists(ids) {
            loans.extend(self.list(&held_by_ids(&list), read_held).await?);
        }
        Ok(loans)
    }

    /// Loans of one borrower.
    pub async fn list_loans_of_borrower(
        &mut self,
        borrower_id: i64,
    ) -> Result<Vec<HeldLoan>, StoreError> {
        self.list(&held_by_borrower(borrower_id), read_held).await
    }

    /// A borrower by key.
    pub async fn load_borrower(&mut self, id: i64) -> Result<Option<BorrowerRow>, StoreError> {
        self.first(&borrower("id", id), read_borrower).await
    }

    /// A borrower by the name other systems know.
    pub async fn find_borrower(
        &mut self,
        external_id: &str,
    ) -> Result<Option<BorrowerRow>, StoreError> {
        self.first(&borrower("external_id", external_id), read_borrower).await
    }

    /// How many loans there are.
    pub async fn load_loan_count(&mut self) -> Result<u64, StoreError> {
        Ok(self.first(&count("loan"), codec::read_count).await?.unwrap_or(0))
    }

    /// How many borrowers there are.
    pub async fn load_borrower_count(&mut self) -> Result<u64, StoreError> {
        Ok(self.first(&count("borrower"), codec::read_count).await?.unwrap_or(0))
    }

    /// The highest loan key given; 0 where there is none.
    pub async fn load_last_loan_id(&mut self) -> Result<i64, StoreError> {
        Ok(self.first(&last_id("loan"), codec::read_integer).await?.unwrap_or(0))
    }

    /// The highest borrower key given; 0 where there is none.
    pub async fn load_last_borrower_id(&mut self) -> Result<i64, StoreError> {
        Ok(self.first(&last_id("borrower"), codec::read_integer).await?.unwrap_or(0))
    }

    /// Keys of loans above `after`, lowest first.
    pub async fn list_loan_ids(&mut self, after: i64, limit: u64) -> Result<Vec<i64>, StoreError> {
        self.list(&ids_after(after, limit), codec::read_integer).await
    }

    /// Keys of loans that have something to do by the end of `through`, lowest first. Costs
    /// those loans and not the others.
    pub async fn list_due_ids(&mut self, through: Date) -> Result<Vec<i64>, StoreError> {
        let mut ids = self.list(&due_ids(through), codec::read_integer).await?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// Loans by their keys as a close needs them, in the order of the keys.
    pub async fn load_due(&mut self, ids: &[i64]) -> Result<Vec<DueLoan>, StoreError> {
        let mut loans = Vec::with_capacity(ids.len());
        for list in id_lists(ids) {
            loans.extend(self.list(&due_by_ids(&list), read_due).await?);
        }
        Ok(loans)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::{plan, renders_for_both};

    #[test]
    fn statements_render_for_both_databases() {
        let day = Date::default();
        renders_for_both(&[
            held_by_ids(&[1, 2]),
            held_by_name("x"),
            held_by_borrower(1),
            due_ids(day),
            ids_after(0, 10),
            due_by_ids(&[1]),
            meta("x"),
            products(),
            borrower("id", 1),
            count("loan"),
            last_id("loan"),
        ]);
    }

    #[tokio::test]
    async fn what_a_close_asks_never_walks_the_book() {
        for statement in [due_ids(Date::default()), due_by_ids(&[1, 2])] {
            let plan = plan(&statement).await;
            assert!(plan.contains("SEARCH standing") && !plan.contains("SCAN"), "{plan}");
            assert!(!plan.contains("rowid>"), "{plan}");
        }
    }
}
