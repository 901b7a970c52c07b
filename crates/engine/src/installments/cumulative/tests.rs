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
