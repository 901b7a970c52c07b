//! Facts and what followed from them, said in a sentence each.

use engine::effects::EventKind;
use engine::fact::{FactKind, PaymentIntent};
use engine::product::PartialRule;
use engine::state::Components;
use engine::waterfall::Component;
use primitives::amount::Minor;

use super::relief;
use super::revolving_said;
use crate::voice::Voice;
use crate::words;

/// A fact.
pub fn fact(voice: Voice, kind: &FactKind) -> String {
    let amount = |minor: Minor| voice.amount(minor);
    match kind {
        FactKind::Disbursed { amount: paid } => {
            voice.pick(format!("放款 {}", amount(*paid)), format!("{} paid out", amount(*paid)))
        }
        FactKind::TakenOver(position) => {
            let principal = amount(position.principal_undue);
            voice.pick(
                format!("由原系统转入，未到期本金 {principal}"),
                format!("Taken over from another system with {principal} principal not yet due"),
            )
        }
        FactKind::Paid { amount: paid, intent } => {
            format!("{}{}", received(voice, *paid), intent_said(voice, *intent))
        }
        FactKind::Reversed { fact } => voice.pick(
            format!("冲正第 {fact} 号记录：该记录不再生效"),
            format!("Record {fact} reversed: it counts for nothing from now on"),
        ),
        FactKind::Waived { component, amount: waived } => waived_said(voice, *component, *waived),
        FactKind::ChargedOff => {
            voice.pick("核销：债权仍在", "Charged off; the debt remains").to_owned()
        }
        FactKind::Refunded { amount: back } => {
            voice.pick(format!("退还 {}", amount(*back)), format!("{} paid back", amount(*back)))
        }
        FactKind::Reamortized(plan) => {
            let (count, first) = (plan.installments, voice.date(plan.first_due));
            voice.pick(
                format!("达成新还款计划：共 {count} 期，首期 {first}"),
                format!("New plan agreed: {count} instalments, the first on {first}"),
            )
        }
        FactKind::Revolving(act) => revolving_said::fact(voice, act),
        FactKind::Charged(charge) => {
            let name = words::component(voice.lang, charge.component);
            let (item, charged) = (&charge.item, amount(charge.amount));
            voice.pick(
                format!("加收{name} {charged}（{item}）"),
                format!("{charged} of {name} charged ({item})"),
            )
        }
        FactKind::RateChanged(change) => voice.pick(
            format!("利率变更为 {}", change.rate),
            format!("Rate changed to {}", change.rate),
        ),
        FactKind::Relief(grant) => relief::granted(voice, grant),
    }
}

fn received(voice: Voice, amount: Minor) -> String {
    let amount = voice.amount(amount);
    voice.pick(format!("收到还款 {amount}"), format!("{amount} received"))
}

fn intent_said(voice: Voice, intent: PaymentIntent) -> &'static str {
    match intent {
        PaymentIntent::Due => "",
        PaymentIntent::Prepay(PartialRule::Shorten) => {
            voice.pick("，提前还本，缩短期限", ", to prepay and end earlier")
        }
        PaymentIntent::Prepay(PartialRule::Reduce) => {
            voice.pick("，提前还本，减少月供", ", to prepay and lower the instalment")
        }
        PaymentIntent::Payoff => voice.pick("，提前结清", ", to pay the loan off"),
    }
}

fn waived_said(voice: Voice, component: Component, amount: Minor) -> String {
    let (name, amount) = (words::component(voice.lang, component), voice.amount(amount));
    voice.pick(format!("减免{name} {amount}"), format!("{amount} of {name} waived"))
}

