//! Settlement for less: so much by so many dates ends the loan; the rest is given up by name. Until
//! then the debt runs on as signed, so that a broken settlement leaves exactly what was owed.

use primitives::amount::Minor;
use primitives::date::Date;

use super::record::BureauEffect;
use crate::books;
use crate::contract::Contract;
use crate::effects::{Effects, EventKind};
use crate::late;
use crate::payment;
use crate::plan;
use crate::posting::GlAccount;
use crate::schedule::running;
use crate::state::{Components, State, Status};
use crate::waterfall::Component;

/// One payment of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The last day for it.
    pub by: Date,
    /// How much.
    pub amount: Minor,
}

/// A settlement under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settling {
    /// When it was agreed.
    pub on: Date,
    /// Its payments, by date.
    pub parts: Vec<Part>,
    /// Cash kept of all that was received before.
    pub kept_before: Minor,
}

impl Settling {
    /// What has come in for it.
    fn paid(&self, state: &State) -> Minor {
        kept_cash(state) - self.kept_before
    }

    /// What had to have come in by the end of a date.
    fn due_by(&self, on: Date) -> Minor {
        self.parts.iter().filter(|part| part.by <= on).map(|part| part.amount).sum()
    }

    /// All of it.
    fn total(&self) -> Minor {
        self.parts.iter().map(|part| part.amount).sum()
    }
}

fn kept_cash(state: &State) -> Minor {
    state.totals.received - state.totals.refunded
}

/// Begins a settlement on an open day, in place of one under way.
pub(crate) fn begin(state: &mut State, on: Date, parts: &[Part], effects: &mut Effects) {
    let kept_before = kept_cash(state);
    let settling = Settling { on, parts: parts.to_vec(), kept_before };
    effects.note(on, EventKind::SettlementBegan { amount: settling.total() });
    state.relief_mut().settlement = Some(settling);
}

/// At the end of a day: is it completed, or broken?
pub(crate) fn review(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    let Some(settling) = state.relief.as_ref().and_then(|record| record.settlement.as_ref()) else {
        return;
    };
    let paid = settling.paid(state);
    if paid >= settling.total() {
        state.relief_mut().settlement = None;
        complete(contract, state, on, effects);
    } else if paid < settling.due_by(on) {
        state.relief_mut().settlement = None;
        effects.note(on, EventKind::SettlementBroken { paid });
    }
}

/// The next date for which a payment is agreed, after `since`.
pub(crate) fn next_date(state: &State, since: Date) -> Option<Date> {
    let settling = state.relief.as_ref()?.settlement.as_ref()?;
    settling.parts.iter().map(|part| part.by).find(|by| *by > since)
}

/// Ends the loan: held money goes to what is owed, the rest is given up by name.
fn complete(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    late::assess(contract, state, on, effects);
    let accrued = running::interest_accrued(contract, state, on);
    books::bill(state, on, (Component::Interest, accrued), effects);
    payment::apply_held(contract, state, on, effects);
    let met = state.unapplied.max(Minor::ZERO).min(state.principal_undue);
    state.unapplied -= met;
    state.principal_undue -= met;
    state.totals.paid.principal += met;
    books::meet(state, on, (Component::Principal, met), GlAccount::Unapplied, effects);
    let mut forgiven = state.outstanding();
    forgiven.interest += accrued;
    clear(state);
    for component in Component::ALL {
        plan::give_up(state, on, (component, forgiven.get(component)), effects);
    }
    effects.note(on, EventKind::SettlementCompleted { forgiven: forgiven.total() });
    end(state, on, effects);
}

/// Takes everything off what is owed.
fn clear(state: &mut State) {
    state.dues.clear();
    state.schedule = None;
    state.principal_undue = Minor::ZERO;
    if let Some(plan) = &mut state.plan {
        plan.conditional_waiver = Minor::ZERO;
    }
    state.relief_mut().set_aside.clear();
    debug_assert_eq!(state.outstanding(), Components::default());
}

fn end(state: &mut State, on: Date, effects: &mut Effects) {
    if state.nonaccrual_since.is_some() {
        books::switch_accrual(state, on, None, effects);
        effects.note(on, EventKind::NonaccrualEnded);
    }
    let from = std::mem::take(&mut state.record.bucket);
    if from != 0 {
        effects.note(on, EventKind::BucketChanged { from, to: 0 });
    }
    state.record.material_since = None;
    super::review::forget(state);
    state.relief_mut().bureau = BureauEffect::SettledForLess;
    state.status = Status::Settled { on };
    effects.note(on, EventKind::Settled);
}
