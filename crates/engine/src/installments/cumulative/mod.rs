//! A schedule worked out as one table from the first disbursal to the last due date: level
//! installments of a declining balance, or flat interest. Specification:
//! `docs/specs/installments-cumulative.md`.
//!
//! A disbursal or a reschedule works the whole table out anew. Where interest is recalculated the
//! payments take part in it: what is paid before it falls due leaves the balance that earns, and
//! what stays unpaid remains in it.

mod declining;
mod flat;
mod measure;
mod periods;
mod table;
#[cfg(test)]
mod tests;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::decimal::Decimal;

pub use measure::{Counting, Measure};
pub use periods::{Cycle, Layout, Period, Reschedule, Step, periods};
pub use table::{Granted, planned, table};

/// What a cumulative schedule is worked out by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How interest is measured in time.
    pub measure: Measure,
    /// How principal and interest are spread over the periods.
    pub method: Method,
    /// The amount installments are rounded to; to the cent where there is none.
    pub multiple: Option<Minor>,
    /// The part of the whole loan paid on the days of disbursal, in hundredths of one.
    pub down_payment_percent: Decimal,
    /// How payments off the due date change interest; `None` where it is fixed by disbursals.
    pub recalculation: Option<Recalculation>,
}

/// How principal and interest are spread over the periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Interest on what is still owed, and installments of one amount.
    LevelInstallments,
    /// Interest on what is still owed, and one amount of principal in each.
    LevelPrincipal,
    /// Interest on what was lent, for the whole term, in equal parts.
    Flat,
}

/// How payments off the due date change interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recalculation {
    /// From when a payment counts.
    pub rest: Rest,
    /// What becomes of principal paid before it was asked for.
    pub advance: Advance,
    /// Whether and when unpaid interest itself earns.
    pub compounding: Option<Compounding>,
}

/// From when a payment counts in the balance that earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rest {
    /// From its own day.
    Daily,
    /// From the end of the period it lies in.
    Period,
}

/// What becomes of principal paid before it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advance {
    /// The installments left are made smaller.
    ReduceInstallment,
    /// The installments left stay, and the last ones fall away.
    ReduceCount,
    /// It is taken as the next installments, paid early.
    NextInstallments,
}

/// When unpaid interest joins the balance that earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compounding {
    /// On the day it falls due.
    WhenDue,
    /// On a day (1–31) of each month, or its last.
    Monthly {
        /// The day of the month.
        day: u8,
    },
}

/// Principal lent on a day, and what of it is paid back the same day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lent {
    /// The day.
    pub date: Date,
    /// How much was lent.
    pub amount: Minor,
    /// The down payment due on the day.
    pub down_payment: Minor,
}

/// Money received, as far as it pays principal and interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Received {
    /// The day it counts from.
    pub date: Date,
    /// How much.
    pub amount: Minor,
}

/// What the schedule answers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Disbursals, oldest first.
    pub lent: Vec<Lent>,
    /// Payments, oldest first; they matter only where interest is recalculated.
    pub received: Vec<Received>,
    /// The days on which the loan was looked at. Principal past due earns from the start of each
    /// period to the last such day in it.
    pub looked_at: Vec<Date>,
}

/// A planned installment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    /// The period it stands for.
    pub period: Period,
    /// Principal due.
    pub principal: Minor,
    /// Interest due.
    pub interest: Minor,
}

/// The planned installments, without down payments. A loan repaid ahead of time ends early.
pub fn schedule(plan: &Plan, periods: &[Period], history: &History) -> Vec<Line> {
    match plan.method {
        Method::Flat => flat::lines(plan, periods, &history.lent),
        _ => declining::lines(plan, periods, history),
    }
}

impl Plan {
    /// The principal to be repaid in installments: what was lent without the down payment on it,
    /// rounded once for the whole loan.
    fn to_repay(&self, lent: &[Lent]) -> Minor {
        let whole: Minor = lent.iter().map(|l| l.amount).sum();
        if self.down_payment_percent == Decimal::ZERO {
            return whole;
        }
        whole - measure::share(whole, self.down_payment_percent, self.multiple)
    }
}

/// What was lent on or before a day, without its down payments.
fn financed(lent: &[Lent], within: impl Fn(Date) -> bool) -> Minor {
    lent.iter().filter(|l| within(l.date)).map(|l| l.amount - l.down_payment).sum()
}
