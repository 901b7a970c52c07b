//! Reading what an address or form asks for; what cannot be read is refused by field.

use primitives::date::Date;
use service::view::loans::{Change, LoanOrder, LoanQuery};

use crate::console::Step;
use crate::trouble::{Field, Trouble};
use crate::visitor::Visitor;
use crate::words::LAST_BUCKET;

/// Longest cursor taken; ours are far shorter.
const CURSOR_MAX: usize = 200;
/// Longest search text taken, in characters.
const SEARCH_MAX: usize = 80;

/// The word a change has in addresses.
pub const fn change_word(change: Change) -> &'static str {
    match change {
        Change::Due => "due",
        Change::NewlyLate => "newly-late",
        Change::RolledOn => "rolled-on",
        Change::Cured => "cured",
        Change::ChargedOff => "charged-off",
    }
}

const CHANGES: [Change; 5] =
    [Change::Due, Change::NewlyLate, Change::RolledOn, Change::Cured, Change::ChargedOff];

/// The loans a list is asked for.
pub fn loans(visitor: &Visitor) -> Result<LoanQuery, Trouble> {
    Ok(LoanQuery {
        bucket: read(visitor, "bucket", Field::Bucket, |text| {
            text.parse().ok().filter(|bucket| *bucket <= LAST_BUCKET)
        })?,
        over_days: read(visitor, "over", Field::Over, |text| text.parse().ok())?,
        product: read(visitor, "product", Field::Product, |text| bounded(text, SEARCH_MAX))?,
        lent_in: read(visitor, "lent", Field::Lent, |text| format!("{text}-01").parse().ok())?,
        changed: read(visitor, "changed", Field::Changed, |text| {
            CHANGES.into_iter().find(|change| change_word(*change) == text)
        })?,
        search: read(visitor, "q", Field::Search, |text| bounded(text, SEARCH_MAX))?,
        order: read(visitor, "order", Field::Order, order)?.unwrap_or_default(),
        after: read(visitor, "after", Field::After, |text| bounded(text, CURSOR_MAX))?,
    })
}

/// The date a story is asked for.
pub fn as_of(visitor: &Visitor) -> Result<Option<Date>, Trouble> {
    read(visitor, "as_of", Field::AsOf, |text| text.parse().ok())
}

/// The step a form moves time by.
pub fn step(by: Option<&String>) -> Result<Step, Trouble> {
    match by.map(String::as_str) {
        Some("day") => Ok(Step::Day),
        Some("month") => Ok(Step::Month),
        _ => Err(Trouble::Malformed(Field::By)),
    }
}

fn order(text: &str) -> Option<LoanOrder> {
    match text {
        "lateness" => Some(LoanOrder::Lateness),
        "principal" => Some(LoanOrder::Principal),
        _ => None,
    }
}

fn bounded(text: &str, most: usize) -> Option<String> {
    (text.chars().count() <= most && !text.contains('\0')).then(|| text.to_owned())
}

fn read<T>(
    visitor: &Visitor,
    name: &str,
    field: Field,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, Trouble> {
    match visitor.field(name) {
        None => Ok(None),
        Some(text) => parse(text).map(Some).ok_or(Trouble::Malformed(field)),
    }
}
