//! Interest on what is still owed.

use primitives::amount::Minor;
use primitives::date::Date;

use super::{
    Advance, Compounding, History, Lent, Line, Method, Period, Plan, Recalculation, Received, Rest,
    financed, measure,
};

/// The lines of a loan whose interest is on what is still owed.
pub(super) fn lines(plan: &Plan, periods: &[Period], history: &History) -> Vec<Line> {
    let mut table = Table::new(plan, periods, history);
    for (index, period) in periods.iter().enumerate() {
        table.add(index);
        if table.is_repaid_after(period.due) {
            break;
        }
    }
    table.lines.into_iter().map(|kept| kept.line).collect()
}

/// A line, and what of it was paid.
struct Kept {
    line: Line,
    paid: Minor,
}

impl Kept {
    fn unpaid(&self) -> Minor {
        self.line.principal + self.line.interest - self.paid
    }

    fn unpaid_interest(&self) -> Minor {
        (self.line.interest - self.paid).or_zero()
    }

    fn unpaid_principal(&self) -> Minor {
        self.unpaid() - self.unpaid_interest()
    }
}

/// The table while it is worked out, line after line.
struct Table<'a> {
    plan: &'a Plan,
    periods: &'a [Period],
    lent: &'a [Lent],
    received: &'a [Received],
    looked_at: &'a [Date],
    recalculation: Option<Recalculation>,
    lines: Vec<Kept>,
    /// Principal lent and not yet asked for by a line.
    balance: Minor,
    /// Principal still to be repaid, with disbursals yet to come.
    to_repay: Minor,
    level: Minor,
}

/// What is known of a period before its line is made.
struct Course {
    interest: Minor,
    /// Paid within the period before its due date, beyond what was past due.
    early: Minor,
}

