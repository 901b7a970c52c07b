//! The lender's tape of the examples: what lands, and how what is wrong with a tape is told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use engine::product::{self, Product};
use tape::source::{Format, read_csv};
use tape::{Mapping, Opening, SourceError, Tape, parse_mapping, read_folder, read_tables};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lender_tape")
}

fn mapping() -> Mapping {
    parse_mapping(include_str!("../../../examples/lender_tape/mapping.toml")).unwrap()
}

fn products() -> Vec<Product> {
    let texts = [
        include_str!("../../../products/cash-loan.toml"),
        include_str!("../../../products/interest-only.toml"),
    ];
    texts.map(|text| product::file::read(text).unwrap()).into()
}

/// The example with some of its text replaced.
fn with_changes(changes: &[(&str, &str)]) -> Result<Tape, SourceError> {
    let mapping = mapping();
    let mut tables = BTreeMap::new();
    for (name, file) in &mapping.files {
        assert_eq!(file.format, Format::Csv);
        let mut text = fs::read_to_string(folder().join(&file.path)).unwrap();
        for (from, to) in changes {
            text = text.replace(from, to);
        }
        tables.insert(name.clone(), read_csv(text.as_bytes(), &file.path)?);
    }
    read_tables(&mapping, &tables, Some(&products()))
}

/// File, row, line, column and reason of every reject.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let tape = with_changes(changes).unwrap();
    assert!(tape.is_complete());
    let line = |line: Option<u64>| line.map_or("-".to_owned(), |line| line.to_string());
    let show = |reject: &tape::Reject| {
        let (row, line) = (reject.row, line(reject.line));
        format!("{} {row}/{line} {}: {}", reject.file, reject.column, reject.reason)
    };
    tape.rejects.iter().map(show).collect()
}

#[test]
fn the_example_lands_whole() {
    let tape = read_folder(&mapping(), &folder(), Some(&products())).unwrap();
    assert_eq!(tape.rejects, []);
    assert!(tape.is_complete());
    assert_eq!((tape.loans.len(), tape.payment_count()), (12, 17));
    let skipped: Vec<_> = tape.skipped.iter().map(|one| (one.reason, one.rows)).collect();
    assert_eq!(skipped, [("condition of the mapping", 1), ("in the balance taken over", 1)]);
}

#[test]
fn amounts_with_signs_between_groups_are_in_the_sums() {
    let tape = with_changes(&[]).unwrap();
    let sums = |table: &str, column: &str| {
        let of = |one: &&tape::ColumnTally| one.table == table && one.column == column;
        let tally = tape.columns.iter().find(of).unwrap();
        let sums = tally.sums.unwrap();
        assert_eq!(sums.not_numbers, 0, "{column}");
        (sums.read.to_string(), sums.by_fate.landed.to_string())
    };
    let lent = "247900.00";
    assert_eq!(sums("loans", "借款金额"), (lent.to_owned(), lent.to_owned()));
    assert_eq!(sums("legacy", "应还本金"), ("3050.00".to_owned(), "3050.00".to_owned()));
    let (paid, landed) = sums("payments", "金额");
    assert_eq!((paid.as_str(), landed.as_str()), ("25561.94", "24583.04"));
}

#[test]
fn a_balance_taken_over_late_opens_with_its_missed_due() {
    let tape = with_changes(&[]).unwrap();
    let Opening::TakenOver(on, position) = &tape.loans[10].opening else { panic!("taken over") };
    assert_eq!(on.to_string(), "2025-03-31");
    let due = position.dues[0];
    // 6,214.37 at 0.04 % a day for 31 days is 77.06.
    assert_eq!((due.on.to_string().as_str(), due.interest.0), ("2025-02-12", 7_706));
    assert_eq!(due.principal.0, 89_652 - 7_706);
    assert_eq!(position.principal_undue.0, 621_437 - due.principal.0);
    assert_eq!((position.next_due.to_string().as_str(), position.remaining), ("2025-04-12", 6));
}

