//! Basel default, IFRS 9 stage, non-accrual and charge-off by supervision.

use primitives::date::Date;

use super::derivation::Step;
use super::history::History;
use super::table::Table;
use crate::product::{Amortization, Product};

/// Whether a debtor is in default on a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Not.
    Performing,
    /// In default.
    Defaulted,
    /// The trigger has gone; default ends when probation has passed.
    Probation,
}

impl Default {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Default::Performing => "performing",
            Default::Defaulted => "defaulted",
            Default::Probation => "probation",
        }
    }
}

/// Default by days of material arrears, or by a plan that lost too much, with probation after it.
/// `plan_losses` holds the present-value loss of each plan of difficulty, as a share.
pub(super) fn default(
    table: &Table,
    history: &History,
    plan_losses: &[(Date, f64)],
) -> (Default, Vec<Step>) {
    let on = history.on;
    let mut steps = Vec::new();
    let mut outcome = Default::Performing;
    let mut raise = |rule, found: Default, days, since| {
        steps.push(Step { rule, outcome: found.word(), days, since });
        if outcome == Default::Performing || found == Default::Defaulted {
            outcome = found;
        }
    };
    // A spell's days count from its first material evening.
    let defaulting = |spell: &&super::history::Spell| spell.days_most >= table.default_from;
    if let Some(spell) = history.material.iter().rev().find(defaulting) {
        let last = history.material.iter().rev().find_map(|spell| spell.ended);
        match (history.material.last().and_then(|last| last.ended), last) {
            (None, _) => {
                raise("material-days", Default::Defaulted, Some(spell.days_most), Some(spell.began))
            }
            (Some(cleared), _) if on < cleared.plus_days(i32::from(table.probation_days)) => {
                raise("probation", Default::Probation, None, Some(cleared));
            }
            _ => {}
        }
    }
    let months = i32::from(table.restructured_probation_months);
    let lost = plan_losses.iter().rev().find(|(_, loss)| *loss > table.npv_loss.as_f64());
    if let Some((planned_on, _)) = lost {
        // What was missed since starts the year again.
        let missed = history.late.iter().rev().find(|spell| spell.began > *planned_on);
        let from = missed.map_or(*planned_on, |spell| spell.ended.unwrap_or(on));
        if on < from.plus_months(months) {
            raise("plan-loss", Default::Defaulted, None, Some(*planned_on));
        }
    }
    if steps.is_empty() {
        steps.push(Step {
            rule: "material-days",
            outcome: outcome.word(),
            days: Some(0),
            since: None,
        });
    }
    (outcome, steps)
}

/// The IFRS 9 stage: by default, by days past due, by a plan under observation. The days are
/// presumptions; rebutting one is a decision outside this function.
pub(super) fn stage(
    table: &Table,
    days: u16,
    default: Default,
    observed_since: Option<Date>,
) -> (u8, Vec<Step>) {
    let mut found = vec![(1, "days-past-due", Some(days), None)];
    let (second, third) = table.stage_from;
    if days >= second {
        found.push((if days >= third { 3 } else { 2 }, "days-past-due", Some(days), None));
    }
    if default != Default::Performing {
        found.push((3, "default", None, None));
    }
    if let Some(since) = observed_since {
        found.push((2, "restructured-observed", None, Some(since)));
    }
    if found.len() > 1 {
        found.remove(0);
    }
    let stage = found.iter().map(|(stage, ..)| *stage).max().unwrap_or(1);
    let word = |stage: u8| ["stage-1", "stage-2", "stage-3"][usize::from(stage.clamp(1, 3)) - 1];
    let steps = found.into_iter().map(|(stage, rule, days, since)| Step {
        rule,
        outcome: word(stage),
        days,
        since,
    });
    (stage, steps.collect())
}

/// The day past due from which supervision asks for charge-off: open-end or closed-end credit.
pub(super) fn charge_off_from(table: &Table, product: &Product) -> Option<u16> {
    let (closed, open) = table.charge_off_from;
    if product.amortization == Amortization::Revolving { open } else { closed }
}
