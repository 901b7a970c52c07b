//! One figure of one loan, derived as of a date and as known at another.

use engine::explain::{Figure, explain};
use engine::fact::Fact;
use engine::fold::Horizon;
use primitives::date::Date;
use store::Reader;

use super::ReadError;
use super::story::first_seen;
use crate::products::Products;
use crate::view::derivation::Derived;

/// Which dates a figure is derived for; the business date where none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// What counted by the end of this date.
    pub as_of: Option<Date>,
    /// What was known by the end of this date.
    pub known_at: Option<Date>,
}

/// A figure of a loan with what it follows from; none when there is no such loan, or the loan has
/// no such figure on that date.
pub async fn derivation(
    reader: &mut Reader,
    loan: &str,
    figure: Figure,
    dates: Dates,
) -> Result<Option<Derived>, ReadError> {
    let Some(held) = reader.find_loan(loan).await? else { return Ok(None) };
    let rows = reader.list_facts(held.loan.id).await?;
    let facts: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
    let first = first_seen(&held, &facts);
    let last = reader.load_business_date().await?.max(first);
    let as_of = dates.as_of.unwrap_or(last);
    let known_at = dates.known_at.unwrap_or(last);
    if as_of < held.loan.opened_on || as_of > last || known_at < first || known_at > last {
        return Err(ReadError::DateOutOfRange { first, last });
    }
    let products = Products::load(reader).await?;
    let terms = Products::terms(&held.loan.terms)?;
    let contract = products.contract(&terms)?;
    let horizon = Horizon { value_date: as_of, known_on: known_at };
    let derived = explain(contract, &facts, figure, horizon);
    Ok(derived.map(|derivation| Derived {
        loan: held.loan.external_id,
        currency: terms.currency,
        figure,
        as_of,
        known_at,
        derivation,
    }))
}
