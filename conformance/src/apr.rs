//! Annual percentage rates of US and EU law, EU time intervals, and published XIRR answers.

use std::path::Path;

use primitives::date::Date;
use primitives::decimal::Decimal;
use primitives::solve::eu_interval::{IntervalUnit, eu_time_interval};
use primitives::solve::{
    SolveError, TimedFlow, UnitPeriodFlow, internal_rate, regulation_z_apr, xirr,
};
use primitives::year_fraction::YearFraction;

use crate::daycount::convention;
use crate::report::{Mismatch, Report};
use crate::vectors::{Case, SuiteError, VectorFile};

/// More payments in one row than any contract has: a file with more is malformed.
const COUNT_LIMIT: u32 = 10_000;

/// Runs the suite.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    let file = VectorFile::open(path, "apr")?;
    file.judge(
        "apr",
        &[
            ("us_reg_z_appendix_j", judge_regulation_z),
            ("eu_98_7_ec_annex", judge_charge),
            ("eu_aprc_examples_2015", judge_charge),
            ("eu_time_intervals", judge_interval),
            ("xirr_published", judge_xirr),
        ],
    )
}

/// The published figure exactly, at its own decimals.
fn judge_regulation_z(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let mut flows = Vec::new();
    for row in case.list("advances")? {
        push_unit_periods(&row, -1, &mut flows)?;
    }
    for row in case.list("payments")? {
        push_unit_periods(&row, 1, &mut flows)?;
    }
    let expected = case.text("apr_percent")?;
    let decimals = decimals(case, "apr_percent")?;
    let got = match regulation_z_apr(&flows, case.ratio("unit_periods_per_year")?) {
        Ok(rate) => format!("{:.decimals$}", rate * 100.0),
        Err(error) => error.to_string(),
    };
    Ok((got != expected).then(|| Mismatch::new("apr_percent", expected, got)))
}

fn push_unit_periods(
    row: &Case<'_>,
    sign: i128,
    flows: &mut Vec<UnitPeriodFlow>,
) -> Result<(), SuiteError> {
    let first: u32 = row.whole("t")?;
    let (part, amount) = (row.ratio("f")?, amount(row)?);
    for place in 0..count(row)? {
        let periods = first.checked_add(place);
        let periods = periods.ok_or_else(|| row.malformed("t", "is too large"))?;
        flows.push(UnitPeriodFlow { periods, part, amount: sign * amount });
    }
    Ok(())
}

/// Half a unit of the last digit given, and the source's own slack in percent points.
fn judge_charge(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let mut flows = Vec::new();
    for row in case.list("drawdowns")? {
        push_timed(&row, -1, &mut flows)?;
    }
    for row in case.list("payments")? {
        push_timed(&row, 1, &mut flows)?;
    }
    let slack = if case.optional("slack").is_some() { case.number("slack")? } else { 0.0 };
    let tolerance = half_unit(decimals(case, "apr_percent")?) + slack;
    let percent = internal_rate(&flows).map(|rate| rate * 100.0);
    compare(case, "apr_percent", percent, tolerance)
}

fn push_timed(row: &Case<'_>, sign: i128, flows: &mut Vec<TimedFlow>) -> Result<(), SuiteError> {
    let (first, amount, count) = (row.ratio("t")?, amount(row)?, count(row)?);
    let step = if count > 1 { row.ratio("step")? } else { YearFraction::ZERO };
    for place in 0..count {
        let years = step.checked_mul(place.into()).and_then(|later| first.checked_add(later));
        let years = years.ok_or_else(|| row.malformed("t", "is not a time within range"))?;
        flows.push(TimedFlow { years, amount: sign * amount });
    }
    Ok(())
}

