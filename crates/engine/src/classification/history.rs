//! What classification needs to know of a loan's past: its spells of lateness and its plans, read
//! off the fold, never stored.

use primitives::date::Date;

use crate::contract::Contract;
use crate::day;
use crate::delinquency::counters::oldest_unpaid;
use crate::effects::{Effects, EventKind};
use crate::fact::{Fact, FactKind};
use crate::fold::{Horizon, apply, in_force};
use crate::state::{State, Status};

/// A stretch of lateness: unpaid at the end of every day in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The evening on which the loan was one day past due.
    pub began: Date,
    /// The first evening with nothing past due; none while it lasts.
    pub ended: Option<Date>,
    /// The most days past due reached in it.
    pub days_most: u16,
}

/// A loan's past up to a date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The last day looked at, at its end.
    pub on: Date,
    /// Lateness by the contract, oldest first.
    pub late: Vec<Spell>,
    /// Stretches of material arrears, oldest first; days count from the first material evening.
    pub material: Vec<Spell>,
    /// When each plan took effect, and how many days past due the loan was then.
    pub plans: Vec<(Date, u16)>,
    /// The dates on which dues fell.
    pub dues: Vec<Date>,
    /// Where the loan is in its life.
    pub ended: Option<Status>,
}

/// The evening of one date on which something changed.
struct Evening {
    on: Date,
    late_since: Option<Date>,
    material_since: Option<Date>,
}

/// Walks a loan through its life, stopping where something can change.
pub fn history(contract: Contract, facts: &[Fact], on: Date) -> History {
    let mut state = State::pending(contract.terms.rate);
    let mut effects = Effects::default();
    let mut evenings = Vec::new();
    let mut plans = Vec::new();
    for fact in in_force(facts, Horizon::through(on)) {
        let before = fact.value_date.plus_days(-1);
        walk(contract, &mut state, before, (&mut effects, &mut evenings));
        if matches!(fact.kind, FactKind::Reamortized(_)) && state.status == Status::Active {
            let days = oldest_unpaid(&state).map_or(0, |since| days(since, fact.value_date));
            plans.push((fact.value_date, days));
        }
        apply(contract, &mut state, fact, &mut effects);
        note(&mut evenings, &state, fact.value_date);
    }
    walk(contract, &mut state, on, (&mut effects, &mut evenings));
    let dues = effects.events.iter().filter_map(|event| match event.kind {
        EventKind::Fell { .. } => Some(event.on),
        _ => None,
    });
    History {
        on,
        late: spells(&evenings, on, |evening| evening.late_since),
        material: spells(&evenings, on, |evening| evening.material_since),
        plans,
        dues: dues.collect(),
        ended: matches!(state.status, Status::Settled { .. } | Status::ChargedOff { .. })
            .then_some(state.status),
    }
}

fn walk(
    contract: Contract,
    state: &mut State,
    through: Date,
    (effects, evenings): (&mut Effects, &mut Vec<Evening>),
) {
    while let Some(next) = day::next_event_on(contract, state).filter(|next| *next <= through) {
        day::advance(contract, state, next, effects);
        note(evenings, state, next);
    }
}

fn note(evenings: &mut Vec<Evening>, state: &State, on: Date) {
    evenings.retain(|evening| evening.on != on);
    evenings.push(Evening {
        on,
        late_since: oldest_unpaid(state),
        material_since: state.record.material_since,
    });
}

/// Joins evenings into spells. `since` is the date from which days count: that day itself is day
/// nothing.
fn spells(evenings: &[Evening], on: Date, since: impl Fn(&Evening) -> Option<Date>) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    for (index, evening) in evenings.iter().enumerate() {
        let last = evenings.get(index + 1).map_or(on, |next| next.on.plus_days(-1));
        let open = spells.last_mut().filter(|spell| spell.ended.is_none());
        let Some(since) = since(evening).filter(|since| last > *since) else {
            if let Some(spell) = open
                && since(evening).is_none_or(|since| since >= evening.on)
            {
                spell.ended = Some(evening.on);
            }
            continue;
        };
        let reached = days(since, last);
        match open {
            // A due that fell this very day ends the spell of those before it.
            Some(spell) if since < evening.on => spell.days_most = spell.days_most.max(reached),
            open => {
                if let Some(spell) = open {
                    spell.ended = Some(evening.on);
                }
                let began = since.plus_days(1).max(evening.on);
                spells.push(Spell { began, ended: None, days_most: reached });
            }
        }
    }
    spells
}

pub(super) fn days(from: Date, to: Date) -> u16 {
    u16::try_from(to.days_since(from).max(0)).unwrap_or(u16::MAX)
}

impl Spell {
    /// Whether it still lasted at the end of a date.
    pub fn lasts_on(&self, on: Date) -> bool {
        self.began <= on && self.ended.is_none_or(|ended| ended > on)
    }
}

impl History {
    /// How many dues fell in a stretch and were not late: after `from`, up to `through`.
    pub fn kept(&self, from: Date, through: Date) -> u16 {
        let late = |due: Date| self.late.iter().any(|spell| spell.lasts_on(due.plus_days(1)));
        let fell =
            self.dues.iter().filter(|due| **due > from && **due <= through && **due < self.on);
        u16::try_from(fell.filter(|due| !late(**due)).count()).unwrap_or(u16::MAX)
    }
}
