//! Reading files of cases, with errors that name the file, the case and the field.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use primitives::date::Date;
use primitives::decimal::Decimal;
use primitives::year_fraction::YearFraction;
use serde_json::Value;

use crate::report::{Mismatch, Report};

/// Decimals a [`Decimal`] keeps.
const PLACES: usize = 24;

/// Why a suite could not be run.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// No such file, or not readable.
    #[error("{}: {source}", file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not JSON.
    #[error("{}: {source}", file.display())]
    NotJson {
        /// Which.
        file: PathBuf,
        /// Where it stops being JSON.
        source: serde_json::Error,
    },
    /// JSON, but not what this kind of file holds.
    #[error("{}: {case}: `{field}` {problem}", file.display())]
    Malformed {
        /// Which file.
        file: PathBuf,
        /// The case or section.
        case: String,
        /// The field.
        field: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A file of cases.
pub struct VectorFile {
    path: PathBuf,
    root: Value,
}

/// One case, or an object within one.
pub struct Case<'a> {
    file: &'a Path,
    /// Its id or place in the file.
    pub name: String,
    value: &'a Value,
}

impl VectorFile {
    /// Reads a file, or the file of a suite's name in a directory.
    pub fn open(path: &Path, suite: &str) -> Result<VectorFile, SuiteError> {
        let path = if path.is_dir() { path.join(format!("{suite}.json")) } else { path.to_owned() };
        let text = fs::read_to_string(&path)
            .map_err(|source| SuiteError::Unreadable { file: path.clone(), source })?;
        let root = serde_json::from_str(&text)
            .map_err(|source| SuiteError::NotJson { file: path.clone(), source })?;
        Ok(VectorFile { path, root })
    }

    /// The complete cases of a section: a list, or an object with a list of `cases`. Nothing when
    /// the file has no such section.
    pub fn section(&self, name: &str) -> Result<Option<Vec<Case<'_>>>, SuiteError> {
        let whole = Case { file: &self.path, name: "the file".to_owned(), value: &self.root };
        match self.root.get(name) {
            None => Ok(None),
            Some(Value::Array(_)) => whole.list_named(name, name).map(Some),
            Some(section) => {
                let section = Case { file: &self.path, name: name.to_owned(), value: section };
                if section.is_incomplete() {
                    return Ok(Some(Vec::new()));
                }
                section.list_named("cases", name).map(Some)
            }
        }
    }

    /// Judges every complete case of the sections, of which the file must have one.
    pub fn judge(
        &self,
        suite: &'static str,
        sections: &[(&str, Judge)],
    ) -> Result<Report, SuiteError> {
        let mut report = Report::new(suite);
        let mut found = false;
        for (name, judge) in sections {
            for case in self.section(name)?.inspect(|_| found = true).unwrap_or_default() {
                report.record(&case.name, judge(&case)?);
            }
        }
        if found { Ok(report) } else { Err(self.without(sections[0].0)) }
    }

    /// The error that a section is missing.
    pub fn without(&self, section: &str) -> SuiteError {
        SuiteError::Malformed {
            file: self.path.clone(),
            case: "the file".to_owned(),
            field: section.to_owned(),
            problem: "is missing".to_owned(),
        }
    }
}

