use super::*;
use crate::reported::state::Measure;
use crate::reported::tests::{HandMade, loan, with_panel};
use crate::snapshots::{SnapshotColumns, SnapshotError, SnapshotStatus, Snapshots};
use primitives::date::Date;

/// The cells of the table of all pools that hold something: from, to, count, balance.
fn cells(made: &[HandMade], measure: Measure) -> Vec<(usize, usize, u64, i128)> {
    let rolls = with_panel(made, |panel| reported(panel, measure));
    assert_eq!(rolls[0].matrix, rolls[1].matrix, "one pool is all pools");
    filled(&rolls[1].matrix)
}

fn filled(matrix: &crate::matrix::Matrix) -> Vec<(usize, usize, u64, i128)> {
    let mut found = Vec::new();
    for (from, (counts, balances)) in matrix.counts().zip(matrix.balances()).enumerate() {
        for (to, (count, balance)) in counts.iter().zip(balances).enumerate() {
            if *count > 0 {
                found.push((from, to, *count, *balance));
            }
        }
    }
    found
}

#[test]
fn a_transition_carries_the_balance_before_it() {
    let made = loan(&[
        (0, Some(50_000), 10_000, 0),
        (1, Some(41_000), 0, 0),
        (2, Some(42_000), 0, 0),
        (3, Some(0), 42_000, 50_000),
    ]);
    let expected = [(0, 1, 1, 50_000), (1, 2, 1, 41_000), (2, 5, 1, 42_000)];
    assert_eq!(cells(&[made], Measure::Streak), expected);
}

#[test]
fn a_loss_ends_in_its_own_column_and_nothing_follows() {
    let made = loan(&[
        (0, Some(50_000), 0, 0),
        (1, Some(0), 0, 0),
        (2, None, 500, 0),
        (3, Some(9_000), 500, 500),
    ]);
    assert_eq!(cells(&[made], Measure::Streak), [(1, 6, 1, 50_000)]);
}

#[test]
fn both_measures_read_the_same_loan_their_own_way() {
    let made = || loan(&[(0, Some(9), 10_000, 0), (1, Some(8), 30_000, 0), (2, Some(7), 0, 0)]);
    assert_eq!(cells(&[made()], Measure::Streak), [(0, 0, 1, 9), (0, 1, 1, 8)]);
    assert_eq!(cells(&[made()], Measure::Arrears), [(0, 0, 2, 17)]);
}

#[test]
fn the_portfolio_leaves_the_closing_period_out() {
    let made = loan(&[(0, Some(9), 0, 0), (1, Some(8), 1, 0), (2, Some(0), 9, 9)]);
    let tables = with_panel(&[made], |panel| portfolio(panel, Measure::Streak));
    assert_eq!(tables, [[[0, 1, 0, 0, 0], [1, 0, 0, 0, 0]]]);
}

const ACTIVE: SnapshotStatus = SnapshotStatus::Active;

fn month_end(number: u8) -> Date {
    Date::clipped(2025, number, 31)
}

fn window(from: u8, through: u8) -> Window {
    Window { from: month_end(from), through: month_end(through) }
}

/// Loan 1 rolls and is charged off; loan 2 settles; loan 3 goes missing for a month.
fn with_snapshots<T>(look: impl FnOnce(&Snapshots) -> T) -> T {
    let month_ends = [1, 2, 3, 4, 1, 2, 3, 1, 3].map(month_end);
    let snapshots = Snapshots::try_new(SnapshotColumns {
        loan: &[1, 1, 1, 1, 2, 2, 2, 3, 3],
        month_end: &month_ends,
        bucket: &[0, 1, 9, 0, 0, 0, 0, 0, 1],
        principal: &[100, 90, 80, 0, 50, 0, 0, 70, 60],
        status: &[
            ACTIVE,
            ACTIVE,
            ACTIVE,
            SnapshotStatus::ChargedOff,
            ACTIVE,
            SnapshotStatus::Settled,
            SnapshotStatus::Settled,
            ACTIVE,
            ACTIVE,
        ],
    });
    look(&snapshots.unwrap())
}

#[test]
fn snapshots_roll_between_buckets_and_to_both_ends() {
    let rolls = with_snapshots(|snapshots| from_snapshots(snapshots, window(1, 4)));
    let expected = [(0, 1, 1, 100), (0, 8, 1, 50), (1, 7, 1, 90), (7, 9, 1, 80)];
    assert_eq!(filled(&rolls.matrix), expected);
    assert_eq!(rolls.lost_sight_of, 2, "loan 3 after January and after March");
}

#[test]
fn a_window_takes_the_transitions_that_end_in_it() {
    let rolls = with_snapshots(|snapshots| from_snapshots(snapshots, window(3, 3)));
    assert_eq!(filled(&rolls.matrix), [(1, 7, 1, 90)]);
    assert_eq!(rolls.lost_sight_of, 0);
}

#[test]
fn two_snapshots_of_a_month_are_refused() {
    let twice = SnapshotColumns {
        loan: &[1, 1],
        month_end: &[month_end(1), month_end(1)],
        bucket: &[0, 0],
        principal: &[1, 1],
        status: &[ACTIVE, ACTIVE],
    };
    assert_eq!(Snapshots::try_new(twice).unwrap_err(), SnapshotError::Order(1));
    let uneven = SnapshotColumns { loan: &[1], ..SnapshotColumns::default() };
    assert_eq!(Snapshots::try_new(uneven).unwrap_err(), SnapshotError::Length);
}
