//! Living a history: day by day people borrow, pay and miss through the real service, and each day
//! is closed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use engine::contract::Terms;
use engine::fact::{FactKind, PaymentIntent, Reamortization};
use engine::payoff::quote;
use engine::schedule::running::next_installment;
use engine::state::{State, Status};
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};
use rand::RngExt;
use rand_pcg::Pcg32;
use service::close::{CloseError, close_through};
use service::lending::{Actor, Borrower, NewFact, NewLoan, OpenLoan, enter_loans, record_each};
use service::products::{Products, add_product};
use service::{Register, ServiceError};

use crate::behaviour::{Intention, Mind};
use crate::population::{Person, application, generator, person};

/// The products people borrow, as they ship.
pub const PRODUCT_FILES: [(&str, &str); 3] = [
    ("cash-loan-2.toml", include_str!("../../../products/cash-loan-2.toml")),
    ("pay-later.toml", include_str!("../../../products/pay-later.toml")),
    ("merchant-credit.toml", include_str!("../../../products/merchant-credit.toml")),
];

/// Streams of chance beyond those of people.
const FIRST_LOAN_STREAM: u64 = 1 << 32;
const CHAIN_STREAM: u64 = 1 << 33;

/// What kind of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Equal seeds give equal histories.
    pub seed: u64,
    /// How many people.
    pub borrowers: u32,
    /// First day.
    pub start: Date,
    /// How many days.
    pub days: i32,
}

