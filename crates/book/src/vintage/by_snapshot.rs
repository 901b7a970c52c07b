//! Vintages by the engine's own month-end snapshots.

use std::collections::BTreeMap;

use primitives::date::Date;

use crate::snapshots::{SnapshotStatus, Snapshots};

/// When each loan was opened, in order of loan.
#[derive(Clone, Copy, Debug, Default)]
pub struct Opened<'a> {
    /// The numbers used in the snapshots.
    pub loan: &'a [u64],
    /// Paid out, or taken over with an earlier opening.
    pub on: &'a [Date],
}

/// The loans opened in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// Months since year 0.
    pub month: i32,
    /// Loans in it.
    pub loans: u64,
    /// Share of the loans ever late by each month on book, from 0 through the last month that all
    /// of the cohort could be watched.
    pub share_by_month: Vec<f64>,
}

/// The cumulative share of each month's loans that was ever in `bucket` or worse at a month's end:
/// 2 for more than 30 days past due, 4 for more than 90. A charge-off counts as late.
pub fn ever_late(opened: &Opened, snapshots: &Snapshots, bucket: u8) -> Vec<Cohort> {
    let last_month = snapshots.iter().map(|row| row.month).max();
    let mut first_late = first_late(snapshots, bucket).into_iter().peekable();
    let mut cohorts: BTreeMap<i32, Vec<Option<i32>>> = BTreeMap::new();
    for (loan, on) in opened.loan.iter().zip(opened.on) {
        while first_late.next_if(|(late, _)| late < loan).is_some() {}
        let month = on.month_index();
        let age = first_late.next_if(|(late, _)| late == loan).map(|(_, late)| late - month);
        cohorts.entry(month).or_default().push(age);
    }
    cohorts
        .into_iter()
        .map(|(month, ages)| {
            let months = last_month.map_or(0, |last| (last - month + 1).max(0));
            Cohort { month, loans: ages.len() as u64, share_by_month: curve(&ages, months) }
        })
        .collect()
}

/// Each loan's first late month, in order of loan.
fn first_late(snapshots: &Snapshots, bucket: u8) -> Vec<(u64, i32)> {
    let mut firsts: Vec<(u64, i32)> = Vec::new();
    for row in snapshots.iter() {
        let late = match row.status {
            SnapshotStatus::Active => row.bucket >= bucket,
            SnapshotStatus::Settled => false,
            SnapshotStatus::ChargedOff => true,
        };
        if late && firsts.last().is_none_or(|(loan, _)| *loan != row.loan) {
            firsts.push((row.loan, row.month));
        }
    }
    firsts
}

fn curve(ages: &[Option<i32>], months: i32) -> Vec<f64> {
    let mut by_month = vec![0_u64; usize::try_from(months).unwrap_or(0)];
    for age in ages.iter().flatten() {
        let month = usize::try_from((*age).max(0)).unwrap_or(0);
        if let Some(count) = by_month.get_mut(month) {
            *count += 1;
        }
    }
    let mut so_far = 0;
    by_month
        .into_iter()
        .map(|count| {
            so_far += count;
            so_far as f64 / ages.len() as f64
        })
        .collect()
}
