//! Product files: what is read, and how what is wrong is told.

mod figures;
mod schedules;

use std::path::Path;

use primitives::amount::Minor;
use primitives::rounding::Rounding;
use proptest::prelude::*;

use super::file::{ProductFileError, read, read_named};
use super::{
    Caps, DueDay, FirstPeriod, LateBase, LateCharge, OverdueContractRate, PartialRule,
    PrepayPermission, ProductRounding, Surplus, Tolerance, validate,
};
use crate::accrual::InterestRule;
use crate::waterfall::{Component, Scope};

/// Every field there is.
const FULL: &str = r#"format = 1
id = "full-loan"
version = 3
effective_from = "2020-01-01"
currency = "CNY"
name = { zh = "全", en = "Full" }
amount = { min = "500.00", max = "200000.00" }
rate = { min = "0.015% per day", max = "0.06% per day" }
interest = { rule = "daily", basis = "ACT/365" }

[schedule]
amortization = "equal-installment"
installments = [3, 6, 12]
due_day = "disbursement"
first_period = "full"
calendar = "CN"
shift = "following"

[tolerance]
days = 3
amount = "10.00"

[late]
charge = "multiplier 1.5"
base = "principal-and-interest"
contract_rate = "replaced"

[caps]
late_rate_yearly = "24%"
late_total = "100%"

[prepayment]
permission = "allowed"
fee = "1%"
partial = "shorten"
surplus = "hold"

[waterfall]
order = ["fee", "late-fee", "default-interest", "interest", "principal"]
scope = "horizontal"

[waterfall.late]
from_days_past_due = 91
order = ["principal", "interest", "default-interest", "late-fee", "fee"]
scope = "vertical"

[delinquency]
bucket_ends = [0, 30, 60, 90, 120, 150, 180]
short_through = 30
mid_through = 90
material_amount = "100.00"
material_share = "1%"
nonaccrual_from = 91
charge_off_from = 211

[rounding]
installment = "half-up"
interest = "half-even"
"#;

/// The file without what may be left out.
const BARE: &str = r#"format = 1
id = "bare-loan"
version = 1
effective_from = 2020-01-01
currency = "USD"
name = { zh = "简", en = "Bare" }
amount = { min = "500.00", max = "2000.00" }
rate = { min = "5% per year", max = "9% per year" }
interest = { rule = "periodic" }
schedule = { amortization = "bullet", installments = [1], due_day = 28 }
waterfall = { order = ["fee", "late-fee", "default-interest", "interest", "principal"], scope = "vertical" }
"#;

fn turned(piece: &str, by: &str) -> String {
    assert!(FULL.contains(piece), "{piece}");
    FULL.replacen(piece, by, 1)
}

/// Replaces a piece of the full file and expects that, and nothing else, to be found wrong there.
#[track_caller]
fn check((piece, by): (&str, &str), field: &str, says: &str) {
    let error = read(&turned(piece, by)).expect_err(by);
    let line = FULL[..FULL.find(piece).unwrap()].matches('\n').count() + 1;
    let [problem] = &error.problems[..] else { panic!("{by}: {error}") };
    assert_eq!((problem.line, problem.field.as_str()), (line, field), "{error}");
    assert!(problem.message.contains(says), "{error}");
}

fn every_shipped() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../products");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), text)
        })
        .collect()
}

#[test]
fn every_product_that_ships_is_valid_and_named_after_its_file() {
    let shipped = every_shipped();
    assert!(shipped.len() >= 6);
    for (name, text) in shipped {
        let product = read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let super::ProductRef { id, version } = &product.reference;
        let file = if *version == 1 { id.clone() } else { format!("{id}-{version}") };
        assert_eq!(file, name);
        assert_eq!(validate::check(&product), []);
    }
}

#[test]
fn every_field_arrives() {
    let product = read(FULL).unwrap();
    assert_eq!((product.reference.id.as_str(), product.reference.version), ("full-loan", 3));
    assert_eq!((product.amount.0, product.amount.1), (Minor(50_000), Minor(20_000_000)));
    assert_eq!(product.tolerance, Tolerance { days: 3, amount: Minor(1_000) });
    let late = product.late.unwrap();
    assert_eq!(late.charge, LateCharge::Multiplier("1.5".parse().unwrap()));
    assert_eq!(late.base, LateBase::PrincipalAndInterest);
    assert_eq!(late.contract_rate, OverdueContractRate::Replaced);
    assert_eq!(product.caps.late_total, Some("1".parse().unwrap()));
    assert_eq!(product.prepayment.partial, PartialRule::Shorten);
    let (from, waterfall) = product.waterfall_late.unwrap();
    assert_eq!((from, waterfall.scope), (91, Scope::Vertical));
    assert_eq!(waterfall.order[0], Component::Principal);
    assert_eq!(product.delinquency.charge_off_from, Some(211));
    assert_eq!(product.rounding.interest, Rounding::HalfEven);
}

