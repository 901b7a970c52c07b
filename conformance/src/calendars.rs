//! Business calendars against published years: every day is a case.

use std::path::Path;

use primitives::calendar::{CalendarId, DayKind};
use primitives::date::Date;

use crate::report::{Mismatch, Report};
use crate::vectors::{Case, SuiteError, VectorFile};

/// Runs the suite.
pub fn run(path: &Path) -> Result<Report, SuiteError> {
    judge(&VectorFile::open(path, "calendars")?)
}

fn judge(file: &VectorFile) -> Result<Report, SuiteError> {
    let mut report = Report::new("calendars");
    for year in file.section("years")?.ok_or_else(|| file.without("years"))? {
        judge_year(&year, &mut report)?;
    }
    Ok(report)
}

fn judge_year(case: &Case<'_>, report: &mut Report) -> Result<(), SuiteError> {
    let calendar: CalendarId = case.parsed("calendar")?;
    let year = case.whole("year")?;
    let date =
        |month, day| Date::try_new(year, month, day).map_err(|error| case.malformed("year", error));
    let (first, last) = (date(1, 1)?, date(12, 31)?);
    let holidays = case.dates("weekday_holidays")?;
    let workdays = case.dates("weekend_workdays")?;
    let disputed = case.dates("disputed")?;
    for days in first.days()..=last.days() {
        let day = Date::from_days(days);
        if disputed.contains(&day) {
            report.skipped += 1;
            continue;
        }
        let works =
            if day.weekday() < 5 { !holidays.contains(&day) } else { workdays.contains(&day) };
        let expected = if works { DayKind::Working } else { DayKind::Holiday };
        let got = calendar.day_kind(day);
        let mismatch = (got != expected).then(|| Mismatch::new("kind", word(expected), word(got)));
        report.record(&format!("{} {day}", calendar.code()), mismatch);
    }
    Ok(())
}

const fn word(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "working",
        DayKind::Holiday => "holiday",
        DayKind::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::tests::file_of;

    fn check(text: &str, passed: usize, failed: usize, skipped: usize) -> Report {
        let report = judge(&file_of(text)).unwrap();
        assert_eq!(
            (report.passed, report.failures.len(), report.skipped),
            (passed, failed, skipped)
        );
        report
    }

    #[test]
    fn every_day_of_a_year_is_a_case_unless_disputed() {
        let year = r#"{"years": [{"calendar": "WEEKDAYS", "year": 2024,
            "weekday_holidays": ["2024-01-01"], "weekend_workdays": [],
            "disputed": ["2024-05-01"]}]}"#;
        let report = check(year, 364, 1, 1);
        assert_eq!(report.failures[0].case, "WEEKDAYS 2024-01-01");
    }

    #[test]
    fn a_year_china_has_not_announced_is_unknown_and_never_guessed() {
        let beyond = CalendarId::Cn.known_through().year() + 1;
        let year = format!(r#"{{"years": [{{"calendar": "CN", "year": {beyond}}}]}}"#);
        let report = check(&year, 0, 365, 0);
        assert!(report.failures.iter().all(|failure| failure.got == "unknown"));
    }
}
