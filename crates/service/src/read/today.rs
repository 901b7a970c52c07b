//! The whole book on its business date.

use std::collections::BTreeMap;

use engine::delinquency::class_of;
use engine::product::{Bilingual, Delinquency};
use primitives::money::Currency;
use store::{Figure, LoanStatus, Movement, Reader};

use super::ReadError;
use super::dues::brought;
use super::history::History;
use super::rates::rates;
use crate::products::Products;
use crate::view::loans::Change;
use crate::view::today::{AgingPoint, BucketLine, Changes, ProductLine, Today};
use crate::view::{ProductName, Stock};

/// A business date: what its page says, and the loans behind figures that no query finds again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// What the page says.
    pub today: Today,
    /// Keys of the loans with a due on the date.
    pub due_loans: Vec<i64>,
}

/// The book at the end of the last business date closed.
pub async fn today(reader: &mut Reader, history: &History) -> Result<Day, ReadError> {
    let on = reader.load_business_date().await?;
    let products = Products::load(reader).await?;
    let now = reader.list_day_figures(on).await?;
    let before = reader.list_day_figures(on.plus_days(-1)).await?;
    let buckets = buckets(&products, &now, &before);
    let all = buckets.iter().map(|line| line.today).sum();
    let brought = brought(reader, &products, on).await?;
    let mut changes = changes(&reader.list_movements(on).await?);
    changes.collected = brought.collected;
    let mut aging = history.aging.clone();
    if !on.is_month_end() && !buckets.is_empty() {
        let principal = buckets.iter().map(|line| line.today.principal).collect();
        aging.push(AgingPoint { on, principal });
    }
    let today = Today {
        on,
        currency: currency(&products),
        buckets,
        due: brought.due,
        changes,
        products: lines(&products, &now, &before),
        overdue_rates: rates(reader, on, all).await?,
        rolls: history.rolls.clone(),
        cohorts: history.cohorts.clone(),
        aging,
    };
    Ok(Day { today, due_loans: brought.loans })
}

/// The currency of the book: that of its products, which are all of one.
pub(super) fn currency(products: &Products) -> Currency {
    products.list().first().map_or(Currency::CNY, |product| product.currency)
}

/// The buckets of the product with most of them.
fn delinquency(products: &Products) -> Option<Delinquency> {
    let all = products.list().into_iter().map(|product| &product.delinquency);
    all.max_by_key(|delinquency| delinquency.bucket_ends.len()).cloned()
}

/// How many buckets there are, the open-ended last one included.
pub(super) fn bucket_count(products: &Products) -> u8 {
    let ends = delinquency(products).map_or(0, |delinquency| delinquency.bucket_ends.len());
    u8::try_from(ends + 1).unwrap_or(u8::MAX)
}

fn active(figures: &[Figure]) -> impl Iterator<Item = &Figure> {
    figures.iter().filter(|figure| figure.key.status == LoanStatus::Active)
}

fn stock(figure: &Figure) -> Stock {
    Stock { loans: u64::try_from(figure.loans).unwrap_or(0), principal: figure.principal }
}

fn buckets(products: &Products, now: &[Figure], before: &[Figure]) -> Vec<BucketLine> {
    let Some(delinquency) = delinquency(products) else { return Vec::new() };
    let ends = &delinquency.bucket_ends;
    let in_bucket = |figures: &[Figure], bucket: u8| {
        active(figures).filter(|figure| figure.key.bucket == bucket).map(stock).sum()
    };
    (0..bucket_count(products))
        .map(|bucket| {
            let place = usize::from(bucket);
            let ended = place.checked_sub(1).and_then(|place| ends.get(place));
            let from_days = ended.map_or(0, |end| end + 1);
            BucketLine {
                bucket,
                class: class_of(&delinquency, from_days),
                from_days,
                through_days: ends.get(place).copied(),
                today: in_bucket(now, bucket),
                yesterday: in_bucket(before, bucket),
            }
        })
        .collect()
}

/// How a movement changed its loan; none for changes no page counts.
pub(super) fn change(movement: &Movement) -> Option<Change> {
    use LoanStatus::{Active, ChargedOff, Settled};
    let (from, to) = (movement.from, movement.to);
    match ((from.0, from.1), (to.0, to.1)) {
        ((Active, 0), (Active, 1..)) => Some(Change::NewlyLate),
        ((Active, was @ 1..), (Active, is)) if is > was => Some(Change::RolledOn),
        ((Active, 1..), (Active | Settled, 0)) => Some(Change::Cured),
        ((Active, _), (ChargedOff, _)) => Some(Change::ChargedOff),
        _ => None,
    }
}

/// What changed on a date. Loans cured and charged off count with what they owed before, so that
/// the rise of what is late is newly late less cured, less charged off, less repaid.
fn changes(movements: &[Movement]) -> Changes {
    let mut changes = Changes::default();
    for movement in movements {
        let (before, after) = (movement.from.2, movement.to.2);
        let (stock, principal) = match change(movement) {
            Some(Change::NewlyLate) => (&mut changes.newly_late, after),
            Some(Change::RolledOn) => (&mut changes.rolled_on, after),
            Some(Change::Cured) => (&mut changes.cured, before),
            Some(Change::ChargedOff) => (&mut changes.charged_off, before),
            Some(Change::Due) | None => continue,
        };
        *stock += Stock { loans: 1, principal };
    }
    changes
}

fn lines(products: &Products, now: &[Figure], before: &[Figure]) -> Vec<ProductLine> {
    let mut sums: BTreeMap<&str, [Stock; 3]> = BTreeMap::new();
    for figure in active(now) {
        let sum = sums.entry(&figure.key.product_id).or_default();
        sum[0] += stock(figure);
        if figure.key.bucket > 0 {
            sum[1] += stock(figure);
        }
    }
    for figure in active(before).filter(|figure| figure.key.bucket > 0) {
        sums.entry(&figure.key.product_id).or_default()[2] += stock(figure);
    }
    sums.into_iter()
        .map(|(id, [book, at_risk, at_risk_yesterday])| ProductLine {
            product: name(products, id),
            book,
            at_risk,
            at_risk_yesterday,
        })
        .collect()
}

/// What people call a product: its id where no version of it can be found.
fn name(products: &Products, id: &str) -> ProductName {
    let known = products.latest(id).map(|product| product.name.clone());
    let name = known.unwrap_or_else(|| Bilingual { zh: id.to_owned(), en: id.to_owned() });
    ProductName { id: id.to_owned(), name }
}

/// Every product by the name of its latest version, in order of id.
pub(super) fn names(products: &Products) -> Vec<ProductName> {
    let mut names: Vec<ProductName> =
        products.list().iter().map(|product| name(products, &product.reference.id)).collect();
    names.dedup();
    names
}
