//! What a loan remembers of the relief it was granted.

use primitives::date::Date;

use super::pause::{Pause, counted_days, reached_on};
use super::set_aside::SetAside;
use super::settlement::Settling;
use super::window::RateWindow;
use crate::contract::Contract;
use crate::late::is_tolerated;
use crate::state::{Due, Plan, PlanCourse, State};

/// What a loan remembers of relief; a loan that never had any remembers nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReliefRecord {
    /// Days not counted, in the order granted.
    pub pauses: Vec<Pause>,
    /// The last re-age, until what it covered is paid.
    pub re_aged: Option<ReAged>,
    /// A time at another rate, the last granted.
    pub window: Option<RateWindow>,
    /// Amounts set aside on condition.
    pub set_aside: Vec<SetAside>,
    /// A settlement under way.
    pub settlement: Option<Settling>,
    /// What the credit bureau is told of the last relief.
    pub bureau: BureauEffect,
    /// Since when the loan is restructured: changed in favour of a borrower in difficulty.
    pub restructured_on: Option<Date>,
    /// Whether the borrower may be asked to pay.
    pub contact: Contact,
    /// Whether lateness ended by relief and not by payment.
    pub cure: Cure,
}

/// What the credit bureau is told of relief; overdue history is never rewritten by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BureauEffect {
    /// Nothing.
    #[default]
    None,
    /// Payment is deferred.
    Deferred,
    /// It is paid by a plan.
    Plan,
    /// It was settled for less than was owed.
    SettledForLess,
    /// It runs on new terms.
    NewTerms,
}

/// Whether a borrower may be asked to pay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Contact {
    /// As the rules of conduct say.
    #[default]
    Allowed,
    /// Not while the plan is kept (个性化分期).
    NoneWhilePlanKept,
}

/// A re-age in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReAged {
    /// When it was granted; it covers dues of that day and before.
    pub on: Date,
    /// From when they count.
    pub counted_from: Date,
    /// Days past due on the day it was granted.
    pub days_before: u16,
}

/// Whether lateness that is no longer counted was cured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cure {
    /// There is nothing to cure, or it was paid.
    #[default]
    None,
    /// The bucket is M0 by relief; payment has still to make it so.
    Awaited,
}

impl ReliefRecord {
    fn covers(&self, due: &Due) -> Option<&ReAged> {
        self.re_aged.as_ref().filter(|re_aged| due.on <= re_aged.on)
    }
}

impl State {
    pub(crate) fn relief_mut(&mut self) -> &mut ReliefRecord {
        self.relief.get_or_insert_default()
    }

    fn pauses(&self) -> &[Pause] {
        self.relief.as_ref().map_or(&[], |record| &record.pauses)
    }

    /// Days after `since` through `on` that count as days past due.
    pub(crate) fn counted_days(&self, since: Date, on: Date) -> i32 {
        counted_days(self.pauses(), since, on)
    }

    /// The day on which so many days past due are reached.
    pub(crate) fn reached_on(&self, since: Date, days: i32) -> Date {
        reached_on(self.pauses(), since, days)
    }
}

/// The date from which days past due are counted: the oldest late due's own, or that to which a
/// re-age moved it.
pub fn counted_since(contract: Contract, state: &State) -> Option<Date> {
    let since = |due: &Due| {
        let covered = state.relief.as_ref().and_then(|record| record.covers(due));
        covered.map_or(due.on, |re_aged| due.on.max(re_aged.counted_from))
    };
    state.dues.iter().filter(|due| !is_tolerated(contract, state, due)).map(since).min()
}

/// Whether lateness no longer counted has still to be cured by payment: a plan not yet kept, or a
/// re-age of dues still unpaid.
pub fn cure_awaited(contract: Contract, state: &State) -> bool {
    let plan = matches!(state.plan, Some(Plan { course: PlanCourse::Running, .. }));
    plan || state.relief.as_ref().is_some_and(|record| {
        let unpaid = |due: &Due| !is_tolerated(contract, state, due);
        state.dues.iter().any(|due| record.covers(due).is_some() && unpaid(due))
    })
}

/// The days past due that a plan not yet kept, or a re-age not yet paid, found.
pub(crate) fn days_before_modification(state: &State) -> u16 {
    let plan = match state.plan {
        Some(Plan { course: PlanCourse::Cured, .. }) | None => 0,
        Some(plan) => plan.days_past_due_before,
    };
    let re_aged = state.relief.as_ref().and_then(|record| record.re_aged);
    plan.max(re_aged.map_or(0, |re_aged| re_aged.days_before))
}