#[test]
fn what_is_left_out_takes_its_default() {
    let product = read(BARE).unwrap();
    assert_eq!(product.effective_from, "2020-01-01".parse().unwrap());
    assert_eq!(product.interest, InterestRule::Periodic);
    assert_eq!((product.due.day, product.due.first_period), (DueDay::Fixed(28), FirstPeriod::Full));
    assert_eq!(product.tolerance, Tolerance::default());
    assert_eq!((product.late, product.caps), (None, Caps::default()));
    let prepayment = product.prepayment;
    assert_eq!(prepayment.permission, PrepayPermission::Allowed);
    assert_eq!((prepayment.partial, prepayment.surplus), (PartialRule::Reduce, Surplus::Hold));
    assert_eq!(product.waterfall_late, None);
    let delinquency = &product.delinquency;
    assert_eq!(delinquency.bucket_ends, [0, 30, 60, 90, 120, 150, 180]);
    assert_eq!((delinquency.short_through, delinquency.mid_through), (30, 90));
    assert_eq!((delinquency.nonaccrual_from, delinquency.charge_off_from), (None, None));
    assert_eq!(product.rounding, ProductRounding::default());
}

#[test]
fn a_problem_is_told_with_line_field_and_remedy() {
    let told = |error: ProductFileError| error.to_string();
    let text = turned("\"disbursement\"", "31");
    let sentence = "schedule.due_day: 31 is not between 1 and 28; use \"disbursement\" or a day \
                    every month has";
    assert_eq!(told(read(&text).unwrap_err()), format!("line 14: {sentence}"));
    let named = read_named("products/x.toml", &text).unwrap_err();
    assert_eq!(told(named), format!("products/x.toml:14: {sentence}"));
}

#[test]
fn every_problem_is_reported_at_once_in_file_order() {
    let text = FULL
        .replace("\"disbursement\"", "31")
        .replace("version = 3", "version = 0")
        .replace("\"CNY\"", "\"XXX\"")
        .replace("charge_off_from = 211", "charge_off_from = 60");
    let found: Vec<_> =
        read(&text).unwrap_err().problems.into_iter().map(|p| (p.line, p.field)).collect();
    let expected = [
        (3, "version"),
        (5, "currency"),
        (14, "schedule.due_day"),
        (54, "delinquency.charge_off_from"),
    ];
    assert_eq!(found, expected.map(|(line, field)| (line, field.to_owned())));
}

#[test]
fn what_could_not_be_read_is_not_blamed_twice() {
    check(("0.06% per day", "much"), "rate.max", "not a rate");
    check(("max = \"200000.00\"", "max = \"2000,00\""), "amount.max", "not an amount");
    check(("multiplier 1.5", "multiplier x"), "late.charge", "not a decimal");
}

#[test]
fn a_contradiction_blames_the_field_that_stands_in_the_file() {
    let text = turned("mid_through = 90\n", "").replace("short_through = 30", "short_through = 95");
    let error = read(&text).unwrap_err().to_string();
    let expected =
        "delinquency.short_through: the mid class ends on day 90, the short one on day 95";
    assert_eq!(error, format!("line 49: {expected}"));
}

#[test]
fn a_misshapen_file_is_told_by_place() {
    check(("days = 3", "grace = 1"), "tolerance.grace", "unknown field `grace`");
    check(("[rounding]", "[roundings]"), "roundings", "unknown field `roundings`");
    check(("[waterfall]\norder", "[waterfall]\n# order"), "waterfall.order", "missing field");
    check(("format = 1", "# none"), "format", "missing field");
    check(("format = 1", "format = 2"), "format", "format 2 is not known; this program reads 1");
    check(("days = 3", "days = \"3\""), "tolerance.days", "expected");
    check(("\"2020-01-01\"", "20200101"), "effective_from", "expected a date");
    check(("\"disbursement\"", "[15]"), "schedule.due_day", "expected a day from 1 to 28");
    check(("version = 3", "id = \"twice\""), "", "duplicate key");
    check(("version = 3", "version ="), "", "value");
}

#[test]
fn an_identity_that_cannot_be_is_refused() {
    for id in ["Cash Loan", "", "-loan", "cash--loan", "现金", &"a".repeat(41)] {
        check(("full-loan", id), "id", "is no id");
    }
    check(("version = 3", "version = 0"), "version", "versions count from 1");
    check(("version = 3", "version = -1"), "version", "sensible size");
    check(("2020-01-01", "2020-02-30"), "effective_from", "not a date");
    check(("\"CNY\"", "\"cny\""), "currency", "not a currency");
    check(("en = \"Full\"", "en = \" \""), "name.en", "is empty");
}

