//! A loan against the lender's products: terms a product does not offer and positions the engine
//! does not take are rejected before anything lands.

use engine::command::{Command, decide};
use engine::contract::Contract;
use engine::product::Product;

use crate::reject::Reason;
use crate::rows::RowCursor;
use crate::tape::TapeLoan;

/// Notes why no product allows a loan, if none does.
pub(crate) fn check(cursor: &mut RowCursor, loan: &TapeLoan, products: &[Product]) {
    let terms = &loan.terms;
    let Some(product) = products.iter().find(|product| product.reference == terms.product) else {
        let named = format!("no product {} version {}", terms.product.id, terms.product.version);
        return cursor.note("product", Reason::Refused(named));
    };
    if let Err(error) = terms.check(product) {
        return cursor.note("loan", Reason::Refused(error.to_string()));
    }
    let on = loan.opening.on();
    let command = Command { value_date: on, act: loan.opening.fact() };
    if let Err(rejection) = decide(Contract { terms, product }, &[], &command, on) {
        cursor.note("loan", Reason::Refused(rejection.to_string()));
    }
}
