use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn plan(recalculation: Option<Recalculation>) -> (Plan, Vec<Period>) {
    let cycle = Cycle { every: 1, step: Step::Months };
    let measure =
        Measure { counting: Counting::Days, cycle, year_days: 365, thirty_day_months: false };
    let plan = Plan {
        measure,
        method: Method::LevelInstallments,
        multiple: None,
        down_payment_percent: Decimal::ZERO,
        recalculation,
    };
    let start = date("2025-04-01");
    let layout = Layout {
        cycle,
        start,
        anchor: start,
        count: 3,
        principal_free: 0,
        interest_free: 0,
        rate: "0.12".parse().unwrap(),
        reschedules: &[],
    };
    (plan, periods(&layout))
}

fn lent(amount: i64) -> Lent {
    Lent { date: date("2025-04-01"), amount: Minor(amount), down_payment: Minor::ZERO }
}

fn amounts(lines: &[Line]) -> Vec<(i64, i64)> {
    lines.iter().map(|line| (line.principal.0, line.interest.0)).collect()
}

#[test]
fn level_installments_repay_the_balance() {
    let (plan, periods) = plan(None);
    let history = History { lent: vec![lent(60_000)], ..History::default() };
    let lines = schedule(&plan, &periods, &history);
    assert_eq!(amounts(&lines), [(19_804, 592), (19_986, 410), (20_210, 199)]);
}

#[test]
fn principal_past_due_earns_until_the_last_look() {
    let daily =
        Recalculation { rest: Rest::Daily, advance: Advance::ReduceInstallment, compounding: None };
    let (plan, periods) = plan(Some(daily));
    let looked_at = vec![date("2025-05-11")];
    let history = History { lent: vec![lent(60_000)], looked_at, ..History::default() };
    let lines = schedule(&plan, &periods, &history);
    assert_eq!(amounts(&lines), [(19_804, 592), (19_921, 475), (20_275, 200)]);
}

#[test]
fn money_paid_early_makes_the_installments_left_smaller() {
    let daily =
        Recalculation { rest: Rest::Daily, advance: Advance::ReduceInstallment, compounding: None };
    let (plan, periods) = plan(Some(daily));
    let received = vec![Received { date: date("2025-04-11"), amount: Minor(40_000) }];
    let history = History { lent: vec![lent(60_000)], received, ..History::default() };
    let lines = schedule(&plan, &periods, &history);
    // Ten days on 600.00 and twenty on 200.00; two instalments repay 200.00.
    assert_eq!(amounts(&lines)[0], (40_000, 197 + 132));
    assert!(lines[1].principal < Minor(10_000) && lines[2].principal > Minor(9_900));
    assert_eq!(lines.iter().map(|line| line.principal).sum::<Minor>(), Minor(60_000));
}

use proptest::prelude::*;

fn any_recalculation() -> impl Strategy<Value = Option<Recalculation>> {
    let rest = prop_oneof![Just(Rest::Daily), Just(Rest::Period)];
    let advance = prop_oneof![
        Just(Advance::ReduceInstallment),
        Just(Advance::ReduceCount),
        Just(Advance::NextInstallments),
    ];
    let compounding = prop_oneof![
        Just(None),
        Just(Some(Compounding::WhenDue)),
        (1..=31u8).prop_map(|day| Some(Compounding::Monthly { day })),
    ];
    proptest::option::of(
        (rest, advance, compounding).prop_map(|(rest, advance, compounding)| Recalculation {
            rest,
            advance,
            compounding,
        }),
    )
}

fn any_plan() -> impl Strategy<Value = (Plan, Vec<Period>)> {
    let step = prop_oneof![Just(Step::Days), Just(Step::Weeks), Just(Step::Months)];
    let counting = prop_oneof![Just(Counting::Days), Just(Counting::Periods)];
    let method = prop_oneof![
        Just(Method::LevelInstallments),
        Just(Method::LevelPrincipal),
        Just(Method::Flat),
    ];
    let multiple = proptest::option::of((1..1_000i64).prop_map(Minor));
    let shape = (step, 1..40u16, 1..40u32, 0..50u32, counting, any::<bool>());
    (shape, method, multiple, 0..40_000i64, any_recalculation(), any::<bool>()).prop_map(
        |(
            (step, every, count, grace, counting, thirty),
            method,
            multiple,
            rate,
            recalculation,
            late,
        )| {
            let cycle = Cycle { every, step };
            let measure = Measure { counting, cycle, year_days: 360, thirty_day_months: thirty };
            let percent = Decimal::ZERO;
            let plan =
                Plan { measure, method, multiple, down_payment_percent: percent, recalculation };
            let start = date("2025-04-01");
            let change = Reschedule {
                from: cycle.after(start, 2),
                due: late.then(|| cycle.after(start, 3)),
                principal_free: 1,
                interest_free: 1,
                extra: 2,
                rate: late.then_some(Decimal::ZERO),
            };
            let layout = Layout {
                cycle,
                start,
                anchor: start,
                count,
                principal_free: grace,
                interest_free: grace,
                rate: Decimal::from_units(i128::from(rate) * 10_i128.pow(20)),
                reschedules: &[change],
            };
            let periods = periods(&layout);
            (plan, periods)
        },
    )
}

fn any_history() -> impl Strategy<Value = History> {
    let start = date("2025-04-01");
    let day = 0..900i32;
    let lent = proptest::collection::vec((day.clone(), 1..10_000_000i64), 0..3);
    let received = proptest::collection::vec((day.clone(), 1..10_000_000i64), 0..8);
    let looked_at = proptest::collection::vec(day, 0..8);
    (1..10_000_000i64, lent, received, looked_at).prop_map(
        move |(first, lent, received, looked_at)| {
            let mut all = vec![(0, first)];
            all.extend(lent);
            all.sort_unstable();
            let on = |days: i32| start.plus_days(days);
            let mut received: Vec<Received> = received
                .into_iter()
                .map(|(day, amount)| Received { date: on(day), amount: Minor(amount) })
                .collect();
            received.sort_by_key(|r| r.date);
            let lent = all
                .into_iter()
                .map(|(day, amount)| Lent {
                    date: on(day),
                    amount: Minor(amount),
                    down_payment: Minor::ZERO,
                })
                .collect();
            History { lent, received, looked_at: looked_at.into_iter().map(on).collect() }
        },
    )
}

proptest! {
    #[test]
    fn all_principal_lent_by_the_last_due_date_is_asked_for_once(
        (plan, periods) in any_plan(),
        history in any_history(),
    ) {
        let lines = schedule(&plan, &periods, &history);
        let last = periods.last().unwrap().due;
        let within = |l: &&Lent| plan.method == Method::Flat || l.date <= last;
        let lent: Minor = history.lent.iter().filter(within).map(|l| l.amount).sum();
        prop_assert_eq!(lines.iter().map(|line| line.principal).sum::<Minor>(), lent);
        for line in &lines {
            prop_assert!(line.principal >= Minor::ZERO && line.interest >= Minor::ZERO);
        }
        for pair in lines.windows(2) {
            prop_assert!(pair[0].period.due <= pair[1].period.due);
        }
    }
}
