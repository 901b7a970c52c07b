//! A cost sheet in words, in both languages.

use engine::contract::Contract;
use engine::cost_sheet::worked::{Life, Worked, worked};
use engine::cost_sheet::{Charge, CostSheet, Item, cost_sheet};
use engine::policy::Convention;
use engine::product::LateBase;
use primitives::amount::Minor;
use primitives::rate::{Per, Rate};

use crate::lang::Lang;
use crate::voice::Voice;
use crate::words;

/// The sheet of a contract as lines to be read before signing, with what three lives would cost.
pub fn text(lang: Lang, contract: Contract) -> String {
    let sheet = cost_sheet(contract);
    let told = Told { voice: Voice { lang, currency: sheet.currency }, sheet: &sheet };
    let mut lines = told.head(contract);
    lines.push(told.pick("正常履约收取", "Charged in any case").to_owned());
    lines.extend(sheet.items.iter().map(|item| told.item(item)));
    lines.push(told.yearly_cost());
    lines.push(told.pick("可能另行收取", "Charged only in these cases").to_owned());
    lines.extend(sheet.contingent.iter().map(|item| told.item(item)));
    if sheet.contingent.is_empty() {
        lines.push(told.pick("  无", "  none").to_owned());
    }
    let nothing_else =
        told.pick("除以上各项外，不再收取任何费用。", "Nothing else will be charged.");
    lines.push(nothing_else.to_owned());
    let lives = worked(contract);
    if !lives.is_empty() {
        lines.push(told.pick("费用举例", "Worked costs").to_owned());
        lines.extend(lives.iter().map(|life| told.life(life)));
    }
    lines.push(format!("SHA-256 {}", sheet.digest()));
    lines.join("\n")
}

struct Told<'a> {
    voice: Voice,
    sheet: &'a CostSheet,
}

