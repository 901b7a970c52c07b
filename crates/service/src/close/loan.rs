//! One loan brought to the end of a date: pure, and caught where it fails.

use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::contract::Contract;
use engine::day::advance;
use engine::effects::{Effects, EventKind};
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, apply, in_force};
use engine::order::place;
use engine::state::State;
use primitives::amount::Minor;
use primitives::date::Date;
use store::{DueLoan, StandingRow};

use super::standing::kept;
use crate::products::Products;

/// The measure of dues that fell on a date.
pub const DUE_FALLEN: &str = "due_fallen";
/// The measure of what held money paid of them on the same date.
pub const DUE_PAID: &str = "due_paid";

/// The measure of money received on a date from loans that were late when it came.
pub const COLLECTED_LATE: &str = "collected_late";

/// A loan on its way to the end of a date.
pub(super) struct Waiting {
    /// Its terms, and where it stands.
    pub(super) loan: DueLoan,
    /// Its facts known ahead of their dates, and its reversals.
    pub(super) ahead: Vec<Fact>,
}

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
pub(super) fn bring(contracts: &Products, waiting: &Waiting, on: Date) -> Result<Advanced, String> {
    let brought = catch_unwind(AssertUnwindSafe(|| try_bring(contracts, waiting, on)));
    brought.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("the engine failed: {}", text.unwrap_or("no reason given")))
    })
}

fn try_bring(contracts: &Products, waiting: &Waiting, on: Date) -> Result<Advanced, String> {
    let before = &waiting.loan.standing;
    let terms = Products::terms(&waiting.loan.terms).map_err(|error| error.to_string())?;
    let contract = contracts.contract(&terms).map_err(|error| error.to_string())?;
    let mut state = before.standing().map_err(|error| error.to_string())?;
    let mut effects = Effects::default();
    let mut coming: Vec<Fact> = in_force(&waiting.ahead, Horizon::through(on))
        .into_iter()
        .filter(|fact| fact.value_date > state.opened_on)
        .cloned()
        .collect();
    let charge_off = go(contract, &mut state, (&coming, on), &mut effects).map(|proposed_on| {
        let kind = FactKind::ChargedOff;
        Fact { number: before.fact_count + 1, value_date: proposed_on, recorded_on: on, kind }
    });
    if let Some(fact) = &charge_off {
        // The charge-off is a fact of the day that called for it: that day is gone through again
        // with the fact in its place, so that a fold comes to the same.
        coming.push(fact.clone());
        coming.sort_by_key(place);
        state = before.standing().map_err(|error| error.to_string())?;
        effects.clear();
        go(contract, &mut state, (&coming, on), &mut effects);
    }
    let facts: Vec<Fact> = charge_off.into_iter().collect();
    let mut after = kept(contract, &state, before.loan_id, Some(before));
    after.fact_count += facts.len() as u32;
    after.posting_count += u32::try_from(effects.transfers.len()).unwrap_or(u32::MAX);
    Ok(Advanced { after, effects, facts })
}

/// Applies facts on their days and advances to the end of `on`. Gives the day on which policy
/// first called for a charge-off.
fn go(
    contract: Contract,
    state: &mut State,
    (coming, on): (&[Fact], Date),
    effects: &mut Effects,
) -> Option<Date> {
    coming.iter().for_each(|fact| apply(contract, state, fact, effects));
    advance(contract, state, on, effects);
    let proposed = effects.events.iter().find(|event| event.kind == EventKind::ChargeOffProposed);
    proposed.map(|event| event.on)
}

/// Money that came in on `on` for a loan that was late at its start.
pub(super) fn collected_late(waiting: &Waiting, on: Date) -> Minor {
    if waiting.loan.standing.bucket == 0 {
        return Minor::ZERO;
    }
    let coming = in_force(&waiting.ahead, Horizon::through(on));
    coming.into_iter().filter(|fact| fact.value_date == on).map(received).sum()
}

fn received(fact: &Fact) -> Minor {
    match fact.kind {
        FactKind::Paid { amount, .. } => amount,
        _ => Minor::ZERO,
    }
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
