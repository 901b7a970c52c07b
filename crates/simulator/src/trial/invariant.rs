//! What must hold for every loan after every step, whatever was done to it and in whatever order.

use std::collections::BTreeMap;
use std::fmt;

use engine::command::{Command, decide};
use engine::contract::Contract;
use engine::effects::Effects;
use engine::explain::{Derivation, Figure, explain};
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, fold, fold_into};
use engine::order::{place, tied};
use engine::posting::{GlAccount, Transfer, difference};
use engine::state::{State, Status};
use engine::waterfall::Component;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;

use super::account;
use super::names::{numbered_anew, unnumbered};

/// A loan as it is kept.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// Under what terms.
    pub contract: Contract<'a>,
    /// The standing kept, brought forward step by step.
    pub state: &'a State,
    /// Everything that was recorded.
    pub facts: &'a [Fact],
    /// Every line booked.
    pub booked: &'a [Transfer],
}

/// An invariant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// The standing kept is what a fold of all facts gives.
    RefoldEqualsState,
    /// The lines booked sum, by value date, to what the fold says.
    BookedEqualsFold,
    /// Billed is paid, waived, charged off or outstanding, for every component.
    Conservation,
    /// The accounts of the ledger hold what the standing says.
    LedgerTies,
    /// What is written of a standing reads back as the same.
    Written,
    /// Facts learnt in another order come to the same.
    InsertionOrder,
    /// Days closed one by one come to the same as days closed together.
    DayByDay,
    /// Every figure is the sum of what it is explained by.
    Explained,
    /// Nothing outstanding is below nothing, dues stand in order.
    Sound,
    /// A revolving account's balances, plans and minimum add up.
    Account,
    /// Reversing the newest fact gives back what was before it.
    UndoRestores,
    /// What relief or a plan was said to do is what it does.
    Previewed,
}

/// An invariant that did not hold, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Which.
    pub invariant: Invariant,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.invariant, self.found)
    }
}

pub(super) fn check(
    invariant: Invariant,
    holds: bool,
    found: impl FnOnce() -> String,
) -> Result<(), Breach> {
    if holds { Ok(()) } else { Err(Breach { invariant, found: found() }) }
}

/// Checks what must hold after every step.
pub fn hold(loan: &Evidence<'_>) -> Result<(), Breach> {
    if loan.facts.is_empty() {
        return Ok(());
    }
    sound(loan.state)?;
    account::sound(loan.state)?;
    conserved(loan.state)?;
    ties(loan)?;
    refolds(loan)
}

/// Checks what is dearer and need hold only once a course has been played.
pub fn hold_at_the_end(loan: &Evidence<'_>) -> Result<(), Breach> {
    if loan.facts.is_empty() {
        return Ok(());
    }
    written(loan.state)?;
    day_by_day(loan)?;
    any_order(loan)?;
    undoable(loan)?;
    explained(loan)
}

fn explained(loan: &Evidence<'_>) -> Result<(), Breach> {
    let horizon = Horizon::through(loan.state.closed_through);
    let dues = loan.state.dues.iter().map(|due| Figure::Due(due.number));
    for figure in Figure::ALL.into_iter().chain(dues) {
        let derived = explain(loan.contract, loan.facts, figure, horizon);
        let whole = derived.as_ref().is_some_and(Derivation::adds_up);
        check(Invariant::Explained, whole, || format!("{figure}: {derived:?}"))?;
    }
    Ok(())
}

fn sound(state: &State) -> Result<(), Breach> {
    let dues = &state.dues;
    let ordered = dues.windows(2).all(|pair| pair[0].on <= pair[1].on);
    let low = |due: &engine::state::Due| {
        Component::ALL.into_iter().any(|c| due.outstanding.get(c) < Minor::ZERO)
    };
    check(Invariant::Sound, ordered, || format!("dues out of order: {dues:?}"))?;
    check(Invariant::Sound, !dues.iter().any(low), || format!("a due below nothing: {dues:?}"))?;
    let undue = state.principal_undue;
    check(Invariant::Sound, undue >= Minor::ZERO, || format!("undue principal {undue:?}"))?;
    let over = !matches!(state.status, Status::Settled { .. })
        || state.outstanding().total() == Minor::ZERO;
    check(Invariant::Sound, over, || format!("settled with {:?} owed", state.outstanding()))
}

fn conserved(state: &State) -> Result<(), Breach> {
    let (totals, outstanding) = (&state.totals, state.outstanding());
    for component in Component::ALL {
        let billed = totals.billed.get(component);
        let found = totals.paid.get(component)
            + totals.waived.get(component)
            + totals.charged_off.get(component)
            + outstanding.get(component);
        check(Invariant::Conservation, billed == found, || {
            format!("{component}: billed {billed:?}, accounted for {found:?}")
        })?;
    }
    Ok(())
}

/// What every account holds: debits less credits.
fn balances(booked: &[Transfer]) -> BTreeMap<GlAccount, i64> {
    let mut held = BTreeMap::new();
    for line in booked {
        *held.entry(line.debit).or_default() += line.amount.0;
        *held.entry(line.credit).or_default() -= line.amount.0;
    }
    held
}

fn ties(loan: &Evidence<'_>) -> Result<(), Breach> {
    let held = balances(loan.booked);
    let of = |account: GlAccount| held.get(&account).copied().unwrap_or_default();
    let outstanding = loan.state.outstanding();
    let tie = |what: &str, ledger: i64, standing: Minor| {
        check(Invariant::LedgerTies, ledger == standing.0, || {
            format!("{what}: the ledger holds {ledger}, the standing says {}", standing.0)
        })
    };
    tie("principal", of(GlAccount::Principal), outstanding.principal)?;
    tie("unapplied", -of(GlAccount::Unapplied), loan.state.unapplied)?;
    let receivable: i64 = Component::ALL
        .into_iter()
        .filter(|component| *component != Component::Principal)
        .map(|component| of(GlAccount::receivable(component)))
        .sum();
    let income = outstanding.total() - outstanding.principal;
    tie("receivables", receivable + of(GlAccount::NonaccrualMemo), income)
}

