//! Reports as JSON in the shape of published answers, and the comparison with them.

use primitives::money::Currency;
use serde_json::{Map, Value, json};

use crate::reported::Panel;
use crate::reported::totals::Totals;
use crate::rolls::PoolRolls;
use crate::vintage::{REPORTED_AGES, ReportedVintage};

/// A place where two answers differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Keys and positions from the top, such as `roll_streak.ALL.count[0][1]`.
    pub at: String,
    /// What came out; nothing where it is missing.
    pub actual: Value,
    /// What should have; nothing where it is not expected.
    pub expected: Value,
}

/// Rates carry eight decimals.
fn rate(value: f64) -> Value {
    format!("{value:.8}").parse::<f64>().map_or(Value::Null, |rounded| json!(rounded))
}

fn money(minor: i128, currency: Currency) -> Value {
    let units = 10_f64.powi(i32::from(currency.decimals()));
    json!(minor as f64 / units)
}

/// Rolls by pool: counts, their rates, balances and theirs.
pub fn rolls_json(rolls: &[PoolRolls], currency: Currency) -> Value {
    let table = |rates: Vec<Vec<f64>>| -> Vec<Vec<Value>> {
        rates.into_iter().map(|row| row.into_iter().map(rate).collect()).collect()
    };
    let balances = |pool: &PoolRolls| -> Vec<Vec<Value>> {
        let in_currency = |row: &[i128]| row.iter().map(|cell| money(*cell, currency)).collect();
        pool.matrix.balances().map(in_currency).collect()
    };
    let pools = rolls.iter().map(|pool| {
        let answer = json!({
            "count": pool.matrix.counts().collect::<Vec<_>>(),
            "rate": table(pool.matrix.rates()),
            "balance": balances(pool),
            "balance_rate": table(pool.matrix.balance_rates()),
        });
        (pool.pool.clone(), answer)
    });
    Value::Object(pools.collect())
}

/// Vintages by name.
pub fn vintages_json(vintages: &[ReportedVintage], currency: Currency) -> Value {
    let curve = |vintage: &ReportedVintage| -> Map<String, Value> {
        let ages = REPORTED_AGES.iter().map(u16::to_string);
        let shares = vintage.share_by_age.iter().map(|share| share.map_or(Value::Null, rate));
        ages.zip(shares).collect()
    };
    let named = vintages.iter().map(|vintage| {
        let answer = json!({
            "loans": vintage.loans,
            "events": vintage.events,
            "original_amount": money(vintage.amount, currency),
            "oldest_entry_age": vintage.oldest_entry_age,
            "fully_observed_to_age": vintage.fully_observed_to_age,
            "cum_share_by_age": curve(vintage),
        });
        (vintage.name.clone(), answer)
    });
    Value::Object(named.collect())
}

/// Open loans by pool, period and state.
pub fn portfolio_json(panel: &Panel, tables: &[Vec<[u64; 5]>]) -> Value {
    let named = panel.pools().iter().zip(tables);
    Value::Object(named.map(|(pool, table)| (pool.clone(), json!(table))).collect())
}

/// Control sums.
pub fn totals_json(panel: &Panel, totals: &Totals) -> Value {
    let currency = panel.currency();
    let by_pool = |values: Vec<Value>| -> Map<String, Value> {
        panel.pools().iter().cloned().zip(values).collect()
    };
    let loans: Vec<Value> = totals.loans_by_pool.iter().map(|loans| json!(loans)).collect();
    let lost = totals.lost_by_pool.iter().map(|lost| money(*lost, currency)).collect();
    json!({
        "loans": totals.loans_by_pool.iter().sum::<u64>(),
        "monthly_rows": totals.rows,
        "loans_by_pool": by_pool(loans),
        "original_amount_sum": money(totals.amount, currency),
        "payment_sum": money(totals.payment, currency),
        "principal_sum": money(totals.principal, currency),
        "balance_written_down_at_loss": by_pool(lost),
        "closed_paid": totals.closed_paid,
        "closed_loss": totals.closed_loss,
        "open_at_end": totals.open,
    })
}

/// Every difference under the given top-level keys; an unknown key is a difference.
pub fn compare(actual: &Value, expected: &Value, keys: &[&str]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for key in keys {
        match (actual.get(key), expected.get(key)) {
            (None, None) => differences.push(Difference {
                at: (*key).to_owned(),
                actual: Value::Null,
                expected: Value::Null,
            }),
            (got, wanted) => walk(key, got, wanted, &mut differences),
        }
    }
    differences
}

fn walk(at: &str, actual: Option<&Value>, expected: Option<&Value>, found: &mut Vec<Difference>) {
    match (actual, expected) {
        (Some(Value::Object(got)), Some(Value::Object(wanted))) => {
            let extra = got.keys().filter(|key| !wanted.contains_key(*key));
            for key in wanted.keys().chain(extra) {
                walk(&format!("{at}.{key}"), got.get(key), wanted.get(key), found);
            }
        }
        (Some(Value::Array(got)), Some(Value::Array(wanted))) => {
            for index in 0..got.len().max(wanted.len()) {
                walk(&format!("{at}[{index}]"), got.get(index), wanted.get(index), found);
            }
        }
        (Some(got), Some(wanted)) if same(got, wanted) => {}
        _ => found.push(Difference {
            at: at.to_owned(),
            actual: actual.cloned().unwrap_or_default(),
            expected: expected.cloned().unwrap_or_default(),
        }),
    }
}

/// Numbers are the same when they print the same to eight decimals: more than any answer carries.
fn same(actual: &Value, expected: &Value) -> bool {
    match (actual.as_f64(), expected.as_f64()) {
        (Some(got), Some(wanted)) => got == wanted || format!("{got:.8}") == format!("{wanted:.8}"),
        _ => actual == expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_numbers_of_other_kinds_are_no_difference() {
        let (actual, expected) = (json!({"a": [1, 0.5]}), json!({"a": [1.0, 0.5]}));
        assert!(compare(&actual, &expected, &["a"]).is_empty());
    }

    #[test]
    fn every_difference_is_told_with_its_place() {
        let actual = json!({"a": {"x": [1, 2], "y": 3}, "b": 1});
        let expected = json!({"a": {"x": [1, 5, 6], "z": null}, "b": 2});
        let places: Vec<String> =
            compare(&actual, &expected, &["a"]).into_iter().map(|found| found.at).collect();
        assert_eq!(places, ["a.x[1]", "a.x[2]", "a.z", "a.y"]);
        assert_eq!(compare(&actual, &expected, &["none"]).len(), 1);
    }

    #[test]
    fn rates_round_like_the_published_ones() {
        assert_eq!(rate(1.0 / 58_577.0), json!(1.707e-05));
        assert_eq!(rate(0.0), json!(0.0));
    }
}
