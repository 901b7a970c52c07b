//! A cell: some loans in a register of their own, lived through day by day with everything that
//! can go wrong on the way, every touched loan checked after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::Path;

use engine::command::Command;
use engine::contract::{Contract, Terms};
use engine::day::advance_into;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::product::Product;
use engine::state::State;
use primitives::amount::Minor;
use primitives::date::Date;
use rand::RngExt;
use rand_pcg::Pcg32;
use service::close::{Close, CloseError};
use service::inquiry::look_up;
use service::lending::{
    Borrower, NewFact, NewLoan, Recorded, Repeat, correct, enter_loans, record, transfer,
};
use service::products::{Products, add_product};
use service::verify::{Verification, verify, verify_loans};
use service::{Register, ServiceError};

use super::act::{Asked, Seen, asked};
use super::course::{Course, Step};
use super::names::numbered_anew;
use super::offer::{chance, opening, product, terms};
use crate::population::generator;

/// Products on offer in a cell.
const PRODUCTS: usize = 6;
/// Chances in a hundred that something is asked of a loan on a day.
const ASKED: u32 = 4;

/// Which loans, from which lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Of the whole trial.
    pub seed: u64,
    /// Which cell of it.
    pub cell: u32,
    /// Loans in the cell.
    pub loans: u32,
    /// Days lived.
    pub days: i32,
}

/// The manner in which a cell is lived. No manner changes what the book says in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Loans per transaction of a close.
    pub batch: usize,
    /// Whether closes stop between batches and the register is opened anew, and whether what was
    /// delivered is delivered again.
    pub trouble: bool,
    /// Whether the loans of a day are served last first.
    pub backwards: bool,
}

/// What living a cell came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lived {
    /// Loans times days they were in the book.
    pub loan_days: u64,
    /// Commands that became facts.
    pub accepted: u64,
    /// Commands refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Commands delivered again.
    pub repeated: u64,
    /// Closes stopped between batches.
    pub crashes: u64,
    /// Loans folded anew and compared.
    pub checked: u64,
    /// The register as text.
    pub dump: Vec<u8>,
}

impl Lived {
    /// Adds what another cell came to; registers as text are not added.
    pub fn add(&mut self, other: &Lived) {
        self.loan_days += other.loan_days;
        self.accepted += other.accepted;
        self.repeated += other.repeated;
        self.crashes += other.crashes;
        self.checked += other.checked;
        for (code, times) in &other.refused {
            *self.refused.entry(code.clone()).or_default() += times;
        }
    }
}

