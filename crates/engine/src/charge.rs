//! Charges the lender adds: a fee agreed in the contract, the costs of a court. Due on their value
//! date, as a due of their own.
//!
//! Spec: `docs/specs/charges.md`.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::books;
use crate::command::Rejection;
use crate::contract::Contract;
use crate::cost_sheet::cost_sheet;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::state::{Components, Due, FlatFee, LateMeter, State, Status};
use crate::waterfall::Component;

/// The number of the dues that charges are; instalments count from 1.
pub const CHARGE_NUMBER: u16 = 0;
/// The longest name of an item.
const ITEM_LENGTH: usize = 40;

/// A charge added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The item of the cost sheet it is charged under: 1 to 40 of `a`–`z`, `0`–`9` and `-`.
    pub item: String,
    /// A fee, which makes the loan late while unpaid, or a late fee, which does not.
    pub component: Component,
    /// How much.
    pub amount: Minor,
}

/// Whether a text names an item: 1 to 40 of `a`–`z`, `0`–`9` and `-`.
pub(crate) fn is_item_name(text: &str) -> bool {
    (1..=ITEM_LENGTH).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a charge is one, and one that the contract knows of.
pub(crate) fn check_kind(contract: Contract, charge: &Charge) -> Result<(), Rejection> {
    let named = is_item_name(&charge.item);
    let kind = matches!(charge.component, Component::Fee | Component::LateFee);
    if !named || !kind {
        return Err(Rejection::ChargeMalformed);
    }
    if contract.product.revolving.is_some() {
        return Err(Rejection::NotWithStatements);
    }
    // Outside any pack no sheet is part of the contract.
    if contract.product.policy.is_some() && !cost_sheet(contract).permits(charge) {
        return Err(Rejection::ChargeNotOnSheet);
    }
    Ok(())
}

/// Whether a charge may be added to a loan as it stands.
pub(crate) fn check(contract: Contract, state: &State, charge: &Charge) -> Result<(), Rejection> {
    check_kind(contract, charge)?;
    match state.status {
        Status::Active => Ok(()),
        _ => Err(Rejection::NotActive),
    }
}

/// Adds a charge to a loan opened on its value date; held money meets it at once.
pub(crate) fn add(
    contract: Contract,
    state: &mut State,
    on: Date,
    charge: &Charge,
    effects: &mut Effects,
) {
    if state.status != Status::Active {
        return;
    }
    let (component, amount) = (charge.component, charge.amount);
    late::assess(contract, state, on, effects);
    books::bill(state, on, (component, amount), effects);
    let mut outstanding = Components::default();
    *outstanding.get_mut(component) = amount;
    // A charge does not earn a late fee of its own.
    let late = LateMeter { flat_fee: FlatFee::Charged, ..LateMeter::starting(on) };
    state.dues.push(Due { number: CHARGE_NUMBER, on, outstanding, late });
    effects.note(on, EventKind::Charged { component, amount });
    payment::apply_held(contract, state, on, effects);
    payment::drop_satisfied(state, on, effects);
}
