//! Day count conventions against published year fractions and day counts.

use std::path::Path;

use primitives::date::Date;
use primitives::day_count::{DayCount, ReferencePeriod};
use primitives::year_fraction::YearFraction;

use crate::report::{Mismatch, Report};
use crate::vectors::{Case, SuiteError, VectorFile};

/// Published fractions are printed to eleven decimals or more.
const PUBLISHED_TOLERANCE: f64 = 1e-11;
/// An exact ratio as a double, relative.
const DOUBLE_TOLERANCE: f64 = 1e-15;

/// Runs the suite.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    let file = VectorFile::open(path, "daycount")?;
    file.judge("daycount", &[("published", judge_published), ("cases", judge_exact)])
}

fn judge_published(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let (convention, from, to) = terms(case)?;
    if case.optional("days").is_some() {
        let expected: i64 = case.whole("days")?;
        let days = convention.days(from, to);
        return Ok((days != expected).then(|| Mismatch::new("days", expected, days)));
    }
    let expected = case.number("fraction")?;
    let fraction = double(convention.year_fraction(from, to));
    let agrees = (fraction - expected).abs() <= PUBLISHED_TOLERANCE;
    Ok((!agrees).then(|| Mismatch::new("fraction", expected, fraction)))
}

fn judge_exact(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let (convention, from, to) = terms(case)?;
    let years = convention.year_fraction(from, to);
    if years != case.ratio("exact")? {
        let got = format!("{}/{}", years.numerator(), years.denominator());
        return Ok(Some(Mismatch::new("exact", case.text("exact")?, got)));
    }
    let (expected, fraction) = (case.number("fraction")?, double(years));
    let agrees = (fraction - expected).abs() <= DOUBLE_TOLERANCE * expected.abs();
    Ok((!agrees).then(|| Mismatch::new("fraction", expected, fraction)))
}

fn double(years: YearFraction) -> f64 {
    years.numerator() as f64 / years.denominator() as f64
}

fn terms(case: &Case<'_>) -> Result<(DayCount, Date, Date), SuiteError> {
    Ok((convention(case, "convention")?, case.parsed("start")?, case.parsed("end")?))
}

/// The convention a field names, with what else the case gives it.
pub fn convention(case: &Case<'_>, field: &str) -> Result<DayCount, SuiteError> {
    Ok(match case.text(field)? {
        "ACT/365F" => DayCount::Act365Fixed,
        "ACT/360" => DayCount::Act360,
        "ACT/ACT-ISDA" => DayCount::ActActIsda,
        "ACT/ACT-ICMA" => DayCount::ActActIcma(reference_period(case)?),
        "30/360-BOND" => DayCount::Thirty360Bond,
        "30/360-US" => DayCount::Thirty360Us,
        "30E/360" => DayCount::ThirtyE360,
        "30E/360-ISDA" => DayCount::ThirtyE360Isda { termination: case.parsed("termination")? },
        unknown => return Err(case.malformed(field, format!("`{unknown}` is not a convention"))),
    })
}

fn reference_period(case: &Case<'_>) -> Result<ReferencePeriod, SuiteError> {
    let frequency = case.whole("frequency")?;
    ReferencePeriod::try_new(case.parsed("ref_start")?, case.parsed("ref_end")?, frequency)
        .ok_or_else(|| case.malformed("ref_end", "leaves a reference period without days"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::tests::file_of;

    #[test]
    fn a_wrong_ratio_is_a_failure_and_a_right_one_is_not() {
        let file = file_of(
            r#"{"cases": [
                {"convention": "ACT/360", "start": "2023-01-01", "end": "2023-04-01",
                 "exact": "1/4", "fraction": 0.25},
                {"convention": "30E/360", "start": "2023-01-01", "end": "2023-04-01",
                 "exact": "1/3", "fraction": 0.25}
            ]}"#,
        );
        let report = file.judge("daycount", &[("cases", judge_exact)]).unwrap();
        assert_eq!((report.passed, report.failures.len()), (1, 1));
        assert_eq!(report.failures[0].got, "1/4");
    }
}
