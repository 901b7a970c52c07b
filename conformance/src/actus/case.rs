//! One published case: terms, market and the events they lead to.

use std::collections::BTreeMap;

use primitives::amount::Fine;
use primitives::rate::Fraction;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::contract::{Contract, ContractKind, KINDS};
use super::events::{Event, EventKind};
use super::moment::Moment;
use super::notice::{Horizon, Observed};
use super::schedule::Plan;
use super::state::{Run, State};
use super::terms::{Malformed, Market, Scalar, Series, Terms};

/// A published case.
#[derive(Debug, Deserialize)]
pub struct Case {
    terms: Terms,
    /// The last time to report; to the end when blank.
    #[serde(default)]
    to: Option<Scalar>,
    #[serde(rename = "dataObserved", default)]
    series: BTreeMap<String, Series>,
    #[serde(rename = "eventsObserved", default)]
    observed: Vec<Observed>,
    /// What it leads to, in order.
    pub results: Vec<Row>,
}

/// One published event with the state after it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// When, to the second.
    pub event_date: Scalar,
    /// The code of the kind of event.
    pub event_type: Scalar,
    /// What it pays.
    pub payoff: Scalar,
    /// Principal after it.
    pub notional_principal: Scalar,
    /// The rate after it.
    pub nominal_interest_rate: Scalar,
    /// Interest accrued after it.
    pub accrued_interest: Scalar,
}

/// One computed event with the state after it.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// What and when.
    pub event: Event,
    /// What it pays.
    pub payoff: Fine,
    /// Principal after it.
    pub principal: Fine,
    /// The rate after it.
    pub rate: Fraction,
    /// Interest accrued after it.
    pub accrued: Fine,
}

impl Case {
    /// Reads a case of a file.
    pub fn read(json: &RawValue) -> Result<Case, Malformed> {
        serde_json::from_str(json.get()).map_err(|error| Malformed::new("the case itself", error))
    }

    /// Whether its contract type is run here. A case that names none is run, and so fails.
    pub fn is_run_here(&self) -> bool {
        let kind = self.terms.text("contractType").ok().flatten();
        kind.is_none_or(|kind| KINDS.iter().any(|(code, _)| *code == kind))
    }

    /// Runs the contract and returns the events to report.
    pub fn run(&self) -> Result<Vec<Outcome>, Malformed> {
        let contract = Contract::read(&self.terms)?;
        let market = Market::read(&self.series)?;
        let horizon = Horizon::read(self.last()?, &self.observed)?;
        let plan = Plan::of(&contract, &horizon)?;
        let run = Run { contract: &contract, plan: &plan, market: &market };
        let reported = Reported { contract: &contract, to: horizon.to };
        outcomes(run, reported)
    }

    fn last(&self) -> Result<Option<Moment>, Malformed> {
        let text = self.to.as_ref().map(|to| to.0.trim()).filter(|to| !to.is_empty());
        text.map(|text| text.parse().map_err(|error| Malformed::new("to", error))).transpose()
    }
}

fn outcomes(run: Run<'_>, reported: Reported<'_>) -> Result<Vec<Outcome>, Malformed> {
    let mut state = State::start(run)?;
    let mut outcomes = Vec::new();
    for event in run.plan.events.iter().take_while(|event| !reported.is_over(event)) {
        let payoff = state.apply(run, *event)?;
        if reported.has_begun(event) {
            let State { principal, rate, accrued, .. } = state;
            outcomes.push(Outcome { event: *event, payoff, principal, rate, accrued });
        }
    }
    Ok(outcomes)
}

/// Which events of a contract are reported: from the purchase on, up to the sale or the last time
/// asked for.
struct Reported<'a> {
    contract: &'a Contract,
    to: Option<Moment>,
}

impl Reported<'_> {
    fn has_begun(&self, event: &Event) -> bool {
        let from = self.contract.purchase.map(|trade| (trade.at, EventKind::Purchase));
        from.is_none_or(|from| (event.due.at, event.kind) >= from)
    }

    /// What a call settles is reported even after the last time asked for.
    fn is_called(&self, event: &Event) -> bool {
        self.contract.kind == ContractKind::Call
            && matches!(event.kind, EventKind::InterestPayment | EventKind::Settlement)
    }

    fn is_over(&self, event: &Event) -> bool {
        let sold = self.contract.termination.map(|trade| (trade.at, EventKind::Termination));
        sold.is_some_and(|sold| (event.due.at, event.kind) > sold)
            || self.to.is_some_and(|to| event.due.at > to && !self.is_called(event))
    }
}
