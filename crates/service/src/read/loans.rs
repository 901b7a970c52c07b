//! Loans in a list, a page at a time.

use engine::contract::Contract;
use engine::delinquency::counters::days_past_due_counted;
use engine::payoff::quote;
use primitives::date::Date;
use store::{ListOrder, ListPlace, ListedLoan, LoanFilter, LoanStatus, Movement, Reader};

use super::ReadError;
use super::today::{currency, names};
use crate::products::Products;
use crate::view::Stock;
use crate::view::loans::{Change, LoanList, LoanOrder, LoanQuery, LoanRow};

/// Loans on one page.
const PAGE: usize = 50;

/// One page of the loans asked for. `due_loans` are those with a due on the business date, as
/// [`super::today`] found them.
pub async fn loans(
    reader: &mut Reader,
    query: &LoanQuery,
    due_loans: &[i64],
) -> Result<LoanList, ReadError> {
    let after = query.after.as_deref().map(|text| read_place(text, query.order)).transpose()?;
    let on = reader.load_business_date().await?;
    let products = Products::load(reader).await?;
    let filter = LoanFilter { ids: ids(reader, query, on, due_loans).await?, ..filter(query, on) };
    let (loans, principal) = reader.load_total(&filter).await?;
    let order = match query.order {
        LoanOrder::Lateness => ListOrder::Lateness,
        LoanOrder::Principal => ListOrder::Principal,
    };
    // One more than shown tells whether there is a next page.
    let mut listed = reader.list_loans(&filter, order, after, PAGE as u64 + 1).await?;
    let more = listed.len() > PAGE;
    listed.truncate(PAGE);
    let last = listed.last().filter(|_| more).map(|loan| loan.place);
    let rows = listed.iter().map(|loan| row(&products, loan, on));
    Ok(LoanList {
        on,
        currency: currency(&products),
        matching: Stock { loans, principal },
        rows: rows.collect::<Result<_, _>>()?,
        next: last.map(|place| place_text(place, query.order)),
        products: names(&products),
    })
}

fn filter(query: &LoanQuery, on: Date) -> LoanFilter {
    // Whoever looks for a loan, a cohort or a change means those that have ended, too.
    let ended_too = query.search.is_some() || query.lent_in.is_some() || query.changed.is_some();
    let by_lateness = query.bucket.is_some() || query.over_days.is_some();
    let month = query.lent_in.map(|date| date.plus_months_on(0, 1));
    LoanFilter {
        status: (by_lateness || !ended_too).then_some(LoanStatus::Active),
        bucket: query.bucket,
        bucket_from: query.over_days.map(|_| 1),
        late_before: query.over_days.map(|days| on.plus_days(-i32::from(days))),
        product_id: query.product.clone(),
        opened_from: month,
        opened_before: month.map(|first| first.plus_months(1)),
        name_part: query.search.clone(),
        ..LoanFilter::default()
    }
}

/// The loans that changed in the way asked for; none when no way was.
async fn ids(
    reader: &mut Reader,
    query: &LoanQuery,
    on: Date,
    due_loans: &[i64],
) -> Result<Option<Vec<i64>>, ReadError> {
    let change = match query.changed {
        None => return Ok(None),
        Some(Change::Due) => return Ok(Some(due_loans.to_vec())),
        Some(change) => change,
    };
    let movements = reader.list_movements(on).await?;
    let moved = movements.iter().filter(|movement| super::today::change(movement) == Some(change));
    Ok(Some(moved.map(|movement: &Movement| movement.loan_id).collect()))
}

fn row(products: &Products, listed: &ListedLoan, on: Date) -> Result<LoanRow, ReadError> {
    let loan = &listed.held.loan;
    let terms = Products::terms(&loan.terms)?;
    let contract: Contract = products.contract(&terms)?;
    let state = listed.held.standing.standing()?;
    Ok(LoanRow {
        loan: loan.external_id.clone(),
        borrower: listed.borrower.clone(),
        product: products.find(&loan.product)?.name.clone(),
        lent_on: loan.opened_on,
        bucket: listed.held.standing.bucket,
        days_past_due_counted: days_past_due_counted(contract, &state, on),
        overdue: quote(contract, &state, on).arrears.total(),
        principal: listed.held.standing.principal,
        status: state.status,
    })
}

const fn mark(order: LoanOrder) -> &'static str {
    match order {
        LoanOrder::Lateness => "late",
        LoanOrder::Principal => "principal",
    }
}

fn place_text(place: ListPlace, order: LoanOrder) -> String {
    format!("{}.{}.{}", mark(order), place.rank, place.loan_id)
}

/// Reads a place of a list in the same order; one of another order is none of this list.
fn read_place(text: &str, order: LoanOrder) -> Result<ListPlace, ReadError> {
    let read = || {
        let (rank, loan_id) = text.strip_prefix(mark(order))?.strip_prefix('.')?.split_once('.')?;
        let place = ListPlace { rank: rank.parse().ok()?, loan_id: loan_id.parse().ok()? };
        // `+1` or `007` would parse, and no list gave them.
        (place_text(place, order) == text).then_some(place)
    };
    read().ok_or(ReadError::CursorUnknown)
}