/// Why a cell's life ended early.
#[derive(Debug, thiserror::Error)]
pub enum CellError {
    /// What is kept of a loan is not what its facts say.
    #[error("on {on}: {found}")]
    Breach {
        /// The business date.
        on: Date,
        /// The loan's course so far, where the trouble is with one loan.
        course: Option<Box<Course>>,
        /// What differs.
        found: String,
    },
    /// A use case failed that must not.
    #[error("{_0}")]
    Service(#[from] ServiceError),
    /// A close failed.
    #[error("{_0}")]
    Close(#[from] CloseError),
    /// The register failed.
    #[error("{_0}")]
    Store(#[from] service::StoreError),
}

struct Message {
    loan: usize,
    asked: Asked,
    id: String,
    again: bool,
}

struct Kept {
    id: i64,
    name: String,
    terms: Terms,
    product: String,
    opens: Date,
    dice: Pcg32,
    state: Option<State>,
    facts: u32,
}

/// A cell being lived.
struct Cell<'a> {
    manner: Manner,
    directory: &'a Path,
    register: Register,
    products: Products,
    loans: Vec<Kept>,
    post: BTreeMap<Date, Vec<Message>>,
    dice: Pcg32,
    lived: Lived,
}

/// Lives a cell in `directory`, from its first day to its last.
pub async fn live(directory: &Path, lot: Lot, manner: Manner) -> Result<Lived, CellError> {
    let mut cell = Cell::begin(directory, lot, manner).await?;
    let start = first_day(lot);
    for day in 0..lot.days {
        cell.day(start.plus_days(day)).await?;
    }
    cell.end(start.plus_days(lot.days - 1)).await
}

/// Cells begin on different dates, so that leap days and year ends fall everywhere.
fn first_day(lot: Lot) -> Date {
    let base: Date = "2019-06-01".parse().unwrap_or(Date::MIN);
    let mut dice = generator(lot.seed, 1 << 40 | u64::from(lot.cell));
    base.plus_days(dice.random_range(0..1_500))
}

impl<'a> Cell<'a> {
    async fn begin(directory: &'a Path, lot: Lot, manner: Manner) -> Result<Cell<'a>, CellError> {
        let start = first_day(lot);
        let register = Register::create(directory, start.plus_days(-1), "trial").await?;
        let mut dice = generator(lot.seed, 2 << 40 | u64::from(lot.cell));
        let mut texts = Vec::new();
        for number in 0..PRODUCTS {
            let (text, product) = product(&mut dice, number);
            add_product(&register, "trial.toml", &text).await?;
            texts.push((text, product));
        }
        let products = Products::load(&mut register.read().await?).await?;
        let loans = (0..lot.loans)
            .map(|index| {
                let stream = 3 << 40 | u64::from(lot.cell) << 20 | u64::from(index);
                let mut dice = generator(lot.seed, stream);
                let (text, product) = &texts[dice.random_range(0..texts.len())];
                let opens = start.plus_days(dice.random_range(0..(lot.days / 3).max(1)));
                let terms = terms(&mut dice, product, opens);
                let (name, product) = (format!("L{index:05}"), text.clone());
                Kept { id: 0, name, terms, product, opens, dice, state: None, facts: 0 }
            })
            .collect();
        let (post, lived) = (BTreeMap::new(), Lived::default());
        Ok(Cell { manner, directory, register, products, loans, post, dice, lived })
    }

    async fn day(&mut self, today: Date) -> Result<(), CellError> {
        self.open(today).await?;
        self.ask(today);
        self.deliver(today).await?;
        self.close(today).await?;
        self.sample(today).await
    }

    /// Pays out the loans of the day, some with payments known ahead.
    async fn open(&mut self, today: Date) -> Result<(), CellError> {
        let mut opening: Vec<&mut Kept> =
            self.loans.iter_mut().filter(|loan| loan.opens == today).collect();
        if opening.is_empty() {
            return Ok(());
        }
        let mut new: Vec<NewLoan> = Vec::new();
        for loan in &mut opening {
            let product = self.products.find(&loan.terms.product).map_err(ServiceError::from)?;
            new.push(entered(loan, product, today));
        }
        let mut tx = self.register.write().await?;
        let ids = enter_loans(&mut tx, &self.products, &new, today).await?;
        tx.commit().await?;
        for ((loan, id), new) in opening.into_iter().zip(ids).zip(&new) {
            loan.id = id;
            loan.facts = new.facts.len() as u32;
            loan.state = Some(State::pending(loan.terms.rate));
        }
        Ok(())
    }

    /// Draws what is asked for today; some of it arrives later.
    fn ask(&mut self, today: Date) {
        let opened: Vec<bool> = self.loans.iter().map(|loan| loan.id > 0).collect();
        let count = opened.len();
        for (index, loan) in self.loans.iter_mut().enumerate() {
            let Some(state) = &loan.state else { continue };
            self.lived.loan_days += 1;
            if !chance(&mut loan.dice, ASKED) {
                continue;
            }
            let Ok(product) = self.products.find(&loan.terms.product) else { continue };
            let contract = Contract { terms: &loan.terms, product };
            let mut seen = state.clone();
            advance_into(contract, &mut seen, today, &mut Effects::default());
            let seen = Seen { contract, state: &seen, facts: loan.facts, today };
            let asked = asked(&mut loan.dice, &seen, count);
            let late = if chance(&mut loan.dice, 25) { loan.dice.random_range(1..15) } else { 0 };
            let id = format!("{}-{today}", loan.name);
            let again = chance(&mut loan.dice, 15);
            if matches!(asked, Asked::Transfer { to, .. } if to == index || !opened[to]) {
                continue;
            }
            let message = Message { loan: index, asked, id, again };
            self.post.entry(today.plus_days(late)).or_default().push(message);
        }
    }

    async fn deliver(&mut self, today: Date) -> Result<(), CellError> {
        let mut messages = self.post.remove(&today).unwrap_or_default();
        messages.sort_by_key(|message| message.loan);
        if self.manner.backwards {
            messages.sort_by_key(|message| std::cmp::Reverse(message.loan));
        }
        // What touches two loans comes after what touches one, in one order in every manner.
        let (mut twofold, mut messages): (Vec<_>, Vec<_>) = messages
            .into_iter()
            .partition(|message| matches!(message.asked, Asked::Transfer { .. }));
        twofold.sort_by_key(|message| message.loan);
        messages.extend(twofold);
        for message in messages {
            self.deliver_one(&message, today).await?;
        }
        Ok(())
    }

    async fn deliver_one(&mut self, message: &Message, today: Date) -> Result<(), CellError> {
        let recorded = match self.send(message).await {
            Ok(recorded) => recorded,
            Err(ServiceError::Rejected(refusal)) => {
                *self.lived.refused.entry(refusal.code().to_owned()).or_default() += 1;
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        self.lived.accepted += 1;
        if message.again && self.manner.trouble {
            let again = self.send(message).await?;
            self.lived.repeated += 1;
            let same = again.iter().all(|(_, again)| again.repeated == Repeat::Repeated)
                && again.last().map(|(_, again)| &again.fact)
                    == recorded.last().map(|(_, recorded)| &recorded.fact);
            if !same {
                let found = format!("{} delivered twice counted twice", message.id);
                return Err(CellError::Breach { on: today, course: None, found });
            }
        }
        let mut ids = Vec::new();
        for (index, recorded) in recorded {
            let loan = &mut self.loans[index];
            loan.facts = loan.facts.max(recorded.fact.number);
            loan.state = Some(recorded.state);
            ids.push(loan.id);
        }
        self.check(&ids, today).await
    }

    /// Delivers a message: what was recorded, by the place of its loan.
    async fn send(&self, message: &Message) -> Result<Vec<(usize, Recorded)>, ServiceError> {
        let (register, index) = (&self.register, message.loan);
        let (name, id) = (&self.loans[index].name, Some(message.id.clone()));
        match &message.asked {
            Asked::Command(command) => {
                Ok(vec![(index, record(register, name, command.clone(), id).await?)])
            }
            Asked::Correction(correction) => {
                Ok(vec![(index, correct(register, name, correction.clone(), id).await?)])
            }
            Asked::Transfer { payment, to } => {
                let meant = &self.loans[*to].name;
                let moved = transfer(register, (name, *payment), meant, id).await?;
                let from = moved.from.map(|from| (index, from));
                Ok(from.into_iter().chain([(*to, moved.to)]).collect())
            }
        }
    }

    async fn check(&mut self, ids: &[i64], today: Date) -> Result<(), CellError> {
        let found = verify_loans(&self.register, &self.products, ids).await?;
        self.lived.checked += found.loans;
        self.judge(found, today).await
    }

    async fn judge(&self, found: Verification, today: Date) -> Result<(), CellError> {
        let Some(first) = found.differences.first() else { return Ok(()) };
        let loan = self.loans.iter().find(|loan| loan.name == first.of);
        let course = match loan {
            Some(loan) => Some(Box::new(self.course(loan, today).await?)),
            None => None,
        };
        Err(CellError::Breach { on: today, course, found: first.to_string() })
    }

    /// What was recorded of a loan as a course of its own.
    async fn course(&self, loan: &Kept, through: Date) -> Result<Course, CellError> {
        let file = look_up(&self.register, &loan.name).await?;
        Ok(Course {
            product: loan.product.clone(),
            terms: loan.terms.clone(),
            steps: steps(&file.facts),
            through,
        })
    }

    /// Closes the day; in trouble it stops between batches and the register is opened anew.
    async fn close(&mut self, today: Date) -> Result<(), CellError> {
        let now = || 0;
        if self.manner.trouble && chance(&mut self.dice, 20) {
            let mut left = self.dice.random_range(0..4);
            let mut watch = |_| {
                left -= 1;
                if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let close = Close::new(&self.register, &now).in_batches_of(self.manner.batch);
            match close.through(today, &mut watch).await {
                Err(CloseError::Stopped(_)) => self.lived.crashes += 1,
                other => drop(other?),
            }
            self.register.clone().close().await;
            self.register = Register::open(self.directory).await?;
        }
        let close = Close::new(&self.register, &now).in_batches_of(self.manner.batch);
        close.through(today, &mut |_| ControlFlow::Continue(())).await?;
        Ok(())
    }

    /// Checks a few loans that time alone has touched.
    async fn sample(&mut self, today: Date) -> Result<(), CellError> {
        let count = self.loans.len();
        let drawn: BTreeSet<usize> = (0..3).map(|_| self.dice.random_range(0..count)).collect();
        let ids: Vec<i64> =
            drawn.iter().map(|index| self.loans[*index].id).filter(|id| *id > 0).collect();
        self.check(&ids, today).await
    }

    /// The whole register verified, every loan examined on the engine alone.
    async fn end(mut self, today: Date) -> Result<Lived, CellError> {
        let found = verify(&self.register, &mut |_| {}).await?;
        self.lived.checked += found.loans;
        self.judge(found, today).await?;
        for loan in self.loans.iter().filter(|loan| loan.id > 0) {
            let course = self.course(loan, today).await?;
            if let Err(fault) = course.examine() {
                let found = format!("{}: {fault}", loan.name);
                return Err(CellError::Breach { on: today, course: Some(Box::new(course)), found });
            }
        }
        let quarantined = self.register.read().await?.list_quarantined_ids(None).await?;
        if !quarantined.is_empty() {
            let found = format!("{} loans could not be closed", quarantined.len());
            return Err(CellError::Breach { on: today, course: None, found });
        }
        let mut dump = Vec::new();
        self.register.read().await?.dump(&mut dump).await?;
        self.lived.dump = dump;
        self.register.close().await;
        Ok(self.lived)
    }
}

fn entered(loan: &mut Kept, product: &Product, today: Date) -> NewLoan {
    let amount = loan.terms.amount;
    let fact = |value_date, kind| NewFact { value_date, kind, external_id: None };
    let opening = opening(&mut loan.dice, product, &loan.terms, today);
    let mut facts = vec![fact(today, opening)];
    if chance(&mut loan.dice, 10) {
        let mut on = today;
        for _ in 0..3 {
            on = on.plus_days(loan.dice.random_range(5..50));
            let part = Minor(amount.0 / 100 * loan.dice.random_range(1..40) + 1);
            facts.push(fact(on, FactKind::Paid { amount: part, intent: PaymentIntent::Due }));
        }
    }
    NewLoan {
        external_id: loan.name.clone(),
        borrower: Borrower {
            external_id: format!("B-{}", loan.name),
            segment: "trial".to_owned(),
            attributes: "{}".to_owned(),
        },
        pool: String::new(),
        terms: loan.terms.clone(),
        facts,
    }
}

/// Recorded facts as steps: each on the day it was recorded, or came into force where it was
/// known ahead. Numbers move with them.
fn steps(facts: &[Fact]) -> Vec<Step> {
    let mut order: Vec<&Fact> = facts.iter().collect();
    let on = |fact: &Fact| fact.recorded_on.max(fact.value_date);
    order.sort_by_key(|fact| (on(fact), fact.number));
    let step = |fact: Fact| Step {
        on: on(&fact),
        command: Command { value_date: fact.value_date, act: fact.kind },
    };
    numbered_anew(&order).into_iter().map(step).collect()
}

/// Whether two lives of one cell came to the same book.
pub fn same_book(one: &Lived, other: &Lived) -> Result<(), CellError> {
    if one.dump == other.dump {
        return Ok(());
    }
    let lines = |lived: &Lived| -> Vec<String> {
        String::from_utf8_lossy(&lived.dump).lines().map(str::to_owned).collect()
    };
    let (these, those) = (lines(one), lines(other));
    let unlike = these.iter().zip(&those).find(|(this, that)| this != that);
    let found = match unlike {
        Some((this, that)) => format!("two lives of one cell differ: {this} / {that}"),
        None => format!("two lives of one cell differ: {} rows / {}", these.len(), those.len()),
    };
    Err(CellError::Breach { on: Date::MAX, course: None, found })
}