impl<'a> Table<'a> {
    fn new(plan: &'a Plan, periods: &'a [Period], history: &'a History) -> Table<'a> {
        let recalculation = plan.recalculation;
        let (received, looked_at): (&[Received], &[Date]) = match recalculation {
            Some(_) => (&history.received, &history.looked_at),
            None => (&[], &[]),
        };
        let mut table = Table {
            plan,
            periods,
            lent: &history.lent,
            received,
            looked_at,
            recalculation,
            lines: Vec::with_capacity(periods.len()),
            balance: Minor::ZERO,
            to_repay: plan.to_repay(&history.lent),
            level: Minor::ZERO,
        };
        if let Some(first) = periods.first() {
            table.balance = financed(table.lent, |date| date <= first.from);
            table.set_level(0);
        }
        table
    }

    /// Works out the level amount for the lines from `index` on.
    fn set_level(&mut self, index: usize) {
        let first = self.periods[index];
        let count = first.paying;
        let plan = self.plan;
        self.level = match plan.method {
            Method::LevelPrincipal => measure::equal_part(self.to_repay, count, None),
            _ => plan.measure.level(self.to_repay, first.rate, count, plan.multiple),
        };
    }

    fn add(&mut self, index: usize) {
        let period = self.periods[index];
        if period.relevelled {
            self.set_level(index);
        }
        let course = self.run(period);
        let last = index + 1 == self.periods.len();
        let planned = self.planned_principal(period, course.interest, last);
        let on_due = self.pay_past_due(|date| date == period.due);
        let paid = course.early + on_due;
        let principal = self.principal_with_advance(planned, &course, paid);
        self.balance -= principal;
        self.to_repay -= principal;
        let line = Line { period, principal, interest: course.interest };
        let paid = paid.min(principal + course.interest);
        self.lines.push(Kept { line, paid });
        if principal > planned && !last && self.advance() == Advance::ReduceInstallment {
            self.set_level(index + 1);
        }
    }

    fn planned_principal(&self, period: Period, interest: Minor, last: bool) -> Minor {
        if last {
            return self.balance;
        }
        if period.principal_free {
            return Minor::ZERO;
        }
        let asked = match self.plan.method {
            Method::LevelPrincipal => self.level,
            _ => (self.level - interest).or_zero(),
        };
        asked.min(self.balance)
    }

    /// The principal of the line: at least what was paid as such ahead of time.
    fn principal_with_advance(&self, planned: Minor, course: &Course, paid: Minor) -> Minor {
        if self.advance() == Advance::NextInstallments && paid < self.balance + course.interest {
            return planned;
        }
        let principal = planned.max(course.early.min(self.balance));
        if paid > principal + course.interest {
            return (paid - course.interest).min(self.balance);
        }
        principal
    }

    fn advance(&self) -> Advance {
        self.recalculation.map_or(Advance::NextInstallments, |r| r.advance)
    }

    /// Goes through a period day by day where something happens: interest, disbursals, payments.
    fn run(&mut self, period: Period) -> Course {
        let looked_at = self.last_look(period);
        let rest = self.recalculation.map_or(Rest::Period, |r| r.rest);
        let mut course = Course { interest: Minor::ZERO, early: Minor::ZERO };
        let mut gone = Minor::ZERO;
        let mut from = period.from;
        for day in self.days_of(period, looked_at) {
            let mut earning = (self.balance - gone).or_zero();
            if from < looked_at {
                earning += self.past_due(from);
            }
            let days = day.days_since(from);
            if !period.interest_free {
                course.interest += self.plan.measure.interest(earning, period.rate, period, days);
            }
            from = day;
            self.balance += financed(self.lent, |date| date == day);
            if day < period.due {
                let early = self.pay_past_due(|date| date == day);
                course.early += early;
                if rest == Rest::Daily {
                    gone += early;
                }
            }
        }
        course
    }

    /// The days on which the balance that earns may change, the due date the last.
    fn days_of(&self, period: Period, looked_at: Date) -> Vec<Date> {
        let inside = |date: &Date| period.holds(*date);
        let mut days: Vec<Date> = self.lent.iter().map(|l| l.date).filter(inside).collect();
        days.extend(self.received.iter().map(|r| r.date).filter(inside));
        if self.past_due(period.due) > Minor::ZERO && period.holds(looked_at) {
            days.push(looked_at);
        }
        days.push(period.due);
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The day up to which what is past due earns in a period.
    fn last_look(&self, period: Period) -> Date {
        let last = self.looked_at.iter().copied().filter(|date| period.holds(*date)).max();
        match (last, self.recalculation.map(|r| r.rest)) {
            (None, _) => period.from,
            (Some(_), Some(Rest::Period)) => period.due,
            (Some(date), _) => date,
        }
    }

    /// What earns beside the balance: principal past due, and interest that has been compounded.
    fn past_due(&self, on: Date) -> Minor {
        let principal: Minor = self.lines.iter().map(Kept::unpaid_principal).sum();
        let Some(compounding) = self.recalculation.and_then(|r| r.compounding) else {
            return principal;
        };
        let compounded = |kept: &&Kept| compounding.has_come(kept.line.period.due, on);
        let interest: Minor = self.lines.iter().filter(compounded).map(Kept::unpaid_interest).sum();
        principal + interest
    }

    /// Lets payments of some days pay the lines before, oldest first; what is left of them.
    fn pay_past_due(&mut self, on: impl Fn(Date) -> bool) -> Minor {
        let mut left: Minor = self.received.iter().filter(|r| on(r.date)).map(|r| r.amount).sum();
        for kept in &mut self.lines {
            let part = left.min(kept.unpaid()).or_zero();
            kept.paid += part;
            left -= part;
        }
        left
    }

    fn is_repaid_after(&self, due: Date) -> bool {
        let more = self.lent.iter().any(|l| l.date > due);
        self.recalculation.is_some() && self.balance <= Minor::ZERO && !more
    }
}

impl Compounding {
    /// Whether interest due on a day has joined the balance by another.
    fn has_come(self, due: Date, on: Date) -> bool {
        match self {
            Compounding::WhenDue => due <= on,
            Compounding::Monthly { day } => {
                let this_month = due.plus_months_on(0, day);
                let joins = if this_month >= due { this_month } else { due.plus_months_on(1, day) };
                joins <= on
            }
        }
    }
}
