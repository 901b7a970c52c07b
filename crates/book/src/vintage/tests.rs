use super::*;
use crate::reported::tests::{HandMade, loan, with_panel};
use crate::snapshots::{SnapshotColumns, SnapshotStatus, Snapshots};
use primitives::date::Date;

fn vintages(made: &[HandMade]) -> Vec<ReportedVintage> {
    with_panel(made, first_three_missed)
}

/// Opened in January 2000, cut off in June at age 5.
fn missing(from: u16, to: u16, last: u16) -> HandMade {
    let paid = |period| if (from..=to).contains(&period) { 0 } else { 10_000 };
    loan(&(0..=last).map(|period| (period, Some(50_000), paid(period), 0)).collect::<Vec<_>>())
}

#[test]
fn the_event_is_the_third_missed_payment_at_its_age() {
    let found = vintages(&[missing(1, 3, 8), missing(9, 9, 8)]);
    let vintage = &found[0];
    assert_eq!((vintage.name.as_str(), vintage.loans, vintage.events), ("pool/2000H1", 2, 1));
    assert_eq!((vintage.oldest_entry_age, vintage.fully_observed_to_age), (5, 13));
    assert_eq!(vintage.share_by_age[..3], [Some(0.0), Some(0.5), None]);
}

#[test]
fn the_closing_period_makes_no_event() {
    let mut closing = missing(1, 3, 3);
    closing.rows[3].1 = Some(0);
    assert_eq!(vintages(&[closing])[0].events, 0);
}

#[test]
fn the_latest_opening_limits_what_was_observed() {
    let later = HandMade { opened_month: 2000 * 12 + 3, ..missing(9, 9, 8) };
    let next_half = HandMade { opened_month: 2000 * 12 - 1, ..missing(9, 9, 8) };
    let found = vintages(&[missing(9, 9, 8), later, next_half]);
    let seen: Vec<_> = found
        .iter()
        .map(|vintage| (vintage.name.as_str(), vintage.fully_observed_to_age))
        .collect();
    assert_eq!(seen, [("pool/1999H2", 14), ("pool/2000H1", 10)]);
    assert_eq!(found[1].oldest_entry_age, 5);
}

fn month_end(number: u8) -> Date {
    Date::clipped(2025, number, 31)
}

#[test]
fn a_cohort_adds_up_who_was_ever_late() {
    let active = SnapshotStatus::Active;
    let month_ends = [1, 2, 3, 1, 2, 3, 2, 3].map(month_end);
    let lost = SnapshotStatus::ChargedOff;
    let status = [active, active, active, active, active, lost, active, active];
    let snapshots = Snapshots::try_new(SnapshotColumns {
        loan: &[1, 1, 1, 2, 2, 2, 5, 5],
        month_end: &month_ends,
        bucket: &[0, 2, 0, 0, 1, 0, 0, 0],
        principal: &[9; 8],
        status: &status,
    })
    .unwrap();
    let dates = [month_end(1), month_end(1), month_end(1), month_end(2)];
    let opened = Opened { loan: &[1, 2, 4, 5], on: &dates };
    let cohorts = ever_late(&opened, &snapshots, 2);
    let third = 1.0 / 3.0;
    assert_eq!(cohorts[0].share_by_month, [0.0, third, 2.0 * third]);
    assert_eq!((cohorts[0].loans, cohorts[1].loans), (3, 1));
    assert_eq!(cohorts[1].share_by_month, [0.0, 0.0]);
}
