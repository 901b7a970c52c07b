//! What tidy found, less what the table of exceptions excuses.

use std::collections::BTreeSet;
use std::fmt;

/// One broken rule at one place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, from the repository's root.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong and, where it is not plain, what to do.
    pub message: String,
}

/// Where something was found.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The file, from the repository's root.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The function, type, token or dependency concerned; exceptions name it.
    pub item: &'a str,
}

/// A rule set aside at one place, with the reason.
pub struct Exception {
    /// The rule's name, as tidy prints it.
    pub rule: &'static str,
    /// A file, or a folder or beginning of file names.
    pub path: &'static str,
    /// The function, type, token or dependency; empty for all.
    pub item: &'static str,
    /// Why the rule does not hold here.
    pub reason: &'static str,
}

/// Collects findings and advice.
pub struct Report {
    exceptions: &'static [Exception],
    used: BTreeSet<usize>,
    /// Broken rules: any of them fails the run.
    pub findings: Vec<Finding>,
    /// Worth a look; never fails the run.
    pub advice: Vec<Finding>,
}

impl Exception {
    fn covers(&self, rule: &str, place: Place<'_>) -> bool {
        let item_fits = self.item.is_empty() || self.item == place.item;
        self.rule == rule && item_fits && place.path.starts_with(self.path)
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Exception { rule, path, item, reason } = self;
        write!(f, "`{rule}` at {path} {item} ({reason}) excuses nothing yet")
    }
}

impl Report {
    /// An empty report under a table of exceptions.
    pub fn new(exceptions: &'static [Exception]) -> Report {
        Report { exceptions, used: BTreeSet::new(), findings: Vec::new(), advice: Vec::new() }
    }

    /// Records a broken rule unless an exception covers it.
    pub fn fail(&mut self, rule: &'static str, place: Place<'_>, message: String) {
        match self.exceptions.iter().position(|exception| exception.covers(rule, place)) {
            Some(index) => {
                self.used.insert(index);
            }
            None => self.findings.push(finding(rule, place, message)),
        }
    }

    /// Records something worth a look.
    pub fn advise(&mut self, rule: &'static str, place: Place<'_>, message: String) {
        self.advice.push(finding(rule, place, message));
    }

    /// Exceptions that excused nothing.
    pub fn exceptions_unused(&self) -> impl Iterator<Item = &Exception> {
        let unused = |(index, _): &(usize, _)| !self.used.contains(index);
        self.exceptions.iter().enumerate().filter(unused).map(|(_, exception)| exception)
    }
}

fn finding(rule: &'static str, place: Place<'_>, message: String) -> Finding {
    Finding { path: place.path.to_owned(), line: place.line, rule, message }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: [Exception; 2] = [
        Exception { rule: "float", path: "crates/a/solve", item: "", reason: "statistics" },
        Exception { rule: "parameters", path: "b.rs", item: "wide", reason: "mirrors a form" },
    ];

    #[test]
    fn exceptions_excuse_their_place_and_item_only() {
        let mut report = Report::new(&TABLE);
        let at = |path, item| Place { path, line: 1, item };
        report.fail("float", at("crates/a/solve/newton.rs", "f64"), String::new());
        report.fail("parameters", at("b.rs", "other"), "too many".to_owned());
        assert_eq!(report.findings[0].to_string(), "b.rs:1: parameters: too many");
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.exceptions_unused().map(|e| e.item).collect::<Vec<_>>(), ["wide"]);
    }
}
