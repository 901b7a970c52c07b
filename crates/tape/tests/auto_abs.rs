//! The auto-loan example against the real panel, when `ARREARS_PANEL` names its folder: every loan
//! lands, every cent is accounted for, and the book gives the published answers from the tape.

use std::fs::File;
use std::path::{Path, PathBuf};

use book::expected::{compare, rolls_json, vintages_json};
use book::reported::state::Measure;
use book::reported::{Loans, Panel, Rows};
use book::rolls::reported;
use book::vintage::first_three_missed;
use engine::contract::Contract;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, fold};
use engine::product;
use primitives::money::Currency;
use serde_json::{Value, json};
use tape::columns::ReportedColumns;
use tape::reconcile::{EngineBalance, reconcile};
use tape::{Close, Tape, TapeLoan, parse_mapping, read_folder};

fn panel_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("ARREARS_PANEL").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: set ARREARS_PANEL to the panel's folder to import it");
    }
    folder
}

fn import(folder: &Path) -> Tape {
    let text = include_str!("../../../examples/auto_abs/mapping.toml");
    read_folder(&parse_mapping(text).unwrap(), folder, None).unwrap()
}

fn panel<'a>(columns: &'a ReportedColumns) -> Panel<'a> {
    let loans = Loans {
        pool: &columns.loan_pool,
        installment: &columns.loan_installment,
        days_past_due: &columns.loan_days_past_due,
        balance: &columns.loan_balance,
        opened_month: &columns.loan_opened_month,
        amount: &columns.loan_amount,
    };
    let rows = Rows {
        loan: &columns.loan,
        period: &columns.period,
        month: &columns.month,
        balance: &columns.balance,
        balance_known: &columns.balance_known,
        payment: &columns.payment,
        principal: &columns.principal,
    };
    Panel::try_new(&columns.pools, Currency::USD, loans, rows).unwrap()
}

fn check_account(tape: &Tape) {
    let skipped: Vec<_> = tape.skipped.iter().map(|one| (one.reason, one.rows)).collect();
    let expected = [
        ("in the balance taken over", 6_009 - 93),
        ("condition of the mapping", 18_121 + 142),
        ("after the reported end", 8),
    ];
    assert_eq!(skipped, expected);
    assert!(tape.is_complete(), "a column does not add up");
    let sum = |table: &str, column: &str| {
        let tally = tape.columns.iter().find(|one| one.table == table && one.column == column);
        tally.and_then(|tally| tally.sums).unwrap()
    };
    assert_eq!(sum("loans", "originalLoanAmount").by_fate.landed.to_string(), "116336168.57");
    assert_eq!(sum("observations", "payment").by_fate.landed.to_string(), "101014326.47");
    assert_eq!(sum("observations", "principal").by_fate.landed.to_string(), "86391181.59");
    assert_eq!(sum("observations", "repo_proceeds").by_fate.landed.to_string(), "1277792.15");
    assert_eq!(sum("observations", "recovered").by_fate.landed.to_string(), "107651.87");
    let facts: i64 = tape.loans.iter().map(|loan| loan.payment_total().0).sum();
    let landed = sum("payments", "payment").by_fate.landed.to_string();
    assert_eq!(Currency::USD.format_minor(facts), landed);
}

#[test]
fn every_loan_of_the_panel_lands_and_every_cent_is_accounted_for() {
    let Some(folder) = panel_folder() else { return };
    let tape = import(&folder);
    assert_eq!(tape.rejects, []);
    assert_eq!(tape.loans.len(), 6_408);
    let observed: usize = tape.loans.iter().map(|loan| loan.observations.len()).sum();
    assert_eq!(observed, 202_598);
    check_account(&tape);
    let ended = |wanted: fn(Close) -> bool| {
        tape.loans.iter().filter(|loan| loan.close.is_some_and(wanted)).count()
    };
    assert_eq!(ended(|close| matches!(close, Close::Paid(_))), 3_596);
    assert_eq!(ended(|close| matches!(close, Close::Unpaid(_))), 194);
    assert_eq!(tape.loans.iter().filter(|loan| loan.charged_off.is_some()).count(), 194);
    let agree = |loan: &TapeLoan| loan.reported.balance == loan.observations[0].balance;
    assert!(tape.loans.iter().all(agree), "both cut-off balances are the same");
}

#[test]
fn the_tape_gives_the_published_answers() {
    let Some(folder) = panel_folder() else { return };
    let tape = import(&folder);
    let columns = ReportedColumns::of(&tape.loans);
    let panel = panel(&columns);
    let actual = json!({
        "roll_streak": rolls_json(&reported(&panel, Measure::Streak), Currency::USD),
        "roll_arrears": rolls_json(&reported(&panel, Measure::Arrears), Currency::USD),
        "vintage_first_3_missed": vintages_json(&first_three_missed(&panel), Currency::USD),
    });
    let file = File::open(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_reader(std::io::BufReader::new(file)).unwrap();
    let keys = ["roll_streak", "roll_arrears", "vintage_first_3_missed"];
    let differences = compare(&actual, &expected, &keys);
    assert!(differences.is_empty(), "first difference: {:?}", differences.first());
}

/// The loan's facts as an import records them: opening, payments, charge-off.
fn facts(loan: &TapeLoan) -> Vec<Fact> {
    let opening = [(loan.opening.on(), loan.opening.fact())];
    let intent = PaymentIntent::Due;
    let payments = loan
        .payments
        .iter()
        .map(|payment| (payment.on, FactKind::Paid { amount: payment.amount, intent }));
    let charge_off = loan.charged_off.map(|on| (on, FactKind::ChargedOff));
    let dated = opening.into_iter().chain(payments).chain(charge_off);
    (1..)
        .zip(dated)
        .map(|(number, (on, kind))| Fact { number, value_date: on, recorded_on: on, kind })
        .collect()
}

#[test]
fn the_engine_comes_close_to_what_was_reported() {
    let Some(folder) = panel_folder() else { return };
    let product = product::file::read(include_str!("../../../examples/auto_abs/product.toml"));
    let product = product.unwrap();
    let text = include_str!("../../../examples/auto_abs/mapping.toml");
    let mapping = parse_mapping(text).unwrap();
    let tape = read_folder(&mapping, &folder, Some(std::slice::from_ref(&product))).unwrap();
    assert_eq!(tape.rejects.first(), None);
    let balances: Vec<EngineBalance> = tape
        .loans
        .iter()
        .enumerate()
        .map(|(place, loan)| {
            let contract = Contract { terms: &loan.terms, product: &product };
            let through = loan.last_observed().unwrap().month.month_end();
            let (state, _) = fold(contract, &facts(loan), Horizon::through(through));
            EngineBalance { loan: place, principal: state.principal_outstanding() }
        })
        .collect();
    let found = reconcile(&tape, &balances);
    assert_eq!((found.compared, found.not_compared), (6_408, 0));
    let apart = (found.engine_total - found.reported_total).abs();
    assert!(apart * 100 < found.reported_total, "more than one per cent apart: {found:#?}");
    assert!(found.equal() * 10 > found.compared * 3, "fewer than three in ten equal: {found:#?}");
    let gaps: i128 = found.by_cause.iter().map(|cause| cause.gap).sum();
    assert_eq!(gaps, found.engine_total - found.reported_total);
}
