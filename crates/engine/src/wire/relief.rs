//! Grants of relief as JSON, within a fact.

use primitives::amount::Minor;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::fact::read as read_text;
use crate::fact::Reamortization;
use crate::relief::{Grant, Part, Reason, Relief};

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReasonV1 {
    Hardship,
    Service,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum ReliefV1 {
    ReAge {
        counted_from: String,
    },
    Grace {
        until: String,
    },
    Extension {
        first_due: String,
        installments: u16,
    },
    Deferral {
        dues: u8,
    },
    RateCut {
        rate: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
    InterestStop {
        until: String,
    },
    ConditionalWaiver {
        component: String,
        amount: i64,
        vests_after: u8,
    },
    Settlement {
        parts: Vec<PartV1>,
    },
    Refinanced {
        amount: i64,
        by: String,
    },
    LongPlan {
        first_due: String,
        installments: u16,
        rate: String,
        kept_to_cure: u8,
    },
    Pause {
        until: String,
    },
    PauseChanged {
        pause: u32,
        until: String,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartV1 {
    by: String,
    amount: i64,
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
        Relief::Grace { until } => ReliefV1::Grace { until: until.to_string() },
        Relief::Extension { first_due, installments } => {
            ReliefV1::Extension { first_due: first_due.to_string(), installments: *installments }
        }
        Relief::Deferral { dues } => ReliefV1::Deferral { dues: *dues },
        Relief::RateCut { rate, until } => ReliefV1::RateCut {
            rate: rate.to_string(),
            until: until.map(|until| until.to_string()),
        },
        Relief::InterestStop { until } => ReliefV1::InterestStop { until: until.to_string() },
        Relief::ConditionalWaiver { component, amount, vests_after } => {
            let (component, vests_after) = (component.word().to_owned(), *vests_after);
            ReliefV1::ConditionalWaiver { component, amount: amount.0, vests_after }
        }
        Relief::Settlement { parts } => {
            let part = |part: &Part| PartV1 { by: part.by.to_string(), amount: part.amount.0 };
            ReliefV1::Settlement { parts: parts.iter().map(part).collect() }
        }
        Relief::Refinanced { amount, by } => {
            ReliefV1::Refinanced { amount: amount.0, by: by.clone() }
        }
        Relief::LongPlan(terms) => ReliefV1::LongPlan {
            first_due: terms.first_due.to_string(),
            installments: terms.installments,
            rate: terms.rate.to_string(),
            kept_to_cure: terms.kept_to_cure,
        },
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
    Ok(Grant { reason, relief: read_relief(relief)? })
}

fn read_relief(relief: ReliefV1) -> Result<Relief, WireError> {
    Ok(match relief {
        ReliefV1::Grace { until } => Relief::Grace { until: read_text(&until)? },
        ReliefV1::Extension { first_due, installments } => {
            Relief::Extension { first_due: read_text(&first_due)?, installments }
        }
        ReliefV1::Deferral { dues } => Relief::Deferral { dues },
        ReliefV1::RateCut { rate, until } => Relief::RateCut {
            rate: read_text(&rate)?,
            until: until.map(|until| read_text(&until)).transpose()?,
        },
        ReliefV1::InterestStop { until } => Relief::InterestStop { until: read_text(&until)? },
        ReliefV1::ConditionalWaiver { component, amount, vests_after } => {
            let (component, amount) = (read_text(&component)?, Minor(amount));
            Relief::ConditionalWaiver { component, amount, vests_after }
        }
        ReliefV1::Settlement { parts } => {
            let part =
                |part: &PartV1| Ok(Part { by: read_text(&part.by)?, amount: Minor(part.amount) });
            Relief::Settlement { parts: parts.iter().map(part).collect::<Result<_, WireError>>()? }
        }
        ReliefV1::Refinanced { amount, by } => Relief::Refinanced { amount: Minor(amount), by },
        ReliefV1::LongPlan { first_due, installments, rate, kept_to_cure } => {
            let (first_due, rate) = (read_text(&first_due)?, read_text(&rate)?);
            Relief::LongPlan(Reamortization { first_due, installments, rate, kept_to_cure })
        }
        ReliefV1::ReAge { counted_from } => {
            Relief::ReAge { counted_from: read_text(&counted_from)? }
        }
        ReliefV1::Pause { until } => Relief::Pause { until: read_text(&until)? },
        ReliefV1::PauseChanged { pause, until } => {
            Relief::PauseChanged { pause, until: read_text(&until)? }
        }
    })
}