#[test]
fn an_old_schedule_is_kept_to_the_letter() {
    let tape = with_changes(&[]).unwrap();
    let Opening::TakenOver(_, position) = &tape.loans[11].opening else { panic!("taken over") };
    let lines: Vec<_> = position.lines.iter().map(|line| line.principal.0).collect();
    assert_eq!((position.dues.len(), lines), (1, vec![102_000, 103_000]));
    assert_eq!(tape.loans[11].opening.principal().0, 305_000);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let found = told(&[
        ("\"12,000.00\",0.04%,12", "\"12,000.001\",4 percent,12"),
        ("JJ-0003,KH-03,XJ", "JJ-0003,KH-03,ZZ"),
        ("JJ-0009,KH-08", "JJ-0008,KH-08"),
    ]);
    assert_eq!(
        found,
        [
            "loans.csv 1/2 借款金额: malformed: not an amount of CNY",
            "loans.csv 1/2 日利率: malformed: not a percentage such as 8.0",
            "loans.csv 3/4 产品: unknown_code: the mapping has no such code",
            "loans.csv 9/10 借据号: duplicate: the same stands in row 8",
            "payments.csv 1/2 借据号: loan_rejected: row 1 of the loans does not land",
            "payments.csv 2/3 借据号: loan_rejected: row 1 of the loans does not land",
            "payments.csv 3/4 借据号: loan_rejected: row 1 of the loans does not land",
            "payments.csv 7/8 借据号: loan_rejected: row 3 of the loans does not land",
            "payments.csv 8/9 借据号: loan_rejected: row 3 of the loans does not land",
            "payments.csv 9/10 借据号: loan_rejected: row 3 of the loans does not land",
        ]
    );
}

#[test]
fn payments_that_fit_no_loan_are_told() {
    let found = told(&[
        ("LS-100004,JJ-0002,2025-02-15,878.90,CNY", "LS-100001,JJ-0002,2025-01-14,-5,USD"),
        ("LS-100013,JJ-0006", "LS-100013,JJ-9999"),
        ("LS-100010,JJ-0004,2025-03-15", "LS-100010,JJ-0004,2025-01-15"),
    ]);
    assert_eq!(
        found,
        [
            "payments.csv 4/5 金额: not_positive: must be above zero",
            "payments.csv 4/5 币种: currency_mismatch: the loan is in CNY",
            "payments.csv 4/5 流水号: duplicate: the same stands in row 1",
            "payments.csv 10/11 入账日: before_opening: the loan opened on 2025-02-03",
            "payments.csv 13/14 借据号: unknown_loan: no loan of the tape has this id",
        ]
    );
}

#[test]
fn a_bad_line_of_a_schedule_takes_its_loan_along() {
    let found = told(&[("20250425,\"1,020.00\"", "20250431,\"1,020.00\"")]);
    assert_eq!(
        found,
        [
            "loans.csv 12/13 借据号: contradiction: a line of its schedule does not land",
            "loans.csv 12/13 移交余额: contradiction: the lines of the schedule add up to 2030.00",
            "schedule.csv 2/3 应还日: malformed: not a date written YYYYMMDD",
            "schedule.csv 1/2 借据号: loan_rejected: row 12 of the loans does not land",
            "schedule.csv 3/4 借据号: loan_rejected: row 12 of the loans does not land",
            "payments.csv 19/20 借据号: loan_rejected: row 12 of the loans does not land",
        ]
    );
}

#[test]
fn terms_that_no_product_offers_are_refused() {
    let found = told(&[
        ("\"5,000.00\",0.05%,6", "\"5,000.00\",0.09%,7"),
        ("LS-100004,JJ-0002", "LS-100004,JJ-0001"),
        ("LS-100006,JJ-0002", "LS-100006,JJ-0001"),
    ]);
    assert_eq!(
        found,
        [
            "loans.csv 2/3 借据号: refused: rate_out_of_range: 0.09% per day is outside the product's range",
        ]
    );
}

#[test]
fn rows_that_cannot_be_taken_apart_are_told_and_counted() {
    let found =
        told(&[("LS-100016,JJ-0010,2025-04-20,450.00,CNY", "LS-100016,JJ-0010,450.00,CNY")]);
    assert_eq!(found, ["payments.csv 16/17 : column_count: 5 columns where the header has 6"]);
}

#[test]
fn a_missing_column_is_an_error_of_the_file() {
    let error = with_changes(&[("借据号,客户号", "借据,客户号")]).unwrap_err().to_string();
    assert_eq!(error, "loans.csv: there is no column `借据号`, which `loans` needs");
}

#[test]
fn rejects_are_written_as_a_table() {
    let tape = with_changes(&[("JJ-0003,KH-03,XJ", "JJ-0003,KH-03,ZZ")]).unwrap();
    let mut out = Vec::new();
    tape::write_rejects(&tape.rejects, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let first_two: Vec<&str> = text.lines().take(2).collect();
    assert_eq!(
        first_two,
        [
            "file,row,line,column,value,reason",
            "loans.csv,3,4,产品,ZZ,unknown_code: the mapping has no such code",
        ]
    );
}
