//! The bytes of a sheet, format 1: lines of `key: value`, UTF-8, each ended by a line feed, in
//! fixed order. What both languages are rendered from, and what a hash is taken of.

use super::{Charge, CostSheet, Item, Listed};
use crate::product::LateBase;

impl CostSheet {
    /// The canonical bytes, as text.
    pub fn canonical(&self) -> String {
        let money = |minor| self.currency.format_minor(minor);
        let pack = self
            .pack
            .as_ref()
            .map_or("none".to_owned(), |pack| format!("{} {}", pack.id, pack.version));
        let mut lines = vec![
            "cost-sheet: 1".to_owned(),
            format!("product: {} {}", self.product.id, self.product.version),
            format!("pack: {pack}"),
            format!("currency: {}", self.currency),
            format!("principal: {}", money(self.principal.0)),
            format!("installments: {}", self.installments),
        ];
        lines.extend(self.items.iter().map(|item| format!("item: {}", self.item(item))));
        lines.push(format!("yearly-cost: {} {}", self.yearly_cost, self.convention.word()));
        lines.extend(self.contingent.iter().map(|item| format!("contingent: {}", self.item(item))));
        lines.push("nothing-else: yes".to_owned());
        lines.push(String::new());
        lines.join("\n")
    }

    fn item(&self, item: &Item) -> String {
        let how = match item.charge {
            Charge::OnPrincipal(rate) => format!("{rate} on principal"),
            Charge::OnOverdue(rate, LateBase::Principal) => format!("{rate} on overdue principal"),
            Charge::OnOverdue(rate, LateBase::PrincipalAndInterest) => {
                format!("{rate} on overdue principal and interest")
            }
            Charge::PerMissedDue(fee) => {
                format!("{} per missed due", self.currency.format_minor(fee.0))
            }
            Charge::OfMissedDue(share) => format!("{} of each missed due", share.to_percent()),
            Charge::PerCycleOverLimit(fee) => {
                let fee = self.currency.format_minor(fee.0);
                format!("{fee} per cycle over the limit")
            }
            Charge::OnCash(rate) => format!("{rate} on cash drawn"),
            Charge::OfCash(share) => format!("{} of cash drawn", share.to_percent()),
            Charge::OfConverted(count, fee) => {
                format!("{} of what is turned into {count} instalments", fee.to_percent())
            }
            Charge::AtMost(component, most) => {
                format!("at most {} each time as {component}", self.currency.format_minor(most.0))
            }
            Charge::OfPrepaid(share) => format!("{} of principal prepaid", share.to_percent()),
        };
        match &item.listed {
            None => format!("{}, {how}, to the lender", item.id),
            Some(Listed { name, receiver }) => format!(
                "{} ({} / {}), {how}, to {} / {}",
                item.id, name.zh, name.en, receiver.zh, receiver.en
            ),
        }
    }
}
