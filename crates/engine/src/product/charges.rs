//! The `[[charges]]` of a product file: what the lender may add by hand, each an item of the cost
//! sheet.

use primitives::amount::Minor;

use super::file::{ChargeShape, NameShape};
use super::validate::{AMOUNT_MOST, Found};
use super::words::Words;
use super::{Bilingual, Product};
use crate::charge::is_item_name;
use crate::cost_sheet::ITEMS;
use crate::waterfall::Component;

/// Something the lender may add by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCharge {
    /// Its item on the cost sheet.
    pub item: String,
    /// What people call it.
    pub name: Bilingual,
    /// Who receives it.
    pub receiver: Bilingual,
    /// A fee or a late fee.
    pub component: Component,
    /// The most it may be, each time.
    pub most: Minor,
}

impl Words {
    /// What the sections say.
    pub(super) fn charges(&mut self, shapes: &[ChargeShape]) -> Vec<ListedCharge> {
        let said = |name: &NameShape| Bilingual { zh: name.zh.clone(), en: name.en.clone() };
        let read = |shape: &ChargeShape| ListedCharge {
            item: shape.item.clone(),
            name: said(&shape.name),
            receiver: said(&shape.receiver),
            component: self
                .value("charges", &shape.component, str::parse)
                .unwrap_or(Component::Fee),
            most: self.money("charges", Some(&shape.most)),
        };
        shapes.iter().map(read).collect()
    }
}

impl Found {
    pub(super) fn charges(&mut self, product: &Product) {
        let listed = &product.charges;
        if product.revolving.is_some() && !listed.is_empty() {
            self.add("charges", "a revolving account's charges come with its statements");
        }
        for (index, charge) in listed.iter().enumerate() {
            let item = &charge.item;
            if !is_item_name(item) {
                let message = format!("\"{item}\" is no item: use 1 to 40 of a-z, 0-9 and -");
                self.add("charges", message);
            }
            let taken = ITEMS.contains(&item.as_str());
            if taken || listed[..index].iter().any(|other| other.item == *item) {
                let message = format!("\"{item}\" stands on the cost sheet already");
                self.add("charges", message);
            }
            if !matches!(charge.component, Component::Fee | Component::LateFee) {
                let message = format!("{} is neither fee nor late-fee", charge.component);
                self.add("charges", message);
            }
            if charge.most <= Minor::ZERO || charge.most > AMOUNT_MOST {
                let most = product.currency.format_minor(charge.most.0);
                self.add("charges", format!("{item}: {most} is no amount that could be charged"));
            }
            let texts = [&charge.name, &charge.receiver];
            if texts.iter().any(|text| text.zh.trim().is_empty() || text.en.trim().is_empty()) {
                self.add("charges", format!("{item}: name and receiver must be said in zh and en"));
            }
        }
    }
}
