//! Contracts whose terms change by steps, that end by notice, or that do not end.

use super::*;

fn check_observing(terms: &str, seen: (&str, &str), results: &[&str]) {
    let case = Case::read(&case_observing(terms, seen, results)).unwrap();
    assert_eq!(judge("own", &case), None);
}

const STEPPED: &str = r#""contractType": "LAX", "initialExchangeDate": "2021-01-01",
    "notionalPrincipal": 1200, "arrayCycleAnchorDateOfInterestPayment": "2021-02-01",
    "arrayCycleOfInterestPayment": "P1ML1",
    "arrayCycleAnchorDateOfPrincipalRedemption": ["2021-02-01", "2021-03-01"],
    "arrayCycleOfPrincipalRedemption": "P1ML1",
    "arrayNextPrincipalRedemptionPayment": [300, 1000], "arrayIncreaseDecrease": ["INC", "DEC"]"#;

#[test]
fn principal_steps_up_and_down_until_nothing_is_left() {
    let terms = format!(
        r#"{STEPPED}, "arrayCycleAnchorDateOfRateReset": ["2021-02-01", "2021-03-01"],
        "arrayRate": [0.12, 0.01], "arrayFixedVariable": ["FIX", "VAR"],
        "marketObjectCodeOfRateReset": "INDEX""#
    );
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-02-01 PI -300 1500 0.06 6",
            "2021-02-01 IP 6 1500 0.06 0",
            "2021-02-01 RRF 0 1500 0.12 0",
            "2021-03-01 PR 1000 500 0.12 15",
            "2021-03-01 IP 15 500 0.12 0",
            "2021-03-01 RR 0 500 0.03 0",
            "2021-04-01 IP 1.25 500 0.03 0",
            "2021-04-01 MD 500 0 0.03 0",
        ],
    );
    let never = STEPPED.replace("\"INC\", \"DEC\"", "\"INC\"");
    check_refused(&never, "maturityDate", "missing, and principal is never repaid");
    let backwards =
        STEPPED.replace("[\"2021-02-01\", \"2021-03-01\"]", "[\"2021-03-01\", \"2021-02-01\"]");
    check_refused(&backwards, "arrayCycleAnchorDateOfPrincipalRedemption", "not in order");
}

const CALLED: &str = r#""contractType": "CLM", "initialExchangeDate": "2021-01-01",
    "notionalPrincipal": 1200, "cycleOfInterestPayment": "P1ML1", "xDayNotice": "P10D""#;

#[test]
fn money_at_call_stops_earning_with_the_call_and_comes_back_after_the_notice() {
    let call = r#"{"time": "2021-02-16T00:00:00", "type": "XD", "value": 0}"#;
    check_observing(
        CALLED,
        ("2021-02-20", call),
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-01-01 IPCI 0 1200 0.06 0",
            "2021-02-01 IPCI 0 1206 0.06 0",
            "2021-02-16 XD 0 1206 0.06 3.015",
            "2021-02-26 IP 3.015 1206 0.06 0",
            "2021-02-26 STD 1206 0 0.06 0",
        ],
    );
    let unknown = r#"{"time": "2021-02-16T00:00:00", "type": "PP", "value": 5}"#;
    let case = Case::read(&case_observing(CALLED, ("2021-02-20", unknown), &[])).unwrap();
    assert_eq!(judge("own", &case).unwrap().field, "eventsObserved");
}

#[test]
fn money_at_call_with_an_end_pays_what_has_not_joined_principal() {
    let terms = format!(r#"{CALLED}, "maturityDate": "2021-02-16""#);
    check(
        &terms,
        &[
            "2021-01-01 IED -1200 1200 0.06 0",
            "2021-01-01 IPCI 0 1200 0.06 0",
            "2021-02-01 IPCI 0 1206 0.06 0",
            "2021-02-16 IP 3.015 1206 0.06 0",
            "2021-02-16 MD 1206 0 0.06 0",
        ],
    );
}

#[test]
fn an_undated_balance_grows_up_to_the_last_time_asked_for_and_not_on_it() {
    let terms = r#""contractType": "UMP", "initialExchangeDate": "2021-01-01",
        "notionalPrincipal": 1200, "cycleOfInterestPayment": "P1ML1""#;
    check_observing(
        terms,
        ("2021-03-01", ""),
        &["2021-01-01 IED -1200 1200 0.06 0", "2021-02-01 IPCI 0 1206 0.06 0"],
    );
    check_refused(terms, "to", "missing, without another end");
}

#[test]
fn cash_is_only_looked_at() {
    let look = r#"{"time": "2021-02-16T00:00:00", "type": "AD", "value": 0}"#;
    let terms = r#""contractType": "CSH", "notionalPrincipal": 1200"#;
    check_observing(terms, ("2021-03-01", look), &["2021-02-16 AD 0 1200 0 0"]);
}

#[test]
fn a_fee_is_an_amount_or_accrues_on_principal() {
    let fee = |terms: &str| format!(r#"{BULLET}, "cycleOfFee": "P2ML1", {terms}"#);
    let events = |first: &str, second: &str| {
        [
            "2021-01-01 IED -1200 1200 0.06 0".to_owned(),
            format!("2021-03-01 FP {first} 1200 0.06 12"),
            format!("2021-04-01 FP {second} 1200 0.06 18"),
            "2021-04-01 IP 18 1200 0.06 0".to_owned(),
            "2021-04-01 MD 1200 0 0.06 0".to_owned(),
        ]
    };
    for (terms, first, second) in [
        (r#""feeRate": 7, "feeBasis": "A""#, "7", "7"),
        (r#""feeRate": 0.01, "feeBasis": "N", "feeAccrued": 3"#, "5", "1"),
    ] {
        let events = events(first, second);
        check(&fee(terms), &events.each_ref().map(String::as_str));
    }
}
