use super::state::{Measure, states};
use super::totals::totals;
use super::*;

/// One hand-made loan: its rows are period, balance, payment and principal.
pub(crate) struct HandMade {
    pub installment: i64,
    pub days_past_due: u16,
    pub opened_month: i32,
    pub rows: Vec<(u16, Option<i64>, i64, i64)>,
}

/// Paid out in month 0 of year 2000, 100.00 a month, current at cut-off five months later.
pub(crate) fn loan(rows: &[(u16, Option<i64>, i64, i64)]) -> HandMade {
    let opened_month = 2000 * 12;
    HandMade { installment: 10_000, days_past_due: 0, opened_month, rows: rows.to_vec() }
}

/// The month of period 0 of every hand-made panel.
pub(crate) const CUT_OFF_MONTH: i32 = 2000 * 12 + 5;

/// Puts hand-made loans into one pool and looks at them.
pub(crate) fn with_panel<T>(made: &[HandMade], look: impl FnOnce(&Panel) -> T) -> T {
    let rows: Vec<_> = made
        .iter()
        .enumerate()
        .flat_map(|(index, loan)| loan.rows.iter().map(move |row| (index as u32, *row)))
        .collect();
    let at_cut_off = |loan: &HandMade| loan.rows[0].1.unwrap_or(0);
    let loans = Loans {
        pool: &vec![0; made.len()],
        installment: &made.iter().map(|loan| loan.installment).collect::<Vec<_>>(),
        days_past_due: &made.iter().map(|loan| loan.days_past_due).collect::<Vec<_>>(),
        balance: &made.iter().map(at_cut_off).collect::<Vec<_>>(),
        opened_month: &made.iter().map(|loan| loan.opened_month).collect::<Vec<_>>(),
        amount: &vec![100_000; made.len()],
    };
    let columns = Rows {
        loan: &rows.iter().map(|(loan, _)| *loan).collect::<Vec<_>>(),
        period: &rows.iter().map(|(_, row)| row.0).collect::<Vec<_>>(),
        month: &rows.iter().map(|(_, row)| CUT_OFF_MONTH + i32::from(row.0)).collect::<Vec<_>>(),
        balance: &rows.iter().map(|(_, row)| row.1.unwrap_or(0)).collect::<Vec<_>>(),
        balance_known: &rows.iter().map(|(_, row)| row.1.is_some()).collect::<Vec<_>>(),
        payment: &rows.iter().map(|(_, row)| row.2).collect::<Vec<_>>(),
        principal: &rows.iter().map(|(_, row)| row.3).collect::<Vec<_>>(),
    };
    look(&Panel::try_new(&["pool".to_owned()], Currency::USD, loans, columns).unwrap())
}

fn check_states(made: HandMade, measure: Measure, expected: &[u8]) {
    let mut found = Vec::new();
    with_panel(&[made], |panel| {
        panel.for_each_life(|life| states(panel, life, measure, &mut found));
    });
    assert_eq!(found, expected);
}

/// Rows of an open loan that pays the given amounts from period 0 on.
fn paying(payments: &[i64]) -> HandMade {
    let row = |(period, payment): (usize, &i64)| (period as u16, Some(50_000), *payment, *payment);
    loan(&payments.iter().enumerate().map(row).collect::<Vec<_>>())
}

#[test]
fn a_streak_counts_from_the_cut_off_report_and_stops_at_four() {
    check_states(paying(&[0, 0, 0, 0, 0, 1, 0]), Measure::Streak, &[1, 2, 3, 4, 4, 0, 1]);
}

#[test]
fn arrears_start_from_the_lateness_at_cut_off() {
    let late = |days_past_due| HandMade { days_past_due, ..paying(&[0, 10_000, 20_000]) };
    check_states(late(29), Measure::Arrears, &[0, 0, 0]);
    check_states(late(30), Measure::Arrears, &[1, 1, 0]);
    check_states(late(65), Measure::Arrears, &[2, 2, 1]);
}

