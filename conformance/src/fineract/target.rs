//! Which transaction or charge a step means.

use primitives::amount::Minor;
use primitives::date::Date;

use super::vector::{Fields, Unread};

/// A transaction named by what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionTarget {
    /// Only those a step made, and of these the newest.
    last_created: bool,
    kind: Option<String>,
    label: Option<String>,
    date: Option<Date>,
    amount: Option<Minor>,
    nth: usize,
}

/// A transaction as selectors see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<Id> {
    /// Whose.
    pub id: Id,
    /// Its kind's code, such as `REPAYMENT`.
    pub kind: &'static str,
    /// Its kind's label, such as `Repayment`.
    pub label: &'static str,
    /// Its date.
    pub date: Date,
    /// Its amount.
    pub amount: Minor,
    /// Where it stands among those made by steps; nothing when no step made it.
    pub made: Option<usize>,
}

impl TransactionTarget {
    /// The same without its type.
    pub fn of_any_type(self) -> TransactionTarget {
        TransactionTarget { kind: None, ..self }
    }

    /// The same, of a type where it names none.
    pub fn or_type(self, kind: &str) -> TransactionTarget {
        let kind = self.kind.or_else(|| self.last_created.then(|| kind.to_owned()));
        TransactionTarget { kind, ..self }
    }

    /// Whether it means the newest made by a step.
    pub const fn is_last_created(&self) -> bool {
        self.last_created
    }

    /// Reads a selector.
    pub fn read(target: &Fields) -> Result<TransactionTarget, Unread> {
        Ok(TransactionTarget {
            last_created: target.flag("last_created")?,
            kind: target.text_if("type")?.map(str::to_owned),
            label: target.text_if("type_label")?.map(str::to_owned),
            date: target.date_if("date")?,
            amount: target.money_if("amount")?,
            nth: target.whole_if("nth")?.unwrap_or(1).max(1) as usize,
        })
    }

    /// The one meant among transactions in listing order.
    pub fn find<Id: Copy>(&self, listed: &[Candidate<Id>]) -> Option<Id> {
        let mut matching = listed.iter().filter(|candidate| self.fits(candidate));
        let found = if self.last_created { newest(matching) } else { matching.nth(self.nth - 1) };
        found.map(|candidate| candidate.id)
    }

    fn fits<Id>(&self, candidate: &Candidate<Id>) -> bool {
        let same = |wanted: &Option<String>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(text))
        };
        same(&self.kind, candidate.kind)
            && same(&self.label, candidate.label)
            && self.date.is_none_or(|date| date == candidate.date)
            && self.amount.is_none_or(|amount| amount == candidate.amount)
    }
}

fn newest<'a, Id: 'a>(
    candidates: impl Iterator<Item = &'a Candidate<Id>>,
) -> Option<&'a Candidate<Id>> {
    candidates.filter(|candidate| candidate.made.is_some()).max_by_key(|one| one.made)
}

/// A charge named by what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeTarget {
    /// The one added last.
    LastAdded,
    /// The one waived last.
    LastWaived,
    /// The last one of this catalogue key and due date.
    Named {
        /// The key.
        charge: String,
        /// Its due date.
        due_date: Option<Date>,
    },
}

impl ChargeTarget {
    /// Reads a selector.
    pub fn read(target: &Fields) -> Result<ChargeTarget, Unread> {
        if target.flag("last_added")? {
            return Ok(ChargeTarget::LastAdded);
        }
        if target.flag("last_waived")? {
            return Ok(ChargeTarget::LastWaived);
        }
        let charge = target.text("charge")?.to_owned();
        Ok(ChargeTarget::Named { charge, due_date: target.date_if("due_date")? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn listed() -> Vec<Candidate<u32>> {
        let one = |id, kind, label, date: &str, amount, made| Candidate {
            id,
            kind,
            label,
            date: date.parse().unwrap(),
            amount: Minor(amount),
            made,
        };
        vec![
            one(1, "DISBURSEMENT", "Disbursement", "2024-01-01", 10_000, None),
            one(2, "REPAYMENT", "Repayment", "2024-02-01", 1_000, Some(1)),
            one(3, "REPAYMENT", "Repayment", "2024-02-01", 2_000, Some(0)),
        ]
    }

    #[test]
    fn a_selector_finds_the_nth_in_listing_order_or_the_newest_made() {
        for (target, expected) in [
            (json!({"type": "REPAYMENT", "nth": 2}), Some(3)),
            (json!({"type_label": "Repayment", "date": "2024-02-01", "nth": 1}), Some(2)),
            (json!({"date": "2024-02-01", "amount": "20", "nth": 1}), Some(3)),
            (json!({"last_created": true}), Some(2)),
            (json!({"last_created": true, "type": "PAYOUT_REFUND"}), None),
            (json!({"date": "2024-02-01", "nth": 3}), None),
        ] {
            let fields: Fields = serde_json::from_value(target.clone()).unwrap();
            let found = TransactionTarget::read(&fields).unwrap().find(&listed());
            assert_eq!(found, expected, "{target}");
        }
    }
}
