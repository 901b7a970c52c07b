//! The refusals met before a loan stands, told in both languages: terms, prices, items, files.
//!
//! Spec: `docs/specs/refusals.md`.

use primitives::refusal::Refusal;

use crate::contract::TermsError;
use crate::policy::price::OverCap;
use crate::product::file::ProductFileError;

impl TermsError {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let (code, zh) = match self {
            TermsError::Currency { expected, got } => {
                ("currency_mismatch", format!("该产品的币种为 {expected}，不是 {got}"))
            }
            TermsError::NotEffective(on) => {
                ("product_not_effective", format!("{on} 早于产品的生效日"))
            }
            TermsError::Amount(amount) => {
                ("amount_out_of_range", format!("{amount} 不在产品允许的金额范围内"))
            }
            TermsError::Rate(rate) => {
                ("rate_out_of_range", format!("{rate} 不在产品允许的利率范围内"))
            }
            TermsError::Installments(count) => {
                ("installments_not_offered", format!("该产品不提供 {count} 期"))
            }
            TermsError::DueDay(day) => {
                ("due_day_out_of_range", format!("还款日 {day} 不在 1 至 28 之间"))
            }
            TermsError::DueDayNotOffered(day) => {
                ("due_day_not_offered", format!("该产品没有在 {day} 日到期还款的账单"))
            }
            TermsError::OverCap(over) => return over.refusal(),
        };
        Refusal::of(code, self, zh)
    }
}

impl OverCap {
    /// The code with both sentences.
    pub fn refusal(&self) -> Refusal {
        let OverCap { rule, rate, cost, convention, bound, says, says_zh } = self;
        Refusal::new(
            "over_price_cap",
            format!(
                "{rate} comes to {cost} a year ({convention}), above {bound} by rule {rule}: {says}"
            ),
            format!(
                "{rate} 折合年化 {cost}（{convention}），超过规则 {rule} 的上限 {bound}：{says_zh}"
            ),
        )
    }
}

impl ProductFileError {
    /// The code with both sentences; the problems themselves name file, line and field.
    pub fn refusal(&self) -> Refusal {
        Refusal::of("product_malformed", self, format!("产品文件有误：\n{self}"))
    }
}
