//! Whether a relief may be granted: the product's rules against the loan's history.

use primitives::amount::Minor;
use primitives::date::Date;

use super::{Grant, Relief, Tool};
use crate::command::Rejection;
use crate::contract::Contract;
use crate::delinquency::counters::{days_past_due_counted, oldest_unpaid};
use crate::effects::EventKind;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, fold_into, in_force};
use crate::relief::rules::ToolRules;
use crate::state::{State, Status};

/// A loan's history up to the day of a grant.
struct Case<'a> {
    contract: Contract<'a>,
    facts: Vec<&'a Fact>,
    state: State,
    /// What the last due that fell asked for.
    installment: Minor,
    on: Date,
}

/// Checks a grant against the product's rules and the loan's facts, on its value date.
pub(crate) fn check(
    contract: Contract,
    facts: &[Fact],
    grant: &Grant,
    on: Date,
) -> Result<(), Rejection> {
    let (state, effects) = fold_into(contract, facts, on);
    let fallen = effects.events.iter().rev().find_map(|event| match event.kind {
        EventKind::Fell { amounts, .. } => Some(amounts.total()),
        _ => None,
    });
    let facts = in_force(facts, Horizon::through(Date::MAX));
    let case = Case { contract, facts, state, installment: fallen.unwrap_or_default(), on };
    if case.state.status != Status::Active {
        return Err(Rejection::NotActive);
    }
    let tool = grant.relief.tool();
    let rules = contract.product.relief.of(tool).ok_or(Rejection::ReliefNotOffered)?;
    case.check_shape(&grant.relief, rules)?;
    if matches!(grant.relief, Relief::PauseChanged { .. }) {
        return Ok(());
    }
    case.check_history(tool, rules)
}

impl Case<'_> {
    fn check_shape(&self, relief: &Relief, rules: &ToolRules) -> Result<(), Rejection> {
        match relief {
            Relief::ReAge { counted_from } => {
                if days_past_due_counted(self.contract, &self.state, self.on) == 0
                    || oldest_unpaid(&self.state).is_none()
                {
                    return Err(Rejection::ReliefNotLate);
                }
                self.check_reach(self.on, *counted_from, rules)
            }
            Relief::Pause { until } => self.check_reach(self.on, *until, rules),
            Relief::PauseChanged { pause, until } => {
                let begun = self.facts.iter().find(|fact| {
                    let grant = matches!(
                        &fact.kind,
                        FactKind::Relief(Grant { relief: Relief::Pause { .. }, .. })
                    );
                    fact.number == *pause && grant && fact.value_date <= self.on
                });
                let from = begun.ok_or(Rejection::PauseUnknown)?.value_date;
                self.check_reach(from.min(*until), *until, rules)
            }
        }
    }

    /// A date that relief reaches to: not before its day, and not beyond what the product allows.
    fn check_reach(&self, from: Date, to: Date, rules: &ToolRules) -> Result<(), Rejection> {
        if to < from {
            return Err(Rejection::ReliefMalformed);
        }
        match rules.max_days {
            Some(most) if to.days_since(from) > i32::from(most) => Err(Rejection::ReliefTooLong),
            _ => Ok(()),
        }
    }

    fn check_history(&self, tool: Tool, rules: &ToolRules) -> Result<(), Rejection> {
        let start = self.facts.iter().map(|fact| fact.value_date).min().unwrap_or(self.on);
        if start.plus_months(rules.min_age_months.into()) > self.on {
            return Err(Rejection::ReliefTooYoung);
        }
        if !self.has_paid(rules.min_payments) {
            return Err(Rejection::ReliefPaymentsMissing);
        }
        let limits = [(12, rules.per_12_months), (60, rules.per_5_years)];
        let reached = |(months, most): (i32, Option<u16>)| {
            most.is_some_and(|most| self.granted_within(tool, months) >= usize::from(most))
        };
        if limits.into_iter().any(reached) {
            return Err(Rejection::ReliefTooOften);
        }
        Ok(())
    }

    /// Whether so many instalments came in within as many months, one by one or together.
    fn has_paid(&self, count: u16) -> bool {
        let since = self.on.plus_months(-i32::from(count));
        let paid: i128 = self
            .facts
            .iter()
            .filter(|fact| fact.value_date > since && fact.value_date <= self.on)
            .map(|fact| match fact.kind {
                FactKind::Paid { amount, .. } => i128::from(amount.0),
                _ => 0,
            })
            .sum();
        paid >= i128::from(self.installment.0) * i128::from(count)
    }

    /// How often the tool was granted within so many months before, or after where the grant is
    /// learnt late; the larger of both.
    fn granted_within(&self, tool: Tool, months: i32) -> usize {
        let granted = |from: Date, to: Date| {
            self.facts
                .iter()
                .filter(|fact| fact.value_date > from && fact.value_date < to)
                .filter(|fact| match &fact.kind {
                    FactKind::Relief(Grant { relief: Relief::PauseChanged { .. }, .. }) => false,
                    FactKind::Relief(grant) => grant.relief.tool() == tool,
                    _ => false,
                })
                .count()
        };
        let before = granted(self.on.plus_months(-months), self.on.plus_days(1));
        before.max(granted(self.on.plus_days(-1), self.on.plus_months(months)))
    }
}
