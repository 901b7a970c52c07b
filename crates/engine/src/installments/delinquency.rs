//! How far behind a loan is: days past due, less a grace and less paused days, told as a range; of
//! the loan as a whole and of each instalment.
//!
//! The figures are measured on the day they are asked for. The range is a tag that is set at close
//! of day and at every movement of money, with the day it was put on and the day it was lifted.

use primitives::amount::Minor;
use primitives::date::Date;

use super::terms::{DelinquencyRange, DelinquencyTerms};

/// A range by its place in the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RangeIndex(pub usize);

/// A period in which days are not counted, or its early end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DelinquencyAction {
    /// Days from the start to the end, both included, are not counted.
    Pause {
        /// The first day.
        start: Date,
        /// The last day.
        end: Date,
    },
    /// The pause in force on this day ends on it.
    Resume {
        /// The day.
        start: Date,
    },
}

/// A pause as it took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pause {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

impl Pause {
    /// Whether a day lies within, both ends included.
    pub fn holds(self, date: Date) -> bool {
        self.start <= date && date <= self.end
    }

    /// Days of it from one date up to another, the last left out on both sides.
    fn days_within(self, from: Date, until: Date) -> i32 {
        self.end.min(until).days_since(self.start.max(from)).max(0)
    }
}

/// How far behind a loan is on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Delinquency {
    /// What is past due and unpaid.
    pub amount: Minor,
    /// The day the oldest of it leaves the grace; nothing when nothing is past due.
    pub since: Option<Date>,
    /// Days past due less the grace and the paused days.
    pub days: u32,
    /// Days since the oldest unpaid due date.
    pub past_due_days: u32,
}

/// A range that was put on a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DelinquencyTag {
    /// Which.
    pub range: RangeIndex,
    /// Since when.
    pub added_on: Date,
    /// Until when; nothing while it holds.
    pub lifted_on: Option<Date>,
}

/// What a loan remembers about its delinquency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelinquencyRecord {
    actions: Vec<DelinquencyAction>,
    tags: Vec<DelinquencyTag>,
    installments: Vec<(Date, RangeIndex)>,
}

impl DelinquencyTerms {
    /// The range of so many days.
    pub fn range_of(&self, days: u32) -> Option<RangeIndex> {
        let holds = |range: &DelinquencyRange| {
            u32::from(range.min_days) <= days
                && range.max_days.is_none_or(|last| days <= u32::from(last))
        };
        self.ranges.iter().position(holds).map(RangeIndex)
    }

    /// How far behind the unpaid dues are on a day: each with its date and what is outstanding.
    pub fn measure(&self, dues: &[(Date, Minor)], pauses: &[Pause], on: Date) -> Delinquency {
        let overdue = dues.iter().filter(|(due, outstanding)| *due < on && outstanding.0 > 0);
        let Some(oldest) = overdue.clone().map(|(due, _)| *due).min() else {
            return Delinquency::default();
        };
        let past_due_days = on.days_since(oldest);
        let grace = i32::from(self.grace_days);
        let days = past_due_days - grace - paused_days(pauses, oldest, on);
        Delinquency {
            amount: overdue.map(|(_, outstanding)| *outstanding).sum(),
            since: Some(oldest.plus_days(grace)),
            days: u32::try_from(days).unwrap_or(0),
            past_due_days: past_due_days.unsigned_abs(),
        }
    }
}

fn paused_days(pauses: &[Pause], from: Date, until: Date) -> i32 {
    pauses.iter().map(|pause| pause.days_within(from, until)).sum()
}

impl DelinquencyRecord {
    /// What was done, in the order it was done.
    pub fn actions(&self) -> &[DelinquencyAction] {
        &self.actions
    }

    /// The pauses as they took effect, in the order they were made.
    pub fn pauses(&self) -> Vec<Pause> {
        let mut pauses: Vec<Pause> = Vec::new();
        for action in &self.actions {
            match *action {
                DelinquencyAction::Pause { start, end } => pauses.push(Pause { start, end }),
                DelinquencyAction::Resume { start } => {
                    let held = pauses.iter_mut().rev().find(|pause| pause.holds(start));
                    if let Some(pause) = held {
                        pause.end = start;
                    }
                }
            }
        }
        pauses
    }

    /// Whether days are not counted on a day.
    pub fn is_paused_on(&self, date: Date) -> bool {
        self.pauses().iter().any(|pause| pause.holds(date))
    }

    /// Whether a pause of these days would meet one that is there.
    pub fn overlaps(&self, start: Date, end: Date) -> bool {
        self.pauses().iter().any(|pause| pause.start <= end && start <= pause.end)
    }

    /// Takes note of a pause or of its end, which the caller has found to be allowed.
    pub fn note(&mut self, action: DelinquencyAction) {
        self.actions.push(action);
    }

    /// The range the loan carries.
    pub fn range(&self) -> Option<RangeIndex> {
        self.tags.iter().find(|tag| tag.lifted_on.is_none()).map(|tag| tag.range)
    }

