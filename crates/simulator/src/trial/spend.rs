//! What the holder of a revolving account asks for, by lot.

use engine::fact::FactKind;
use engine::revolving::{Converted, Revolving, RevolvingFact, Spending};
use primitives::amount::Minor;
use rand::RngExt;
use rand_pcg::Pcg32;

use super::act::{Seen, part};
use super::offer::chance;

/// Something only a revolving account can be asked for.
pub(super) fn revolving(dice: &mut Pcg32, seen: &Seen<'_>, account: &Revolving) -> FactKind {
    let left = seen.state.credit_left().or_zero();
    FactKind::Revolving(match dice.random_range(0..100) {
        0..55 => {
            RevolvingFact::Spent { amount: Minor(part(dice, left).0 / 3), on: Spending::Purchase }
        }
        55..68 => RevolvingFact::Spent {
            amount: Minor(part(dice, left).0 / 4),
            on: Spending::CashAdvance,
        },
        68..72 => RevolvingFact::Spent { amount: left + part(dice, left), on: Spending::Purchase },
        72..80 => {
            let (of, open) = purchase(dice, seen, account);
            let amount = if chance(dice, 50) { open } else { part(dice, open) };
            RevolvingFact::PurchaseRefunded { amount, of }
        }
        80..90 => RevolvingFact::Converted {
            what: match chance(dice, 50) {
                true => Converted::Statement,
                false => Converted::Purchase(purchase(dice, seen, account).0),
            },
            installments: [2, 3, 6, 12][dice.random_range(0..4)],
        },
        90..95 => RevolvingFact::LimitSet { limit: Minor(part(dice, account.limit).0 * 2) },
        _ => {
            let cycles = seen.contract.product.revolving.as_ref().map_or(&[][..], |r| &r.cycles);
            let day = match cycles.is_empty() {
                true => 1,
                false => cycles[dice.random_range(0..cycles.len())].bill_day,
            };
            RevolvingFact::BillDayChanged { day }
        }
    })
}

/// A purchase still open, mostly; else any number.
fn purchase(dice: &mut Pcg32, seen: &Seen<'_>, account: &Revolving) -> (u32, Minor) {
    if account.balances.is_empty() || chance(dice, 20) {
        return (dice.random_range(1..=seen.facts + 1), Minor(dice.random_range(1..100_000)));
    }
    let balance = &account.balances[dice.random_range(0..account.balances.len())];
    (balance.fact, balance.open)
}