#[test]
fn a_range_that_cannot_be_is_refused() {
    check(("\"500.00\"", "\"500.005\""), "amount.min", "at most 2 decimals");
    check(("amount = { min = \"500.00\"", "amount = { min = \"300000.00\""), "amount.max", "below");
    check(("200000.00", "99999999999999.00"), "amount.max", "the largest kept");
    check(("rate = { min = \"0.015%", "rate = { min = \"0.07%"), "rate.max", "below rate.min");
    check(("rate = { min = \"0.015%", "rate = { min = \"-0.1%"), "rate.min", "below zero");
    check(("0.015% per day", "0.5% per month"), "rate.max", "rate.min per month");
    let periodic = "{ rule = \"periodic\" }";
    check(("{ rule = \"daily\", basis = \"ACT/365\" }", periodic), "interest.rule", "not per day");
    check(("ACT/365", "ACT/364"), "interest.basis", "not an accrual basis");
    check(("\"daily\"", "\"hourly\""), "interest.rule", "none of \"daily\", \"periodic\"");
    let monthly = BARE.replace("\"periodic\"", "\"periodic\", basis = \"ACT/360\"");
    assert!(read(&monthly).unwrap_err().to_string().contains("line 9: interest.basis"));
    let usurious = BARE.replace("9% per year", "10001% per year");
    assert!(read(&usurious).unwrap_err().to_string().contains("line 8: rate.max"));
}

#[test]
fn an_amount_that_is_nothing_is_refused() {
    let text = turned("\"500.00\"", "\"0.00\"").replace("\"10.00\"", "\"0.00\"");
    let error = read(&text).unwrap_err().to_string();
    assert_eq!(error, "line 7: amount.min: 0.00 is not above zero");
}

#[test]
fn a_schedule_that_cannot_be_is_refused() {
    let installments = "schedule.installments";
    check(("[3, 6, 12]", "[]"), installments, "offers nothing");
    check(("[3, 6, 12]", "[6, 3]"), installments, "does not rise");
    check(("[3, 6, 12]", "[6, 6]"), installments, "does not rise");
    check(("[3, 6, 12]", "[0, 6]"), installments, "0 is not between 1 and 480");
    check(("[3, 6, 12]", "[6, 481]"), installments, "481 is not between");
    check(("[3, 6, 12]", "[6, 70000]"), installments, "sensible size");
    for day in ["0", "29", "31", "300", "-1", "\"ultimo\""] {
        check(("\"disbursement\"", day), "schedule.due_day", "is not between 1 and 28");
    }
    check(("equal-installment", "annuity"), "schedule.amortization", "none of");
    check(("first_period = \"full\"", "first_period = \"long\""), "schedule.first_period", "none");
    check(("\"CN\"", "\"china\""), "schedule.calendar", "not a calendar");
    check(("\"following\"", "\"next\""), "schedule.shift", "none of");
}

#[test]
fn lateness_that_cannot_be_is_refused() {
    check(("days = 3", "days = 31"), "tolerance.days", "at most 30");
    check(("\"10.00\"", "\"-1.00\""), "tolerance.amount", "below zero");
    check(("\"10.00\"", "\"500.00\""), "tolerance.amount", "would forgive a whole loan");
    let charge = "late.charge";
    check(("multiplier 1.5", "double"), charge, "is no late charge");
    check(("multiplier 1.5", "multiplier 0.9"), charge, "makes lateness cheaper");
    check(("multiplier 1.5", "multiplier 1000"), charge, "above 10000%");
    check(("multiplier 1.5", "spread -1%"), charge, "below zero");
    check(("multiplier 1.5", "fixed-daily 0.05"), charge, "not a percentage");
    check(("multiplier 1.5", "fixed-daily -0.05%"), charge, "below zero");
    check(("multiplier 1.5", "flat-fee 0.00"), charge, "not between");
    check(("multiplier 1.5", "flat-fee 200000.01"), charge, "not between");
    check(("\"principal-and-interest\"", "\"all\""), "late.base", "none of");
    check(("\"replaced\"", "\"stops\""), "late.contract_rate", "none of");
}

#[test]
fn a_late_rate_over_its_cap_is_refused_with_both_figures() {
    let over = "late rate over its cap: 0.08% per day is 29.2% a year, the cap is 24%";
    check(("multiplier 1.5", "fixed-daily 0.08%"), "late.charge", over);
    check(("multiplier 1.5", "spread 0.02%"), "late.charge", over);
    let contract = "contract rate over the late cap: 0.07% per day is 25.55% a year";
    check(("0.06% per day", "0.07% per day"), "rate.max", contract);
    check(("\"24%\"", "\"-1%\""), "caps.late_rate_yearly", "not between 0% and 10000%");
    check(("\"100%\"", "\"1001%\""), "caps.late_total", "not between 0% and 1000%");
}

