//! Whether a relief may be granted: the product's rules against the loan's history.

use primitives::amount::Amount;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{FRACTION_UNITS, Fraction};
use primitives::rounding::Rounding;

use super::{Grant, Part, Relief, Tool};
use crate::command::{Rejection, check_plan};
use crate::contract::Contract;
use crate::delinquency::counters::{days_past_due_counted, oldest_unpaid};
use crate::effects::EventKind;
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, fold_into, in_force};
use crate::payoff;
use crate::product::validate::{AMOUNT_MOST, INSTALLMENTS_MOST};
use crate::relief::rules::ToolRules;
use crate::state::{Shape, State, Status};
use crate::waterfall::Component;

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
    // A revolving account bills by its cycle: only how its lateness counts can be relieved.
    if case.state.revolving.is_some() && tool.changes_contract() {
        return Err(Rejection::ReliefNotOffered);
    }
    case.check_shape(&grant.relief, rules)?;
    if matches!(grant.relief, Relief::PauseChanged { .. }) {
        return Ok(());
    }
    case.check_history(tool, rules)
}

fn check_count(count: usize, rules: &ToolRules) -> Result<(), Rejection> {
    match rules.max_installments {
        Some(most) if count > usize::from(most) => Err(Rejection::ReliefTooLong),
        _ => Ok(()),
    }
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
            Relief::Grace { until } => self.check_grace(*until, rules),
            Relief::Extension { first_due, installments } => {
                let ahead = self.contract.falls_on(*first_due) > self.on;
                if !ahead || *installments == 0 || *installments > INSTALLMENTS_MOST {
                    return Err(Rejection::ReliefMalformed);
                }
                self.check_scheduled()?;
                check_count((*installments).into(), rules)?;
                self.check_reach(self.on, *first_due, rules)
            }
            Relief::Deferral { dues } => {
                if !(1..=6).contains(dues) {
                    return Err(Rejection::ReliefMalformed);
                }
                self.check_scheduled()?;
                check_count((*dues).into(), rules)
            }
            Relief::RateCut { rate, until } => {
                let now = self.state.rate;
                let lower =
                    rate.per == now.per && (Fraction::ZERO..now.fraction).contains(&rate.fraction);
                if !lower || until.is_some_and(|until| until <= self.on) {
                    return Err(Rejection::ReliefMalformed);
                }
                self.check_reach(self.on, until.unwrap_or(self.on), rules)
            }
            Relief::InterestStop { until } if *until <= self.on => Err(Rejection::ReliefMalformed),
            Relief::InterestStop { until } => self.check_reach(self.on, *until, rules),
            Relief::ConditionalWaiver { component, amount, .. } => {
                self.check_waiver((*component, *amount), rules)
            }
            Relief::Settlement { parts } => self.check_settlement(parts, rules),
            Relief::Refinanced { amount, by } => {
                let owed = payoff::quote(self.contract, &self.state, self.on).amount();
                match by.trim().is_empty() || *amount != owed || owed <= Minor::ZERO {
                    true => Err(Rejection::ReliefMalformed),
                    false => Ok(()),
                }
            }
            Relief::LongPlan(terms) => {
                check_plan(self.contract, terms, self.on)?;
                check_count(terms.installments.into(), rules)
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

    /// One due may be moved to before the one that follows it, and only while it is not late.
    fn check_grace(&self, until: Date, rules: &ToolRules) -> Result<(), Rejection> {
        let (contract, schedule) = (self.contract, self.state.schedule.as_ref());
        let next = schedule.map(|schedule| schedule.next_due(contract));
        let of_today = self.state.dues.iter().any(|due| due.on == self.on);
        let after = schedule.filter(|schedule| schedule.next_number < schedule.last_number);
        let after =
            after.map(|schedule| schedule.due_date(contract, schedule.next_number + 1).date);
        let (from, before) = if of_today { (Some(self.on), next) } else { (next, after) };
        let from = from.ok_or(Rejection::ReliefMalformed)?;
        let listed = schedule.is_some_and(|s| matches!(s.shape, Shape::Listed(_)));
        if until <= from || before.is_some_and(|before| until >= before) || listed {
            return Err(Rejection::ReliefMalformed);
        }
        self.check_reach(from, until, rules)
    }

    /// There must be dues to come to put off.
    fn check_scheduled(&self) -> Result<(), Rejection> {
        self.state.schedule.as_ref().map(|_| ()).ok_or(Rejection::ReliefMalformed)
    }

    fn check_waiver(
        &self,
        (component, amount): (Component, Minor),
        rules: &ToolRules,
    ) -> Result<(), Rejection> {
        let dues = payoff::quoted_dues(self.contract, &self.state, self.on);
        let due: Minor = dues.iter().map(|due| due.outstanding.get(component)).sum();
        if amount > due {
            return Err(Rejection::WaiverTooLarge);
        }
        self.check_share(amount, rules)
    }

    fn check_settlement(&self, parts: &[Part], rules: &ToolRules) -> Result<(), Rejection> {
        let within = |part: &Part| (Minor(1)..=AMOUNT_MOST).contains(&part.amount);
        let ordered = parts.windows(2).all(|pair| pair[0].by < pair[1].by);
        let ahead = parts.first().is_some_and(|part| part.by >= self.on);
        if !ordered || !ahead || parts.len() > 60 || !parts.iter().all(within) {
            return Err(Rejection::ReliefMalformed);
        }
        let owed = payoff::quote(self.contract, &self.state, self.on).amount();
        let agreed: i128 = parts.iter().map(|part| i128::from(part.amount.0)).sum();
        if agreed >= i128::from(owed.0) {
            return Err(Rejection::ReliefMalformed);
        }
        check_count(parts.len(), rules)?;
        let last = parts.last().map_or(self.on, |part| part.by);
        self.check_reach(self.on, last, rules)?;
        let given_up = i64::try_from(i128::from(owed.0) - agreed).unwrap_or(i64::MAX);
        self.check_share(Minor(given_up), rules)
    }

    /// What is given up, against the share of what is owed that the product allows.
    fn check_share(&self, given_up: Minor, rules: &ToolRules) -> Result<(), Rejection> {
        let owed = payoff::quote(self.contract, &self.state, self.on).amount();
        let Some(share) = rules.max_share else { return Ok(()) };
        let most = owed.scaled(share.units().into(), FRACTION_UNITS.into(), Rounding::Down);
        if given_up > most { Err(Rejection::ReliefTooLarge) } else { Ok(()) }
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
