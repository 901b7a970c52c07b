//! The fold taken one turn at a time: what each fact, and each day on which time alone mattered,
//! changed in the loan's sums.

use primitives::amount::Minor;
use primitives::date::Date;

use super::{Derivation, Said, Value};
use crate::contract::Contract;
use crate::day::{advance, advance_into, next_event_on};
use crate::effects::{Effects, Event};
use crate::fact::Fact;
use crate::fold::{Horizon, apply, in_force};
use crate::late;
use crate::payoff::{Payoff, quote};
use crate::state::{Components, State, Status};
use crate::waterfall::Component;
use crate::wire::fact::kind_word;

/// What brought a change about.
#[derive(Clone, Copy)]
pub(super) enum Cause<'a> {
    /// Something recorded.
    Fact(&'a Fact),
    /// A day.
    Day(Date),
}

/// One turn of the fold.
pub(super) struct Turn<'a> {
    /// Why.
    pub cause: Cause<'a>,
    /// Where the loan stood before.
    pub before: State,
    /// Where it stood after.
    pub after: State,
    /// What was told on the way.
    pub events: Vec<Event>,
}

/// A loan folded turn by turn.
pub(super) struct Told<'a> {
    /// Under what terms.
    pub contract: Contract<'a>,
    /// The date asked about.
    pub on: Date,
    /// Every turn that changed something.
    pub turns: Vec<Turn<'a>>,
    /// Where the loan stands, lateness priced to the date.
    pub state: State,
    /// What ends it.
    pub payoff: Payoff,
}

impl<'a> Told<'a> {
    /// Folds a loan up to a horizon.
    pub fn new(contract: Contract<'a>, facts: &'a [Fact], horizon: Horizon) -> Told<'a> {
        let on = horizon.value_date;
        let state = State::pending(contract.terms.rate);
        let payoff = Payoff::default();
        let mut told = Told { contract, on, turns: Vec::new(), state, payoff };
        for fact in in_force(facts, horizon) {
            told.pass(fact.value_date.plus_days(-1));
            told.turn(Cause::Day(fact.value_date), |contract, state, effects| {
                advance_into(contract, state, fact.value_date, effects);
            });
            told.turn(Cause::Fact(fact), |contract, state, effects| {
                apply(contract, state, fact, effects);
            });
        }
        told.pass(on);
        told.payoff = quote(contract, &told.state, on);
        if told.state.status == Status::Active {
            told.turn(Cause::Day(on), |contract, state, effects| {
                late::assess(contract, state, on, effects);
            });
        }
        told
    }

    /// Passes through every day up to `through` on which something happens.
    fn pass(&mut self, through: Date) {
        while let Some(next) = next_event_on(self.contract, &self.state).filter(|on| *on <= through)
        {
            self.turn(Cause::Day(next), |contract, state, effects| {
                advance(contract, state, next, effects);
            });
        }
        self.turn(Cause::Day(through), |contract, state, effects| {
            advance(contract, state, through, effects);
        });
    }

    fn turn(&mut self, cause: Cause<'a>, go: impl FnOnce(Contract, &mut State, &mut Effects)) {
        let before = self.state.clone();
        let mut effects = Effects::default();
        go(self.contract, &mut self.state, &mut effects);
        let moved = before.totals != self.state.totals
            || before.unapplied != self.state.unapplied
            || !effects.events.is_empty();
        if moved {
            let after = self.state.clone();
            self.turns.push(Turn { cause, before, after, events: effects.events });
        }
    }

    /// What every turn did to a sum, where it did something.
    pub fn moves(&self, sum: impl Fn(&State) -> Minor) -> impl Iterator<Item = (&Turn<'a>, Minor)> {
        self.turns.iter().filter_map(move |turn| {
            let change = sum(&turn.after) - sum(&turn.before);
            (change != Minor::ZERO).then_some((turn, change))
        })
    }
}

impl Turn<'_> {
    /// The cause as a leaf of a derivation.
    pub fn cause(&self) -> Derivation {
        match self.cause {
            Cause::Day(on) => Derivation::new(Said::Day(on), Value::None, Vec::new()),
            Cause::Fact(fact) => {
                let said = Said::Fact {
                    number: fact.number,
                    kind: kind_word(&fact.kind),
                    value_date: fact.value_date,
                    recorded_on: fact.recorded_on,
                };
                Derivation::new(said, Value::None, Vec::new())
            }
        }
    }
}

/// One of the four sums that every amount owed moves through.
#[derive(Clone, Copy)]
pub(super) enum Sum {
    Billed,
    Paid,
    Waived,
    ChargedOff,
}

impl Sum {
    pub const ALL: [Sum; 4] = [Sum::Billed, Sum::Paid, Sum::Waived, Sum::ChargedOff];

    /// The sum in a standing.
    pub fn of(self, state: &State) -> &Components {
        match self {
            Sum::Billed => &state.totals.billed,
            Sum::Paid => &state.totals.paid,
            Sum::Waived => &state.totals.waived,
            Sum::ChargedOff => &state.totals.charged_off,
        }
    }

    /// What a change of it is called.
    pub fn said(self, component: Component) -> Said {
        match self {
            Sum::Billed => Said::Billed(component),
            Sum::Paid => Said::Met(component),
            Sum::Waived => Said::GivenUp(component),
            Sum::ChargedOff => Said::ChargedOff(component),
        }
    }

    /// Whether a rise of it adds to what is outstanding or takes from it.
    pub fn signed(self, change: Minor) -> Minor {
        match self {
            Sum::Billed => change,
            Sum::Paid | Sum::Waived | Sum::ChargedOff => -change,
        }
    }
}