/// What followed. Allocations are told together by [`allocations`].
pub fn event(voice: Voice, kind: &EventKind) -> String {
    let amount = |minor: Minor| voice.amount(minor);
    match *kind {
        EventKind::Fell { number, amounts, .. } => {
            let (total, parts) = (amount(amounts.total()), components(voice, &amounts));
            voice.pick(
                format!("第 {number} 期到期，应还 {total}（{parts}）"),
                format!("No. {number} fell due: {total} ({parts})"),
            )
        }
        EventKind::Allocated { number, component, amount } => {
            allocations(voice, &[(number, component, amount)])
        }
        EventKind::Prepaid { component, amount: paid } => {
            let name = words::component(voice.lang, component);
            voice.pick(
                format!("其中 {} 提前归还{name}", amount(paid)),
                format!("{} of it met {name} not yet due", amount(paid)),
            )
        }
        EventKind::Held(held) => voice.pick(
            format!("其中 {} 暂存，待下期使用", amount(held)),
            format!("{} of it is held for the next due", amount(held)),
        ),
        EventKind::HeldUsed(used) => voice.pick(
            format!("使用暂存款 {}", amount(used)),
            format!("{} of the money held was used", amount(used)),
        ),
        EventKind::Satisfied { number } => {
            voice.pick(format!("第 {number} 期还清"), format!("No. {number} is wholly paid"))
        }
        EventKind::LateFeeCharged { number, amount: fee } => voice.pick(
            format!("第 {number} 期收取违约金 {}", amount(fee)),
            format!("Late fee of {} on no. {number}", amount(fee)),
        ),
        EventKind::Rolled { number, amount: rest } => voice.pick(
            format!("第 {number} 期尾差 {} 并入下期", amount(rest)),
            format!("A rest of {} on no. {number} rolls to the next due", amount(rest)),
        ),
        EventKind::BucketChanged { from, to } => {
            let (from, to) = (words::bucket(from), words::bucket(to));
            voice.pick(format!("逾期阶段由 {from} 变为 {to}"), format!("Bucket {from} → {to}"))
        }
        EventKind::Charged { .. } | EventKind::RateChanged { .. } => changed(voice, kind),
        EventKind::Waived { component, amount } => waived_said(voice, component, amount),
        EventKind::PlanBegan { payment, .. } => voice.pick(
            format!("新计划生效，每期 {}", amount(payment)),
            format!("The plan took effect at {} an instalment", amount(payment)),
        ),
        EventKind::ChargedOff(left) => voice.pick(
            format!("核销时仍欠 {}", amount(left.total())),
            format!("{} was owed at charge-off", amount(left.total())),
        ),
        EventKind::Recovered(back) => voice.pick(
            format!("核销后收回 {}", amount(back)),
            format!("{} recovered after charge-off", amount(back)),
        ),
        EventKind::Refunded(back) => voice
            .pick(format!("已退还 {}", amount(back)), format!("{} was paid back", amount(back))),
        EventKind::Revolving(event) => revolving_said::event(voice, &event),
        _ => relief::event(voice, kind).unwrap_or_else(|| turn(voice, kind).to_owned()),
    }
}

/// What the lender added or changed.
fn changed(voice: Voice, kind: &EventKind) -> String {
    let amount = |minor: Minor| voice.amount(minor);
    match *kind {
        EventKind::Charged { component, amount: charged } => {
            let name = words::component(voice.lang, component);
            voice.pick(
                format!("{name} {} 即日应还", amount(charged)),
                format!("{} of {name} is due at once", amount(charged)),
            )
        }
        EventKind::RateChanged { payment: Minor::ZERO, .. } => voice
            .pick("新利率自当日起计息", "Interest runs at the new rate from this day on")
            .to_owned(),
        EventKind::RateChanged { payment, .. } => voice.pick(
            format!("新利率自当日起计息，此后每期 {}", amount(payment)),
            format!(
                "Interest runs at the new rate from this day on; {} an instalment",
                amount(payment)
            ),
        ),
        _ => turn(voice, kind).to_owned(),
    }
}

/// The events that have no figures.
fn turn(voice: Voice, kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Cured => voice.pick("欠款已还清，恢复正常", "Paid up to date"),
        EventKind::NonaccrualBegan => voice.pick(
            "转入非应计：利息照算，不计收入",
            "Nonaccrual: interest is owed, no longer booked",
        ),
        EventKind::NonaccrualEnded => voice.pick("恢复应计", "Accrual again"),
        EventKind::PlanCured => {
            voice.pick("按计划还足期数，计划达成", "Enough plan dues were kept: cured")
        }
        EventKind::PlanBroken => voice.pick(
            "计划中断，暂免款项恢复计收",
            "The plan was broken; what was set aside is owed again",
        ),
        EventKind::ChargeOffProposed => {
            voice.pick("按制度提示核销，待审批", "Policy proposes charge-off; to be decided")
        }
        EventKind::Settled => voice.pick("贷款结清", "The loan is paid off"),
        _ => voice.pick("其他变化", "Another change"),
    }
}

/// The parts of an amount that are not nothing: `本金 1,132.50、利息 148.80`.
pub fn components(voice: Voice, amounts: &Components) -> String {
    let parts: Vec<String> = Component::ALL
        .into_iter()
        .filter(|component| amounts.get(*component) != Minor::ZERO)
        .map(|component| named(voice, component, amounts.get(component)))
        .collect();
    parts.join(voice.pick("、", ", "))
}

fn named(voice: Voice, component: Component, amount: Minor) -> String {
    format!("{} {}", words::component(voice.lang, component), voice.bare(amount))
}

/// What one payment met, due by due: `第 7 期：罚息 31.52、利息 61.64`.
pub fn allocations(voice: Voice, met: &[(u16, Component, Minor)]) -> String {
    let dues = met.chunk_by(|a, b| a.0 == b.0).map(|group| {
        let parts: Vec<String> =
            group.iter().map(|(_, component, amount)| named(voice, *component, *amount)).collect();
        let number = group.first().map_or(0, |first| first.0);
        let parts = parts.join(voice.pick("、", ", "));
        voice.pick(format!("第 {number} 期 {parts}"), format!("no. {number} {parts}"))
    });
    let dues: Vec<String> = dues.collect();
    voice.pick(format!("用于归还：{}", dues.join("；")), format!("Went to {}", dues.join("; ")))
}
