//! Loans in lists, a page at a time.

use primitives::amount::Minor;
use primitives::date::Date;
use sea_query::{Cond, Expr, ExprTrait, Func, LikeExpr, Order, Query, SelectStatement};

use super::loan::standing_of_loan;
use crate::codec::{Cells, days};
use crate::error::StoreError;
use crate::row::loan::{
    HeldLoan, LOAN_COLUMNS, LoanStatus, STANDING_COLUMNS, read_loan, read_standing,
};
use crate::tx::Reader;

/// Which loans; all conditions given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoanFilter {
    /// Where they are in their lives.
    pub status: Option<LoanStatus>,
    /// In this bucket.
    pub bucket: Option<u8>,
    /// In this bucket or a later one.
    pub bucket_from: Option<u8>,
    /// With an oldest unpaid due before this date.
    pub late_before: Option<Date>,
    /// Of this product.
    pub product_id: Option<String>,
    /// Of this pool.
    pub pool: Option<String>,
    /// Opened on or after this date.
    pub opened_from: Option<Date>,
    /// Opened before this date.
    pub opened_before: Option<Date>,
    /// One of these loans.
    pub ids: Option<Vec<i64>>,
    /// A part of the loan's or the borrower's outside name.
    pub name_part: Option<String>,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// By key.
    #[default]
    Id,
    /// Oldest unpaid due first, loans without one last.
    Lateness,
    /// Most principal first.
    Principal,
}

/// The place of a loan in a list; the next page starts after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPlace {
    /// What the list is ordered by: days of the oldest due, or minor units of principal.
    pub rank: i64,
    /// The loan's key.
    pub loan_id: i64,
}

/// A loan of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLoan {
    /// The loan.
    pub held: HeldLoan,
    /// The borrower's outside name.
    pub borrower: String,
    /// Where it stands in the list.
    pub place: ListPlace,
}

/// Sorts after every date, for loans that are not late.
const NEVER: i64 = i64::MAX;

fn narrowed(filter: &LoanFilter) -> Cond {
    let standing = |column: &'static str| Expr::col(("standing", column));
    let loan = |column: &'static str| Expr::col(("loan", column));
    let mut all = Cond::all();
    all = all.add_option(filter.status.map(|status| standing("status").eq(status.code())));
    all = all.add_option(filter.bucket.map(|bucket| standing("bucket").eq(i64::from(bucket))));
    all =
        all.add_option(filter.bucket_from.map(|bucket| standing("bucket").gte(i64::from(bucket))));
    if filter.bucket.or(filter.bucket_from).is_some_and(|bucket| bucket > 0) {
        // Said once more in the words of the partial index, which is not used otherwise.
        all = all.add(Expr::cust(r#""standing"."bucket" > 0"#));
    }
    all = all.add_option(filter.late_before.map(|on| standing("oldest_late_on").lt(days(on))));
    all = all.add_option(filter.product_id.as_ref().map(|id| loan("product_id").eq(id.as_str())));
    all = all.add_option(filter.pool.as_ref().map(|pool| loan("pool").eq(pool.as_str())));
    all = all.add_option(filter.opened_from.map(|on| loan("opened_on").gte(days(on))));
    all = all.add_option(filter.opened_before.map(|on| loan("opened_on").lt(days(on))));
    all = all.add_option(filter.ids.as_ref().map(|ids| loan("id").is_in(ids.iter().copied())));
    all.add_option(filter.name_part.as_ref().map(|part| named(part)))
}

fn named(part: &str) -> Cond {
    let escaped: String = part
        .chars()
        .flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c]))
        .collect();
    let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
    Cond::any()
        .add(Expr::col(("loan", "external_id")).like(like()))
        .add(Expr::col(("borrower", "external_id")).like(like()))
}

fn listed() -> SelectStatement {
    let of_loan = Expr::col(("borrower", "id")).equals(("loan", "borrower_id"));
    Query::select()
        .from("standing")
        .inner_join("loan", standing_of_loan())
        .inner_join("borrower", of_loan)
        .to_owned()
}