    /// Every range the loan carried, newest first.
    pub fn tags(&self) -> impl Iterator<Item = &DelinquencyTag> {
        self.tags.iter().rev()
    }

    /// The instalments that carry a range, by due date.
    pub fn installments(&self) -> &[(Date, RangeIndex)] {
        &self.installments
    }

    /// Sets the ranges as they are on a day and says whether the loan's changed.
    pub fn refresh(&mut self, terms: &DelinquencyTerms, dues: &[(Date, Minor)], on: Date) -> bool {
        let pauses = self.pauses();
        let each = |&(due, outstanding): &(Date, Minor)| {
            if outstanding.0 <= 0 || due >= on {
                return None;
            }
            let days = on.days_since(due) - paused_days(&pauses, due, on);
            terms.range_of(u32::try_from(days).unwrap_or(0)).map(|range| (due, range))
        };
        let range = terms.range_of(terms.measure(dues, &pauses, on).days);
        // An instalment is told apart only while the loan itself is late.
        self.installments = match range {
            Some(_) if terms.by_installment => dues.iter().filter_map(each).collect(),
            _ => Vec::new(),
        };
        self.retag(range, on)
    }

    /// Lifts everything, as of a loan that is no longer running.
    pub fn lift(&mut self, on: Date) -> bool {
        self.installments.clear();
        self.retag(None, on)
    }

    fn retag(&mut self, range: Option<RangeIndex>, on: Date) -> bool {
        if self.range() == range {
            return false;
        }
        for tag in self.tags.iter_mut().filter(|tag| tag.lifted_on.is_none()) {
            tag.lifted_on = Some(on);
        }
        let tag = range.map(|range| DelinquencyTag { range, added_on: on, lifted_on: None });
        self.tags.extend(tag);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn terms() -> DelinquencyTerms {
        let range = |id, code: &str, min_days, max_days| DelinquencyRange {
            id,
            code: code.to_owned(),
            min_days,
            max_days,
        };
        let ranges = vec![range(1, "early", 1, Some(3)), range(2, "late", 4, None)];
        DelinquencyTerms { grace_days: 3, ranges, by_installment: true }
    }

    const DUES: [(&str, i64); 2] = [("2023-10-01", 25_000), ("2023-10-16", 25_000)];

    fn dues() -> Vec<(Date, Minor)> {
        DUES.iter().map(|(due, amount)| (date(due), Minor(*amount))).collect()
    }

    /// A pause of 6 to 30 October takes 24 days out of the count of the 30th, 25 out of none.
    #[test]
    fn paused_days_do_not_count() {
        let pauses = [Pause { start: date("2023-10-06"), end: date("2023-10-30") }];
        for (on, days, past_due_days, amount) in [
            ("2023-10-01", 0, 0, 0),
            ("2023-10-04", 0, 3, 25_000),
            ("2023-10-05", 1, 4, 25_000),
            ("2023-10-30", 2, 29, 50_000),
            ("2023-10-31", 3, 30, 50_000),
        ] {
            let found = terms().measure(&dues(), &pauses, date(on));
            let amount = Minor(amount);
            let since = (amount.0 > 0).then(|| date("2023-10-04"));
            assert_eq!(found, Delinquency { amount, since, days, past_due_days }, "{on}");
        }
    }

    #[test]
    fn a_resume_ends_the_pause_on_its_day() {
        let mut record = DelinquencyRecord::default();
        record
            .note(DelinquencyAction::Pause { start: date("2023-10-15"), end: date("2023-10-30") });
        assert!(record.overlaps(date("2023-10-30"), date("2023-11-02")));
        record.note(DelinquencyAction::Resume { start: date("2023-10-25") });
        assert_eq!(record.pauses(), [Pause { start: date("2023-10-15"), end: date("2023-10-25") }]);
        assert!(record.is_paused_on(date("2023-10-25")));
        assert!(!record.is_paused_on(date("2023-10-26")));
    }

    #[test]
    fn a_range_is_put_on_and_lifted() {
        let mut record = DelinquencyRecord::default();
        assert!(!record.refresh(&terms(), &dues(), date("2023-10-04")));
        assert_eq!(record.installments(), []);
        assert!(record.refresh(&terms(), &dues(), date("2023-10-05")));
        assert_eq!(record.installments(), [(date("2023-10-01"), RangeIndex(1))]);
        assert!(record.refresh(&terms(), &dues(), date("2023-10-09")));
        assert!(record.refresh(&terms(), &[], date("2023-10-10")));
        let tags: Vec<_> = record.tags().copied().collect();
        let tag = |range, added_on, lifted_on| DelinquencyTag {
            range: RangeIndex(range),
            added_on: date(added_on),
            lifted_on: Some(date(lifted_on)),
        };
        assert_eq!(tags, [tag(1, "2023-10-09", "2023-10-10"), tag(0, "2023-10-05", "2023-10-09")]);
    }
}
