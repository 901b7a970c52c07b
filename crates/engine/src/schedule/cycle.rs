//! Dates that repeat: an anchor, a step, what happens at a month's end, in a last period that is
//! cut short, and on a day that is not worked.
//!
//! Spec: `docs/specs/schedule-dates.md`.

use primitives::calendar::{CalendarId, Shift, shift};
use primitives::date::Date;

/// A step between dates of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// So many days (a week is seven).
    Days(u16),
    /// So many months (a quarter is three, a year twelve).
    Months(u16),
}

/// What becomes of the anchor's day in months of other lengths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum MonthEnd {
    /// The anchor's day, clipped where the month is short, back again afterwards.
    #[default]
    SameDay,
    /// When the anchor is the last day of a month shorter than 31 days: every month's last day.
    EndOfMonth,
}

/// What becomes of the time left when the end does not fall on the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum LastStub {
    /// A last period of its own, shorter than the others.
    #[default]
    Short,
    /// Part of the period before it, which becomes longer than the others.
    Long,
}

/// A date that repeats, each occurrence counted from the anchor so that clipping never builds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cycle {
    /// Occurrence 0.
    pub anchor: Date,
    /// From one occurrence to the next.
    pub step: Step,
    /// The day kept in months of other lengths.
    pub month_end: MonthEnd,
    /// How the schedule closes.
    pub last_stub: LastStub,
}

/// Which date counts for interest when a due date moves off a day that is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum ShiftOrder {
    /// Shift, then compute with the shifted date: the move earns or costs interest.
    #[default]
    ShiftThenCompute,
    /// Compute with the scheduled date, pay on the shifted one: the move costs nothing.
    ComputeThenShift,
}

/// How a schedule treats days that are not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct BusinessDays {
    /// Which days are worked.
    pub calendar: CalendarId,
    /// Where the others move.
    pub shift: Shift,
    /// Whether interest moves along.
    pub order: ShiftOrder,
}

/// A scheduled date after business days are taken into account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlacedDate {
    /// Interest is computed to here.
    pub computed: Date,
    /// Money moves here.
    pub paid: Date,
    /// Whether the calendar was not yet announced, so that the answer may still change.
    pub provisional: bool,
}

/// The `count`-th date after (before, when negative) `anchor`, always counted from the anchor.
pub fn step_date(anchor: Date, step: Step, count: i32, month_end: MonthEnd) -> Date {
    match step {
        Step::Days(days) => anchor.plus_days(i32::from(days).saturating_mul(count)),
        Step::Months(months) => {
            let sticky =
                month_end == MonthEnd::EndOfMonth && anchor.is_month_end() && anchor.day() < 31;
            let months = i32::from(months).saturating_mul(count);
            if sticky { anchor.plus_months_on(months, 31) } else { anchor.plus_months(months) }
        }
    }
}

impl Step {
    /// Whether it leads nowhere: such a step gives the anchor alone.
    pub const fn is_empty(self) -> bool {
        matches!(self, Step::Days(0) | Step::Months(0))
    }
}

impl Cycle {
    /// The `count`-th occurrence after (before, when negative) the anchor.
    pub fn occurrence(&self, count: i32) -> Date {
        step_date(self.anchor, self.step, count, self.month_end)
    }

    /// Every occurrence before `end`.
    pub fn before(&self, end: Date) -> Vec<Date> {
        if self.step.is_empty() {
            return [self.anchor].into_iter().filter(|anchor| *anchor < end).collect();
        }
        (0..).map(|count| self.occurrence(count)).take_while(|date| *date < end).collect()
    }

    /// Whether an occurrence falls on `date`.
    pub fn falls_on(&self, date: Date) -> bool {
        let next = self.occurrence(i32::try_from(self.before(date).len()).unwrap_or(i32::MAX));
        next == date
    }

    /// The dates before `end` of a schedule that closes at `end`: every occurrence, less the last
    /// one where the remaining time joins the period before it.
    pub fn until(&self, end: Date) -> Vec<Date> {
        if self.falls_on(end) { self.before(end) } else { self.closed(self.before(end)) }
    }

