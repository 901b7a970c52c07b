//! The published answers of a real panel, when `ARREARS_PANEL` names its folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use book::expected::{compare, portfolio_json, rolls_json, totals_json, vintages_json};
use book::reported::state::{Measure, STATES};
use book::reported::totals::totals;
use book::reported::{Loans, Panel, Rows};
use book::rolls::{REPORTED_STATES, portfolio, reported};
use book::vintage::first_three_missed;
use flate2::read::MultiGzDecoder;
use primitives::money::Currency;
use serde_json::{Value, json};

type Record = BTreeMap<String, String>;

fn records(folder: &Path, name: &str) -> Vec<Record> {
    let file = File::open(folder.join(name)).unwrap();
    let reader = BufReader::new(MultiGzDecoder::new(BufReader::new(file)));
    csv::Reader::from_reader(reader).deserialize().map(Result::unwrap).collect()
}

fn cents(text: &str) -> i64 {
    if text.is_empty() { 0 } else { Currency::USD.parse_minor(text).unwrap() }
}

fn month(year: &str, month: &str) -> i32 {
    year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap() - 1
}

/// The panel's columns, owned.
#[derive(Default)]
struct Columns {
    pools: Vec<String>,
    pool: Vec<u16>,
    loan_money: [Vec<i64>; 3],
    days_past_due: Vec<u16>,
    opened_month: Vec<i32>,
    loan: Vec<u32>,
    period: Vec<u16>,
    month: Vec<i32>,
    row_money: [Vec<i64>; 3],
    balance_known: Vec<bool>,
}

impl Columns {
    fn read(loans: &[Record], mut rows: Vec<Record>) -> Columns {
        let pools: BTreeSet<String> = loans.iter().map(|loan| loan["pool"].clone()).collect();
        let mut columns = Columns { pools: pools.into_iter().collect(), ..Columns::default() };
        let mut numbers = BTreeMap::new();
        for loan in loans {
            numbers.insert(loan["assetNumber"].clone(), numbers.len() as u32);
            columns.push_loan(loan);
        }
        let key =
            |row: &Record| (numbers[&row["assetNumber"]], row["period"].parse::<u16>().unwrap());
        rows.sort_by_key(key);
        for row in &rows {
            columns.loan.push(key(row).0);
            columns.push_row(row);
        }
        columns
    }

    fn push_loan(&mut self, loan: &Record) {
        let pool = self.pools.binary_search(&loan["pool"]).unwrap();
        self.pool.push(pool as u16);
        let names = [
            "reportingPeriodScheduledPaymentAmount",
            "reportingPeriodActualEndBalanceAmount",
            "originalLoanAmount",
        ];
        for (column, name) in self.loan_money.iter_mut().zip(names) {
            column.push(cents(&loan[name]));
        }
        self.days_past_due.push(loan["currentDelinquencyStatus"].parse().unwrap());
        let (opened, year) = loan["originationDate"].split_once('/').unwrap();
        self.opened_month.push(month(year, opened));
    }

    fn push_row(&mut self, row: &Record) {
        self.period.push(row["period"].parse().unwrap());
        let (year, number) = row["month"].split_once('-').unwrap();
        self.month.push(month(year, number));
        for (column, name) in self.row_money.iter_mut().zip(["balance_end", "payment", "principal"])
        {
            column.push(cents(&row[name]));
        }
        self.balance_known.push(!row["balance_end"].is_empty());
    }

    fn panel(&self) -> Panel<'_> {
        let [installment, at_cut_off, amount] = &self.loan_money;
        let [balance, payment, principal] = &self.row_money;
        let loans = Loans {
            pool: &self.pool,
            installment,
            days_past_due: &self.days_past_due,
            balance: at_cut_off,
            opened_month: &self.opened_month,
            amount,
        };
        let rows = Rows {
            loan: &self.loan,
            period: &self.period,
            month: &self.month,
            balance,
            balance_known: &self.balance_known,
            payment,
            principal,
        };
        Panel::try_new(&self.pools, Currency::USD, loans, rows).unwrap()
    }
}

/// Sums that are no business of the book: columns it does not keep.
fn other_counts(loans: &[Record], rows: &[Record]) -> Vec<(&'static str, Value)> {
    let ones = |name: &str| loans.iter().filter(|loan| loan[name] == "1").count();
    let sum = |name: &str| rows.iter().map(|row| cents(&row[name])).sum::<i64>() as f64 / 100.0;
    vec![
        ("study_default", json!(ones("study_default"))),
        ("study_repaid", json!(ones("study_repaid"))),
        ("study_censored", json!(ones("study_censored"))),
        ("repo_proceeds_sum", json!(sum("repo_proceeds"))),
        ("recovered_sum", json!(sum("recovered"))),
    ]
}

#[test]
fn every_published_answer_is_met() {
    let Some(folder) = std::env::var_os("ARREARS_PANEL").map(PathBuf::from) else {
        eprintln!("SKIPPED: set ARREARS_PANEL to the panel's folder to compare with its answers");
        return;
    };
    let (loans, rows) = (records(&folder, "loans.csv.gz"), records(&folder, "monthly.csv.gz"));
    let others = other_counts(&loans, &rows);
    let columns = Columns::read(&loans, rows);
    let panel = columns.panel();
    let usd = Currency::USD;
    let mut counts = totals_json(&panel, &totals(&panel));
    for (name, value) in others {
        counts[name] = value;
    }
    let actual = json!({
        "counts": counts,
        "states": REPORTED_STATES,
        "roll_streak": rolls_json(&reported(&panel, Measure::Streak), usd),
        "roll_arrears": rolls_json(&reported(&panel, Measure::Arrears), usd),
        "portfolio_by_period_streak": portfolio_json(&panel, &portfolio(&panel, Measure::Streak)),
        "vintage_first_3_missed": vintages_json(&first_three_missed(&panel), usd),
    });
    assert_eq!(REPORTED_STATES[..5], STATES);
    let file = File::open(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_reader(BufReader::new(file)).unwrap();
    let keys: Vec<&str> = expected.as_object().unwrap().keys().map(String::as_str).collect();
    let keys: Vec<&str> = keys.into_iter().filter(|key| *key != "definitions").collect();
    assert_eq!(keys.len(), 6, "the panel asks for something that is not computed: {keys:?}");
    let differences = compare(&actual, &expected, &keys);
    assert!(
        differences.is_empty(),
        "{} differences, first {:?}",
        differences.len(),
        differences.first()
    );
}
