//! How a revolving account begins and what its holder may set: the limit and the statement day.

use primitives::amount::Minor;
use primitives::date::Date;

use super::{OverLimitFee, Revolving, RevolvingFact, statement};
use crate::contract::Contract;
use crate::fact::FactKind;
use crate::product::Product;
use crate::product::revolving::Cycle;
use crate::state::{State, Status};

/// The fact that opens a contract of `amount` under a product: a limit for a revolving one, else
/// a payout.
pub fn opening_fact(product: &Product, amount: Minor) -> FactKind {
    match product.revolving {
        Some(_) => FactKind::Revolving(RevolvingFact::LimitSet { limit: amount }),
        None => FactKind::Disbursed { amount },
    }
}

/// Opens the account with the limit agreed, if nothing has opened it before.
pub(super) fn ensure_open(contract: Contract, state: &mut State, on: Date) {
    if state.status != Status::Pending {
        return;
    }
    let cycle = contract.cycle();
    state.status = Status::Active;
    state.opened_on = on;
    state.closed_through = on.plus_days(-1);
    state.revolving = Some(Box::new(Revolving {
        limit: contract.terms.amount,
        cycle,
        next_cycle: None,
        cycle_changed_on: None,
        next_bill: statement::next_on(on, cycle.bill_day),
        statement_count: 0,
        statement: None,
        balances: Vec::new(),
        conversions: Vec::new(),
        interest: 0,
        accrued_to: on,
        fee_unbilled: Minor::ZERO,
        over_limit_fee: OverLimitFee::Open,
    }));
}

/// Sets the limit. Below what is owed it refuses purchases and asks for nothing back.
pub(super) fn set_limit(state: &mut State, limit: Minor) {
    if let Some(account) = &mut state.revolving {
        account.limit = limit;
    }
}

/// Chooses another statement day, in force behind the next statement; what is issued keeps its
/// date.
pub(super) fn change_bill_day(contract: Contract, state: &mut State, on: Date, day: u8) {
    let cycles = contract.product.revolving.as_ref().map_or(&[][..], |rule| &rule.cycles);
    if let Some(account) = &mut state.revolving
        && let Some(cycle) = statement::cycle_with(cycles, day)
    {
        account.next_cycle = Some(cycle);
        account.cycle_changed_on = Some(on);
    }
}

impl Contract<'_> {
    /// The pair of statement and due day signed: the one with the borrower's own due day, or with
    /// the product's.
    pub fn cycle(&self) -> Cycle {
        let cycles = self.product.revolving.as_ref().map_or(&[][..], |rule| &rule.cycles);
        let own = |cycle: &&Cycle| Some(cycle.due_day) == self.terms.due_day;
        let found = cycles.iter().find(own).or_else(|| cycles.first());
        found.copied().unwrap_or(Cycle { bill_day: 1, due_day: 10 })
    }
}