impl Told<'_> {
    fn pick<T>(&self, zh: T, en: T) -> T {
        self.voice.pick(zh, en)
    }

    fn money(&self, amount: Minor) -> String {
        format!("{} {}", self.sheet.currency.format_minor(amount.0), self.sheet.currency)
    }

    fn head(&self, contract: Contract) -> Vec<String> {
        let (sheet, name) = (self.sheet, &contract.product.name);
        let version = sheet.product.version;
        let pack = contract.product.policy.as_ref();
        let pack = pack.map_or(self.pick("无", "none").to_owned(), |pack| {
            let name = self.pick(&pack.name.zh, &pack.name.en);
            format!("{name} ({} {})", pack.reference.id, pack.reference.version)
        });
        let (amount, count) = (self.money(sheet.principal), sheet.installments);
        vec![
            self.pick("综合融资成本明示表", "Cost sheet").to_owned(),
            self.pick(
                format!("产品：{}，第 {version} 版", name.zh),
                format!("Product: {}, version {version}", name.en),
            ),
            self.pick(format!("适用规则：{pack}"), format!("Rules: {pack}")),
            self.pick(
                format!("本金：{amount}，分 {count} 期"),
                format!("Principal: {amount}, in {count} instalments"),
            ),
        ]
    }

    fn yearly_cost(&self) -> String {
        let cost = &self.sheet.yearly_cost;
        let convention = match self.sheet.convention {
            Convention::SimpleNominal => self.pick("单利", "simple"),
            Convention::EffectiveIrr => self.pick("内部收益率，复利", "internal rate, compounded"),
        };
        self.pick(
            format!("正常履约年化综合融资成本：{cost}（{convention}）"),
            format!("Cost a year if all is paid on time: {cost} ({convention})"),
        )
    }

    fn item(&self, item: &Item) -> String {
        let (name, receiver) = match &item.listed {
            Some(listed) => (
                self.pick(&listed.name.zh, &listed.name.en).as_str(),
                self.pick(&listed.receiver.zh, &listed.receiver.en).as_str(),
            ),
            None => (item_name(self.voice.lang, &item.id), self.pick("贷款人", "the lender")),
        };
        let how = self.how(item.charge);
        self.pick(
            format!("  {name}：{how}，由{receiver}收取"),
            format!("  {name}: {how}, to {receiver}"),
        )
    }

    fn how(&self, charge: Charge) -> String {
        let percent = primitives::rate::Fraction::to_percent;
        match charge {
            Charge::OnPrincipal(rate) => self.at(rate, ("实际使用本金", "principal in use")),
            Charge::OnOverdue(rate, LateBase::Principal) => {
                self.at(rate, ("逾期本金", "overdue principal"))
            }
            Charge::OnOverdue(rate, LateBase::PrincipalAndInterest) => {
                self.at(rate, ("逾期本金和利息", "overdue principal and interest"))
            }
            Charge::OnCash(rate) => self.at(rate, ("取现金额", "cash drawn")),
            Charge::PerMissedDue(fee) => self.each(fee, ("每次逾期", "for each missed due")),
            Charge::PerCycleOverLimit(fee) => {
                self.each(fee, ("每个超限账期", "for each cycle over the limit"))
            }
            Charge::OfMissedDue(share) => {
                self.share(percent(share), ("每次逾期应还额", "each missed due"))
            }
            Charge::OfCash(share) => self.share(percent(share), ("取现金额", "cash drawn")),
            Charge::OfPrepaid(share) => {
                self.share(percent(share), ("提前归还本金", "principal paid before time"))
            }
            Charge::OfConverted(count, share) => {
                let zh = format!("分 {count} 期金额");
                let en = format!("what is turned into {count} instalments");
                self.share(percent(share), (&zh, &en))
            }
            Charge::AtMost(component, most) => {
                let kind = words::component(self.voice.lang, component);
                let most = self.money(most);
                self.pick(
                    format!("按实际发生额，每次不超过 {most}，计入{kind}"),
                    format!("as incurred, at most {most} each time, as {kind}"),
                )
            }
        }
    }

    fn at(&self, rate: Rate, (zh, en): (&str, &str)) -> String {
        let per = match rate.per {
            Per::Day => "每日",
            Per::Month => "每月",
            Per::Year => "每年",
        };
        let share = rate.fraction.to_percent();
        self.pick(format!("{zh}的{per} {share}"), format!("{rate} on {en}"))
    }

    fn each(&self, fee: Minor, (zh, en): (&str, &str)) -> String {
        let fee = self.money(fee);
        self.pick(format!("{zh} {fee}"), format!("{fee} {en}"))
    }

    fn share(&self, share: String, (zh, en): (&str, &str)) -> String {
        self.pick(format!("{zh}的 {share}"), format!("{share} of {en}"))
    }

    fn life(&self, worked: &Worked) -> String {
        let life = match worked.life {
            Life::OnTime => self.pick("每期按时还款", "Every due on its day"),
            Life::MonthLate => self.pick("每期逾期一个月还款", "Every due a month late"),
            Life::PaidOffEarly => self.pick("半程提前结清", "Paid off half way"),
        };
        let (paid, cost) = (self.money(worked.paid), self.money(worked.cost));
        let (lateness, on) = (self.money(worked.lateness), self.voice.date(worked.ended_on));
        self.pick(
            format!("  {life}：共还 {paid}，其中息费 {cost}（逾期部分 {lateness}），{on}结清"),
            format!(
                "  {life}: {paid} in all, {cost} of it cost ({lateness} for lateness), ends {on}"
            ),
        )
    }
}

/// What people call an item that follows from the product's rules.
fn item_name(lang: Lang, id: &str) -> &str {
    let (zh, en) = match id {
        "interest" => ("利息", "interest"),
        "default-interest" => ("罚息", "default interest"),
        "late-fee" => ("逾期费", "late fee"),
        "prepayment-fee" => ("提前还款手续费", "prepayment fee"),
        "over-limit-fee" => ("超限费", "over-limit fee"),
        "cash-interest" => ("取现利息", "interest on cash"),
        "cash-fee" => ("取现手续费", "cash fee"),
        "instalment-fee" => ("分期手续费", "instalment fee"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_of_a_sheet_has_a_name_in_both_languages() {
        for id in engine::cost_sheet::ITEMS {
            let (zh, en) = (item_name(Lang::Zh, id), item_name(Lang::En, id));
            assert!(!zh.is_ascii() && en.is_ascii() && !en.contains('-') || id == "over-limit-fee");
        }
    }
}
