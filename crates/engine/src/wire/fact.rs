//! Facts as JSON, format 1: an object whose `kind` says what happened.

use primitives::amount::Minor;
use primitives::date::Date;
use serde::{Deserialize, Serialize};

use super::WireError;
use super::relief::{self, ReasonV1, ReliefV1};
use crate::charge::Charge;
use crate::fact::{FactKind, LegacyLine, OpenDue, PaymentIntent, Position, Reamortization};
use crate::product::PartialRule;
use crate::rate_change::{InstallmentAfter, RateChange};
use crate::revolving::{Converted, RevolvingFact, Spending};

const WHAT: &str = "a fact";

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum FactV1 {
    Disbursed {
        amount: i64,
    },
    TakenOver {
        principal_undue: i64,
        interest_from: String,
        next_due: String,
        remaining: u16,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        installment: Option<i64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        dues: Vec<OpenDueV1>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        lines: Vec<LegacyLineV1>,
    },
    Paid {
        amount: i64,
        intent: IntentV1,
    },
    Reversed {
        fact: u32,
    },
    Waived {
        component: String,
        amount: i64,
    },
    ChargedOff {},
    Refunded {
        amount: i64,
    },
    Reamortized {
        first_due: String,
        installments: u16,
        rate: String,
        kept_to_cure: u8,
    },
    LimitSet {
        limit: i64,
    },
    Purchased {
        amount: i64,
    },
    CashAdvanced {
        amount: i64,
    },
    PurchaseRefunded {
        amount: i64,
        of: u32,
    },
    /// Of a purchase, or of the newest statement where none is named.
    Converted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purchase: Option<u32>,
        installments: u16,
    },
    BillDayChanged {
        day: u8,
    },
    Charged {
        item: String,
        component: String,
        amount: i64,
    },
    RateChanged {
        rate: String,
        installment: InstallmentV1,
    },
    Relief {
        reason: ReasonV1,
        granted: ReliefV1,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenDueV1 {
    on: String,
    principal: i64,
    interest: i64,
    fee: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegacyLineV1 {
    on: String,
    principal: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interest: Option<i64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum IntentV1 {
    Due,
    PrepayShorten,
    PrepayReduce,
    Payoff,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum InstallmentV1 {
    Solved,
    Kept,
}

/// The word stored beside a fact's body, for people and queries.
pub const fn kind_word(kind: &FactKind) -> &'static str {
    match kind {
        FactKind::Disbursed { .. } => "disbursed",
        FactKind::TakenOver(_) => "taken_over",
        FactKind::Paid { .. } => "paid",
        FactKind::Reversed { .. } => "reversed",
        FactKind::Waived { .. } => "waived",
        FactKind::ChargedOff => "charged_off",
        FactKind::Refunded { .. } => "refunded",
        FactKind::Reamortized(_) => "reamortized",
        FactKind::Revolving(act) => match act {
            RevolvingFact::LimitSet { .. } => "limit_set",
            RevolvingFact::Spent { on: Spending::Purchase, .. } => "purchased",
            RevolvingFact::Spent { on: Spending::CashAdvance, .. } => "cash_advanced",
            RevolvingFact::PurchaseRefunded { .. } => "purchase_refunded",
            RevolvingFact::Converted { .. } => "converted",
            RevolvingFact::BillDayChanged { .. } => "bill_day_changed",
        },
        FactKind::Relief(_) => "relief",
        FactKind::Charged(_) => "charged",
        FactKind::RateChanged(_) => "rate_changed",
    }
}

/// Writes what happened down.
pub fn to_json(kind: &FactKind) -> String {
    serde_json::to_string(&kept(kind)).expect("plain fields always serialise")
}

fn kept(kind: &FactKind) -> FactV1 {
    match kind {
        FactKind::Disbursed { amount } => FactV1::Disbursed { amount: amount.0 },
        FactKind::TakenOver(position) => kept_position(position),
        FactKind::Paid { amount, intent } => FactV1::Paid {
            amount: amount.0,
            intent: match intent {
                PaymentIntent::Due => IntentV1::Due,
                PaymentIntent::Prepay(PartialRule::Shorten) => IntentV1::PrepayShorten,
                PaymentIntent::Prepay(PartialRule::Reduce) => IntentV1::PrepayReduce,
                PaymentIntent::Payoff => IntentV1::Payoff,
            },
        },
        FactKind::Reversed { fact } => FactV1::Reversed { fact: *fact },
        FactKind::Waived { component, amount } => {
            FactV1::Waived { component: component.word().to_owned(), amount: amount.0 }
        }
        FactKind::ChargedOff => FactV1::ChargedOff {},
        FactKind::Refunded { amount } => FactV1::Refunded { amount: amount.0 },
        FactKind::Reamortized(terms) => FactV1::Reamortized {
            first_due: terms.first_due.to_string(),
            installments: terms.installments,
            rate: terms.rate.to_string(),
            kept_to_cure: terms.kept_to_cure,
        },
        FactKind::Revolving(act) => kept_revolving(act),
        FactKind::Charged(charge) => FactV1::Charged {
            item: charge.item.clone(),
            component: charge.component.word().to_owned(),
            amount: charge.amount.0,
        },
        FactKind::RateChanged(change) => FactV1::RateChanged {
            rate: change.rate.to_string(),
            installment: match change.installment {
                InstallmentAfter::Solved => InstallmentV1::Solved,
                InstallmentAfter::Kept => InstallmentV1::Kept,
            },
        },
        FactKind::Relief(grant) => FactV1::Relief {
            reason: relief::reason(grant.reason),
            granted: relief::kept(&grant.relief),
        },
    }
}

fn kept_revolving(act: &RevolvingFact) -> FactV1 {
    match *act {
        RevolvingFact::LimitSet { limit } => FactV1::LimitSet { limit: limit.0 },
        RevolvingFact::Spent { amount, on: Spending::Purchase } => {
            FactV1::Purchased { amount: amount.0 }
        }
        RevolvingFact::Spent { amount, on: Spending::CashAdvance } => {
            FactV1::CashAdvanced { amount: amount.0 }
        }
        RevolvingFact::PurchaseRefunded { amount, of } => {
            FactV1::PurchaseRefunded { amount: amount.0, of }
        }
        RevolvingFact::Converted { what, installments } => {
            let purchase = match what {
                Converted::Purchase(fact) => Some(fact),
                Converted::Statement => None,
            };
            FactV1::Converted { purchase, installments }
        }
        RevolvingFact::BillDayChanged { day } => FactV1::BillDayChanged { day },
    }
}

fn kept_position(position: &Position) -> FactV1 {
    FactV1::TakenOver {
        principal_undue: position.principal_undue.0,
        interest_from: position.interest_from.to_string(),
        next_due: position.next_due.to_string(),
        remaining: position.remaining,
        installment: position.installment.map(|amount| amount.0),
        dues: position
            .dues
            .iter()
            .map(|due| OpenDueV1 {
                on: due.on.to_string(),
                principal: due.principal.0,
                interest: due.interest.0,
                fee: due.fee.0,
            })
            .collect(),
        lines: position
            .lines
            .iter()
            .map(|line| LegacyLineV1 {
                on: line.on.to_string(),
                principal: line.principal.0,
                interest: line.interest.map(|amount| amount.0),
            })
            .collect(),
    }
}

/// Reads what happened.
pub fn from_json(text: &str) -> Result<FactKind, WireError> {
    let kept: FactV1 = serde_json::from_str(text)
        .map_err(|error| WireError::Malformed { what: WHAT, why: error.to_string() })?;
    Ok(match kept {
        FactV1::Disbursed { amount } => FactKind::Disbursed { amount: Minor(amount) },
        FactV1::Paid { amount, intent } => FactKind::Paid {
            amount: Minor(amount),
            intent: match intent {
                IntentV1::Due => PaymentIntent::Due,
                IntentV1::PrepayShorten => PaymentIntent::Prepay(PartialRule::Shorten),
                IntentV1::PrepayReduce => PaymentIntent::Prepay(PartialRule::Reduce),
                IntentV1::Payoff => PaymentIntent::Payoff,
            },
        },
        FactV1::Reversed { fact } => FactKind::Reversed { fact },
        FactV1::Waived { component, amount } => {
            FactKind::Waived { component: read(&component)?, amount: Minor(amount) }
        }
        FactV1::ChargedOff {} => FactKind::ChargedOff,
        FactV1::Refunded { amount } => FactKind::Refunded { amount: Minor(amount) },
        FactV1::Reamortized { first_due, installments, rate, kept_to_cure } => {
            read_plan((&first_due, &rate), installments, kept_to_cure)?
        }
        FactV1::LimitSet { limit } => {
            FactKind::Revolving(RevolvingFact::LimitSet { limit: Minor(limit) })
        }
        FactV1::Purchased { amount } => FactKind::Revolving(RevolvingFact::Spent {
            amount: Minor(amount),
            on: Spending::Purchase,
        }),
        FactV1::CashAdvanced { amount } => FactKind::Revolving(RevolvingFact::Spent {
            amount: Minor(amount),
            on: Spending::CashAdvance,
        }),
        FactV1::PurchaseRefunded { amount, of } => {
            FactKind::Revolving(RevolvingFact::PurchaseRefunded { amount: Minor(amount), of })
        }
        FactV1::Converted { purchase, installments } => {
            let what = purchase.map_or(Converted::Statement, Converted::Purchase);
            FactKind::Revolving(RevolvingFact::Converted { what, installments })
        }
        FactV1::BillDayChanged { day } => {
            FactKind::Revolving(RevolvingFact::BillDayChanged { day })
        }
        FactV1::Charged { item, component, amount } => {
            FactKind::Charged(Charge { item, component: read(&component)?, amount: Minor(amount) })
        }
        FactV1::RateChanged { rate, installment } => read_rate_change(&rate, installment)?,
        FactV1::Relief { reason, granted } => FactKind::Relief(relief::read(reason, granted)?),
        FactV1::TakenOver {
            principal_undue,
            interest_from,
            next_due,
            remaining,
            installment,
            dues,
            lines,
        } => FactKind::TakenOver(Position {
            principal_undue: Minor(principal_undue),
            interest_from: read(&interest_from)?,
            next_due: read(&next_due)?,
            remaining,
            installment: installment.map(Minor),
            dues: dues.iter().map(read_due).collect::<Result<_, _>>()?,
            lines: lines.iter().map(read_line).collect::<Result<_, _>>()?,
        }),
    })
}

fn read_rate_change(rate: &str, installment: InstallmentV1) -> Result<FactKind, WireError> {
    let installment = match installment {
        InstallmentV1::Solved => InstallmentAfter::Solved,
        InstallmentV1::Kept => InstallmentAfter::Kept,
    };
    Ok(FactKind::RateChanged(RateChange { rate: read(rate)?, installment }))
}

fn read_plan(
    (first_due, rate): (&str, &str),
    installments: u16,
    kept_to_cure: u8,
) -> Result<FactKind, WireError> {
    let (first_due, rate) = (read(first_due)?, read(rate)?);
    Ok(FactKind::Reamortized(Reamortization { first_due, installments, rate, kept_to_cure }))
}

pub(super) fn read<T: std::str::FromStr<Err: std::fmt::Display>>(
    text: &str,
) -> Result<T, WireError> {
    text.parse()
        .map_err(|error: T::Err| WireError::Malformed { what: WHAT, why: error.to_string() })
}

fn read_due(due: &OpenDueV1) -> Result<OpenDue, WireError> {
    Ok(OpenDue {
        on: read::<Date>(&due.on)?,
        principal: Minor(due.principal),
        interest: Minor(due.interest),
        fee: Minor(due.fee),
    })
}

fn read_line(line: &LegacyLineV1) -> Result<LegacyLine, WireError> {
    Ok(LegacyLine {
        on: read::<Date>(&line.on)?,
        principal: Minor(line.principal),
        interest: line.interest.map(Minor),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As written by the first release; must be readable for ever.
    const V1: &[&str] = &[
        r#"{"kind":"disbursed","amount":1200000}"#,
        r#"{"kind":"taken_over","principal_undue":900,"interest_from":"2025-01-15","next_due":"2025-02-15","remaining":9,"installment":128130,"dues":[{"on":"2025-01-15","principal":100,"interest":20,"fee":0}],"lines":[{"on":"2025-02-15","principal":900,"interest":7}]}"#,
        r#"{"kind":"paid","amount":128130,"intent":"due"}"#,
        r#"{"kind":"paid","amount":128130,"intent":"prepay_shorten"}"#,
        r#"{"kind":"paid","amount":128130,"intent":"prepay_reduce"}"#,
        r#"{"kind":"paid","amount":128130,"intent":"payoff"}"#,
        r#"{"kind":"reversed","fact":2}"#,
        r#"{"kind":"waived","component":"default-interest","amount":1427}"#,
        r#"{"kind":"charged_off"}"#,
        r#"{"kind":"refunded","amount":5}"#,
        r#"{"kind":"reamortized","first_due":"2025-10-15","installments":6,"rate":"0.04% per day","kept_to_cure":3}"#,
        r#"{"kind":"charged","item":"court-cost","component":"fee","amount":5000}"#,
        r#"{"kind":"rate_changed","rate":"0.03% per day","installment":"solved"}"#,
        r#"{"kind":"rate_changed","rate":"0.03% per day","installment":"kept"}"#,
        r#"{"kind":"limit_set","limit":1000000}"#,
        r#"{"kind":"purchased","amount":500000}"#,
        r#"{"kind":"cash_advanced","amount":50000}"#,
        r#"{"kind":"purchase_refunded","amount":1000,"of":2}"#,
        r#"{"kind":"converted","purchase":2,"installments":12}"#,
        r#"{"kind":"converted","installments":3}"#,
        r#"{"kind":"bill_day_changed","day":5}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"re_age","counted_from":"2025-10-15"}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"grace","until":"2025-10-15"}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"extension","first_due":"2025-10-15","installments":9}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"deferral","dues":2}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"rate_cut","rate":"0.02% per day","until":"2025-10-15"}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"rate_cut","rate":"0.02% per day"}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"interest_stop","until":"2025-10-15"}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"conditional_waiver","component":"interest","amount":12,"vests_after":3}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"settlement","parts":[{"by":"2025-10-15","amount":5}]}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"refinanced","amount":5,"by":"L2"}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"long_plan","first_due":"2025-10-15","installments":60,"rate":"0% per day","kept_to_cure":3}}"#,
        r#"{"kind":"relief","reason":"service","granted":{"tool":"pause","until":"2025-10-15"}}"#,
        r#"{"kind":"relief","reason":"hardship","granted":{"tool":"pause_changed","pause":4,"until":"2025-10-01"}}"#,
    ];

    #[test]
    fn format_1_is_read_for_ever() {
        for text in V1 {
            assert_eq!(&to_json(&from_json(text).unwrap()), text);
        }
    }

    #[test]
    fn what_is_no_fact_is_refused() {
        for text in
            ["", "{}", r#"{"kind":"paid"}"#, r#"{"kind":"waived","component":"x","amount":1}"#]
        {
            assert!(from_json(text).is_err(), "{text}");
        }
    }
}
