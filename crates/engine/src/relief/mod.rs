//! Relief: what a lender grants a borrower who cannot pay as agreed. Every grant is one dated fact,
//! can be undone at any time, and gives up no money without naming it.
//!
//! Spec: `docs/specs/relief.md`.

mod eligible;
pub mod pause;
pub mod preview;
pub mod record;
mod reschedule;
pub(crate) mod review;
pub mod rules;
pub mod set_aside;
pub mod settlement;
pub mod window;

use std::fmt;
use std::str::FromStr;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};

use crate::contract::Contract;
use crate::delinquency::counters::days_past_due;
use crate::effects::{Effects, EventKind};
use crate::fact::{PaymentIntent, Reamortization};
use crate::payment;
use crate::plan;
use crate::state::{State, Status};
use crate::waterfall::Component;

pub(crate) use eligible::check;
pub use record::{BureauEffect, Contact, ReliefRecord};
pub use settlement::Part;
use window::{Lateness, RateWindow};

/// A relief granted, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Whether the borrower is in difficulty.
    pub reason: Reason,
    /// What is granted.
    pub relief: Relief,
}

/// Why relief is granted; a loan already late is in difficulty whatever is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The borrower cannot pay as agreed.
    Hardship,
    /// The borrower could, and asked for another arrangement.
    Service,
}

/// What is granted; counts from the fact's value date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relief {
    /// What is in arrears counts as late only from a later date on; it stays owed.
    ReAge {
        /// The first day past due is the day after.
        counted_from: Date,
    },
    /// The due of the day, or else the next one, is moved.
    Grace {
        /// To when.
        until: Date,
    },
    /// 展期: what is not yet due is set on later dates; interest runs.
    Extension {
        /// The first of them, unshifted.
        first_due: Date,
        /// How many dues.
        installments: u16,
    },
    /// The next dues are moved to the end; interest runs, days past due do not.
    Deferral {
        /// How many, 1–6.
        dues: u8,
    },
    /// A lower rate from now on.
    RateCut {
        /// The rate.
        rate: Rate,
        /// First day no longer at it; none for good.
        until: Option<Date>,
    },
    /// 停息: neither interest nor lateness costs anything from now on.
    InterestStop {
        /// First day on which they do again.
        until: Date,
    },
    /// Part of what is due is set aside, and given up once enough dues were kept in a row.
    ConditionalWaiver {
        /// Of what.
        component: Component,
        /// How much.
        amount: Minor,
        /// How many dues.
        vests_after: u8,
    },
    /// These payments end the loan; the rest is then given up.
    Settlement {
        /// By date.
        parts: Vec<Part>,
    },
    /// 借新还旧: another loan pays this one off.
    Refinanced {
        /// With so much.
        amount: Minor,
        /// The other loan's name.
        by: String,
    },
    /// 个性化分期: a plan of up to 60 dues, and nobody asks for payment while it is kept.
    LongPlan(Reamortization),
    /// Days that are not counted as days past due.
    Pause {
        /// The last of them.
        until: Date,
    },
    /// An earlier pause ends on another date.
    PauseChanged {
        /// The number of the fact that began it.
        pause: u32,
        /// Its last day; before its first for a pause that should not have been.
        until: Date,
    },
}

