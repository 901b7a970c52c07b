//! A plan: all principal on new equal instalments, arrears interest deferred without interest,
//! default interest above the contract rate set aside until the plan is completed.
//!
//! Spec: `docs/specs/reamortization.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;

use crate::books;
use crate::charge::CHARGE_NUMBER;
use crate::contract::Contract;
use crate::delinquency::counters::{days_past_due, days_past_due_counted};
use crate::effects::{Effects, EventKind};
use crate::fact::Reamortization;
use crate::late::{self, is_tolerated};
use crate::posting::GlAccount;
use crate::schedule::running;
use crate::state::{Components, Due, LateMeter, Plan, PlanCourse, Schedule, Shape, State, Status};
use crate::waterfall::Component;

/// From this many days past due on, a plan is broken.
pub const BROKEN_FROM: u16 = 31;
/// From this many unpaid dues on, a plan is broken.
pub(crate) const BROKEN_DUES: usize = 2;
/// A plan due paid this many days late still counts as kept.
const KEPT_WITHIN_DAYS: i32 = 3;

/// Sets what is owed on a new schedule, on an open day.
pub(crate) fn reamortize(
    contract: Contract,
    state: &mut State,
    on: Date,
    terms: &Reamortization,
    effects: &mut Effects,
) {
    if state.status != Status::Active {
        return;
    }
    let days_past_due_before = days_past_due(state, on);
    late::assess(contract, state, on, effects);
    fall_back_to_contract_rate(contract, state, on, effects);
    let accrued = running::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, accrued), effects);

    let arrears = state.overdue_and_due();
    let deferred_before = state.schedule.as_ref().map_or(Minor::ZERO, |s| s.deferred_interest);
    let deferred_interest = arrears.interest + accrued + deferred_before;
    let first_number = next_number(state);
    keep_fees_due(state, on);
    state.principal_undue += arrears.principal;
    state.rate = terms.rate;
    crate::relief::end_window(state);
    let mut schedule = Schedule::starting(on, terms.first_due, first_number, terms.installments);
    schedule.deferred_interest = deferred_interest;
    schedule.deferred_part = deferred_interest.scaled(
        1,
        terms.installments.max(1).into(),
        contract.product.rounding.installment,
    );
    state.schedule = Some(schedule);
    running::solve_level(contract, state);

    let set_aside_before = set_aside(state);
    state.plan = Some(Plan {
        on,
        days_past_due_before,
        kept: 0,
        kept_to_cure: terms.kept_to_cure,
        conditional_waiver: arrears.default_interest + set_aside_before,
        course: PlanCourse::Running,
    });
    effects.note(
        on,
        EventKind::PlanBegan {
            payment: level_payment_of(state),
            deferred_interest,
            conditional_waiver: arrears.default_interest + set_aside_before,
        },
    );
}

fn next_number(state: &State) -> u16 {
    let fallen = state.dues.iter().map(|due| due.number).max().unwrap_or(0);
    state.schedule.as_ref().map_or(fallen + 1, |schedule| schedule.next_number)
}

fn level_payment_of(state: &State) -> Minor {
    match state.schedule.as_ref().map(|schedule| &schedule.shape) {
        Some(Shape::Level { payment }) => *payment,
        _ => Minor::ZERO,
    }
}

/// Default interest that will be given up when the plan is completed.
pub(crate) fn set_aside(state: &State) -> Minor {
    match state.plan {
        Some(Plan {
            course: PlanCourse::Running | PlanCourse::Cured, conditional_waiver, ..
        }) => conditional_waiver,
        _ => Minor::ZERO,
    }
}

/// Of the default interest billed and unpaid, turns what the contract rate would have cost into
/// interest; the rest stays default interest.
fn fall_back_to_contract_rate(
    contract: Contract,
    state: &mut State,
    on: Date,
    effects: &mut Effects,
) {
    let mut moved = Minor::ZERO;
    for index in 0..state.dues.len() {
        let cost = late::late_cost(contract, state, &state.dues[index]);
        let due = &mut state.dues[index];
        let part = cost.contract_interest.min(due.outstanding.default_interest);
        due.outstanding.default_interest -= part;
        due.outstanding.interest += part;
        moved += part;
    }
    state.totals.billed.default_interest -= moved;
    state.totals.billed.interest += moved;
    if state.nonaccrual_since.is_none() {
        let (interest, default) = (Component::Interest, Component::DefaultInterest);
        effects.post(on, GlAccount::receivable(interest), GlAccount::receivable(default), moved);
        effects.post(on, GlAccount::income(default), GlAccount::income(interest), moved);
    }
}

