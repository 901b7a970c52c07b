//! What a relief or a plan would do, told by the very fact that would be recorded.
//!
//! Before and after are the same loan folded without and with the fact, and then lived through on
//! one assumption: what is in arrears is paid on the day, every later due on its date. The
//! present-value loss is a statistic; nothing here is booked.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::solve::present_value::present_value;

use super::record::{BureauEffect, Contact};
use crate::command::{Command, Rejection, decide, standing};
use crate::contract::Contract;
use crate::day;
use crate::delinquency::counters::{Counters, counters};
use crate::effects::Effects;
use crate::fact::{Fact, FactKind, PaymentIntent};
use crate::fold::{Horizon, apply, fold};
use crate::payoff;
use crate::plan_loss::effective_rate;
use crate::state::{Components, State, Status};
use crate::waterfall::Component;

/// The longest life looked ahead at, in steps.
const STEPS_MOST: usize = 1_200;

/// What a command would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The fact that would be recorded.
    pub fact: Fact,
    /// Without it.
    pub before: Course,
    /// With it.
    pub after: Course,
    /// Who has to approve it, in the lender's own word; none where nobody has to.
    pub approval: Option<String>,
    /// The loan's original effective yearly rate.
    pub original_rate: f64,
    /// What was owed on the day, before.
    pub owed: Minor,
    /// The share of it that is lost in present value at the original rate.
    pub present_value_loss: f64,
}

/// A loan as it would go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The counters at the end of the day.
    pub counters: Counters,
    /// What the bureau is told.
    pub bureau: BureauEffect,
    /// Since when the loan is restructured.
    pub restructured_on: Option<Date>,
    /// Whether the borrower may be asked to pay.
    pub contact: Contact,
    /// What is to be paid, and when: arrears on the day, then every due.
    pub payments: Vec<(Date, Minor)>,
    /// All of it.
    pub total: Minor,
    /// What is given up on the way, by component, from the day on.
    pub waived: Components,
}

/// What `command` would do: checked by [`decide`], folded with the fact it gives.
pub fn preview(
    contract: Contract,
    facts: &[Fact],
    command: &Command,
    today: Date,
) -> Result<Preview, Rejection> {
    let fact = decide(contract, facts, command, today)?;
    let on = command.value_date;
    let mut with = facts.to_vec();
    with.push(fact.clone());
    let before = standing(contract, facts, on);
    let owed = payoff::quote(contract, &before, on).amount();
    let (before, after) = (course(contract, facts, on), course(contract, &with, on));
    let original_rate = effective_rate(contract);
    let flows: Vec<(Date, i128)> =
        after.payments.iter().map(|(date, amount)| (*date, i128::from(amount.0))).collect();
    let worth = present_value(&flows, on, original_rate);
    let present_value_loss = if owed > Minor::ZERO { 1.0 - worth / owed.0 as f64 } else { 0.0 };
    let approval = approval(contract, &fact.kind, owed);
    Ok(Preview { fact, before, after, approval, original_rate, owed, present_value_loss })
}

/// Who approves a grant on what is owed, by the product.
pub fn approval(contract: Contract, kind: &FactKind, owed: Minor) -> Option<String> {
    let FactKind::Relief(grant) = kind else { return None };
    let rules = contract.product.relief.of(grant.relief.tool())?;
    rules.approved_by(owed).map(str::to_owned)
}

/// The facts up to a day, lived on from it.
fn course(contract: Contract, facts: &[Fact], on: Date) -> Course {
    // A reversal counts whatever date it bears.
    let counts =
        |fact: &&Fact| fact.value_date <= on || matches!(fact.kind, FactKind::Reversed { .. });
    let known: Vec<Fact> = facts.iter().filter(counts).cloned().collect();
    let (evening, _) = fold(contract, &known, Horizon::through(on));
    let record = evening.relief.as_deref();
    let given_up = standing(contract, facts_before(&known, on).as_slice(), on).totals.waived;
    let (payments, end) = live(contract, standing(contract, &known, on), on);
    let mut waived = end.totals.waived;
    for component in Component::ALL {
        *waived.get_mut(component) -= given_up.get(component);
    }
    Course {
        counters: counters(contract, &evening, on),
        bureau: record.map_or(BureauEffect::None, |record| record.bureau),
        restructured_on: record.and_then(|record| record.restructured_on),
        contact: record.map_or(Contact::Allowed, |record| record.contact),
        total: payments.iter().map(|(_, amount)| *amount).sum(),
        payments,
        waived,
    }
}

fn facts_before(facts: &[Fact], on: Date) -> Vec<Fact> {
    let counts =
        |fact: &&Fact| fact.value_date < on || matches!(fact.kind, FactKind::Reversed { .. });
    facts.iter().filter(counts).cloned().collect()
}

/// Pays what is in arrears on the day and every due on its date, until the loan ends; a settlement
/// by its own dates.
fn live(contract: Contract, mut state: State, on: Date) -> (Vec<(Date, Minor)>, State) {
    let mut payments = Vec::new();
    let settling = state.relief.as_ref().and_then(|record| record.settlement.clone());
    if let Some(settling) = settling {
        for part in settling.parts {
            pay(contract, &mut state, (part.by.max(on), part.amount), &mut payments);
        }
        let last = payments.last().map_or(on, |(date, _)| *date);
        day::advance(contract, &mut state, last, &mut Effects::default());
        return (payments, state);
    }
    let mut date = on;
    for _ in 0..STEPS_MOST {
        let due: Minor =
            payoff::quoted_dues(contract, &state, date).iter().map(|d| d.outstanding.total()).sum();
        let due = (due - state.unapplied).or_zero();
        if due > Minor::ZERO {
            pay(contract, &mut state, (date, due), &mut payments);
        }
        day::advance(contract, &mut state, date, &mut Effects::default());
        let next = state.schedule.as_ref().map(|schedule| schedule.next_due(contract));
        let Some(next) = next.filter(|_| state.status == Status::Active) else { break };
        date = next.max(date.plus_days(1));
        day::advance_into(contract, &mut state, date, &mut Effects::default());
    }
    (payments, state)
}

fn pay(
    contract: Contract,
    state: &mut State,
    (on, amount): (Date, Minor),
    payments: &mut Vec<(Date, Minor)>,
) {
    let kind = FactKind::Paid { amount, intent: PaymentIntent::Due };
    let fact = Fact { number: 0, value_date: on, recorded_on: on, kind };
    apply(contract, state, &fact, &mut Effects::default());
    payments.push((on, amount));
}
