//! Relief: what a lender grants a borrower who cannot pay as agreed. Every grant is one dated fact,
//! can be undone at any time, and gives up no money without naming it.
//!
//! Spec: `docs/specs/relief.md`.

mod eligible;
pub mod pause;
pub mod record;
pub(crate) mod review;
pub mod rules;

use std::fmt;
use std::str::FromStr;

use primitives::date::Date;

use crate::contract::Contract;
use crate::delinquency::counters::days_past_due;
use crate::effects::{Effects, EventKind};
use crate::state::{State, Status};

pub(crate) use eligible::check;
pub use record::ReliefRecord;

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
    /// Under which tool a product allows it.
    pub const fn tool(&self) -> Tool {
        match self {
            Relief::ReAge { .. } => Tool::ReAge,
            Relief::Pause { .. } | Relief::PauseChanged { .. } => Tool::Pause,
        }
    }
}

/// Applies a grant to a loan opened on its value date.
pub(crate) fn apply(
    _contract: Contract,
    state: &mut State,
    (fact, on): (u32, Date),
    grant: &Grant,
    effects: &mut Effects,
) {
    if state.status != Status::Active {
        return;
    }
    match &grant.relief {
        Relief::ReAge { counted_from } => re_age(state, on, *counted_from, effects),
        Relief::Pause { until } => {
            state.relief_mut().pauses.push(pause::Pause { fact, from: on, until: *until });
            effects.note(on, EventKind::Paused { until: *until });
        }
        Relief::PauseChanged { pause, until } => change_pause(state, on, (*pause, *until), effects),
    }
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
