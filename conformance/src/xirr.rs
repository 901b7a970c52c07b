//! Rates of dated cash flows against answers worked out to forty digits.

use std::path::Path;

use primitives::day_count::DayCount;
use primitives::solve::xirr;

use crate::report::{Mismatch, Report};
use crate::vectors::{Case, SuiteError, VectorFile};

/// Relative above one, absolute below.
const TOLERANCE: f64 = 1e-9;

/// Runs the suite.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    VectorFile::open(path, "xirr")?.judge("xirr", &[("cases", judge)])
}

fn judge(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let expected = case.number("xirr")?;
    Ok(match xirr(&case.dated_amounts("flows")?, DayCount::Act365Fixed) {
        Ok(rate) if (rate - expected).abs() <= TOLERANCE * expected.abs().max(1.0) => None,
        Ok(rate) => Some(Mismatch::new("xirr", expected, rate)),
        Err(error) => Some(Mismatch::new("xirr", expected, error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::tests::file_of;

    fn check(flows: &str, got: &str) {
        let file = file_of(&format!(r#"{{"cases": [{{"xirr": 0.25, "flows": {flows}}}]}}"#));
        let report = file.judge("xirr", &[("cases", judge)]).unwrap();
        assert_eq!(report.failures[0].got, got);
    }

    #[test]
    fn flows_of_one_sign_are_an_error_and_never_a_number() {
        let message = "a rate needs cash flows of both signs";
        check(r#"[["2023-01-01", "-5"], ["2024-01-01", "-5"]]"#, message);
        check(r#"[["2023-01-01", "5"], ["2024-01-01", "5"]]"#, message);
    }

    #[test]
    fn fewer_than_two_flows_are_an_error_and_never_a_number() {
        check(r#"[["2023-01-01", "-5"]]"#, "a rate needs at least two cash flows");
        check("[]", "a rate needs at least two cash flows");
    }
}
