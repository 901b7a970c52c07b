//! The five categories: what lateness asks for, what a past of non-performance or a plan holds, and
//! when a loan may rise again.

use primitives::date::Date;

use super::derivation::Step;
use super::history::{History, Spell};
use super::table::{Contagion, FiveCategory, Table};
use crate::state::Status;

/// What is known beyond the loan's own facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The money was used for something else than agreed.
    pub misuse: Known,
    /// The loan repaid an older one (借新还旧), outside the renewals that rules let pass.
    pub refinances: Known,
    /// The lender's own claims on the debtor: non-performing, and in all.
    pub own_claims: (i64, i64),
    /// What the debtor owes to all banks: 90 days overdue, and in all.
    pub all_banks: (i64, i64),
}

/// Whether something is known of a loan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// It is.
    Yes,
    /// It is not.
    #[default]
    No,
}

/// A class and the rules that led to it; the worst of them decides.
pub(super) fn five(
    table: &Table,
    history: &History,
    days: u16,
    known: &Circumstances,
) -> (FiveCategory, Vec<Step>) {
    let step =
        |rule, class: FiveCategory, days, since| Step { rule, outcome: class.word(), days, since };
    let mut steps = vec![step("days-past-due", table.by_days(days), Some(days), None)];
    let mut class = table.by_days(days);
    if let Some(Status::ChargedOff { on, .. }) = history.ended {
        class = FiveCategory::Loss;
        steps.push(step("charged-off", class, None, Some(on)));
    }
    let mut least = |rule, floor: FiveCategory, since| {
        steps.push(step(rule, floor, None, since));
        class = class.max(floor);
    };
    if !matches!(history.ended, Some(Status::Settled { .. })) {
        if let Some((floor, since)) = held_npl(table, history) {
            least("not-yet-upgraded", floor, Some(since));
        }
        if let Some((rule, floor, since)) = restructured(table, history) {
            least(rule, floor, Some(since));
        }
        if known.misuse == Known::Yes {
            least("misuse-of-funds", FiveCategory::SpecialMention, None);
        }
        if known.refinances == Known::Yes {
            least("refinancing", FiveCategory::SpecialMention, None);
        }
        for (rule, floor) in contagion(table, known) {
            least(rule, floor, None);
        }
    }
    (class, steps)
}

/// The class a loan that was non-performing keeps until it may be upgraded: the worst it reached.
/// Upgrading needs all arrears paid, and from then on the table's periods kept and months without
/// a late spell beyond the technical days; a new spell starts both again.
fn held_npl(table: &Table, history: &History) -> Option<(FiveCategory, Date)> {
    let mut held: Option<(FiveCategory, Date)> = None;
    let mut clean_from: Option<Date> = None;
    for spell in history.late.iter().filter(|spell| spell.days_most > table.technical_days) {
        if upgraded(table, history, clean_from, spell.began) {
            held = None;
        }
        let reached = table.by_days(spell.days_most);
        if reached.is_npl() {
            let turned = spell.began.plus_days(i32::from(table.from_days[1]) - 1);
            held = Some(held.map_or((reached, turned), |(worst, on)| (worst.max(reached), on)));
        }
        if held.is_some() {
            clean_from = spell.ended;
        }
    }
    if upgraded(table, history, clean_from, history.on) { None } else { held }
}

fn upgraded(table: &Table, history: &History, clean_from: Option<Date>, on: Date) -> bool {
    let (periods, months) = table.upgrade;
    clean_from.is_some_and(|from| {
        on >= from.plus_months(i32::from(months)) && history.kept(from, on) >= periods
    })
}

/// What a plan holds a loan at while it is observed: from the plan's first due, the table's periods
/// and months; a miss starts both again from the miss.
fn restructured(table: &Table, history: &History) -> Option<(&'static str, FiveCategory, Date)> {
    let on = history.on;
    let of_difficulty: Vec<&(Date, u16)> =
        history.plans.iter().filter(|(_, days)| *days > 0).collect();
    let (planned_on, days) = **of_difficulty.last()?;
    let first_due = history.dues.iter().find(|due| **due > planned_on).copied();
    let observed_from = |since: Date| {
        let missed = |spell: &&Spell| spell.began > since;
        let last = history.late.iter().rev().find(missed);
        last.map_or(first_due, |spell| Some(spell.ended.unwrap_or(on)))
    };
    let observed = |from: Option<Date>| {
        let (periods, months) = table.observation;
        // The first due itself is the first period that can be kept.
        from.is_some_and(|from| {
            on >= from.plus_months(i32::from(months))
                && history.kept(from.plus_days(-1), on) >= periods
        })
    };
    if observed(observed_from(planned_on)) {
        return None;
    }
    let again = of_difficulty.len() > 1 && {
        let (earlier, _) = of_difficulty[of_difficulty.len() - 2];
        planned_on < earlier.plus_months(i32::from(table.observation.1))
    };
    let then = table.by_days(days);
    let floor = if then.is_npl() { then } else { FiveCategory::SpecialMention };
    if again {
        let floor = floor.max(table.repeat_restructuring);
        return Some(("restructured-again", floor, planned_on));
    }
    Some(("restructured-observed", floor, planned_on))
}

/// What a debtor's other debts make of this one: more than a tenth of the lender's own claims
/// non-performing, or more than a fifth of all banks' 90 days overdue; any of it is a warning.
fn contagion(table: &Table, known: &Circumstances) -> Vec<(&'static str, FiveCategory)> {
    if table.contagion == Contagion::LoanByLoan {
        return Vec::new();
    }
    let above = |(bad, all): (i64, i64), percent: i128| {
        i128::from(bad) * 100 > i128::from(all) * percent && bad > 0
    };
    let mut found = Vec::new();
    if above(known.own_claims, 10) {
        found.push(("debtor-own-claims", FiveCategory::Substandard));
    } else if above(known.own_claims, 0) {
        found.push(("debtor-has-npl", FiveCategory::SpecialMention));
    }
    if above(known.all_banks, 20) {
        found.push(("debtor-all-banks", FiveCategory::Substandard));
    }
    found
}
