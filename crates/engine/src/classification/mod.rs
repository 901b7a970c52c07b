//! What supervisors and accountants make of a loan: pure functions of an effective-dated table and
//! the loan's history, each result with its derivation.
//!
//! Spec: `docs/specs/classification.md`.

pub mod derivation;
pub mod five;
pub mod history;
pub mod impairment;
pub mod table;
#[cfg(test)]
mod tests;

use primitives::date::Date;

use crate::contract::Contract;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, fold, in_force};
use crate::plan_loss::plan_loss;
use crate::policy::PackRef;
use crate::state::Status;
use derivation::{Derived, Step};
use five::Circumstances;
use history::History;
use impairment::Default;
use table::FiveCategory;

/// What one loan is classed as on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// The pack and version the table is of.
    pub pack: PackRef,
    /// The table's id.
    pub table: String,
    /// The five categories.
    pub five: Derived<FiveCategory>,
    /// Basel default.
    pub default: Derived<Default>,
    /// IFRS 9 stage, 1 to 3.
    pub stage: Derived<u8>,
    /// Whether supervision no longer lets income be recognised.
    pub nonaccrual: Derived<Asked>,
    /// Whether supervision asks for charge-off.
    pub charge_off: Derived<Asked>,
}

/// Whether something is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Asked {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Asked::Yes => "yes",
            Asked::No => "no",
        }
    }
}

/// Classes a loan at the end of a date, by the table of its product's pack that stands on it; none
/// for a product without a pack, or before its first table.
pub fn classify(
    contract: Contract,
    facts: &[Fact],
    on: Date,
    known: &Circumstances,
) -> Option<Classification> {
    let pack = contract.product.policy.as_deref()?;
    let table = pack.table_on(on)?;
    let history = history::history(contract, facts, on);
    let days = days_past_due(&history, contract, facts);
    let losses = plan_losses(contract, facts, &history);
    let (class, steps) = five::five(&table.what, &history, days, known);
    let observed = steps.iter().find(|step| step.rule.starts_with("restructured"));
    let observed_since = observed.and_then(|step| step.since);
    let (default, default_steps) = impairment::default(&table.what, &history, &losses);
    let (stage, stage_steps) = impairment::stage(&table.what, days, default, observed_since);
    let off = impairment::charge_off_from(&table.what, contract.product);
    Some(Classification {
        pack: pack.reference.clone(),
        table: table.id.clone(),
        five: Derived { value: class, steps },
        default: Derived { value: default, steps: default_steps },
        stage: Derived { value: stage, steps: stage_steps },
        nonaccrual: asked(days, Some(table.what.nonaccrual_from)),
        charge_off: asked(days, off),
    })
}

fn days_past_due(history: &History, contract: Contract, facts: &[Fact]) -> u16 {
    let (state, _) = fold(contract, facts, Horizon::through(history.on));
    match state.status {
        Status::Active => crate::delinquency::counters::days_past_due(&state, history.on),
        _ => 0,
    }
}

fn plan_losses(contract: Contract, facts: &[Fact], history: &History) -> Vec<(Date, f64)> {
    let plans = in_force(facts, Horizon::through(history.on));
    let plans = plans.into_iter().filter(|fact| {
        let late = |(on, days): &(Date, u16)| *on == fact.value_date && *days > 0;
        matches!(fact.kind, FactKind::Reamortized(_)) && history.plans.iter().any(late)
    });
    let loss = |fact: &Fact| plan_loss(contract, facts, fact.number);
    plans
        .filter_map(|fact| Some((fact.value_date, loss(fact)?.of_claims_at_contract_rate())))
        .collect()
}

fn asked(days: u16, from: Option<u16>) -> Derived<Asked> {
    let value = if from.is_some_and(|from| days >= from) { Asked::Yes } else { Asked::No };
    let step = Step { rule: "days-past-due", outcome: value.word(), days: Some(days), since: None };
    Derived { value, steps: vec![step] }
}