/// The fold to where the kept standing has come.
fn refold(loan: &Evidence<'_>, facts: &[Fact]) -> (State, Effects) {
    match loan.state.opened_on > loan.state.closed_through {
        true => fold_into(loan.contract, facts, loan.state.opened_on),
        false => fold(loan.contract, facts, Horizon::through(loan.state.closed_through)),
    }
}

fn refolds(loan: &Evidence<'_>) -> Result<(), Breach> {
    let (state, effects) = refold(loan, loan.facts);
    check(Invariant::RefoldEqualsState, state == *loan.state, || differing(loan.state, &state))?;
    let missing = difference(loan.booked, &effects.transfers);
    check(Invariant::BookedEqualsFold, missing.is_empty(), || format!("missing {missing:?}"))
}

fn differing(kept: &State, rebuilt: &State) -> String {
    let (kept, rebuilt) = (format!("{kept:#?}"), format!("{rebuilt:#?}"));
    let unlike = kept.lines().zip(rebuilt.lines()).filter(|(one, other)| one != other);
    let shown: Vec<String> =
        unlike.take(4).map(|(one, other)| format!("{} / {}", one.trim(), other.trim())).collect();
    format!("kept / rebuilt: {}", shown.join("; "))
}

fn written(state: &State) -> Result<(), Breach> {
    let read = wire::state::decode(&wire::state::encode(state));
    let same = read.as_ref().is_ok_and(|read| read == state);
    check(Invariant::Written, same, || format!("read back as {read:?}"))
}

fn day_by_day(loan: &Evidence<'_>) -> Result<(), Breach> {
    let through = loan.state.closed_through;
    let first = loan.facts.iter().map(|fact| fact.value_date).min().unwrap_or(through);
    let together = fold(loan.contract, loan.facts, Horizon::through(through));
    let mut state = State::pending(loan.contract.terms.rate);
    let mut effects = Effects::default();
    let mut coming =
        engine::fold::in_force(loan.facts, Horizon::through(through)).into_iter().peekable();
    let mut on = first;
    while on <= through {
        while let Some(fact) = coming.next_if(|fact| fact.value_date == on) {
            engine::fold::apply(loan.contract, &mut state, fact, &mut effects);
        }
        engine::day::advance(loan.contract, &mut state, on, &mut effects);
        on = on.plus_days(1);
    }
    check(Invariant::DayByDay, state == together.0, || differing(&state, &together.0))?;
    let missing = difference(&effects.transfers, &together.1.transfers);
    check(Invariant::DayByDay, missing.is_empty(), || format!("missing {missing:?}"))
}

/// The facts as if they had been learnt the other way round, within a date too; only those that
/// follow each other as they were learnt keep their order.
fn learnt_backwards(facts: &[Fact]) -> Vec<Fact> {
    let mut placed: Vec<&Fact> = facts.iter().collect();
    placed.sort_by_key(|fact| place(fact));
    let groups: Vec<&[&Fact]> = placed.chunk_by(|one, other| tied(one, other)).collect();
    let order: Vec<&Fact> = groups.into_iter().rev().flatten().copied().collect();
    numbered_anew(&order)
}

fn any_order(loan: &Evidence<'_>) -> Result<(), Breach> {
    let through = Horizon::through(loan.state.closed_through.max(Date::MIN));
    let one = fold(loan.contract, loan.facts, through);
    let other = fold(loan.contract, &learnt_backwards(loan.facts), through);
    let (kept, rebuilt) = (unnumbered(one.0), unnumbered(other.0));
    check(Invariant::InsertionOrder, kept == rebuilt, || differing(&kept, &rebuilt))?;
    let missing = difference(&one.1.transfers, &other.1.transfers);
    check(Invariant::InsertionOrder, missing.is_empty(), || format!("missing {missing:?}"))
}

/// Reversing the newest fact gives what the facts before it gave.
fn undoable(loan: &Evidence<'_>) -> Result<(), Breach> {
    let Some((newest, before)) = loan.facts.split_last() else { return Ok(()) };
    if matches!(newest.kind, FactKind::Reversed { .. } | FactKind::TakenOver(_)) {
        return Ok(());
    }
    let today = loan.state.closed_through.max(loan.state.opened_on).max(newest.value_date);
    let undo = Command { value_date: today, act: FactKind::Reversed { fact: newest.number } };
    let undone = decide(loan.contract, loan.facts, &undo, today).map_err(|refusal| Breach {
        invariant: Invariant::UndoRestores,
        found: format!("reversing {newest:?} is refused: {refusal}"),
    })?;
    let facts: Vec<Fact> = loan.facts.iter().cloned().chain([undone]).collect();
    let horizon = Horizon::through(today);
    let (was, is) = (fold(loan.contract, before, horizon), fold(loan.contract, &facts, horizon));
    check(Invariant::UndoRestores, was.0 == is.0, || differing(&was.0, &is.0))?;
    let (_, with) = fold(loan.contract, loan.facts, horizon);
    let mut booked = with.transfers;
    let turned = difference(&booked, &is.1.transfers);
    booked.extend(turned);
    let missing = difference(&booked, &was.1.transfers);
    check(Invariant::UndoRestores, missing.is_empty(), || format!("missing {missing:?}"))
}
