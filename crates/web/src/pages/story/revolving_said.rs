//! What happens to a revolving account, said in a sentence each.

use engine::revolving::conversion::fee_cost;
use engine::revolving::{Converted, RevolvingEvent, RevolvingFact, Spending};
use primitives::amount::Minor;

use crate::voice::Voice;
use crate::words;

/// A fact.
pub fn fact(voice: Voice, fact: &RevolvingFact) -> String {
    let amount = |minor: Minor| voice.amount(minor);
    match *fact {
        RevolvingFact::LimitSet { limit } => {
            let limit = amount(limit);
            voice.pick(format!("额度设为 {limit}"), format!("The limit is set at {limit}"))
        }
        RevolvingFact::Spent { amount: spent, on: Spending::Purchase } => {
            voice.pick(format!("消费 {}", amount(spent)), format!("{} spent", amount(spent)))
        }
        RevolvingFact::Spent { amount: drawn, on: Spending::CashAdvance } => voice
            .pick(format!("取现 {}", amount(drawn)), format!("{} drawn in cash", amount(drawn))),
        RevolvingFact::PurchaseRefunded { amount: back, of } => voice.pick(
            format!("第 {of} 号消费退款 {}", amount(back)),
            format!("{} refunded for purchase {of}", amount(back)),
        ),
        RevolvingFact::Converted { what: Converted::Purchase(of), installments } => voice.pick(
            format!("第 {of} 号消费转为 {installments} 期分期"),
            format!("Purchase {of} turned into {installments} instalments"),
        ),
        RevolvingFact::Converted { what: Converted::Statement, installments } => voice.pick(
            format!("账单转为 {installments} 期分期"),
            format!("The statement turned into {installments} instalments"),
        ),
        RevolvingFact::BillDayChanged { day } => voice.pick(
            format!("账单日改为每月 {day} 日，下期起生效"),
            format!("Statement day changed to the {day}th, from the next cycle on"),
        ),
    }
}

/// What followed.
pub fn event(voice: Voice, event: &RevolvingEvent) -> String {
    let amount = |minor: Minor| voice.amount(minor);
    match *event {
        RevolvingEvent::Billed { number, due_on, balance, minimum, interest, fee } => {
            let date = voice.date(due_on);
            let (balance, minimum) = (amount(balance), amount(minimum));
            let charges = charges(voice, interest, fee);
            voice.pick(
                format!(
                    "第 {number} 期账单 {balance}{charges}，{date}前最低还款 {minimum}"
                ),
                format!(
                    "Statement {number}: {balance}{charges}, at least {minimum} to be paid by {date}"
                ),
            )
        }
        RevolvingEvent::Met { component, amount: met } => {
            let name = words::component(voice.lang, component);
            voice.pick(
                format!("其中 {} 归还账户{name}", amount(met)),
                format!("{} of it met the account's {name}", amount(met)),
            )
        }
        RevolvingEvent::PaidInFull { number } => voice.pick(
            format!("第 {number} 期账单按时全额还清，免息"),
            format!("Statement {number} was paid in full in time: no interest on it"),
        ),
        RevolvingEvent::Carried { number, interest } if interest == Minor::ZERO => voice.pick(
            format!("第 {number} 期账单未全额还清，余额开始计息"),
            format!("Statement {number} was not paid in full: the rest bears interest"),
        ),
        RevolvingEvent::Carried { number, interest } => voice.pick(
            format!("第 {number} 期账单未全额还清，自消费日起计息，已计 {}", amount(interest)),
            format!(
                "Statement {number} was not paid in full: interest runs from each purchase, {} \
                 so far",
                amount(interest)
            ),
        ),
        RevolvingEvent::FeeCharged { amount: fee } => voice.pick(
            format!("收取手续费 {}，计入下期账单", amount(fee)),
            format!("Fee of {}, on the next statement", amount(fee)),
        ),
        RevolvingEvent::Converted { amount: converted, installments, fee } => voice.pick(
            format!(
                "{} 分 {installments} 期，手续费共 {}{}",
                amount(converted),
                amount(fee),
                cost(voice, converted, fee, installments)
            ),
            format!(
                "{} over {installments} instalments, fees {} in all{}",
                amount(converted),
                amount(fee),
                cost(voice, converted, fee, installments)
            ),
        ),
        RevolvingEvent::LimitPassed { by } => voice.pick(
            format!("超过额度 {}", amount(by)),
            format!("The limit is passed by {}", amount(by)),
        ),
    }
}

/// What a plan's fee comes to as a rate: `，折合年化 15.86%（单利）、17.07%（复利）`.
fn cost(voice: Voice, amount: Minor, fee: Minor, installments: u16) -> String {
    let Some(cost) = fee_cost(amount, fee, installments) else { return String::new() };
    let percent = |rate: f64| format!("{:.2}%", rate * 100.0);
    let (nominal, effective) = (percent(cost.nominal), percent(cost.effective));
    voice.pick(
        format!("，折合年化 {nominal}（单利）、{effective}（复利）"),
        format!(", which is {nominal} a year simple, {effective} compounded"),
    )
}

/// `（含利息 47.25、费用 5.00）`; nothing where there are none.
fn charges(voice: Voice, interest: Minor, fee: Minor) -> String {
    let named = [(voice.pick("利息", "interest"), interest), (voice.pick("费用", "fees"), fee)];
    let parts: Vec<String> = named
        .into_iter()
        .filter(|(_, amount)| *amount != Minor::ZERO)
        .map(|(name, amount)| format!("{name} {}", voice.bare(amount)))
        .collect();
    match parts.is_empty() {
        true => String::new(),
        false => voice
            .pick(format!("（含{}）", parts.join("、")), format!(" (with {})", parts.join(", "))),
    }
}
