//! The field's words in both languages: names and definitions that more than one page uses.

use engine::delinquency::LateClass;
use engine::product::{Amortization, Bilingual};
use engine::state::Status;
use engine::waterfall::Component;
use primitives::rate::{Per, Rate};
use service::view::loans::Change;
use service::view::story::{Figure, LineState};
use service::view::today::RateMethod;

use crate::lang::Lang;

/// The buckets that have a colour of their own; later ones share the last.
pub const LAST_BUCKET: u8 = 7;

/// A product's or another thing's own name.
pub fn own(lang: Lang, name: &Bilingual) -> &str {
    lang.pick(&name.zh, &name.en)
}

/// A bucket's name; every book here ends with M7+.
pub fn bucket(bucket: u8) -> String {
    if bucket >= LAST_BUCKET { format!("M{LAST_BUCKET}+") } else { format!("M{bucket}") }
}

/// The class of the stylesheet that gives a bucket its colour.
pub fn bucket_class(bucket: u8) -> String {
    format!("b{}", bucket.min(LAST_BUCKET))
}

/// A class of lateness.
pub fn class(lang: Lang, class: LateClass) -> &'static str {
    match class {
        LateClass::Current => lang.pick("未逾期", "Current"),
        LateClass::Short => lang.pick("短期逾期", "Short"),
        LateClass::Mid => lang.pick("中期逾期", "Mid"),
        LateClass::Long => lang.pick("长期逾期", "Long"),
    }
}

/// A component of what is owed.
pub fn component(lang: Lang, component: Component) -> &'static str {
    match component {
        Component::Principal => lang.pick("本金", "principal"),
        Component::Interest => lang.pick("利息", "interest"),
        Component::Fee => lang.pick("费用", "fees"),
        Component::LateFee => lang.pick("违约金", "late fee"),
        Component::DefaultInterest => lang.pick("罚息", "default interest"),
    }
}

/// How principal is repaid.
pub fn amortization(lang: Lang, amortization: Amortization) -> &'static str {
    match amortization {
        Amortization::EqualInstallment => lang.pick("等额本息", "equal instalments"),
        Amortization::EqualPrincipal => lang.pick("等额本金", "equal principal"),
        Amortization::InterestOnly => lang.pick("先息后本", "interest first, principal last"),
        Amortization::Bullet => lang.pick("到期还本付息", "all at the end"),
        Amortization::Seasonal => lang.pick("按季节还本", "principal by season"),
        Amortization::Stepped => lang.pick("阶梯还本", "principal in steps"),
        Amortization::Revolving => lang.pick("循环额度", "revolving"),
    }
}

/// A rate with what it runs per: `日利率 0.04%`, `0.04% a day`.
pub fn rate(lang: Lang, rate: Rate) -> String {
    let percent = rate.fraction.to_percent();
    match (lang, rate.per) {
        (Lang::Zh, Per::Day) => format!("日利率 {percent}"),
        (Lang::Zh, Per::Month) => format!("月利率 {percent}"),
        (Lang::Zh, Per::Year) => format!("年利率 {percent}"),
        (Lang::En, per) => format!("{percent} a {}", per.word()),
    }
}

/// Where a loan is in its life.
pub fn status(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::Pending => lang.pick("待放款", "not paid out"),
        Status::Active => lang.pick("还款中", "active"),
        Status::Settled { .. } => lang.pick("已结清", "paid off"),
        Status::ChargedOff { .. } => lang.pick("已核销", "charged off"),
    }
}

/// How a line of the schedule stands.
pub fn line_state(lang: Lang, state: LineState) -> &'static str {
    match state {
        LineState::Ahead => lang.pick("未到期", "to come"),
        LineState::Provisional => lang.pick("未到期，日期待定", "to come, date provisional"),
        LineState::Open => lang.pick("待还", "due"),
        LineState::Late => lang.pick("逾期未还", "late, unpaid"),
        LineState::Paid => lang.pick("按时还清", "paid on time"),
        LineState::PaidLate => lang.pick("逾期后还清", "paid late"),
        LineState::Replaced => lang.pick("已由新计划取代", "replaced"),
    }
}

/// What happened to a loan on the business date.
pub fn change(lang: Lang, change: Change) -> &'static str {
    match change {
        Change::Due => lang.pick("今日到期", "due today"),
        Change::NewlyLate => lang.pick("今日新增逾期", "newly late today"),
        Change::RolledOn => lang.pick("今日进入下一阶段", "moved to a later bucket today"),
        Change::Cured => lang.pick("今日还清欠款", "caught up today"),
        Change::ChargedOff => lang.pick("今日核销", "charged off today"),
    }
}

/// A definition of the overdue rate, by name.
pub fn rate_method(lang: Lang, method: RateMethod) -> &'static str {
    match method {
        RateMethod::Balance => lang.pick("余额口径", "By balance"),
        RateMethod::Installment => lang.pick("期供口径", "By instalment"),
        RateMethod::Count => lang.pick("笔数口径", "By count"),
    }
}

