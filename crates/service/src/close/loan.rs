//! One loan brought to the end of a date: pure, and caught where it fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::contract::Contract;
use engine::day::advance;
use engine::effects::{Effects, EventKind};
use engine::fact::{Fact, FactKind};
use engine::fold::apply;
use engine::state::State;
use primitives::amount::Minor;
use primitives::date::Date;
use store::{DueLoan, StandingRow};

use super::contracts::Contracts;
use super::standing::kept;

/// The measure of dues that fell on a date.
pub const DUE_FALLEN: &str = "due_fallen";
/// The measure of what held money paid of them on the same date.
pub const DUE_PAID: &str = "due_paid";

/// A loan at the end of a date.
pub(super) struct Advanced {
    /// Where it stands.
    pub(super) after: StandingRow,
    /// What to book and to tell.
    pub(super) effects: Effects,
    /// What policy decided on the way.
    pub(super) facts: Vec<Fact>,
}

/// Brings a loan to the end of `on`, or says why it cannot be done. A panic of the engine is a bug
/// of ours and must not stop the other loans.
pub(super) fn bring(contracts: &Contracts, loan: &DueLoan, on: Date) -> Result<Advanced, String> {
    let brought = catch_unwind(AssertUnwindSafe(|| try_bring(contracts, loan, on)));
    brought.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("the engine failed: {}", text.unwrap_or("no reason given")))
    })
}

fn try_bring(contracts: &Contracts, loan: &DueLoan, on: Date) -> Result<Advanced, String> {
    let terms = Contracts::terms(&loan.terms).map_err(|error| error.to_string())?;
    let contract = contracts.contract(&terms).map_err(|error| error.to_string())?;
    let mut state = loan.standing.standing().map_err(|error| error.to_string())?;
    let mut effects = Effects::default();
    let facts = by_policy(contract, &mut state, (loan.standing.fact_count, on), &mut effects);
    let before = &loan.standing;
    let mut after = kept(contract, &state, before.loan_id, Some(before));
    after.fact_count += facts.len() as u32;
    let lines = u32::try_from(effects.transfers.len()).map_err(|error| error.to_string())?;
    after.posting_count += lines;
    Ok(Advanced { after, effects, facts })
}

/// Advances a loan; where policy charges it off on the way, the charge-off is a fact of that day,
/// and the day is gone through again with it so that a fold comes to the same.
fn by_policy(
    contract: Contract,
    state: &mut State,
    (fact_count, on): (u32, Date),
    effects: &mut Effects,
) -> Vec<Fact> {
    let charge_off_possible = contract.product.delinquency.charge_off_from.is_some();
    let before = charge_off_possible.then(|| state.clone());
    advance(contract, state, on, effects);
    let proposed = effects.events.iter().find(|event| event.kind == EventKind::ChargeOffProposed);
    let (Some(before), Some(proposed)) = (before, proposed) else { return Vec::new() };
    let fact = Fact {
        number: fact_count + 1,
        value_date: proposed.on,
        recorded_on: on,
        kind: FactKind::ChargedOff,
    };
    *state = before;
    effects.clear();
    apply(contract, state, &fact, effects);
    advance(contract, state, on, effects);
    vec![fact]
}

/// What fell due on a date, and what held money paid of it at once.
pub(super) fn fallen(effects: &Effects, on: Date) -> Option<(Minor, Minor)> {
    let mut numbers = Vec::new();
    let (mut due, mut paid) = (Minor::ZERO, Minor::ZERO);
    for event in effects.events.iter().filter(|event| event.on == on) {
        match event.kind {
            EventKind::Fell { number, amounts, .. } => {
                numbers.push(number);
                due += amounts.total();
            }
            EventKind::Allocated { number, amount, .. } if numbers.contains(&number) => {
                paid += amount;
            }
            _ => {}
        }
    }
    (!numbers.is_empty()).then_some((due, paid))
}
