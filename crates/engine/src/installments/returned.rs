//! Principal that is owed again: a payment taken back, or credit paid out that was no credit.

use primitives::amount::Minor;
use primitives::date::Date;

use super::charges;
use super::installment::Installment;
use super::portions::{Component, Portions};

/// Asks for amounts again in the row that falls due next after a day; the last one's on its own
/// day, and one of its own behind maturity.
pub fn owe_again(rows: &mut Vec<Installment>, on: Date, amounts: Portions) {
    let row = match rows.iter().position(|row| is_next(row, on)) {
        Some(index) => &mut rows[index],
        None => charges::row_for(rows, on),
    };
    row.due += amounts;
    row.returned += amounts;
    if !row.is_met() {
        row.paid_on = None;
    }
}

fn is_next(row: &Installment, on: Date) -> bool {
    use super::installment::InstallmentKind::Regular;
    row.kind == Regular && row.due_on > on
}

/// Which components an amount taken back of a payment returns to: those the payment met, in the
/// order agreed, less what was taken back of it before; without an order, principal alone.
pub fn taken_back(
    amount: Minor,
    met: Portions,
    before: Portions,
    order: Option<[Component; 4]>,
) -> Portions {
    let Some(order) = order else { return Portions::only(Component::Principal, amount) };
    let mut left = amount;
    let mut portions = Portions::ZERO;
    for component in order {
        let part = left.min(met[component] - before[component]).or_zero();
        portions[component] = part;
        left -= part;
    }
    portions.principal += left;
    portions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_fills_what_the_payment_met() {
        let met = Portions {
            principal: Minor(70),
            interest: Minor(20),
            fee: Minor(10),
            penalty: Minor(0),
        };
        let order = [Component::Penalty, Component::Fee, Component::Interest, Component::Principal];
        let first = taken_back(Minor(25), met, Portions::ZERO, Some(order));
        assert_eq!((first.fee, first.interest, first.principal), (Minor(10), Minor(15), Minor(0)));
        let second = taken_back(Minor(15), met, first, Some(order));
        assert_eq!((second.interest, second.principal), (Minor(5), Minor(10)));
        assert_eq!(taken_back(Minor(5), met, Portions::ZERO, None).principal, Minor(5));
    }
}
