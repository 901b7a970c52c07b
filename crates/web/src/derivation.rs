//! A derivation in words: every node as what it is and how much, in both languages.

use engine::explain::{Derivation, Figure, Said, Section, Value};
use engine::waterfall::Component;
use primitives::money::Currency;

use crate::lang::Lang;
use crate::voice::Voice;
use crate::words;

/// A derivation as indented lines, the figure first.
pub fn text(lang: Lang, currency: Currency, derivation: &Derivation) -> String {
    let mut out = String::new();
    write(Voice { lang, currency }, derivation, 0, &mut out);
    out
}

fn write(voice: Voice, node: &Derivation, depth: usize, out: &mut String) {
    let (label, value) = (label(voice, node), value(voice, node));
    let colon = if value.is_empty() { "" } else { voice.pick("：", ": ") };
    out.push_str(&format!("{}{label}{colon}{value}\n", "  ".repeat(depth)));
    node.from.iter().for_each(|part| write(voice, part, depth + 1, out));
}

/// What a node is.
pub fn label(voice: Voice, node: &Derivation) -> String {
    let lang = voice.lang;
    let of = |zh: &str, en: &str, component: Component| {
        let name = words::component(lang, component);
        voice.pick(zh.replace("{}", name), en.replace("{}", name))
    };
    match &node.said {
        Said::Figure(figure) => figure_name(lang, *figure),
        Said::Billed(Component::Principal) => voice.pick("放出本金", "principal lent").to_owned(),
        Said::Billed(component) => of("计收{}", "{} billed", *component),
        Said::Met(component) => of("还款冲抵{}", "{} met by money", *component),
        Said::GivenUp(component) => of("减免{}", "{} given up", *component),
        Said::ChargedOff(component) => of("核销{}", "{} charged off", *component),
        Said::Undue(component) => of("未到期{}", "{} not yet due", *component),
        Said::AsItFell(component) => of("到期时的{}", "{} as it fell due", *component),
        Said::SetAside => voice.pick("收到、暂未使用", "received, not needed yet").to_owned(),
        Said::Used => voice.pick("已使用或退回", "used or paid back").to_owned(),
        Said::OwedAtChargeOff => voice.pick("核销时所欠", "owed at charge-off").to_owned(),
        Said::Recovered => voice.pick("核销后收回", "recovered since").to_owned(),
        Said::SetOff => voice.pick("抵扣已收未用款", "held money set off").to_owned(),
        Said::LateOn(number) => voice
            .pick(format!("第 {number} 期逾期产生"), format!("for the lateness of no. {number}")),
        Said::HeldBack => voice.pick("因上限未计收", "held back by a cap").to_owned(),
        Said::Otherwise => voice.pick(
            "接管、减免或按整笔贷款处理的部分".to_owned(),
            "taken over, given up or told of the loan as a whole".to_owned(),
        ),
        Said::Fact { number, kind, value_date, recorded_on } => {
            let (counts, learnt) = (voice.date(*value_date), voice.date(*recorded_on));
            let kind = kind.replace('_', " ");
            voice.pick(
                format!("记录 {number}（{kind}），计入 {counts}，{learnt} 录入"),
                format!("record {number} ({kind}) of {counts}, learnt {learnt}"),
            )
        }
        Said::Day(on) => {
            let day = voice.date(*on);
            voice.pick(format!("{day} 到了"), format!("the day {day} came"))
        }
        Said::Base => voice.pick("计息基数", "on").to_owned(),
        Said::Rate => voice.pick("利率", "at").to_owned(),
        Said::Span { from, to } => {
            let (from, to) = (voice.date(*from), voice.date(*to));
            voice.pick(format!("{from} 至 {to}"), format!("from {from} to {to}"))
        }
        Said::OldestUnpaid(number) => voice.pick(
            format!("最早未还清的一期：第 {number} 期"),
            format!("oldest due not satisfied: no. {number}"),
        ),
        Said::Interval { from, through: Some(through) } => {
            voice.pick(format!("{from}–{through} 天之间"), format!("within {from}–{through} days"))
        }
        Said::Interval { from, through: None } => {
            voice.pick(format!("{from} 天及以上"), format!("{from} days or more"))
        }
        Said::Rule { product, section } => {
            let (id, version) = (&product.id, product.version);
            let rule = section_name(lang, *section);
            voice.pick(
                format!("产品 {id} 第 {version} 版：{rule}"),
                format!("product {id} v{version}: {rule}"),
            )
        }
    }
}

/// How much a node is; nothing for a ground that has no measure.
pub fn value(voice: Voice, node: &Derivation) -> String {
    match node.value {
        Value::Money(amount) => voice.amount(amount),
        Value::Days(days) => voice.pick(format!("{days} 天"), format!("{days} days")),
        Value::Rate(rate) => words::rate(voice.lang, rate),
        Value::Date(on) => voice.date(on),
        Value::Bucket(bucket) => words::bucket(bucket),
        Value::Class(class) => words::class(voice.lang, class).to_owned(),
        Value::Count(count) => count.to_string(),
        Value::None => String::new(),
    }
}

/// What a figure is called.
pub fn figure_name(lang: Lang, figure: Figure) -> String {
    match figure {
        Figure::Outstanding => lang.pick("全部所欠", "everything owed").to_owned(),
        Figure::Balance(component) => {
            let name = words::component(lang, component);
            lang.pick(format!("所欠{name}"), format!("{name} owed"))
        }
        Figure::Held => lang.pick("已收未用款", "money held").to_owned(),
        Figure::AccruedInterest => {
            lang.pick("上次到期以来的利息", "interest since the last due").to_owned()
        }
        Figure::Payoff => lang.pick("结清金额", "to pay off").to_owned(),
        Figure::Due(number) => {
            lang.pick(format!("第 {number} 期未还"), format!("unpaid of no. {number}"))
        }
        Figure::DaysPastDue => lang.pick("合同逾期天数", "days past due, by contract").to_owned(),
        Figure::DaysPastDueCounted => {
            lang.pick("计入分级的逾期天数", "days past due, counted").to_owned()
        }
        Figure::Bucket => lang.pick("逾期阶段", "bucket").to_owned(),
        Figure::Class => lang.pick("逾期类别", "class").to_owned(),
    }
}

fn section_name(lang: Lang, section: Section) -> &'static str {
    match section {
        Section::Interest => lang.pick("利息规则", "interest"),
        Section::Schedule => lang.pick("还款计划", "schedule"),
        Section::Tolerance => lang.pick("容时容差", "tolerance"),
        Section::Late => lang.pick("逾期费用", "late charges"),
        Section::Waterfall => lang.pick("清偿顺序", "waterfall"),
        Section::Prepayment => lang.pick("提前还款", "prepayment"),
        Section::Delinquency => lang.pick("逾期分级", "buckets and classes"),
        Section::Revolving => lang.pick("账单与循环利息", "statements and revolving interest"),
    }
}