/// Principal, interest and default interest leave the old dues; fees stay due, from the day of the
/// plan. What their lateness cost at the old rate is settled, so their meters start anew.
fn keep_fees_due(state: &mut State, on: Date) {
    for due in &mut state.dues {
        due.on = on;
        due.late = LateMeter { flat_fee: due.late.flat_fee, ..LateMeter::starting(on) };
        due.outstanding = Components {
            fee: due.outstanding.fee,
            late_fee: due.outstanding.late_fee,
            ..Components::default()
        };
    }
    state.dues.retain(|due| due.outstanding.total() > Minor::ZERO);
}

/// The dues that are still late or to pay, where somebody counts how they are kept.
pub(crate) fn open_dues(contract: Contract, state: &State) -> Vec<(u16, Date)> {
    let counted = state.plan.is_some()
        || state.relief.as_ref().is_some_and(|record| !record.set_aside.is_empty());
    let open =
        |due: &&Due| counted && due.number != CHARGE_NUMBER && !is_tolerated(contract, state, due);
    state.dues.iter().filter(open).map(|due| (due.number, due.on)).collect()
}

/// Counts the dues that were open and are satisfied now: kept when it was done in time. A rest of
/// default interest or late fees does not unmake that.
pub(crate) fn note_kept(contract: Contract, state: &mut State, open: &[(u16, Date)], on: Date) {
    for (number, fell_on) in open {
        let due = state.dues.iter().find(|due| due.number == *number);
        if due.is_none_or(|due| is_tolerated(contract, state, due)) {
            count_kept(state, *fell_on, on);
        }
    }
}

fn count_kept(state: &mut State, fell_on: Date, on: Date) {
    let in_time = on <= fell_on.plus_days(KEPT_WITHIN_DAYS);
    let counted = |kept: u8| if in_time { kept.saturating_add(1) } else { 0 };
    if let Some(plan) = &mut state.plan
        && plan.course == PlanCourse::Running
        && fell_on > plan.on
    {
        plan.kept = counted(plan.kept);
    }
    for aside in state.relief.iter_mut().flat_map(|record| &mut record.set_aside) {
        if fell_on > aside.on {
            aside.kept = counted(aside.kept);
        }
    }
}

/// At the end of a day: is the plan cured, or broken?
pub(crate) fn review(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let Some(mut plan) = state.plan else { return };
    if plan.course == PlanCourse::Broken {
        return;
    }
    let is_missed = |due: &&Due| {
        due.on < on
            && due.on > plan.on
            && due.number != CHARGE_NUMBER
            && !is_tolerated(contract, state, due)
    };
    let missed = state.dues.iter().filter(is_missed).count();
    if days_past_due_counted(contract, state, on) >= BROKEN_FROM || missed >= BROKEN_DUES {
        plan.course = PlanCourse::Broken;
        let restored = std::mem::take(&mut plan.conditional_waiver);
        restore(state, on, (Component::DefaultInterest, restored));
        effects.note(on, EventKind::PlanBroken);
    } else if plan.course == PlanCourse::Running && plan.kept >= plan.kept_to_cure {
        plan.course = PlanCourse::Cured;
        effects.note(on, EventKind::PlanCured);
    }
    state.plan = Some(plan);
}

/// What was set aside is owed again, once, with the oldest due.
pub(crate) fn restore(state: &mut State, on: Date, (component, amount): (Component, Minor)) {
    if amount.is_zero() {
        return;
    }
    if state.dues.is_empty() {
        let outstanding = Components::default();
        let number = next_number(state).saturating_sub(1);
        state.dues.push(Due { number, on, outstanding, late: LateMeter::starting(on) });
    }
    if let Some(due) = state.dues.first_mut() {
        *due.outstanding.get_mut(component) += amount;
    }
}

/// When nothing is owed any more: what was set aside is given up, by name.
pub(crate) fn complete(state: &mut State, on: Date, effects: &mut Effects) {
    let amount = set_aside(state);
    if let Some(plan) = &mut state.plan {
        plan.conditional_waiver = Minor::ZERO;
        if plan.course == PlanCourse::Running {
            plan.course = PlanCourse::Cured;
        }
    }
    debug_assert!(matches!(state.status, Status::Active));
    give_up(state, on, (Component::DefaultInterest, amount), effects);
}

/// Gives up an amount that has already been taken off what is outstanding.
pub(crate) fn give_up(
    state: &mut State,
    on: Date,
    (component, amount): (Component, Minor),
    effects: &mut Effects,
) {
    if amount > Minor::ZERO {
        *state.totals.waived.get_mut(component) += amount;
        books::meet(state, on, (component, amount), GlAccount::waived(component), effects);
        effects.note(on, EventKind::Waived { component, amount });
    }
}
