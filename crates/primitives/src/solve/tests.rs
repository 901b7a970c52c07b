use proptest::prelude::*;

use super::*;

fn dated(flows: &[(&str, i128)]) -> Vec<(Date, i128)> {
    flows.iter().map(|(date, amount)| (date.parse().unwrap(), *amount)).collect()
}

fn check(flows: &[(&str, i128)], expected: f64) {
    let rate = xirr(&dated(flows), DayCount::Act365Fixed).unwrap();
    assert!((rate - expected).abs() <= 1e-12 * expected.abs().max(1.0), "{rate} for {flows:?}");
}

fn check_error(flows: &[(&str, i128)], expected: SolveError) {
    assert_eq!(xirr(&dated(flows), DayCount::Act365Fixed), Err(expected), "{flows:?}");
}

#[test]
fn a_tenth_more_after_a_year_of_365_days_is_ten_percent() {
    check(&[("2023-01-01", -100_000), ("2024-01-01", 110_000)], 0.1);
    // Out of order, and split over two rows of one day.
    check(&[("2024-01-01", 60_000), ("2023-01-01", -100_000), ("2024-01-01", 50_000)], 0.1);
}

#[test]
fn a_loss_has_a_rate_above_minus_one() {
    check(&[("2023-01-01", -100), ("2024-01-01", 50)], -0.5);
    check(&[("2023-01-01", -1_000_000_000), ("2024-01-01", 1)], -0.999_999_999);
    // Nearer to −1 than floating point can say, yet above it.
    check(&[("2023-01-01", -1_000_000_000), ("2023-01-02", 1)], (-1.0_f64).next_up());
}

#[test]
fn quick_gains_have_enormous_rates() {
    check(&[("2023-01-01", -100), ("2023-01-02", 101)], 1.01_f64.powi(365) - 1.0);
    check(&[("2023-01-01", -100), ("2023-01-02", 200)], 2_f64.powi(365) - 1.0);
}

#[test]
fn three_instalments_have_the_rate_their_balance_shows() {
    // The worked example of docs/specs/xirr.md: the balance at this rate runs out.
    let flows = [
        ("2025-01-15", -100_000),
        ("2025-02-15", 34_000),
        ("2025-03-15", 34_000),
        ("2025-04-15", 34_000),
    ];
    let rate = xirr(&dated(&flows), DayCount::Act365Fixed).unwrap();
    assert_eq!(format!("{rate:.6}"), "0.128240");
    let grow = |days: f64| (1.0 + rate).powf(days / 365.0);
    let balance = ((1000.0 * grow(31.0) - 340.0) * grow(28.0) - 340.0) * grow(31.0) - 340.0;
    assert!(balance.abs() < 1e-9, "{balance}");
}

#[test]
fn flows_of_one_sign_are_an_error() {
    check_error(&[("2023-01-01", 100), ("2024-01-01", 50)], SolveError::OneSigned);
    check_error(&[("2023-01-01", -100), ("2024-01-01", 0)], SolveError::OneSigned);
    // Both signs in the rows, but nothing or one sign left once each day is netted.
    check_error(&[("2023-01-01", -100), ("2023-01-01", 110)], SolveError::OneSigned);
    check_error(&[("2023-01-01", 0), ("2024-01-01", 0)], SolveError::OneSigned);
}

#[test]
fn fewer_than_two_flows_are_an_error() {
    check_error(&[], SolveError::TooFewFlows);
    check_error(&[("2023-01-01", -100)], SolveError::TooFewFlows);
}

#[test]
fn flows_that_balance_nowhere_or_twice_are_an_error() {
    check_error(
        &[("2023-01-01", -100), ("2024-01-01", 150), ("2025-01-01", -100)],
        SolveError::NoRate,
    );
    // 10 % and 20 % both balance.
    check_error(
        &[("2021-01-01", -1000), ("2022-01-01", 2300), ("2023-01-01", -1320)],
        SolveError::SeveralRates,
    );
}

#[test]
fn a_second_root_far_from_any_price_is_passed_over() {
    // A fee of 1 five days after the last repayment: it alone balances it at e^−511.
    let flows = dated(&[("2021-01-01", -1000), ("2022-01-01", 1100), ("2022-01-06", -1)]);
    let rate = xirr(&flows, DayCount::Act365Fixed).unwrap();
    assert!((0.098..0.1).contains(&rate), "{rate}");
}

#[test]
fn sums_that_do_not_fit_are_an_error() {
    let flows = [("2023-01-01", i128::MAX), ("2023-01-01", 1), ("2024-01-01", -1)];
    check_error(&flows, SolveError::TooLarge);
}

#[test]
fn a_part_of_a_unit_period_earns_simple_interest() {
    // The worked example of docs/specs/apr.md: 1,000 repaid by 1,061 after 5 months and 18 of 30
    // days. (1 + 0.6 i)(1 + i)^5 = 1.061.
    let flows = [
        UnitPeriodFlow { periods: 0, part: YearFraction::ZERO, amount: -100_000 },
        UnitPeriodFlow {
            periods: 5,
            part: YearFraction::try_new(18, 30).unwrap(),
            amount: 106_100,
        },
    ];
    let apr = regulation_z_apr(&flows, YearFraction::try_new(12, 1).unwrap()).unwrap();
    let i = apr / 12.0;
    assert!(((1.0 + 0.6 * i) * (1.0 + i).powi(5) - 1.061).abs() < 1e-14);
    assert_eq!(format!("{:.2}", apr * 100.0), "12.75");
}

#[test]
fn equal_flows_differ_in_rate_by_convention() {
    let flows = dated(&[("2023-01-01", -1000), ("2024-01-01", 1100)]);
    let rate = xirr(&flows, DayCount::Act360).unwrap();
    assert!((rate - (1.1_f64.powf(360.0 / 365.0) - 1.0)).abs() < 1e-13);
}

proptest! {
    #[test]
    fn one_advance_and_repayments_balance_at_the_rate_found(
        advance in 1i128..1_000_000_000_000,
        repayments in prop::collection::vec((1i32..15_000, 1i128..1_000_000_000_000), 1..40),
    ) {
        let start = Date::from_days(10_000);
        let mut flows = vec![(start, -advance)];
        flows.extend(repayments.iter().map(|&(day, amount)| (start.plus_days(day), amount)));
        match xirr(&flows, DayCount::Act365Fixed) {
            Ok(rate) => {
                prop_assert!(rate > -1.0);
                if (-0.9..1e6).contains(&rate) {
                    let value = |&(date, amount): &(Date, i128)| {
                        amount as f64 * (1.0 + rate).powf(-f64::from(date.days_since(start)) / 365.0)
                    };
                    let sum: f64 = flows.iter().map(value).sum();
                    let size: f64 = flows.iter().map(|flow| value(flow).abs()).sum();
                    prop_assert!(sum.abs() <= 1e-9 * size, "{} of {}", sum, size);
                }
            }
            // Repaid many times over within days: beyond e^700 a year.
            Err(error) => prop_assert_eq!(error, SolveError::NoRate),
        }
    }
}
