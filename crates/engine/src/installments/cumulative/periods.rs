//! The periods of a cumulative schedule, and what reschedules make of them.

use primitives::date::Date;
use primitives::decimal::Decimal;

/// How far due dates are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cycle {
    /// How many units, at least one.
    pub every: u16,
    /// The unit.
    pub step: Step,
}

/// A unit of time between due dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Days.
    Days,
    /// Weeks of seven days.
    Weeks,
    /// Calendar months, the day clipped to the month's length.
    Months,
}

/// A stretch from one due date (not counted) to the next (counted).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The due date before, or the day of the first disbursal.
    pub from: Date,
    /// The due date.
    pub due: Date,
    /// The yearly rate in force, as a fraction of one.
    pub rate: Decimal,
    /// No principal falls due.
    pub principal_free: bool,
    /// No interest falls due.
    pub interest_free: bool,
    /// The level installment is worked out anew from here.
    pub relevelled: bool,
    /// How many installments ask for principal from this one on, as it stood when they were laid
    /// out: what is left is levelled over these.
    pub paying: u32,
}

/// A change to the periods from a due date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reschedule {
    /// The due date, as it stood, that is the first to change.
    pub from: Date,
    /// Where that due date moves to; those after it move with it.
    pub due: Option<Date>,
    /// How many installments from there ask for no principal. As many are added.
    pub principal_free: u16,
    /// How many installments from there ask for no interest.
    pub interest_free: u16,
    /// How many installments are added.
    pub extra: u16,
    /// The yearly rate from there, as a fraction of one.
    pub rate: Option<Decimal>,
}

impl Cycle {
    /// The due date `count` cycles after an anchor.
    pub fn after(self, anchor: Date, count: u32) -> Date {
        let units = i32::try_from(count).unwrap_or(i32::MAX).saturating_mul(i32::from(self.every));
        match self.step {
            Step::Days => anchor.plus_days(units),
            Step::Weeks => anchor.plus_days(units.saturating_mul(7)),
            Step::Months => anchor.plus_months(units.min(12 * 9999)),
        }
    }
}

impl Period {
    /// How many days it has.
    pub fn days(&self) -> i32 {
        self.due.days_since(self.from)
    }

    /// Whether a day lies in it: after its start, up to its due date.
    pub fn holds(&self, date: Date) -> bool {
        self.from < date && date <= self.due
    }
}

/// What periods are laid out by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout<'a> {
    /// How far due dates are apart.
    pub cycle: Cycle,
    /// The day interest starts.
    pub start: Date,
    /// The day due dates are counted from.
    pub anchor: Date,
    /// How many installments there are before any reschedule.
    pub count: u32,
    /// How many of the first installments ask for no principal.
    pub principal_free: u32,
    /// How many of the first installments ask for no interest.
    pub interest_free: u32,
    /// The yearly rate, as a fraction of one.
    pub rate: Decimal,
    /// Changes, in the order they were granted.
    pub reschedules: &'a [Reschedule],
}

/// The periods of a loan, oldest first.
pub fn periods(layout: &Layout<'_>) -> Vec<Period> {
    let mut periods = regular(layout);
    for change in layout.reschedules {
        apply(&mut periods, layout.cycle, change);
    }
    periods
}

fn regular(layout: &Layout<'_>) -> Vec<Period> {
    let mut from = layout.start;
    (0..layout.count)
        .map(|index| {
            let due = layout.cycle.after(layout.anchor, index + 1).max(from);
            let period = Period {
                from,
                due,
                rate: layout.rate,
                principal_free: index < layout.principal_free,
                interest_free: index < layout.interest_free,
                relevelled: false,
                paying: layout.count - index.max(layout.principal_free.min(layout.count)),
            };
            from = due;
            period
        })
        .collect()
}

fn apply(periods: &mut Vec<Period>, cycle: Cycle, change: &Reschedule) {
    let Some(first) = periods.iter().position(|period| period.due >= change.from) else {
        return;
    };
    append(periods, cycle, u32::from(change.extra) + u32::from(change.principal_free));
    if let Some(due) = change.due {
        shift(&mut periods[first..], cycle, due);
    }
    for period in periods[first..].iter_mut().take(usize::from(change.principal_free)) {
        period.principal_free = true;
    }
    for period in periods[first..].iter_mut().take(usize::from(change.interest_free)) {
        period.interest_free = true;
    }
    if let Some(rate) = change.rate {
        periods[first..].iter_mut().for_each(|period| period.rate = rate);
    }
    count_paying(&mut periods[first..]);
    if change.extra > 0 || change.rate.is_some() {
        periods[first].relevelled = true;
    }
}

fn count_paying(periods: &mut [Period]) {
    let mut paying = 0;
    for period in periods.iter_mut().rev() {
        paying += u32::from(!period.principal_free);
        period.paying = paying;
    }
}

/// Adds periods at the end, counted from the last due date there is.
fn append(periods: &mut Vec<Period>, cycle: Cycle, count: u32) {
    let Some(&last) = periods.last() else { return };
    let mut from = last.due;
    for index in 1..=count {
        let due = cycle.after(last.due, index).max(from);
        let plain =
            Period { principal_free: false, interest_free: false, relevelled: false, ..last };
        periods.push(Period { from, due, ..plain });
        from = due;
    }
}

/// Moves the first due date, and counts those after it from there.
fn shift(periods: &mut [Period], cycle: Cycle, due: Date) {
    let mut from = periods.first().map_or(due, |period| period.from);
    for (index, period) in periods.iter_mut().enumerate() {
        period.from = from;
        period.due = cycle.after(due, index as u32).max(from);
        from = period.due;
    }
}