    /// The same from occurrences already found to stop short of the end: a long last stub drops
    /// the last of them, unless it is the only one.
    pub fn closed(&self, mut dates: Vec<Date>) -> Vec<Date> {
        if self.last_stub == LastStub::Long && dates.len() > 1 {
            dates.pop();
        }
        dates
    }
}

impl BusinessDays {
    /// Where a scheduled date comes to rest.
    pub fn place(&self, scheduled: Date) -> PlacedDate {
        let shifted = shift(self.calendar, self.shift, scheduled);
        let computed = match self.order {
            ShiftOrder::ShiftThenCompute => shifted.date,
            ShiftOrder::ComputeThenShift => scheduled,
        };
        PlacedDate { computed, paid: shifted.date, provisional: shifted.provisional }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn check(anchor: &str, count: i32, month_end: MonthEnd, expected: &str) {
        let found = step_date(date(anchor), Step::Months(1), count, month_end);
        assert_eq!(found.to_string(), expected);
    }

    fn check_until(cycle: (&str, Step, LastStub), end: &str, expected: &[&str]) {
        let (anchor, step, last_stub) = cycle;
        let cycle = Cycle { anchor: date(anchor), step, month_end: MonthEnd::SameDay, last_stub };
        let found: Vec<String> = cycle.until(date(end)).iter().map(Date::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn month_ends_follow_the_rule() {
        check("2024-01-31", 1, MonthEnd::SameDay, "2024-02-29");
        check("2024-01-31", 2, MonthEnd::SameDay, "2024-03-31");
        check("2024-02-29", 1, MonthEnd::SameDay, "2024-03-29");
        check("2024-02-29", 1, MonthEnd::EndOfMonth, "2024-03-31");
        check("2024-02-28", 1, MonthEnd::EndOfMonth, "2024-03-28");
    }

    #[test]
    fn a_quarterly_schedule_closes_by_its_stub() {
        let quarterly = Step::Months(3);
        let full = ["2025-01-15", "2025-04-15", "2025-07-15"];
        check_until(("2025-01-15", quarterly, LastStub::Short), "2025-09-01", &full);
        check_until(("2025-01-15", quarterly, LastStub::Long), "2025-09-01", &full[..2]);
        check_until(("2025-01-15", quarterly, LastStub::Long), "2025-10-15", &full);
        check_until(("2025-01-15", quarterly, LastStub::Long), "2025-03-01", &full[..1]);
        check_until(("2025-01-15", quarterly, LastStub::Long), "2025-01-15", &[]);
    }

    #[test]
    fn an_empty_step_gives_the_anchor_alone() {
        check_until(("2025-01-15", Step::Days(0), LastStub::Long), "2025-09-01", &["2025-01-15"]);
        check_until(
            ("2025-01-15", Step::Days(20), LastStub::Short),
            "2025-02-05",
            &["2025-01-15", "2025-02-04"],
        );
    }

    fn check_placed(shift: Shift, order: ShiftOrder, expected: (&str, &str)) {
        let days = BusinessDays { calendar: CalendarId::Weekdays, shift, order };
        let placed = days.place(date("2025-08-31"));
        assert_eq!((placed.computed, placed.paid), (date(expected.0), date(expected.1)));
        assert!(!placed.provisional);
    }

    #[test]
    fn a_sunday_moves_by_the_named_convention() {
        let (sunday, monday, friday) = ("2025-08-31", "2025-09-01", "2025-08-29");
        check_placed(Shift::Following, ShiftOrder::ShiftThenCompute, (monday, monday));
        check_placed(Shift::Following, ShiftOrder::ComputeThenShift, (sunday, monday));
        check_placed(Shift::ModifiedFollowing, ShiftOrder::ShiftThenCompute, (friday, friday));
        check_placed(Shift::None, ShiftOrder::ShiftThenCompute, (sunday, sunday));
    }
}