#[test]
fn payments_ahead_are_carried_forward() {
    let ahead = [10_000, 30_000, 0, 0, 0, 0, 0, 0, 0];
    check_states(paying(&ahead), Measure::Arrears, &[0, 0, 0, 0, 1, 2, 3, 4, 4]);
}

#[test]
fn a_payment_in_the_cut_off_month_is_in_the_balance_already() {
    check_states(paying(&[50_000, 0]), Measure::Arrears, &[0, 1]);
}

#[test]
fn small_shortfalls_are_forgiven_until_they_add_up() {
    check_states(paying(&[0, 9_501, 10_000]), Measure::Arrears, &[0, 0, 0]);
    check_states(paying(&[0, 9_500, 10_000]), Measure::Arrears, &[0, 0, 0]);
    check_states(paying(&[0, 500, 10_000]), Measure::Arrears, &[0, 1, 1]);
    check_states(paying(&[0, 501, 10_000]), Measure::Arrears, &[0, 0, 0]);
}

fn check_close(made: HandMade, expected: Option<CloseReason>) {
    let mut found = None;
    with_panel(&[made], |panel| {
        panel.for_each_life(|life| found = life.close.map(|close| close.reason));
    });
    assert_eq!(found, expected);
}

#[test]
fn ten_short_is_paid_and_a_cent_more_is_loss() {
    let closing = |principal| loan(&[(0, Some(50_000), 0, 9_000), (1, Some(0), 0, principal)]);
    check_close(closing(50_000), Some(CloseReason::Paid));
    check_close(closing(49_000), Some(CloseReason::Paid));
    check_close(closing(48_999), Some(CloseReason::Loss));
    check_close(loan(&[(0, Some(50_000), 0, 0), (1, Some(1), 0, 49_999)]), None);
}

#[test]
fn principal_of_the_cut_off_month_does_not_count_towards_paid() {
    check_close(loan(&[(0, Some(50_000), 0, 50_000), (1, Some(0), 0, 0)]), Some(CloseReason::Loss));
}

#[test]
fn a_loan_closed_at_cut_off_counts_as_paid() {
    check_close(loan(&[(0, Some(0), 24_000, 24_000)]), Some(CloseReason::Paid));
}

#[test]
fn rows_without_a_balance_and_after_the_close_are_ignored() {
    let made = loan(&[
        (0, Some(50_000), 10_000, 0),
        (1, None, 0, 0),
        (2, Some(40_000), 10_000, 10_000),
        (3, Some(0), 40_000, 40_000),
        (4, None, 0, 0),
        (5, Some(30_000), 0, 0),
    ]);
    check_states(made, Measure::Streak, &[0, 0, 0]);
}

#[test]
fn totals_tell_what_losses_took() {
    let lost =
        loan(&[(0, Some(50_000), 1, 1), (1, Some(45_000), 5_000, 5_000), (2, Some(0), 0, 0)]);
    let totals = with_panel(&[lost, paying(&[1])], totals);
    assert_eq!((totals.closed_loss, totals.closed_paid, totals.open), (1, 0, 1));
    assert_eq!((totals.lost_by_pool[0], totals.payment, totals.rows), (45_000, 5_002, 4));
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let pools = ["pool".to_owned()];
    let one = Loans {
        pool: &[0],
        installment: &[1],
        days_past_due: &[0],
        balance: &[1],
        opened_month: &[0],
        amount: &[1],
    };
    let refusal = |loans, rows| Panel::try_new(&pools, Currency::USD, loans, rows).unwrap_err();
    let row = Rows {
        loan: &[0, 0],
        period: &[1, 1],
        month: &[0, 0],
        balance: &[0, 0],
        balance_known: &[true, true],
        payment: &[0, 0],
        principal: &[0, 0],
    };
    assert_eq!(refusal(one, row), PanelError::Order(1));
    assert_eq!(refusal(one, Rows { loan: &[0, 1], ..row }), PanelError::Loan(1));
    assert_eq!(refusal(Loans { pool: &[1], ..one }, row), PanelError::Pool(0));
    let short = PanelError::Length { column: "payment", expected: 2, got: 1 };
    assert_eq!(refusal(one, Rows { payment: &[0], ..row }), short);
}
