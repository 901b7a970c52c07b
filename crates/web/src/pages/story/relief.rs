//! Relief, said in a sentence each: what was granted, and what followed.

use engine::effects::EventKind;
use engine::relief::{Grant, Relief};
use primitives::date::Date;

use crate::voice::Voice;
use crate::words;

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
        Relief::Grace { until } => {
            let until = voice.date(*until);
            voice.pick(
                format!("同意宽限：本期改在 {until} 还"),
                format!("Grace granted: one due is moved to {until}"),
            )
        }
        Relief::Extension { first_due, installments } => {
            let first = voice.date(*first_due);
            voice.pick(
                format!("同意展期：未到期部分改为 {installments} 期，首期 {first}，利息照计"),
                format!("Extension granted: {installments} dues from {first}; interest runs"),
            )
        }
        Relief::Deferral { dues } => voice.pick(
            format!("同意延期：其后 {dues} 期顺延至末尾，利息照计"),
            format!("Deferral granted: the next {dues} dues move to the end; interest runs"),
        ),
        Relief::RateCut { rate, until } => voice.pick(
            format!("同意降息：利率降为 {}{}", words::rate(voice.lang, *rate), till(voice, *until)),
            format!("Rate cut granted: {}{}", words::rate(voice.lang, *rate), till(voice, *until)),
        ),
        Relief::InterestStop { until } => {
            let till = till(voice, Some(*until));
            voice.pick(format!("同意停息{till}"), format!("Interest stopped{till}"))
        }
        Relief::ConditionalWaiver { .. }
        | Relief::Settlement { .. }
        | Relief::Refinanced { .. }
        | Relief::LongPlan(_) => money_granted(voice, &grant.relief),
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

/// A grant that changes how much is paid.
fn money_granted(voice: Voice, relief: &Relief) -> String {
    match relief {
        Relief::ConditionalWaiver { component, amount, vests_after } => {
            let (name, amount) = (words::component(voice.lang, *component), voice.amount(*amount));
            voice.pick(
                format!("有条件减免{name} {amount}：按时还足 {vests_after} 期后生效"),
                format!("{amount} of {name} is waived once {vests_after} dues are kept"),
            )
        }
        Relief::Settlement { parts } => {
            let total = voice.amount(parts.iter().map(|part| part.amount).sum());
            let by = parts.last().map_or(String::new(), |part| voice.date(part.by));
            voice.pick(
                format!("达成减免结清：分 {} 笔共还 {total}，最迟 {by}", parts.len()),
                format!("Settlement agreed: {total} in {} payments by {by}", parts.len()),
            )
        }
        Relief::Refinanced { amount, by } => {
            let amount = voice.amount(*amount);
            voice.pick(
                format!("借新还旧：由贷款 {by} 归还 {amount}"),
                format!("Refinanced: loan {by} paid {amount}"),
            )
        }
        Relief::LongPlan(plan) => {
            let (count, first) = (plan.installments, voice.date(plan.first_due));
            voice.pick(
                format!("达成个性化分期：共 {count} 期，首期 {first}；履约期间不催收"),
                format!(
                    "Long plan agreed: {count} instalments from {first}; no collection while it is kept"
                ),
            )
        }
        _ => String::new(),
    }
}

/// What followed from relief; nothing for any other event.
pub fn event(voice: Voice, kind: &EventKind) -> Option<String> {
    Some(match *kind {
        EventKind::ReAged { counted_from, days_before } => {
            let from = voice.date(counted_from);
            voice.pick(
                format!("逾期 {days_before} 天的欠款改自 {from} 起计算；合同逾期天数不变"),
                format!(
                    "Arrears {days_before} days past due are counted from {from}; the contract's own count goes on"
                ),
            )
        }
        EventKind::DueMoved { number, to } => {
            let to = voice.date(to);
            voice.pick(format!("第 {number} 期改到 {to}"), format!("No. {number} is moved to {to}"))
        }
        EventKind::Deferred { dues, next_due } => {
            let next = voice.date(next_due);
            voice.pick(
                format!("{dues} 期已顺延，下一期 {next}"),
                format!("{dues} dues put off; the next falls on {next}"),
            )
        }
        EventKind::Extended { first_due, installments } => {
            let first = voice.date(first_due);
            voice.pick(
                format!("剩余部分改为 {installments} 期，首期 {first}"),
                format!("The rest falls due in {installments} dues from {first}"),
            )
        }
        EventKind::RateLowered { rate, until } => voice.pick(
            format!("利率降为 {}{}", words::rate(voice.lang, rate), till(voice, until)),
            format!("The rate is {}{}", words::rate(voice.lang, rate), till(voice, until)),
        ),
        EventKind::InterestStopped { until } => {
            let till = till(voice, until);
            voice.pick(
                format!("利息和罚息停计{till}"),
                format!("Neither interest nor lateness costs anything{till}"),
            )
        }
        EventKind::RateRestored { rate } => {
            let rate = words::rate(voice.lang, rate);
            voice.pick(format!("利率恢复为 {rate}"), format!("The rate is {rate} again"))
        }
        EventKind::SetAside { .. } | EventKind::OwedAgain { .. } => set_aside(voice, kind),
        EventKind::SettlementBegan { .. }
        | EventKind::SettlementBroken { .. }
        | EventKind::SettlementCompleted { .. }
        | EventKind::Refinanced => settlement(voice, kind),
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
        _ => return None,
    })
}

fn till(voice: Voice, until: Option<Date>) -> String {
    let until = until.map(|until| voice.date(until));
    let told = |until: String| voice.pick(format!("，{until} 起恢复"), format!(" until {until}"));
    until.map_or(String::new(), told)
}

fn set_aside(voice: Voice, kind: &EventKind) -> String {
    match *kind {
        EventKind::SetAside { component, amount, vests_after } => {
            let (name, amount) = (words::component(voice.lang, component), voice.amount(amount));
            voice.pick(
                format!("{name} {amount} 暂免，按时还足 {vests_after} 期后正式减免"),
                format!("{amount} of {name} is set aside until {vests_after} dues are kept"),
            )
        }
        EventKind::OwedAgain { component, amount } => {
            let (name, amount) = (words::component(voice.lang, component), voice.amount(amount));
            voice.pick(
                format!("未按时还款，暂免的{name} {amount} 恢复计收"),
                format!("Dues were missed: {amount} of {name} set aside is owed again"),
            )
        }
        _ => String::new(),
    }
}

fn settlement(voice: Voice, kind: &EventKind) -> String {
    match *kind {
        EventKind::SettlementBegan { amount } => {
            let amount = voice.amount(amount);
            voice.pick(
                format!("按期还足 {amount} 即结清，其余减免"),
                format!("{amount} by the dates agreed ends the loan; the rest is then given up"),
            )
        }
        EventKind::SettlementBroken { paid } => {
            let paid = voice.amount(paid);
            voice.pick(
                format!("减免结清未履行（已收 {paid}），按原合同计收"),
                format!("Settlement broken, {paid} had come in: all is owed as signed"),
            )
        }
        EventKind::SettlementCompleted { forgiven } => {
            let forgiven = voice.amount(forgiven);
            voice.pick(
                format!("减免结清已履行，其余 {forgiven} 减免"),
                format!("Settlement paid: the remaining {forgiven} was given up"),
            )
        }
        EventKind::Refinanced => voice.pick("由新贷款结清", "Paid off by another loan").to_owned(),
        _ => String::new(),
    }
}