/// What that definition divides by what.
pub fn rate_method_defined(lang: Lang, method: RateMethod) -> &'static str {
    match method {
        RateMethod::Balance => lang.pick(
            "只要有一期逾期，整笔贷款的剩余本金都计入分子；分母为全部剩余本金。不含已核销贷款。",
            "All principal of a loan counts as soon as one instalment is late; divided by all \
             principal outstanding. Loans charged off are left out.",
        ),
        RateMethod::Installment => lang.pick(
            "只把已逾期各期的本金计入分子；分母为全部剩余本金。不含已核销贷款。",
            "Only the principal of the late instalments counts; divided by all principal \
             outstanding. Loans charged off are left out.",
        ),
        RateMethod::Count => lang.pick(
            "逾期贷款笔数除以在贷笔数，与金额大小无关。不含已核销贷款。",
            "Late loans divided by loans on the book, whatever their size. Loans charged off are \
             left out.",
        ),
    }
}

/// A figure of one loan, by name.
pub fn figure(lang: Lang, figure: Figure) -> String {
    let name = match figure {
        Figure::DaysPastDue => lang.pick("合同逾期天数", "Days past due, by contract"),
        Figure::DaysPastDueCounted => lang.pick("计入分级的逾期天数", "Days past due, counted"),
        Figure::DaysPastDueMaterial => lang.pick("重大逾期天数", "Days of material arrears"),
        Figure::DaysPastDueMax24m => lang.pick("近 24 个月最长逾期", "Longest in 24 months"),
        Figure::InstallmentsMissed => lang.pick("未还期数", "Instalments missed"),
        Figure::Bucket => lang.pick("逾期阶段", "Bucket"),
        Figure::Class => lang.pick("逾期类别", "Class"),
        Figure::Arrears => lang.pick("现在应还", "Owed now"),
        Figure::LateCharge { due } => {
            return lang.pick(format!("第 {due} 期罚息"), format!("Default interest on no. {due}"));
        }
        Figure::InterestAccrued => lang.pick("未到期本金的应计利息", "Interest since the last due"),
        Figure::Payoff => lang.pick("今天结清", "To pay off today"),
    };
    name.to_owned()
}

/// What that figure means.
pub fn figure_defined(lang: Lang, figure: Figure) -> &'static str {
    match figure {
        Figure::DaysPastDue => lang.pick(
            "从最早一期未还清的到期日算到当日；到期当天为 0，次日为 1，不作任何宽限。",
            "Days from the oldest due date not wholly paid: 0 on that date, 1 the day after, \
             never softened.",
        ),
        Figure::DaysPastDueCounted => lang.pick(
            "扣除容时容差之后的逾期天数，逾期阶段以它为准。超过宽限后从到期日起算。",
            "After tolerance of days and amounts; it picks the bucket. Once tolerance is passed, \
             days count from the due date.",
        ),
        Figure::DaysPastDueMaterial => lang.pick(
            "逾期金额同时超过绝对额和占比两道门槛的连续天数。",
            "Days in a row on which arrears exceeded both an amount and a share of what is owed.",
        ),
        Figure::DaysPastDueMax24m => lang.pick(
            "近 24 个月内合同逾期天数达到过的最大值。",
            "The highest count by contract that was reached in the last 24 months.",
        ),
        Figure::InstallmentsMissed => {
            lang.pick("已过到期日仍未还清的期数。", "Dues past their date and not wholly paid.")
        }
        Figure::Bucket => lang.pick(
            "按计入分级的逾期天数划分：M0 未逾期，M1 为 1–30 天，依此类推，180 天以上为 M7+。",
            "By counted days past due: M0 none, M1 1–30 days and so on, M7+ over 180.",
        ),
        Figure::Class => lang.pick(
            "短期：1–30 天；中期：31–90 天；长期：90 天以上。",
            "Short 1–30 days, mid 31–90, long over 90.",
        ),
        Figure::Arrears => lang.pick(
            "已经到期、还没有还的本金、利息、费用，加上截至当日的罚息和违约金。",
            "Principal, interest and fees that have fallen due and are unpaid, with default \
             interest and late fees to this day.",
        ),
        Figure::LateCharge { .. } => lang.pick(
            "逾期本金和利息 × 罚息日利率 × 逾期天数，不超过上限。",
            "Overdue amount × late rate × days late, never above the cap.",
        ),
        Figure::InterestAccrued => lang.pick(
            "未到期本金自上一到期日起的利息。",
            "Interest on principal not yet due since the last due date.",
        ),
        Figure::Payoff => lang.pick(
            "现在应还，加上未到期本金和截至当日的利息，减去已收未用的款项。",
            "What is owed now, with the principal not yet due and its interest to this day, less \
             money held.",
        ),
    }
}

/// What is meant by money at risk.
pub fn at_risk_defined(lang: Lang) -> &'static str {
    lang.pick(
        "逾期贷款余额：计入分级的逾期天数达到 1 天及以上的贷款，其全部剩余本金。不含已核销贷款。",
        "Money at risk: all principal outstanding of loans with one counted day past due or more. \
         Loans charged off are left out.",
    )
}
