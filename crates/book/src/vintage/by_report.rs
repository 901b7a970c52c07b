//! Vintages by what a former servicer reported: the first time three payments in a row are missed.

use std::collections::BTreeMap;

use crate::reported::state::{Measure, states};
use crate::reported::{Life, Panel};

/// Ages at which the curve is read, in months since the loan was paid out.
pub const REPORTED_AGES: [u16; 11] = [6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66];

/// Periods without a payment that make the event.
const MISSED: u8 = 3;

/// One vintage: the loans of a pool paid out in one half of a year.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedVintage {
    /// Such as `pool/2016H1`.
    pub name: String,
    /// Loans in it.
    pub loans: u64,
    /// Loans that ever came to the event while open.
    pub events: u64,
    /// Paid out, in minor units.
    pub amount: i128,
    /// Age of the oldest loan when it was first reported: below it the curve is blind.
    pub oldest_entry_age: i32,
    /// Age to which every loan could be watched.
    pub fully_observed_to_age: i32,
    /// Share of the loans that came to the event by each of [`REPORTED_AGES`]; none beyond
    /// `fully_observed_to_age`.
    pub share_by_age: Vec<Option<f64>>,
}

#[derive(Default)]
struct Gathering {
    loans: u64,
    amount: i128,
    oldest_entry_age: i32,
    latest_opened: i32,
    event_ages: Vec<i32>,
}

/// The curves of every vintage, in order of pool and half-year.
pub fn first_three_missed(panel: &Panel) -> Vec<ReportedVintage> {
    let mut gathered: BTreeMap<(u16, i32), Gathering> = BTreeMap::new();
    let mut reached = Vec::new();
    panel.for_each_life(|life| {
        states(panel, life, Measure::Streak, &mut reached);
        gather(panel, life, &reached, &mut gathered);
    });
    let last_months = last_months(panel);
    gathered
        .into_iter()
        .map(|((pool, half), vintage)| {
            let observed = last_months[usize::from(pool)] - vintage.latest_opened;
            finish(panel, (pool, half), vintage, observed)
        })
        .collect()
}

fn gather(
    panel: &Panel,
    life: &Life,
    reached: &[u8],
    gathered: &mut BTreeMap<(u16, i32), Gathering>,
) {
    let (loans, rows) = (panel.loans(), panel.rows());
    let opened = loans.opened_month[life.loan];
    let vintage = gathered.entry((loans.pool[life.loan], opened.div_euclid(6))).or_default();
    let entry_age = rows.month[life.rows[0]] - opened;
    if vintage.loans == 0 {
        vintage.oldest_entry_age = entry_age;
        vintage.latest_opened = opened;
    }
    vintage.loans += 1;
    vintage.amount += i128::from(loans.amount[life.loan]);
    vintage.oldest_entry_age = vintage.oldest_entry_age.max(entry_age);
    vintage.latest_opened = vintage.latest_opened.max(opened);
    let event = life.open_rows().iter().zip(reached).find(|(_, state)| **state >= MISSED);
    vintage.event_ages.extend(event.map(|(row, _)| rows.month[*row] - opened));
}

fn last_months(panel: &Panel) -> Vec<i32> {
    let mut last = vec![i32::MIN; panel.pools().len()];
    for (loan, month) in panel.rows().loan.iter().zip(panel.rows().month) {
        let pool = usize::from(panel.loans().pool[*loan as usize]);
        last[pool] = last[pool].max(*month);
    }
    last
}

fn finish(
    panel: &Panel,
    (pool, half): (u16, i32),
    vintage: Gathering,
    observed: i32,
) -> ReportedVintage {
    let name = &panel.pools()[usize::from(pool)];
    let (year, half) = (half.div_euclid(2), half.rem_euclid(2) + 1);
    let share = |age: u16| {
        let by_then = vintage.event_ages.iter().filter(|event| **event <= i32::from(age)).count();
        (i32::from(age) <= observed).then(|| by_then as f64 / vintage.loans as f64)
    };
    ReportedVintage {
        name: format!("{name}/{year}H{half}"),
        loans: vintage.loans,
        events: vintage.event_ages.len() as u64,
        amount: vintage.amount,
        oldest_entry_age: vintage.oldest_entry_age,
        fully_observed_to_age: observed,
        share_by_age: REPORTED_AGES.into_iter().map(share).collect(),
    }
}