fn judge_interval(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let unit = match case.text("unit")? {
        "year" => IntervalUnit::Year,
        "month" => IntervalUnit::Month,
        "week" => IntervalUnit::Week,
        unknown => return Err(case.malformed("unit", format!("`{unknown}` is not a unit"))),
    };
    let (from, to): (Date, Date) = (case.parsed("from")?, case.parsed("to")?);
    let interval = eu_time_interval(unit, from, to)
        .ok_or_else(|| case.malformed("to", "is before the first date"))?;
    let days_in_year = match case.optional("days_in_year") {
        Some(_) => Some(case.whole("days_in_year")?),
        None => None,
    };
    let figures = [
        ("whole_units", Some(case.whole("whole_units")?), Some(interval.whole_units)),
        ("days", Some(case.whole("days")?), Some(interval.days)),
        ("days_in_year", days_in_year, interval.days_in_year),
    ];
    for (field, expected, got) in figures {
        if expected != got {
            let word = |days: Option<i32>| days.map_or("none".to_owned(), |days| days.to_string());
            return Ok(Some(Mismatch::new(field, word(expected), word(got))));
        }
    }
    let years = interval.years;
    let got = format!("{}/{}", years.numerator(), years.denominator());
    let agrees = years == case.ratio("years")?;
    Ok((!agrees).then(|| Mismatch::new("years", case.text("years").unwrap_or_default(), got)))
}

/// To one unit of the last stated decimal; a rate of null is one that must not be found.
fn judge_xirr(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let rate = xirr(&case.dated_amounts("flows")?, convention(case, "day_count")?);
    match (case.optional("xirr"), rate) {
        (None, Err(_)) => Ok(None),
        (None, Ok(rate)) => Ok(Some(Mismatch::new("xirr", "no rate", rate))),
        (Some(_), rate) => compare(case, "xirr", rate, 2.0 * half_unit(case.whole("places")?)),
    }
}

fn compare(
    case: &Case<'_>,
    field: &'static str,
    rate: Result<f64, SolveError>,
    tolerance: f64,
) -> Result<Option<Mismatch>, SuiteError> {
    let expected: f64 = case.parsed(field)?;
    Ok(match rate {
        Ok(rate) if (rate - expected).abs() <= tolerance => None,
        Ok(rate) => Some(Mismatch::new(field, expected, rate)),
        Err(error) => Some(Mismatch::new(field, expected, error)),
    })
}

fn amount(row: &Case<'_>) -> Result<i128, SuiteError> {
    row.decimal("amount").map(Decimal::units)
}

fn count(row: &Case<'_>) -> Result<u32, SuiteError> {
    match row.optional("count") {
        None => Ok(1),
        Some(_) => {
            let count = row.whole("count")?;
            let sensible = (1..=COUNT_LIMIT).contains(&count);
            if sensible { Ok(count) } else { Err(row.malformed("count", "is out of range")) }
        }
    }
}

/// How many decimals a text gives.
fn decimals(case: &Case<'_>, field: &str) -> Result<usize, SuiteError> {
    Ok(case.text(field)?.split_once('.').map_or(0, |(_, decimals)| decimals.len()))
}

fn half_unit(decimals: usize) -> f64 {
    0.5 / 10_f64.powi(i32::try_from(decimals).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::Judge;
    use crate::vectors::tests::file_of;

    fn check(judge: Judge, case: &str, failed_field: Option<&str>) {
        let file = file_of(&format!(r#"{{"cases": [{case}]}}"#));
        let report = file.judge("apr", &[("cases", judge)]).unwrap();
        let field = report.failures.first().map(|failure| failure.field.as_str());
        assert_eq!(field, failed_field, "{:?}", report.failures);
    }

    #[test]
    fn a_charge_within_half_a_digit_or_its_slack_passes() {
        let case = |percent: &str, slack: &str| {
            format!(
                r#"{{"drawdowns": [{{"amount": "100", "t": "0"}}], "apr_percent": "{percent}",
                "slack": {slack},
                "payments": [{{"amount": "55", "count": 2, "t": "1", "step": "0/1"}}]}}"#
            )
        };
        check(judge_charge, &case("10.0", "null"), None);
        check(judge_charge, &case("10.1", "null"), Some("apr_percent"));
        check(judge_charge, &case("10.1", "0.06"), None);
    }

    #[test]
    fn a_rate_found_where_there_is_none_fails() {
        let flows = r#""flows": [["2023-01-01", "-100"], ["2024-01-01", "110"]]"#;
        let case = format!(r#"{{"xirr": null, "day_count": "ACT/365F", {flows}}}"#);
        check(judge_xirr, &case, Some("xirr"));
    }

    #[test]
    fn an_interval_fails_by_the_figure_that_differs() {
        let case = r#"{"unit": "month", "from": "2024-01-20", "to": "2024-03-01",
            "whole_units": 1, "days": 12, "days_in_year": 366, "years": "1/12"}"#;
        check(judge_interval, case, Some("days_in_year"));
    }
}