/// Computes a case and says which figure differs first, if any.
pub type Judge = fn(&Case<'_>) -> Result<Option<Mismatch>, SuiteError>;

impl<'a> Case<'a> {
    /// The error that a field is not what it should be.
    pub fn malformed(&self, field: &str, problem: impl ToString) -> SuiteError {
        SuiteError::Malformed {
            file: self.file.to_owned(),
            case: self.name.clone(),
            field: field.to_owned(),
            problem: problem.to_string(),
        }
    }

    /// Whether the case says of itself that it is not to be judged.
    fn is_incomplete(&self) -> bool {
        self.value.get("incomplete") == Some(&Value::Bool(true))
            || self.value.get("complete") == Some(&Value::Bool(false))
    }

    /// The raw value of a field; nothing when absent or null.
    pub fn optional(&self, field: &str) -> Option<&'a Value> {
        self.value.get(field).filter(|value| !value.is_null())
    }

    fn required(&self, field: &str) -> Result<&'a Value, SuiteError> {
        self.optional(field).ok_or_else(|| self.malformed(field, "is missing"))
    }

    /// A text.
    pub fn text(&self, field: &str) -> Result<&'a str, SuiteError> {
        let value = self.required(field)?;
        value.as_str().ok_or_else(|| self.malformed(field, "is not a text"))
    }

    /// A text read as something: a date, a decimal, a calendar.
    pub fn parsed<T: FromStr>(&self, field: &str) -> Result<T, SuiteError>
    where
        T::Err: ToString,
    {
        let text = self.text(field)?;
        text.parse().map_err(|error: T::Err| {
            self.malformed(field, format!("does not read: {}", error.to_string()))
        })
    }

    /// A decimal text, with an exponent where the figure is tiny. Digits past the 24th place, far
    /// below any tolerance, are dropped.
    pub fn decimal(&self, field: &str) -> Result<Decimal, SuiteError> {
        decimal_of(self.text(field)?).ok_or_else(|| self.malformed(field, "is not a decimal"))
    }

    /// A whole number within the type's range.
    pub fn whole<T: TryFrom<i64>>(&self, field: &str) -> Result<T, SuiteError> {
        let value = self.required(field)?.as_i64().and_then(|number| T::try_from(number).ok());
        value.ok_or_else(|| self.malformed(field, "is not a whole number within range"))
    }

    /// A number, for rates and fractions that files give in floating point.
    pub fn number(&self, field: &str) -> Result<f64, SuiteError> {
        let value = self.required(field)?;
        value.as_f64().ok_or_else(|| self.malformed(field, "is not a number"))
    }

    /// An exact ratio: `19/30`, `12` or a whole number.
    pub fn ratio(&self, field: &str) -> Result<YearFraction, SuiteError> {
        let ratio = match self.required(field)? {
            Value::String(text) => ratio_of(text),
            value => value.as_i64().and_then(|whole| YearFraction::try_new(whole.into(), 1)),
        };
        ratio.ok_or_else(|| self.malformed(field, "is not a ratio such as 19/30"))
    }

    /// A list of objects, each named after its place.
    pub fn list(&self, field: &str) -> Result<Vec<Case<'a>>, SuiteError> {
        self.list_named(field, &format!("{} {field}", self.name))
    }

    fn list_named(&self, field: &str, prefix: &str) -> Result<Vec<Case<'a>>, SuiteError> {
        let values = self.required(field)?.as_array();
        let values = values.ok_or_else(|| self.malformed(field, "is not a list"))?;
        let cases = values.iter().enumerate().map(|(place, value)| {
            let name = match value.get("id").and_then(Value::as_str) {
                Some(id) => format!("{prefix} {id}"),
                None => format!("{prefix}[{place}]"),
            };
            Case { file: self.file, name, value }
        });
        Ok(cases.filter(|case| !case.is_incomplete()).collect())
    }

    /// A list of dates; empty when the field is absent.
    pub fn dates(&self, field: &str) -> Result<Vec<Date>, SuiteError> {
        let Some(value) = self.optional(field) else { return Ok(Vec::new()) };
        let date = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
        let dates = value.as_array().and_then(|values| values.iter().map(date).collect());
        dates.ok_or_else(|| self.malformed(field, "is not a list of dates"))
    }

    /// Rows of date and decimal amount, as exact units of 10⁻²⁴.
    pub fn dated_amounts(&self, field: &str) -> Result<Vec<(Date, i128)>, SuiteError> {
        let row = |value: &Value| {
            let [date, amount] = value.as_array()?.as_slice() else { return None };
            let amount = decimal_of(amount.as_str()?)?;
            Some((date.as_str()?.parse().ok()?, amount.units()))
        };
        let rows = self.required(field)?.as_array();
        let rows = rows.and_then(|rows| rows.iter().map(row).collect());
        rows.ok_or_else(|| self.malformed(field, "is not a list of [date, decimal text]"))
    }
}

