//! What a run of a suite found.

/// The outcome of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The suite's name.
    pub suite: &'static str,
    /// Cases whose every figure agreed.
    pub passed: usize,
    /// Cases with a figure that did not, the first such figure of each.
    pub failures: Vec<Failure>,
    /// Cases on which nobody's answer is known to be right.
    pub skipped: usize,
}

/// A figure that differs from the published one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The case, by its id or its place in the file.
    pub case: String,
    /// The figure.
    pub field: String,
    /// As published.
    pub expected: String,
    /// As computed.
    pub got: String,
}

/// A figure that differs, before it is known whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    field: &'static str,
    expected: String,
    got: String,
}

impl Mismatch {
    /// A named figure with its published and its computed value.
    pub fn new(field: &'static str, expected: impl ToString, got: impl ToString) -> Mismatch {
        Mismatch { field, expected: expected.to_string(), got: got.to_string() }
    }
}

impl Report {
    /// A suite with nothing run yet.
    pub fn new(suite: &'static str) -> Report {
        Report { suite, passed: 0, failures: Vec::new(), skipped: 0 }
    }

    /// Counts one case: passed, or failed by its first mismatch.
    pub fn record(&mut self, case: &str, mismatch: Option<Mismatch>) {
        match mismatch {
            None => self.passed += 1,
            Some(Mismatch { field, expected, got }) => self.failures.push(Failure {
                case: case.to_owned(),
                field: field.to_owned(),
                expected,
                got,
            }),
        }
    }

    /// One line for people: `daycount: passed 2102 of 2102`.
    pub fn summary_line(&self) -> String {
        let run = self.passed + self.failures.len();
        let skipped = match self.skipped {
            0 => String::new(),
            count => format!(", skipped {count}"),
        };
        format!("{}: passed {} of {run}{skipped}", self.suite, self.passed)
    }

    /// One object for programs: `{"suite":"daycount","passed":2102,"failed":0,"skipped":0}`.
    pub fn json(&self) -> String {
        format!(
            r#"{{"suite":"{}","passed":{},"failed":{},"skipped":{}}}"#,
            self.suite,
            self.passed,
            self.failures.len(),
            self.skipped
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_tells_what_was_counted() {
        let mut report = Report::new("daycount");
        report.record("first", None);
        report.record("second", Some(Mismatch::new("days", 30, 31)));
        assert_eq!(report.summary_line(), "daycount: passed 1 of 2");
        assert_eq!(report.json(), r#"{"suite":"daycount","passed":1,"failed":1,"skipped":0}"#);
        assert_eq!(report.failures[0].expected, "30");
        report.skipped = 3;
        assert_eq!(report.summary_line(), "daycount: passed 1 of 2, skipped 3");
    }
}
