//! Contracts invented here, with answers worked out by hand: published ones stay out of the
//! repository.

use serde_json::value::RawValue;

use super::*;

/// The fields of a case that all contracts below share.
const COMMON: &str = r#""contractRole": "RPA", "statusDate": "2020-12-01T00:00:00",
    "dayCountConvention": "30E360", "nominalInterestRate": " 0.06""#;

mod stepped_and_undated;

fn case(terms: &str, results: &[&str]) -> Box<RawValue> {
    case_observing(terms, ("", ""), results)
}

fn case_observing(terms: &str, (to, observed): (&str, &str), results: &[&str]) -> Box<RawValue> {
    let rows: Vec<String> = results.iter().map(|line| row(line)).collect();
    let json = format!(
        r#"{{"terms": {{{COMMON}, {terms}}}, "to": "{to}", "results": [{}],
            "eventsObserved": [{observed}], "dataObserved": {{
            "INDEX": {{"data": [{{"timestamp": "2021-02-01T00:00:00", "value": "0.02"}}]}}}}}}"#,
        rows.join(",")
    );
    RawValue::from_string(json).unwrap()
}

fn row(line: &str) -> String {
    let [date, kind, numbers @ ..] = &line.split(' ').collect::<Vec<_>>()[..] else { panic!() };
    let [payoff, principal, rate, accrued] = numbers else { panic!("{line}") };
    format!(
        r#"{{"eventDate": "{date}T00:00", "eventType": "{kind}", "payoff": {payoff},
            "notionalPrincipal": "{principal}", "nominalInterestRate": {rate},
            "accruedInterest": {accrued}}}"#
    )
}

fn check(terms: &str, results: &[&str]) {
    let case = Case::read(&case(terms, results)).unwrap();
    assert_eq!(judge("own", &case), None);
}

fn check_refused(terms: &str, field: &str, got: &str) {
    let difference = judge("own", &Case::read(&case(terms, &[])).unwrap()).unwrap();
    assert_eq!((difference.field.as_str(), difference.got.as_str()), (field, got));
}

const BULLET: &str = r#""contractType": "PAM", "initialExchangeDate": "2021-01-01",
    "notionalPrincipal": 1200, "maturityDate": "2021-04-01""#;

#[test]
fn a_bullet_pays_interest_by_its_cycle_and_principal_at_the_end() {
    let terms = format!(r#"{BULLET}, "cycleOfInterestPayment": "P1ML1""#);
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-02-01 IP 6 1200 0.06 0",
            "2021-03-01 IP 6 1200 0.06 0",
            "2021-04-01 IP 6 1200 0.06 0",
            "2021-04-01 MD 1200 0 0.06 0",
        ],
    );
}

#[test]
fn interest_up_to_the_end_of_capitalization_joins_principal() {
    let terms = format!(
        r#"{BULLET}, "cycleOfInterestPayment": "P2ML1", "capitalizationEndDate": "2021-03-01""#
    );
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-03-01 IPCI 0 1212 0.06 0",
            "2021-04-01 IP 6.06 1212 0.06 0",
            "2021-04-01 MD 1212 0 0.06 0",
        ],
    );
}

#[test]
fn a_rate_follows_its_index_within_its_limits() {
    let terms = format!(
        r#"{BULLET}, "cycleAnchorDateOfRateReset": "2021-02-01", "rateMultiplier": "2",
        "rateSpread": "0.05", "periodCap": "0.01", "marketObjectCodeOfRateReset": "INDEX""#
    );
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-02-01 RR 0 1200 0.07 6",
            "2021-04-01 IP 20 1200 0.07 0",
            "2021-04-01 MD 1200 0 0.07 0",
        ],
    );
}

#[test]
fn a_position_bought_and_sold_is_reported_in_between() {
    let terms = format!(
        r#"{BULLET}, "cycleOfInterestPayment": "P1ML1", "purchaseDate": "2021-01-16",
        "priceAtPurchaseDate": 1190, "terminationDate": "2021-02-16",
        "priceAtTerminationDate": 1210"#
    );
    check(
        &terms,
        &[
            "2021-01-16 PRD -1193 1200 0.06 3",
            "2021-02-01 IP 6 1200 0.06 0",
            "2021-02-16 TD 1213 0 0.06 0",
        ],
    );
}

