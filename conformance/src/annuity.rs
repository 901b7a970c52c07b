//! Level payments and their parts against answers of twenty digits.

use std::path::Path;

use primitives::annuity::{Annuity, AnnuityError, When};
use primitives::decimal::{DECIMAL_UNITS, Decimal};

use crate::report::{Mismatch, Report};
use crate::vectors::{Case, SuiteError, VectorFile};

/// One part in so many of the present value, or of one where that is less.
const TOLERANCE: i128 = 1_000_000_000;

/// Runs the suite.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    VectorFile::open(path, "annuity")?.judge("annuity", &[("cases", judge)])
}

fn judge(case: &Case<'_>) -> Result<Option<Mismatch>, SuiteError> {
    let annuity = terms(case)?;
    let period = case.whole("per")?;
    let figures: [(&'static str, Result<Decimal, AnnuityError>); 3] =
        [("pmt", annuity.pmt()), ("ipmt", annuity.ipmt(period)), ("ppmt", annuity.ppmt(period))];
    let tolerance = annuity.present.units().abs().max(DECIMAL_UNITS) / TOLERANCE;
    for (field, figure) in figures {
        let expected = case.decimal(field)?;
        match figure {
            Ok(got) if got.units().abs_diff(expected.units()) <= tolerance.unsigned_abs() => {}
            Ok(got) => return Ok(Some(Mismatch::new(field, expected, got))),
            Err(error) => return Ok(Some(Mismatch::new(field, expected, error))),
        }
    }
    Ok(None)
}

fn terms(case: &Case<'_>) -> Result<Annuity, SuiteError> {
    let when = match case.text("when")? {
        "end" => When::End,
        "begin" => When::Begin,
        unknown => return Err(case.malformed("when", format!("`{unknown}` is not end or begin"))),
    };
    Ok(Annuity {
        rate: case.decimal("rate")?,
        periods: case.whole("nper")?,
        present: case.decimal("pv")?,
        future: case.decimal("fv")?,
        when,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::tests::file_of;

    #[test]
    fn the_first_figure_off_is_the_failure() {
        let file = file_of(
            r#"{"cases": [{"rate": "0", "nper": 4, "per": 2, "pv": "1000", "fv": "0",
                "when": "end", "pmt": "-250.0000001", "ipmt": "0.1", "ppmt": "-250"}]}"#,
        );
        let report = file.judge("annuity", &[("cases", judge)]).unwrap();
        assert_eq!(report.failures[0].field, "ipmt");
    }
}