/// Why a history stopped.
#[derive(Debug, thiserror::Error)]
pub enum LifeError {
    /// A use case failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// A close failed.
    #[error(transparent)]
    Close(#[from] CloseError),
    /// The register failed.
    #[error(transparent)]
    Store(#[from] service::StoreError),
}

enum Wake {
    /// A person asks for a loan.
    Apply(u32),
    /// A loan's borrower does what was intended.
    Loan(i64),
}

/// People, their loans on their minds, and what wakes when.
pub struct Life {
    settings: Settings,
    people: Vec<Person>,
    dice: Vec<Pcg32>,
    minds: BTreeMap<i64, Mind>,
    diary: BTreeMap<Date, Vec<Wake>>,
    loans: u64,
}

impl Life {
    /// Draws the people of a history; nobody has borrowed yet.
    pub fn new(settings: Settings) -> Life {
        let count = u64::from(settings.borrowers);
        let people: Vec<Person> =
            (0..count).map(|index| person(settings.seed, index, settings.days)).collect();
        let mut dice: Vec<Pcg32> =
            (0..count).map(|index| generator(settings.seed, CHAIN_STREAM + index)).collect();
        let mut diary: BTreeMap<Date, Vec<Wake>> = BTreeMap::new();
        for (index, person) in (0u32..).zip(&people) {
            let first = settings.start.plus_days(person.arrival);
            diary.entry(first).or_default().push(Wake::Apply(index));
            // Some keep a second line of borrowing beside the first.
            if dice[index as usize].random_range(0..10) < 3 {
                let second = first.plus_days(dice[index as usize].random_range(20..200));
                diary.entry(second).or_default().push(Wake::Apply(index));
            }
        }
        Life { settings, people, dice, minds: BTreeMap::new(), diary, loans: 0 }
    }

    /// Adds the products a history needs.
    pub async fn prepare(&self, register: &Register) -> Result<Products, LifeError> {
        for (name, text) in PRODUCT_FILES {
            add_product(register, name, text).await?;
        }
        let mut reader = register.read().await?;
        Ok(Products::load(&mut reader).await?)
    }

    /// Lives one open day and closes it.
    pub async fn day(
        &mut self,
        register: &Register,
        products: &Products,
        today: Date,
        now: &(dyn Fn() -> i64 + Sync),
    ) -> Result<(), LifeError> {
        let (mut applicants, mut loans) = (Vec::new(), Vec::new());
        for wake in self.diary.remove(&today).unwrap_or_default() {
            match wake {
                Wake::Apply(person) => applicants.push(person),
                Wake::Loan(id) => loans.push(id),
            }
        }
        self.lend(register, products, (&applicants, today)).await?;
        loans.sort_unstable();
        if !loans.is_empty() {
            let mut borrowers = Borrowers { life: self, today };
            record_each(register, products, (&loans, today), &mut borrowers).await?;
        }
        close_through(register, today, now, &mut |_| ControlFlow::Continue(())).await?;
        Ok(())
    }

    async fn lend(
        &mut self,
        register: &Register,
        products: &Products,
        (applicants, today): (&[u32], Date),
    ) -> Result<(), LifeError> {
        if applicants.is_empty() {
            return Ok(());
        }
        let new: Vec<NewLoan> = applicants
            .iter()
            .filter_map(|person| self.loan_for(*person, products, today))
            .collect();
        let mut tx = register.write().await?;
        let ids = enter_loans(&mut tx, products, &new, today).await?;
        tx.commit().await?;
        for (id, person) in ids.iter().zip(applicants) {
            let stream = FIRST_LOAN_STREAM + u64::try_from(*id).unwrap_or_default();
            self.minds.insert(*id, Mind::new(*person, generator(self.settings.seed, stream)));
            self.note(today.plus_days(1), Wake::Loan(*id));
        }
        Ok(())
    }

    fn note(&mut self, on: Date, wake: Wake) {
        self.diary.entry(on).or_default().push(wake);
    }

    fn loan_for(&mut self, index: u32, products: &Products, today: Date) -> Option<NewLoan> {
        let person = &self.people[index as usize];
        let wanted = application(person, &mut self.dice[index as usize]);
        let product = products.latest(wanted.product)?;
        let amount = wanted.amount.clamp(product.amount.0, product.amount.1);
        self.loans += 1;
        Some(NewLoan {
            external_id: format!("L{:07}", self.loans),
            borrower: Borrower {
                external_id: format!("B{:06}", index + 1),
                segment: person.livelihood.word().to_owned(),
                attributes: format!("{{\"income\":{}}}", person.income.0),
            },
            pool: String::new(),
            terms: Terms {
                product: product.reference.clone(),
                currency: product.currency,
                amount,
                rate: priced(product.rate, wanted.price),
                installments: wanted.installments,
                signed_on: today,
                due_day: None,
                disclosed: None,
            },
            facts: vec![NewFact {
                value_date: today,
                kind: FactKind::Disbursed { amount },
                external_id: None,
            }],
        })
    }
}

/// A rate between the lowest and the highest, rounded to what people would quote.
fn priced((lowest, highest): (Rate, Rate), thousandths: u16) -> Rate {
    let (low, high) = (lowest.fraction.units(), highest.fraction.units());
    // 0.0005 % is the finest step a price list would show.
    const STEP: i64 = 5_000_000;
    let units = low + (high - low) / 1_000 * i64::from(thousandths);
    let stepped = ((units + STEP / 2) / STEP * STEP).clamp(low, high);
    Rate { fraction: Fraction::from_units(stepped), per: lowest.per }
}

/// The borrowers of a day, acting on their loans.
struct Borrowers<'a> {
    life: &'a mut Life,
    today: Date,
}

impl Actor for Borrowers<'_> {
    fn act(&mut self, loan: OpenLoan<'_>) -> Option<FactKind> {
        let mind = self.life.minds.get_mut(&loan.id)?;
        let paid = |amount: Minor, intent| {
            (amount > Minor::ZERO).then_some(FactKind::Paid { amount, intent })
        };
        let partial = PaymentIntent::Prepay(loan.contract.product.prepayment.partial);
        let quoted = quote(loan.contract, loan.state, self.today);
        match mind.intention {
            Intention::Nothing => None,
            Intention::PayDue(share) => {
                let owed = owed_now(loan.state, quoted.arrears.total()) - loan.state.unapplied;
                paid(Minor(owed.0 * i64::from(share) / 100), PaymentIntent::Due)
            }
            Intention::PayAhead => {
                let next = next_installment(loan.contract, loan.state)?;
                let wanted = next.principal + next.interest + quoted.arrears.total();
                paid(wanted - loan.state.unapplied, PaymentIntent::Due)
            }
            Intention::Prepay => {
                let part = mind.part_of(loan.state.principal_undue);
                paid(part + quoted.arrears.total(), partial)
            }
            Intention::Payoff => paid(quoted.amount(), PaymentIntent::Payoff),
            Intention::Bounce(fact) => Some(FactKind::Reversed { fact }),
            Intention::Plan(months) => Some(FactKind::Reamortized(Reamortization {
                first_due: self.today.plus_months_on(1, self.today.day().min(28)),
                installments: u16::from(months),
                rate: loan.state.rate,
                kept_to_cure: 3,
            })),
        }
    }

    fn acted(&mut self, loan: OpenLoan<'_>) {
        let today = self.today;
        let life = &mut *self.life;
        let Some(mind) = life.minds.get_mut(&loan.id) else { return };
        let paid = matches!(mind.intention, Intention::PayDue(_) | Intention::PayAhead);
        let index = mind.person;
        let settled = matches!(loan.state.status, Status::Settled { .. });
        if paid && !settled && loan.next_fact > 2 && mind.will_bounce() {
            mind.intention = Intention::Bounce(loan.next_fact - 1);
            life.note(today.plus_days(2), Wake::Loan(loan.id));
            return;
        }
        let person = &life.people[index as usize];
        match mind.decide(person, loan.contract, loan.state, today) {
            Some(next) => life.note(next, Wake::Loan(loan.id)),
            None => {
                life.minds.remove(&loan.id);
                let dice = &mut life.dice[index as usize];
                if settled && dice.random_range(0..100) < 72 {
                    let again = today.plus_days(dice.random_range(3..75));
                    life.note(again, Wake::Apply(index));
                }
            }
        }
    }
}

fn owed_now(state: &State, arrears: Minor) -> Minor {
    match &state.status {
        Status::ChargedOff { outstanding, .. } => outstanding.total(),
        _ => arrears,
    }
}