macro_rules! tools {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A tool of the relief box, under which a product says who may have it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Tool { $($(#[$doc])* $name,)* }

        impl Tool {
            /// Every tool.
            pub const ALL: &'static [Tool] = &[$(Tool::$name,)*];

            /// The name used in product files and commands.
            pub const fn word(self) -> &'static str {
                match self { $(Tool::$name => $word,)* }
            }
        }
    };
}

tools! {
    /// Arrears count anew.
    ReAge = "re-age",
    /// Days are not counted.
    Pause = "pause",
    /// One due is moved.
    Grace = "grace",
    /// 展期: the rest falls due later.
    Extension = "extension",
    /// Dues are moved to the end.
    Deferral = "deferral",
    /// A lower rate.
    RateCut = "rate-cut",
    /// 停息: no interest for a time.
    InterestStop = "interest-stop",
    /// A waiver that vests.
    ConditionalWaiver = "conditional-waiver",
    /// Settled for less.
    Settlement = "settlement",
    /// 借新还旧: paid off by a new loan.
    Refinance = "refinance",
    /// 个性化分期: a long plan.
    LongPlan = "long-plan",
}

/// A word that names no tool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no relief")]
pub struct UnknownTool(pub String);

impl FromStr for Tool {
    type Err = UnknownTool;

    fn from_str(word: &str) -> Result<Tool, UnknownTool> {
        let found = Tool::ALL.iter().copied().find(|tool| tool.word() == word);
        found.ok_or_else(|| UnknownTool(word.to_owned()))
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Relief {
    /// The amount it names outright; the sum of a refinancing or a settlement is checked against
    /// what is owed.
    pub(crate) const fn amount(&self) -> Option<Minor> {
        match self {
            Relief::ConditionalWaiver { amount, .. } => Some(*amount),
            _ => None,
        }
    }

    /// Under which tool a product allows it.
    pub const fn tool(&self) -> Tool {
        match self {
            Relief::ReAge { .. } => Tool::ReAge,
            Relief::Grace { .. } => Tool::Grace,
            Relief::Extension { .. } => Tool::Extension,
            Relief::Deferral { .. } => Tool::Deferral,
            Relief::RateCut { .. } => Tool::RateCut,
            Relief::InterestStop { .. } => Tool::InterestStop,
            Relief::ConditionalWaiver { .. } => Tool::ConditionalWaiver,
            Relief::Settlement { .. } => Tool::Settlement,
            Relief::Refinanced { .. } => Tool::Refinance,
            Relief::LongPlan(_) => Tool::LongPlan,
            Relief::Pause { .. } | Relief::PauseChanged { .. } => Tool::Pause,
        }
    }
}

impl Tool {
    /// What the credit bureau is told when it is granted.
    pub const fn bureau(self) -> BureauEffect {
        match self {
            Tool::Grace | Tool::ReAge | Tool::Pause | Tool::ConditionalWaiver => BureauEffect::None,
            Tool::Deferral => BureauEffect::Deferred,
            Tool::LongPlan | Tool::InterestStop | Tool::Settlement => BureauEffect::Plan,
            Tool::Extension | Tool::RateCut | Tool::Refinance => BureauEffect::NewTerms,
        }
    }

    /// Whether it changes the contract, so that a loan in difficulty is restructured by it.
    pub const fn changes_contract(self) -> bool {
        !matches!(self, Tool::ReAge | Tool::Pause)
    }
}

/// Applies a grant to a loan opened on its value date.
pub(crate) fn apply(
    contract: Contract,
    state: &mut State,
    (fact, on): (u32, Date),
    grant: &Grant,
    effects: &mut Effects,
) {
    if state.status != Status::Active {
        return;
    }
    mark(state, on, grant);
    match &grant.relief {
        Relief::Grace { until } => reschedule::grace(contract, state, (on, *until), effects),
        Relief::Extension { first_due, installments } => {
            reschedule::extension(contract, state, on, (*first_due, *installments), effects);
        }
        Relief::Deferral { dues } => {
            reschedule::deferral(contract, state, (fact, on), *dues, effects);
        }
        Relief::RateCut { rate, until } => {
            let lateness = Lateness::Priced;
            let window = RateWindow { from: on, until: *until, fraction: rate.fraction, lateness };
            window::open(contract, state, window, effects);
            effects.note(on, EventKind::RateLowered { rate: *rate, until: *until });
        }
        Relief::InterestStop { until } => {
            let (until, fraction) = (Some(*until), Fraction::ZERO);
            let window = RateWindow { from: on, until, fraction, lateness: Lateness::Free };
            window::open(contract, state, window, effects);
            effects.note(on, EventKind::InterestStopped { until });
        }
        Relief::ConditionalWaiver { component, amount, vests_after } => {
            let what = (*component, *amount, *vests_after);
            set_aside::set_aside(contract, state, on, what, effects);
        }
        Relief::Settlement { parts } => settlement::begin(state, on, parts, effects),
        Relief::Refinanced { amount, .. } => {
            effects.note(on, EventKind::Refinanced);
            payment::receive(contract, state, on, (*amount, PaymentIntent::Payoff), effects);
        }
        Relief::LongPlan(terms) => {
            state.relief_mut().contact = Contact::NoneWhilePlanKept;
            plan::reamortize(contract, state, on, terms, effects);
        }
        Relief::ReAge { counted_from } => re_age(state, on, *counted_from, effects),
        Relief::Pause { until } => {
            state.relief_mut().pauses.push(pause::Pause { fact, from: on, until: *until });
            effects.note(on, EventKind::Paused { until: *until });
        }
        Relief::PauseChanged { pause, until } => change_pause(state, on, (*pause, *until), effects),
    }
}

/// Remembers what a grant means to others: the bureau, and whether the loan is restructured.
fn mark(state: &mut State, on: Date, grant: &Grant) {
    let tool = grant.relief.tool();
    let in_difficulty = grant.reason == Reason::Hardship || days_past_due(state, on) > 0;
    let record = state.relief_mut();
    if tool.bureau() != BureauEffect::None {
        record.bureau = tool.bureau();
    }
    if tool.changes_contract() && in_difficulty {
        record.restructured_on = Some(on);
    }
}

/// A plan has a rate of its own: a time at another rate ends with it.
pub(crate) fn end_window(state: &mut State) {
    if let Some(record) = &mut state.relief {
        record.window = None;
    }
}

/// When nothing is owed any more: what was set aside is given up, by name, and a settlement under
/// way has nothing left to settle.
pub(crate) fn complete(state: &mut State, on: Date, effects: &mut Effects) {
    if let Some(record) = &mut state.relief {
        record.settlement = None;
    }
    set_aside::vest(state, on, |_| true, effects);
}

fn re_age(state: &mut State, on: Date, counted_from: Date, effects: &mut Effects) {
    let days_before = days_past_due(state, on);
    state.relief_mut().re_aged = Some(record::ReAged { on, counted_from, days_before });
    effects.note(on, EventKind::ReAged { counted_from, days_before });
}

fn change_pause(state: &mut State, on: Date, (fact, until): (u32, Date), effects: &mut Effects) {
    let record = state.relief_mut();
    if let Some(pause) = record.pauses.iter_mut().find(|pause| pause.fact == fact) {
        pause.until = until;
        effects.note(on, EventKind::PauseChanged { until });
    }
}
