//! Grants of relief as JSON, within a fact.

use serde::{Deserialize, Serialize};

use super::WireError;
use super::fact::read as read_text;
use crate::relief::{Grant, Reason, Relief};

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReasonV1 {
    Hardship,
    Service,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ReliefV1 {
    ReAge { counted_from: String },
    Pause { until: String },
    PauseChanged { pause: u32, until: String },
}

pub(super) const fn reason(reason: Reason) -> ReasonV1 {
    match reason {
        Reason::Hardship => ReasonV1::Hardship,
        Reason::Service => ReasonV1::Service,
    }
}

pub(super) fn kept(relief: &Relief) -> ReliefV1 {
    match relief {
        Relief::ReAge { counted_from } => {
            ReliefV1::ReAge { counted_from: counted_from.to_string() }
        }
        Relief::Pause { until } => ReliefV1::Pause { until: until.to_string() },
        Relief::PauseChanged { pause, until } => {
            ReliefV1::PauseChanged { pause: *pause, until: until.to_string() }
        }
    }
}

pub(super) fn read(reason: ReasonV1, relief: ReliefV1) -> Result<Grant, WireError> {
    let reason = match reason {
        ReasonV1::Hardship => Reason::Hardship,
        ReasonV1::Service => Reason::Service,
    };
    let relief = match relief {
        ReliefV1::ReAge { counted_from } => {
            Relief::ReAge { counted_from: read_text(&counted_from)? }
        }
        ReliefV1::Pause { until } => Relief::Pause { until: read_text(&until)? },
        ReliefV1::PauseChanged { pause, until } => {
            Relief::PauseChanged { pause, until: read_text(&until)? }
        }
    };
    Ok(Grant { reason, relief })
}
