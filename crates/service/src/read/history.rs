//! What a month's end adds to the book's history: rolls, cohorts, aging.

use std::collections::BTreeMap;

use primitives::amount::Minor;
use primitives::date::Date;
use store::{FirstLate, LoanStatus, Reader, Roll, StoreError, active_by_bucket};

use super::today::bucket_count;
use crate::products::Products;
use crate::view::Stock;
use crate::view::today::{AgingPoint, Cohort, RollMatrix, RollRow, RollState};

/// Cohorts are watched for loans later than this.
const EVER_LATE_OVER: u16 = 30;

/// All that changes only when a month ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The last month end it knows.
    pub through: Option<Date>,
    /// From the month end before to the last one.
    pub rolls: Option<RollMatrix>,
    /// Loans by the month they were lent in, up to the last month end.
    pub cohorts: Vec<Cohort>,
    /// The book at every month end.
    pub aging: Vec<AgingPoint>,
}

/// The history of the book, or nothing where `known` is still up to date.
pub async fn history(
    reader: &mut Reader,
    products: &Products,
    known: Option<Date>,
) -> Result<Option<History>, StoreError> {
    let month_ends = reader.list_month_ends().await?;
    let through = month_ends.last().copied();
    if through.is_some() && through == known {
        return Ok(None);
    }
    let buckets = bucket_count(products);
    Ok(Some(History {
        through,
        rolls: rolls(reader, &month_ends, buckets).await?,
        cohorts: cohorts(reader, through).await?,
        aging: aging(reader, &month_ends, buckets).await?,
    }))
}

async fn rolls(
    reader: &mut Reader,
    month_ends: &[Date],
    buckets: u8,
) -> Result<Option<RollMatrix>, StoreError> {
    let [.., from, to] = *month_ends else { return Ok(None) };
    let mut states: Vec<RollState> = (0..buckets).map(RollState::Bucket).collect();
    states.extend([RollState::PaidOff, RollState::ChargedOff]);
    let empty = |from| RollRow { from, cells: vec![Stock::default(); states.len()] };
    let mut rows: Vec<RollRow> = (0..buckets).map(empty).collect();
    for roll in reader.list_rolls(from, to).await? {
        let column = states.iter().position(|state| *state == reached(&roll));
        let row = rows.get_mut(usize::from(roll.from));
        if let (Some(row), Some(column)) = (row, column) {
            row.cells[column] += Stock { loans: roll.loans, principal: roll.principal };
        }
    }
    Ok(Some(RollMatrix { from, to, states, rows }))
}

fn reached(roll: &Roll) -> RollState {
    match roll.to {
        (LoanStatus::Settled, _) => RollState::PaidOff,
        (LoanStatus::ChargedOff, _) => RollState::ChargedOff,
        (LoanStatus::Pending | LoanStatus::Active, bucket) => RollState::Bucket(bucket),
    }
}

async fn cohorts(reader: &mut Reader, through: Option<Date>) -> Result<Vec<Cohort>, StoreError> {
    let Some(through) = through else { return Ok(Vec::new()) };
    let mut cohorts: BTreeMap<i32, Cohort> = BTreeMap::new();
    for opening in reader.list_openings().await? {
        let month = opening.opened_on.month_index();
        let ages = usize::try_from(through.month_index() - month + 1).unwrap_or(0);
        if ages == 0 {
            continue;
        }
        let cohort = cohorts.entry(month).or_insert_with(|| Cohort {
            month: opening.opened_on.plus_months_on(0, 1),
            lent: Stock::default(),
            ever_late: vec![Minor::ZERO; ages],
        });
        cohort.lent += Stock { loans: opening.loans, principal: opening.amount };
    }
    for first in reader.list_first_late(EVER_LATE_OVER).await? {
        count(&mut cohorts, &first);
    }
    Ok(cohorts.into_values().collect())
}

/// Counts a loan as ever late from the age on at which it first was.
fn count(cohorts: &mut BTreeMap<i32, Cohort>, first: &FirstLate) {
    let month = first.opened_on.month_index();
    let age = usize::try_from(first.month_end.month_index() - month).unwrap_or(0);
    if let Some(cohort) = cohorts.get_mut(&month) {
        cohort.ever_late.iter_mut().skip(age).for_each(|late| *late += first.amount);
    }
}

async fn aging(
    reader: &mut Reader,
    month_ends: &[Date],
    buckets: u8,
) -> Result<Vec<AgingPoint>, StoreError> {
    let mut points = Vec::with_capacity(month_ends.len());
    for on in month_ends {
        let figures = reader.list_day_figures(*on).await?;
        let mut principal = vec![Minor::ZERO; usize::from(buckets)];
        for (bucket, _, owed) in active_by_bucket(&figures) {
            if let Some(sum) = principal.get_mut(usize::from(bucket)) {
                *sum += owed;
            }
        }
        points.push(AgingPoint { on: *on, principal });
    }
    Ok(points)
}
