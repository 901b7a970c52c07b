//! Relief, said in a sentence each: what was granted, and what followed.

use engine::effects::EventKind;
use engine::relief::{Grant, Relief};

use crate::voice::Voice;

/// A grant.
pub fn granted(voice: Voice, grant: &Grant) -> String {
    match &grant.relief {
        Relief::ReAge { counted_from } => {
            let from = voice.date(*counted_from);
            voice.pick(
                format!("重定账龄：欠款自 {from} 起重新计算逾期天数，欠款不变"),
                format!(
                    "Re-age granted: what is in arrears stays owed and counts as late from {from}"
                ),
            )
        }
        Relief::Pause { until } => {
            let until = voice.date(*until);
            voice.pick(
                format!("暂停计算逾期天数，至 {until}"),
                format!("Pause granted: days through {until} do not count as days past due"),
            )
        }
        Relief::PauseChanged { pause, until } => {
            let until = voice.date(*until);
            voice.pick(
                format!("更正第 {pause} 号记录的暂停期，改为至 {until}"),
                format!("The pause of record {pause} corrected: it ends on {until}"),
            )
        }
    }
}

/// What followed from relief.
pub fn event(voice: Voice, kind: &EventKind) -> String {
    match *kind {
        EventKind::ReAged { counted_from, days_before } => {
            let from = voice.date(counted_from);
            voice.pick(
                format!("逾期 {days_before} 天的欠款改自 {from} 起计算；合同逾期天数不变"),
                format!(
                    "Arrears {days_before} days past due are counted from {from}; the contract's own count goes on"
                ),
            )
        }
        EventKind::Paused { until } => {
            let until = voice.date(until);
            voice.pick(
                format!("至 {until} 止不计逾期天数"),
                format!("No day counts as past due through {until}"),
            )
        }
        EventKind::PauseChanged { until } => {
            let until = voice.date(until);
            voice.pick(format!("暂停期改至 {until}"), format!("The pause now ends on {until}"))
        }
        _ => String::new(),
    }
}