#[test]
fn prepayment_and_waterfalls_that_cannot_be_are_refused() {
    check(("fee = \"1%\"", "fee = \"101%\""), "prepayment.fee", "not between 0% and 100%");
    check(("fee = \"1%\"", "fee = \"-1%\""), "prepayment.fee", "not between 0% and 100%");
    check(("\"allowed\"", "\"maybe\""), "prepayment.permission", "none of");
    check(("\"shorten\"", "\"both\""), "prepayment.partial", "none of");
    check(("\"hold\"", "\"return\""), "prepayment.surplus", "none of");
    let refused = turned("\"allowed\"", "\"refused\"").replace("\"hold\"", "\"prepay\"");
    assert!(read(&refused).unwrap_err().to_string().contains("prepayment.surplus: surplus cannot"));
    let order = "waterfall.order";
    check(("order = [\"fee\", ", "order = ["), order, "lists 4 components");
    check(("order = [\"fee\"", "order = [\"late-fee\""), order, "lacks \"fee\"");
    check(("order = [\"fee\"", "order = [\"cost\""), order, "`cost` is no component");
    check(("\"horizontal\"", "\"diagonal\""), "waterfall.scope", "none of");
    let late = "waterfall.late.from_days_past_due";
    check(("from_days_past_due = 91", "from_days_past_due = 0"), late, "at least 1");
    let late = ("order = [\"principal\"", "order = [\"interest\"");
    check(late, "waterfall.late.order", "lacks \"principal\"");
    check(("\"vertical\"", "\"diagonal\""), "waterfall.late.scope", "none of");
}

#[test]
fn thresholds_that_cannot_be_are_refused() {
    let ends = "delinquency.bucket_ends";
    check(("[0, 30, 60,", "[30, 60,"), ends, "does not begin with 0");
    check(("[0, 30, 60,", "[0, 60, 30,"), ends, "does not rise");
    check(("[0, 30,", "[0, 1, 2, 3, 4, 5, 6, 30,"), ends, "at most 12");
    check(("short_through = 30", "short_through = 0"), "delinquency.short_through", "at least 1");
    check(("mid_through = 90", "mid_through = 30"), "delinquency.mid_through", "ends on day 30");
    check(("\"100.00\"", "\"-0.01\""), "delinquency.material_amount", "below zero");
    check(("share = \"1%\"", "share = \"101%\""), "delinquency.material_share", "not between");
    let (nonaccrual, charge_off) = ("delinquency.nonaccrual_from", "delinquency.charge_off_from");
    check(("nonaccrual_from = 91", "nonaccrual_from = 0"), nonaccrual, "at least 1");
    check(("charge_off_from = 211", "charge_off_from = 90"), charge_off, "before non-accrual");
    check(("= \"half-even\"", "= \"banker\""), "rounding.interest", "none of");
}

/// The format's own page lists every field by its path.
#[test]
fn every_field_is_documented() {
    let page = include_str!("../../../../docs/specs/product-file.md");
    let mut table = String::new();
    for line in FULL.lines() {
        if let Some(header) = line.strip_prefix('[') {
            table = format!("{}.", header.trim_end_matches(']'));
        } else if let Some((key, value)) = line.split_once(" = ") {
            let inner = value.strip_prefix("{ ").unwrap_or_default().split(", ");
            let keys = inner.filter_map(|part| Some(format!(".{}", part.split_once(" = ")?.0)));
            let mut keys: Vec<_> = keys.collect();
            if keys.is_empty() {
                keys.push(String::new());
            }
            for inner in keys {
                let path = format!("`{table}{key}{inner}`");
                assert!(page.contains(&path), "{path} is not documented");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_makes_reading_panic(
        file in 0usize..8, at in 0usize..2_000, cut in 0usize..40, put in "\\PC{0,12}"
    ) {
        let shipped = every_shipped();
        let valid = shipped.get(file).map_or(FULL, |(_, text)| text);
        let mut text: String = valid.chars().take(at).collect();
        text.push_str(&put);
        text.extend(valid.chars().skip(at + cut));
        if let Err(error) = read(&text) {
            prop_assert!(!error.problems.is_empty());
            let lines = text.lines().count().max(1);
            prop_assert!(error.problems.iter().all(|problem| problem.line <= lines + 1));
        }
    }

    #[test]
    fn no_figure_makes_reading_panic(number in any::<i64>(), which in 0usize..40) {
        let figures: Vec<_> = FULL.match_indices(|c: char| c.is_ascii_digit()).collect();
        let (at, _) = figures[which * figures.len() / 40];
        let end = at + FULL[at..].find(|c: char| !c.is_ascii_digit()).unwrap();
        let _ = read(&format!("{}{number}{}", &FULL[..at], &FULL[end..]));
    }
}