fn ratio_of(text: &str) -> Option<YearFraction> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    YearFraction::try_new(numerator.parse().ok()?, denominator.parse().ok()?)
}

/// Moves the point of the digits as the exponent says, then reads them as a plain decimal.
fn decimal_of(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    // A double's exponent has three digits; no figure needs more.
    let exponent: i32 = exponent.parse().ok().filter(|exponent| (-400..400).contains(exponent))?;
    let zeros = "0".repeat(exponent.unsigned_abs() as usize);
    let (before, after) = if exponent < 0 { (zeros.as_str(), "") } else { ("", zeros.as_str()) };
    let digits = format!("{before}{whole}{part}{after}");
    let point = i32::try_from(before.len() + whole.len()).ok()? + exponent;
    let (whole, part) = digits.split_at_checked(usize::try_from(point).ok()?)?;
    let kept = part.get(..part.len().min(PLACES))?;
    format!("{sign}{whole}.{kept}").parse().ok()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file that was never on a disk.
    pub(crate) fn file_of(text: &str) -> VectorFile {
        let root = serde_json::from_str(text).unwrap();
        VectorFile { path: PathBuf::from("given.json"), root }
    }

    fn check_malformed(text: &str, read: fn(&Case<'_>) -> Option<SuiteError>, expected: &str) {
        let file = file_of(text);
        let cases = file.section("cases").unwrap().unwrap();
        assert_eq!(read(&cases[0]).unwrap().to_string(), expected);
    }

    #[test]
    fn a_malformed_field_names_file_case_and_field() {
        check_malformed(
            r#"{"cases": [{"start": "2023-02-30"}]}"#,
            |case| case.parsed::<Date>("start").err(),
            "given.json: cases[0]: `start` does not read: `2023-02-30` is not a date: expected \
             YYYY-MM-DD between 1600 and 9999",
        );
        check_malformed(
            r#"{"cases": {"cases": [{"id": "c1"}]}}"#,
            |case| case.ratio("t").err(),
            "given.json: cases c1: `t` is missing",
        );
        check_malformed(
            r#"{"cases": [{"flows": [["2023-01-01", 5]]}]}"#,
            |case| case.dated_amounts("flows").err(),
            "given.json: cases[0]: `flows` is not a list of [date, decimal text]",
        );
    }

    #[test]
    fn an_exponent_moves_the_point() {
        for (text, expected) in [
            ("-1.25e-2", Some("-0.0125")),
            ("2.9387358770557187699e-38", Some("0")),
            ("1.5E+3", Some("1500")),
            ("12", Some("12")),
            ("0.12345678901234567890123456789", Some("0.123456789012345678901234")),
            ("1e9999", None),
            ("1e30", None),
            ("a.5", None),
            ("1.é", None),
            ("", None),
            ("1.5.5", None),
        ] {
            let read = decimal_of(text).map(|decimal| decimal.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn incomplete_cases_are_not_there() {
        let file = file_of(r#"{"cases": [{"incomplete": true}, {"complete": false}, {"a": 1}]}"#);
        let cases = file.section("cases").unwrap().unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!(cases[0].name, "cases[2]");
    }

    #[test]
    fn a_file_without_its_sections_is_refused() {
        let error = file_of(r#"{"about": ""}"#).judge("annuity", &[("cases", |_| Ok(None))]);
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "given.json: the file: `cases` is missing");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = VectorFile::open(Path::new("/nowhere/xirr.json"), "xirr").err().unwrap();
        assert!(error.to_string().starts_with("/nowhere/xirr.json: "), "{error}");
    }
}
