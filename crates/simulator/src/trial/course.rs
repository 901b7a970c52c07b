//! One loan's course: what was signed, and what was asked for on which day. It can be played on the
//! engine alone, examined after every step, shrunk, and kept as a file.

use engine::command::{Command, Rejection, decide, decide_forward, reaches_back};
use engine::contract::{Contract, Terms};
use engine::day::{advance, advance_into};
use engine::delinquency::counters::counters;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, fold, fold_into};
use engine::posting::{Transfer, difference};
use engine::product::Product;
use engine::product::file::{self, ProductFileError};
use engine::relief::preview::{Preview, preview};
use engine::state::State;
use primitives::date::Date;

use super::invariant::{Breach, Evidence, Invariant, check, hold, hold_at_the_end};

type Shown = Result<Preview, Rejection>;

/// Something asked for on a business date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The open business date.
    pub on: Date,
    /// What was asked for.
    pub command: Command,
}

/// One loan's course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The product file signed under.
    pub product: String,
    /// What was signed.
    pub terms: Terms,
    /// What was asked for, in the order it arrived.
    pub steps: Vec<Step>,
    /// The last day closed.
    pub through: Date,
}

/// Where a course broke an invariant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("on {on}, after step {step}: {breach}")]
pub struct Fault {
    /// The business date.
    pub on: Date,
    /// How many steps had been taken.
    pub step: usize,
    /// What did not hold.
    pub breach: Breach,
}

/// Why a course could not be played at all.
#[derive(Debug, thiserror::Error)]
pub enum CourseError {
    /// The product file is no product.
    #[error("{_0}")]
    Product(#[from] ProductFileError),
    /// An invariant did not hold.
    #[error("{_0}")]
    Fault(#[from] Fault),
}

/// What playing a course came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Steps that became facts.
    pub accepted: usize,
    /// Steps that were refused.
    pub refused: usize,
}

impl Course {
    /// Plays the course, checking every invariant after every step and at the end.
    pub fn examine(&self) -> Result<Played, CourseError> {
        let product = file::read(&self.product)?;
        let mut player = Player::new(Contract { terms: &self.terms, product: &product });
        for (index, step) in self.steps.iter().enumerate() {
            let fault = |breach| Fault { on: step.on, step: index + 1, breach };
            player.pass_to(step.on);
            // A refusal is an answer too: the loan has moved to its day and must still be whole.
            let shown = player.preview(step);
            let _ = player.ask(step);
            shown.map_or(Ok(()), |shown| player.is_as_shown(&shown)).map_err(fault)?;
            hold(&player.evidence()).map_err(fault)?;
        }
        let fault = |breach| Fault { on: self.through, step: self.steps.len(), breach };
        player.pass_to(self.through.plus_days(1));
        hold(&player.evidence()).map_err(fault)?;
        hold_at_the_end(&player.evidence()).map_err(fault)?;
        Ok(player.played)
    }

    /// The course's product, when its file is one.
    pub fn read_product(&self) -> Result<Product, ProductFileError> {
        file::read(&self.product)
    }
}

/// A loan as a register would keep it: a standing brought forward, facts, booked lines.
struct Player<'a> {
    contract: Contract<'a>,
    state: State,
    facts: Vec<Fact>,
    booked: Vec<Transfer>,
    played: Played,
}

impl<'a> Player<'a> {
    fn new(contract: Contract<'a>) -> Player<'a> {
        let state = State::pending(contract.terms.rate);
        let (facts, booked) = (Vec::new(), Vec::new());
        Player { contract, state, facts, booked, played: Played::default() }
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence {
            contract: self.contract,
            state: &self.state,
            facts: &self.facts,
            booked: &self.booked,
        }
    }

    /// Closes every day before `on`.
    fn pass_to(&mut self, on: Date) {
        if self.facts.is_empty() {
            return;
        }
        let mut effects = Effects::default();
        advance(self.contract, &mut self.state, on.plus_days(-1), &mut effects);
        self.booked.extend(effects.transfers);
    }

    /// What relief or a plan would do, where that is asked for.
    fn preview(&self, step: &Step) -> Option<Shown> {
        let (command, today) = (&step.command, step.on);
        let asked = matches!(command.act, FactKind::Relief(_) | FactKind::Reamortized(_));
        let shown = || preview(self.contract, &self.facts, command, today);
        (asked && !self.facts.is_empty()).then(shown)
    }

    fn is_as_shown(&self, shown: &Shown) -> Result<(), Breach> {
        let facts = self.facts.len();
        let Ok(shown) = shown else { return Ok(()) };
        let on = shown.fact.value_date;
        check(Invariant::Previewed, self.facts.last() == Some(&shown.fact), || {
            format!("{:?} was shown, of {facts} facts the last is another", shown.fact)
        })?;
        let (evening, _) = fold(self.contract, &self.facts, Horizon::through(on));
        let counted = counters(self.contract, &evening, on);
        check(Invariant::Previewed, counted == shown.after.counters, || {
            format!("shown {:?}, came to {counted:?}", shown.after.counters)
        })
    }

    fn ask(&mut self, step: &Step) -> Result<(), Rejection> {
        let asked = match self.reaches_back(step) {
            true => self.reach_back(step),
            false => self.go_forward(step),
        };
        match asked {
            Ok(()) => self.played.accepted += 1,
            Err(_) => self.played.refused += 1,
        }
        asked
    }

    fn reaches_back(&self, step: &Step) -> bool {
        self.facts.is_empty()
            || step.command.value_date != step.on
            || reaches_back(&self.state, &step.command)
    }

    fn reach_back(&mut self, step: &Step) -> Result<(), Rejection> {
        let fact = decide(self.contract, &self.facts, &step.command, step.on)?;
        self.facts.push(fact);
        let (state, effects) = fold_into(self.contract, &self.facts, step.on);
        self.state = state;
        let missing = difference(&self.booked, &effects.transfers);
        self.booked.extend(missing);
        Ok(())
    }

    fn go_forward(&mut self, step: &Step) -> Result<(), Rejection> {
        let mut effects = Effects::default();
        let mut state = self.state.clone();
        advance_into(self.contract, &mut state, step.on, &mut effects);
        let number = self.facts.last().map_or(1, |fact| fact.number + 1);
        let fact = decide_forward(self.contract, &state, &step.command, number)?;
        engine::fold::apply(self.contract, &mut state, &fact, &mut effects);
        self.facts.push(fact);
        self.state = state;
        self.booked.extend(effects.transfers);
        Ok(())
    }
}