const REPAID: &str = r#""initialExchangeDate": "2021-01-01", "notionalPrincipal": 1200,
    "cycleAnchorDateOfPrincipalRedemption": "2021-02-01", "cycleOfPrincipalRedemption": "P1ML0",
    "cycleAnchorDateOfInterestPayment": "2021-02-01", "cycleOfInterestPayment": "P1ML0""#;

#[test]
fn a_linear_contract_ends_when_its_parts_have_repaid_it() {
    let terms =
        format!(r#""contractType": "LAM", {REPAID}, "nextPrincipalRedemptionPayment": " 500""#);
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-02-01 PR 500 700 0.06 6",
            "2021-02-01 IP 6 700 0.06 0",
            "2021-03-01 PR 500 200 0.06 3.5",
            "2021-03-01 IP 3.5 200 0.06 0",
            "2021-04-01 IP 1 200 0.06 0",
            "2021-04-01 MD 200 0 0.06 0",
        ],
    );
}

#[test]
fn a_payment_below_interest_adds_to_principal() {
    let terms = format!(
        r#""contractType": "NAM", {REPAID}, "nextPrincipalRedemptionPayment": 4,
        "maturityDate": "2021-03-01""#
    );
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-02-01 PR -2 1202 0.06 6",
            "2021-02-01 IP 6 1202 0.06 0",
            "2021-03-01 IP 6.01 1202 0.06 0",
            "2021-03-01 MD 1202 0 0.06 0",
        ],
    );
}

/// 1206 = payment × (1 + 1/1.005), so the payment is 604.5037406483…
#[test]
fn an_annuity_solves_the_day_before_its_first_payment() {
    let terms = format!(r#""contractType": "ANN", {REPAID}, "amortizationDate": "2021-03-01""#);
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-01-31 PRF 0 1200 0.06 5.8",
            "2021-02-01 PR 598.503740648379 601.496259351621 0.06 6",
            "2021-02-01 IP 6 601.496259351621 0.06 0",
            "2021-03-01 IP 3.007481296758 601.496259351621 0.06 0",
            "2021-03-01 MD 601.496259351621 0 0.06 0",
        ],
    );
}

#[test]
fn what_cannot_be_run_is_named() {
    check_refused(r#""contractType": "PAM""#, "initialExchangeDate", "missing");
    let no_end = BULLET.replace("2021-04-01", "");
    check_refused(&no_end, "maturityDate", "missing, without a redemption cycle");
    let with_fee = format!(r#"{BULLET}, "feeRate": 1"#);
    check_refused(&with_fee, "feeBasis", "missing");
    let unknown = format!(r#"{BULLET}, "calendar": "XX""#);
    check_refused(&unknown, "calendar", "`XX` is not run here: NC, MF are");
    let never = format!(r#""contractType": "NAM", {REPAID}, "nextPrincipalRedemptionPayment": 6"#);
    check_refused(&never, "nextPrincipalRedemptionPayment", "does not repay principal");
}

#[test]
fn a_missing_and_a_surplus_event_fail() {
    let event = "2021-01-01 IED -1200 1200 0.06 0";
    let difference =
        |results: &[&str]| judge("own", &Case::read(&case(BULLET, results)).unwrap()).unwrap();
    let surplus = difference(&[event]);
    assert_eq!((&*surplus.field, &*surplus.got), ("results[1]", "2021-04-01T00:00:00 IP"));
    let wrong = difference(&["2021-01-01 IED -1200 1200 0.06000001 0"]);
    assert_eq!(wrong.field, "results[0].nominalInterestRate (2021-01-01T00:00:00 IED)");
    assert_eq!((&*wrong.expected, &*wrong.got), ("0.06000001", "0.06"));
}

#[test]
fn other_contract_types_are_left_out() {
    let case = Case::read(&case(r#""contractType": "SWAPS""#, &[])).unwrap();
    assert!(!case.is_run_here());
}
