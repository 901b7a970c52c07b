use super::*;
use primitives::amount::Minor;
use primitives::rate::Per;

const SMALL: &str = r#"
format = 1
name = "small"
currency = "CNY"
[files.loans]
path = "loans.csv.gz"
[loans]
file = "loans"
[loans.columns]
loan = { from = "id" }
product = { value = "cash-loan" }
amount = { from = "amount", type = "money" }
rate = { from = "rate", unit = "percent", per = "day" }
installments = { from = "n" }
signed_on = { from = "signed" }
disbursed_on = { from = "paid" }
"#;

/// The error of the small mapping with some text replaced: line, field and reason.
fn check(from: &str, to: &str, expected: &str) {
    assert!(SMALL.contains(from), "{from}");
    let error = parse_mapping(&SMALL.replace(from, to)).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_small_mapping_reads() {
    let mapping = parse_mapping(SMALL).unwrap();
    assert_eq!(mapping.files["loans"].format, Format::Csv);
    assert_eq!(mapping.loans.fields.len(), 7);
    assert_eq!(mapping.path_of(&mapping.loans), "loans.csv.gz");
}

#[test]
fn mistakes_are_told_with_line_and_field() {
    check("format = 1", "format = 2", "mapping line 1: format: this reads format 1, not 2");
    check(
        "\"CNY\"",
        "\"RMB\"",
        "mapping line 4: currency: `RMB` is not a currency kept here: use CNY, USD, GBP, EUR, HKD or JPY",
    );
    check(
        "file = \"loans\"",
        "file = \"other\"",
        "mapping line 8: loans.file: there is no `files.other`",
    );
    check(
        "unit = \"percent\", ",
        "",
        "mapping line 13: loans.columns.rate: `unit` of a rate is fraction or percent",
    );
    check(
        "signed_on = {",
        "signed = {",
        "mapping line 15: loans.columns.signed: no such field; there are loan, borrower, pool, \
         product, product_version, currency, amount, rate, installments, signed_on, due_day, \
         disbursed_on, cut_off, balance, earlier_cut_off, earlier_balance, installment, remaining, \
         next_due, interest_from, days_past_due, charged_off",
    );
    check(
        "loan = { from = \"id\" }",
        "loan = { from = \"id\", value = \"x\" }",
        "mapping line 10: loans.columns.loan: say either `from`, a column, or `value`, a constant",
    );
    check(
        "type = \"money\"",
        "type = \"date\"",
        "mapping line 12: loans.columns.amount: this field is of type money, not date",
    );
    check(
        "installments = { from = \"n\" }",
        "installments = { from = \"n\", day = 3 }",
        "mapping line 14: loans.columns.installments: `day` says nothing for this field",
    );
    check(
        "{ from = \"signed\" }",
        "{ from = \"signed\", format = \"MM/YYYY\" }",
        "mapping line 15: loans.columns.signed_on: the format has no day: say which with `day`",
    );
    check(
        "disbursed_on = { from = \"paid\" }",
        "",
        "mapping line 1: loans.columns: say how loans open: disbursed_on, balance or a legacy table",
    );
    check(
        "loans.csv.gz",
        "../loans.csv",
        "mapping line 5: files.loans: the path must lie inside the tape's folder",
    );
}

#[test]
fn an_unknown_word_is_refused_with_its_line() {
    let error = parse_mapping(&SMALL.replace("currency = ", "valuta = ")).unwrap_err();
    assert_eq!(error.line, Some(4));
    assert!(error.reason.contains("unknown field `valuta`"), "{error}");
}

fn date_kind(pattern: &str, day: Option<Day>) -> Kind {
    Kind::Date { pattern: DatePattern::try_new(pattern).unwrap(), day }
}

#[test]
fn dates_are_read_as_they_are_written() {
    for (pattern, day, text, expected) in [
        ("YYYY-MM-DD", None, "2024-02-29", "2024-02-29"),
        ("MM-DD-YYYY", None, "05-31-2017", "2017-05-31"),
        ("DD/MM/YYYY", None, "01/02/2024", "2024-02-01"),
        ("YYYYMMDD", None, "20240201", "2024-02-01"),
        ("MM/YYYY", Some(Day::Number(1)), "01/2016", "2016-01-01"),
        ("YYYY-MM", Some(Day::Number(31)), "2024-02", "2024-02-29"),
        ("YYYYMM", Some(Day::End), "202402", "2024-02-29"),
    ] {
        let read = date_kind(pattern, day).date(text).unwrap();
        assert_eq!(read.to_string(), expected, "{pattern}");
    }
}

#[test]
fn dates_written_otherwise_are_refused() {
    let kind = date_kind("MM-DD-YYYY", None);
    for text in
        ["31-05-2017", "05/31/2017", "5-31-2017", "", "05-31-20177", "0五-31-17", "+5-31-2017"]
    {
        assert!(kind.date(text).is_err(), "{text}");
    }
    for pattern in ["YYYY", "MM-DD", "YYYY-MM-MM", "YYYY年MM月", "YYYY-MM-DD HH"] {
        assert_eq!(DatePattern::try_new(pattern), None, "{pattern}");
    }
}

#[test]
fn amounts_rates_and_numbers_keep_every_digit() {
    let grouped = Kind::Money { unit: MoneyUnit::Major, grouping: Some(',') };
    assert_eq!(grouped.money("12,345.60", Currency::CNY), Ok(Minor(1_234_560)));
    let fen = Kind::Money { unit: MoneyUnit::Minor, grouping: None };
    assert_eq!(fen.money("-105", Currency::CNY), Ok(Minor(-105)));
    assert!(grouped.money("1.005", Currency::CNY).is_err());
    let percent = Kind::Rate { unit: RateUnit::Percent, per: Per::Year };
    assert_eq!(percent.rate("8.11"), percent.rate("8.11%"));
    assert_eq!(percent.rate("8.11").unwrap().to_string(), "8.11% per year");
    assert_eq!(field::integer("60.0"), Ok(60));
    assert!(field::integer("60.5").is_err() && field::integer("+6").is_err());
}

#[test]
fn conditions_hold_or_not() {
    let above = Test::Above(Exact::ZERO);
    assert!(above.holds("0.01") && !above.holds("0.00") && !above.holds("") && !above.holds("x"));
    assert!(Test::Present.holds("0") && !Test::Present.holds(" "));
    assert!(Test::OneOf(vec!["a".to_owned()]).holds(" a"));
}
