//! Product files: what is read, and how what is wrong is told.

use std::path::Path;

use proptest::prelude::*;

use super::file::{read, read_named};

const CASH_LOAN: &str = include_str!("../../../../products/cash-loan.toml");

/// Replaces one piece of a valid file and expects a problem at a line and field.
fn check(piece: &str, by: &str, line: usize, field: &str, says: &str) {
    assert!(CASH_LOAN.contains(piece), "{piece}");
    let text = CASH_LOAN.replacen(piece, by, 1);
    let error = read(&text).expect_err(by);
    let found = error
        .problems
        .iter()
        .any(|problem| problem.line == line && problem.field == field && problem.message.contains(says));
    assert!(found, "{by}: got {error}");
}

#[test]
fn a_due_day_31_is_refused_with_line_and_field() {
    check("due_day = \"disbursement\"", "due_day = 31", 15, "schedule.due_day", "31 is not between 1 and 28");
    check("due_day = \"disbursement\"", "due_day = 0", 15, "schedule.due_day", "not between");
    check("due_day = \"disbursement\"", "due_day = \"ultimo\"", 15, "schedule.due_day", "disbursement");
}

#[test]
fn an_unknown_field_is_refused_by_name() {
    check("[late]", "grace = 3\n[late]", 17, "", "unknown field `grace`");
    check("fee = \"0%\"", "fees = \"0%\"", 28, "", "unknown field `fees`");
}

#[test]
fn a_late_rate_over_its_cap_is_refused_with_both_figures() {
    check("multiplier 1.5", "fixed-daily 0.08%", 18, "late.charge", "29.2% a year, over the cap of 24%");
    check("multiplier 1.5", "spread 0.01%", 18, "late.charge", "over the cap of 24%");
    check("0.06% per day", "0.07% per day", 9, "rate.max", "over the cap of 24%");
}

#[test]
fn figures_out_of_range_are_refused() {
    check("version = 1", "version = 0", 4, "version", "count from 1");
    check("format = 1", "format = 2", 2, "format", "reads 1");
    check("id = \"cash-loan\"", "id = \"Cash Loan\"", 3, "id", "lower-case");
    check("\"CNY\"", "\"XXX\"", 6, "currency", "not a currency");
    check("500.00", "500.005", 8, "amount.min", "at most 2 decimals");
    check("500.00", "300000.00", 8, "amount.max", "below amount.min");
    check("0.015% per day", "0.5% per month", 9, "rate.max", "runs per day");
    check("rule = \"daily\", basis = \"ACT/365\"", "rule = \"periodic\"", 10, "interest.rule", "monthly or yearly");
    check("[3, 6, 12]", "[]", 14, "schedule.installments", "at least one");
    check("[3, 6, 12]", "[6, 3]", 14, "schedule.installments", "rising");
    check("[3, 6, 12]", "[0, 481]", 14, "schedule.installments", "480");
    check("multiplier 1.5", "multiplier 0.9", 18, "late.charge", "not below 1");
    check("multiplier 1.5", "double", 18, "late.charge", "expected");
    check("fee = \"0%\"", "fee = \"101%\"", 28, "prepayment.fee", "100%");
    check("\"fee\", \"late-fee\"", "\"late-fee\", \"late-fee\"", 33, "waterfall.order", "once");
    check("\"horizontal\"", "\"diagonal\"", 34, "waterfall.scope", "none of");
    check("[0, 30, 60", "[30, 60", 42, "delinquency.bucket_ends", "begin with 0");
    check("mid_through = 90", "mid_through = 30", 44, "delinquency.mid_through", "above");
    check("charge_off_from = 211", "charge_off_from = 30", 48, "delinquency.charge_off_from", "before");
}

#[test]
fn every_problem_is_reported_at_once() {
    let text = CASH_LOAN.replace("\"disbursement\"", "31").replace("version = 1", "version = 0");
    let error = read_named("cash.toml", &text).unwrap_err();
    assert_eq!(error.problems.len(), 2);
    assert!(error.to_string().starts_with("cash.toml:4: version: "), "{error}");
}

#[test]
fn every_product_that_ships_is_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../products");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let product = read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_str().unwrap(), product.reference.id);
        count += 1;
    }
    assert!(count >= 3);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic(at in 0usize..1_200, cut in 0usize..40, put in "\\PC{0,12}") {
        let mut text: String = CASH_LOAN.chars().take(at).collect();
        text.push_str(&put);
        text.extend(CASH_LOAN.chars().skip(at + cut));
        let _ = read(&text);
    }
}