/// What a list is ordered by, lowest first.
fn rank(order: ListOrder) -> Expr {
    match order {
        ListOrder::Id => Expr::val(0i64),
        ListOrder::Lateness => {
            let oldest = Expr::col(("standing", "oldest_late_on"));
            Func::coalesce([oldest, Expr::val(NEVER)]).into()
        }
        ListOrder::Principal => Expr::val(0i64).sub(Expr::col(("standing", "principal"))),
    }
}

fn page(
    filter: &LoanFilter,
    order: ListOrder,
    after: Option<ListPlace>,
    limit: u64,
) -> SelectStatement {
    let id = || Expr::col(("standing", "loan_id"));
    let mut select = listed();
    select
        .columns(LOAN_COLUMNS.map(|column| ("loan", column)))
        .columns(STANDING_COLUMNS.map(|column| ("standing", column)))
        .column(("borrower", "external_id"))
        .expr(rank(order))
        .cond_where(narrowed(filter));
    if let Some(place) = after {
        let later = rank(order).gt(place.rank);
        let same = rank(order).eq(place.rank).and(id().gt(place.loan_id));
        select.and_where(later.or(same));
    }
    select.order_by_expr(rank(order), Order::Asc).order_by_expr(id(), Order::Asc).limit(limit);
    select
}

fn total(filter: &LoanFilter) -> SelectStatement {
    let principal = Func::sum(Expr::col(("standing", "principal")));
    listed()
        .expr(Func::count(Expr::col(sea_query::Asterisk)))
        .expr(Func::coalesce([principal.into(), Expr::val(0i64)]))
        .cond_where(narrowed(filter))
        .to_owned()
}

fn read_listed(cells: &mut Cells) -> Result<ListedLoan, StoreError> {
    let held = HeldLoan { loan: read_loan(cells)?, standing: read_standing(cells)? };
    let borrower = cells.text()?;
    let place = ListPlace { rank: cells.integer()?, loan_id: held.loan.id };
    Ok(ListedLoan { held, borrower, place })
}

impl Reader {
    /// One page of the loans that match.
    pub async fn list_loans(
        &mut self,
        filter: &LoanFilter,
        order: ListOrder,
        after: Option<ListPlace>,
        limit: u64,
    ) -> Result<Vec<ListedLoan>, StoreError> {
        self.list(&page(filter, order, after, limit), read_listed).await
    }

    /// How many loans match, and their principal.
    pub async fn load_total(&mut self, filter: &LoanFilter) -> Result<(u64, Minor), StoreError> {
        let read = |cells: &mut Cells| Ok((cells.small()?, cells.minor()?));
        Ok(self.first(&total(filter), read).await?.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::testing::{plan, renders_for_both};

    #[test]
    fn statements_render_for_both_databases() {
        let filter = LoanFilter {
            status: Some(LoanStatus::Active),
            bucket: Some(1),
            bucket_from: Some(1),
            late_before: Some(Date::default()),
            product_id: Some("p".into()),
            pool: Some("a".into()),
            opened_from: Some(Date::default()),
            opened_before: Some(Date::default()),
            ids: Some(vec![1, 2]),
            name_part: Some("50%".into()),
        };
        let place = Some(ListPlace { rank: 1, loan_id: 1 });
        for order in [ListOrder::Id, ListOrder::Lateness, ListOrder::Principal] {
            renders_for_both(&[page(&filter, order, place, 5)]);
        }
        renders_for_both(&[total(&filter)]);
    }

    #[tokio::test]
    async fn late_loans_are_found_without_walking_the_book() {
        let filter = LoanFilter { bucket: Some(2), ..LoanFilter::default() };
        let plan = plan(&page(&filter, ListOrder::Lateness, None, 50)).await;
        assert!(plan.contains("standing_late") && !plan.contains("SCAN"), "{plan}");
    }
}
