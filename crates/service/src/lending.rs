//! Recording what happens to loans: one command, or many loans of one open day together. Each call
//! is one transaction.

use std::collections::HashMap;

use engine::command::{Command, decide, decide_forward, entry, reaches_back};
use engine::contract::{Contract, Terms};
use engine::effects::Effects;
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, apply, fold_into, in_force};
use engine::posting::{Transfer, difference};
use engine::state::State;
use engine::{day, wire};
use primitives::date::Date;
use store::{
    BorrowerRow, FactRow, HeldLoan, LoanRow, PostingRow, Register, StandingChange, StandingRow,
    StoreError, Tx,
};

use crate::close::kept;
use crate::error::ServiceError;
use crate::products::Products;

/// A loan to be entered into the register, with what opens it.
#[derive(Clone, Debug)]
pub struct NewLoan {
    /// The name other systems know.
    pub external_id: String,
    /// Who owes, by the name other systems know.
    pub borrower: Borrower,
    /// The pool or funding it belongs to; empty for none.
    pub pool: String,
    /// What was signed.
    pub terms: Terms,
    /// The facts that open it and follow, by value date; the first pays it out or takes it over.
    pub facts: Vec<NewFact>,
}

/// Somebody who owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Borrower {
    /// The name other systems know.
    pub external_id: String,
    /// Of which group.
    pub segment: String,
    /// Whatever else is known, as a JSON object.
    pub attributes: String,
}

/// Something that happened, with the sender's name for it.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// The date it counts for.
    pub value_date: Date,
    /// What.
    pub kind: FactKind,
    /// Never recorded twice.
    pub external_id: Option<String>,
}

/// What a recorded command brought about.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The fact.
    pub fact: Fact,
    /// What was booked.
    pub transfers: Vec<Transfer>,
    /// Where the loan stands now.
    pub state: State,
    /// Whether the same command had been recorded before; then nothing happened now.
    pub repeated: Repeat,
}

/// Whether a command was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It was.
    New,
    /// Its external id had been recorded already.
    Repeated,
}

/// A loan in hand within a transaction.
pub(crate) struct InHand<'a> {
    pub contract: Contract<'a>,
    pub before: StandingRow,
    pub state: State,
    pub fact_count: u32,
    pub posting_count: u32,
    pub facts: Vec<FactRow>,
    pub postings: Vec<PostingRow>,
}

impl<'a> InHand<'a> {
    /// Takes a standing in hand.
    pub fn new(contract: Contract<'a>, before: StandingRow) -> Result<InHand<'a>, StoreError> {
        let state = before.standing()?;
        let (fact_count, posting_count) = (before.fact_count, before.posting_count);
        let (facts, postings) = (Vec::new(), Vec::new());
        Ok(InHand { contract, before, state, fact_count, posting_count, facts, postings })
    }

    /// Notes a fact for the journal.
    pub fn note(&mut self, fact: Fact, external_id: Option<String>) {
        self.fact_count = self.fact_count.max(fact.number);
        self.facts.push(FactRow { loan_id: self.before.loan_id, fact, external_id });
    }

    /// Notes transfers for the ledger.
    pub fn book(&mut self, booked_on: Date, transfers: &[Transfer]) {
        for transfer in transfers {
            self.posting_count += 1;
            self.postings.push(PostingRow {
                loan_id: self.before.loan_id,
                line: self.posting_count,
                booked_on,
                transfer: *transfer,
            });
        }
    }

    /// The row of where it stands now.
    pub fn after(&self) -> StandingRow {
        let row = kept(self.contract, &self.state, self.before.loan_id, Some(&self.before));
        StandingRow { fact_count: self.fact_count, posting_count: self.posting_count, ..row }
    }
}

/// The business date that is open: the day after the last one closed.
pub async fn open_date(register: &Register) -> Result<Date, ServiceError> {
    Ok(register.read().await?.load_business_date().await?.plus_days(1))
}

/// Enters loans into the register, each with its facts up to now, in one transaction.
pub async fn enter_loans(
    tx: &mut Tx,
    products: &Products,
    loans: &[NewLoan],
    today: Date,
) -> Result<Vec<i64>, ServiceError> {
    let mut last_loan = tx.load_last_loan_id().await?;
    let mut last_borrower = tx.load_last_borrower_id().await?;
    let mut held = Vec::with_capacity(loans.len());
    let mut borrowers: Vec<BorrowerRow> = Vec::new();
    let mut known: HashMap<String, i64> = HashMap::new();
    let (mut facts, mut postings) = (Vec::new(), Vec::new());
    for loan in loans {
        let product = products.find(&loan.terms.product)?;
        loan.terms.check(product)?;
        let borrower_id = match known.get(&loan.borrower.external_id) {
            Some(id) => *id,
            None => match tx.find_borrower(&loan.borrower.external_id).await? {
                Some(row) => row.id,
                None => {
                    last_borrower += 1;
                    borrowers.push(borrower_row(last_borrower, &loan.borrower));
                    last_borrower
                }
            },
        };
        known.insert(loan.borrower.external_id.clone(), borrower_id);
        last_loan += 1;
        let contract = Contract { terms: &loan.terms, product };
        let entered = enter(contract, loan, last_loan, today)?;
        let opened_on = loan.facts.first().map_or(loan.terms.signed_on, |fact| fact.value_date);
        let after = entered.after();
        held.push(HeldLoan {
            loan: loan_row(loan, last_loan, borrower_id, opened_on),
            standing: after,
        });
        facts.extend(entered.facts);
        postings.extend(entered.postings);
    }
    tx.append_borrowers(&borrowers).await?;
    tx.append_loans(&held).await?;
    tx.append_facts(&facts).await?;
    tx.append_postings(&postings).await?;
    Ok(held.iter().map(|row| row.loan.id).collect())
}

/// Enters one loan in a transaction of its own. A register without loans takes its business date
/// from it: the day before it opens.
pub async fn open_loan(register: &Register, loan: NewLoan) -> Result<i64, ServiceError> {
    let mut tx = register.write().await?;
    let opened_on = loan.facts.first().map_or(loan.terms.signed_on, |fact| fact.value_date);
    if tx.load_loan_count().await? == 0 {
        tx.save_meta("business_date", &opened_on.plus_days(-1).to_string()).await?;
    }
    let products = Products::load(&mut tx).await?;
    let today = tx.load_business_date().await?.plus_days(1);
    if opened_on > today {
        return Err(engine::command::Rejection::ValueDateInFuture.into());
    }
    let ids = enter_loans(&mut tx, &products, &[loan], today).await?;
    tx.commit().await?;
    Ok(ids[0])
}

/// Checks a new loan's facts and folds those that count by the open day; later ones are known
/// ahead and come into force when their day is closed.
fn enter<'a>(
    contract: Contract<'a>,
    loan: &NewLoan,
    loan_id: i64,
    today: Date,
) -> Result<InHand<'a>, ServiceError> {
    let mut hand = InHand::new(contract, pending(contract, loan_id))?;
    let facts = checked_facts(contract, &loan.facts, today)?;
    let (state, effects) = fold_into(contract, &facts, today);
    hand.state = state;
    hand.book(today, &effects.transfers);
    for (fact, new) in facts.into_iter().zip(&loan.facts) {
        hand.note(fact, new.external_id.clone());
    }
    Ok(hand)
}

/// The row of a loan before anything has happened to it.
fn pending(contract: Contract, loan_id: i64) -> StandingRow {
    let state = State::pending(contract.terms.rate);
    StandingRow { version: 0, ..kept(contract, &state, loan_id, None) }
}

fn checked_facts(
    contract: Contract,
    facts: &[NewFact],
    today: Date,
) -> Result<Vec<Fact>, ServiceError> {
    let Some((opening, rest)) = facts.split_first() else { return Ok(Vec::new()) };
    let command = Command { value_date: opening.value_date, act: opening.kind.clone() };
    let opening = decide(contract, &[], &command, opening.value_date)?;
    let start = opening.value_date;
    let mut checked = vec![Fact { recorded_on: today, ..opening }];
    for (index, new) in rest.iter().enumerate() {
        let command = Command { value_date: new.value_date, act: new.kind.clone() };
        let number = u32::try_from(index + 2).unwrap_or(u32::MAX);
        checked.push(Fact { recorded_on: today, ..entry(contract, &command, start, number)? });
    }
    Ok(checked)
}

fn borrower_row(id: i64, borrower: &Borrower) -> BorrowerRow {
    BorrowerRow {
        id,
        external_id: borrower.external_id.clone(),
        segment: borrower.segment.clone(),
        attributes: borrower.attributes.clone(),
    }
}

fn loan_row(loan: &NewLoan, id: i64, borrower_id: i64, opened_on: Date) -> LoanRow {
    LoanRow {
        id,
        external_id: loan.external_id.clone(),
        borrower_id,
        pool: loan.pool.clone(),
        product: loan.terms.product.clone(),
        currency: loan.terms.currency,
        amount: loan.terms.amount,
        terms: wire::terms::to_json(&loan.terms),
        signed_on: loan.terms.signed_on,
        opened_on,
    }
}

/// Records one command on a loan. A command whose external id was recorded before changes nothing
/// and answers what was recorded then.
pub async fn record(
    register: &Register,
    loan: &str,
    command: Command,
    external_id: Option<String>,
) -> Result<Recorded, ServiceError> {
    let mut tx = register.write().await?;
    let products = Products::load(&mut tx).await?;
    let today = tx.load_business_date().await?.plus_days(1);
    let held = find(&mut tx, loan).await?;
    let terms = read_terms(&held.loan)?;
    let contract = Contract { terms: &terms, product: products.find(&held.loan.product)? };
    if let Some(name) = &external_id
        && let Some(row) = tx.find_fact(name).await?
        && row.loan_id == held.loan.id
    {
        let state = held.standing.standing()?;
        return Ok(Recorded {
            fact: row.fact,
            transfers: Vec::new(),
            state,
            repeated: Repeat::Repeated,
        });
    }
    let mut hand = InHand::new(contract, held.standing)?;
    let (fact, transfers) = if reaches_back(&hand.state, &command) || command.value_date != today {
        reach_back(&mut tx, &mut hand, &command, today).await?
    } else {
        let rows = tx.list_facts_ahead(&[held.loan.id], today).await?;
        let ahead: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
        let effects = bring_into(&mut hand, &ahead, today);
        forward(&mut hand, &command, effects)?
    };
    hand.note(fact.clone(), external_id);
    hand.book(today, &transfers);
    save(&mut tx, today, &held.loan.product.id, std::slice::from_ref(&hand)).await?;
    let state = hand.state;
    tx.commit().await?;
    Ok(Recorded { fact, transfers, state, repeated: Repeat::New })
}

/// Brings a loan into the open day, with what was known ahead and counts by then.
fn bring_into(hand: &mut InHand<'_>, ahead: &[Fact], today: Date) -> Effects {
    let mut effects = Effects::default();
    let opened_on = hand.state.opened_on;
    for fact in in_force(ahead, Horizon::through(today)) {
        if fact.value_date > opened_on {
            apply(hand.contract, &mut hand.state, fact, &mut effects);
        }
    }
    day::advance_into(hand.contract, &mut hand.state, today, &mut effects);
    effects
}

/// Decides and applies a command on the open day, after what bringing the loan there brought about.
fn forward(
    hand: &mut InHand<'_>,
    command: &Command,
    mut effects: Effects,
) -> Result<(Fact, Vec<Transfer>), ServiceError> {
    let fact = decide_forward(hand.contract, &hand.state, command, hand.fact_count + 1)?;
    apply(hand.contract, &mut hand.state, &fact, &mut effects);
    Ok((fact, effects.transfers))
}

/// Decides a command that counts for an earlier date, refolds the loan and gives the difference
/// to what has been booked.
async fn reach_back(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    command: &Command,
    today: Date,
) -> Result<(Fact, Vec<Transfer>), ServiceError> {
    let id = hand.before.loan_id;
    let mut facts: Vec<Fact> = tx.list_facts(id).await?.into_iter().map(|row| row.fact).collect();
    let fact = decide(hand.contract, &facts, command, today)?;
    facts.push(fact.clone());
    let posted: Vec<Transfer> =
        tx.list_postings(id).await?.into_iter().map(|row| row.transfer).collect();
    let (state, effects) = fold_into(hand.contract, &facts, today);
    hand.state = state;
    Ok((fact, difference(&posted, &effects.transfers)))
}

/// Saves loans in hand.
pub(crate) async fn save(
    tx: &mut Tx,
    today: Date,
    product_id: &str,
    hands: &[InHand<'_>],
) -> Result<(), ServiceError> {
    let after: Vec<StandingRow> = hands.iter().map(InHand::after).collect();
    let changes: Vec<StandingChange> = hands
        .iter()
        .zip(&after)
        .map(|(hand, after)| StandingChange { product_id, before: &hand.before, after })
        .collect();
    tx.save_standings(today, &changes).await?;
    let facts: Vec<FactRow> = hands.iter().flat_map(|hand| hand.facts.iter().cloned()).collect();
    tx.append_facts(&facts).await?;
    let postings: Vec<PostingRow> =
        hands.iter().flat_map(|hand| hand.postings.iter().copied()).collect();
    tx.append_postings(&postings).await?;
    Ok(())
}

/// A loan by the name other systems know.
pub(crate) async fn find(reader: &mut store::Reader, loan: &str) -> Result<HeldLoan, ServiceError> {
    reader.find_loan(loan).await?.ok_or_else(|| ServiceError::LoanUnknown(loan.to_owned()))
}

/// A loan's terms, read.
pub(crate) fn read_terms(loan: &LoanRow) -> Result<Terms, StoreError> {
    read_terms_text(&loan.terms)
}

fn read_terms_text(text: &str) -> Result<Terms, StoreError> {
    wire::terms::from_json(text)
        .map_err(|error| StoreError::Malformed { what: "terms", why: error.to_string() })
}

/// One loan of an open day, as whoever decides what happens to it sees it.
#[derive(Clone, Copy, Debug)]
pub struct OpenLoan<'a> {
    /// The loan's key.
    pub id: i64,
    /// Under what terms.
    pub contract: Contract<'a>,
    /// Where it stands on the open day.
    pub state: &'a State,
    /// The number its next fact will get.
    pub next_fact: u32,
}

/// Decides what happens to loans on an open day.
pub trait Actor: Send {
    /// What happens to this loan, if anything.
    fn act(&mut self, loan: OpenLoan<'_>) -> Option<FactKind>;

    /// The same loan afterwards, whether something happened or not.
    fn acted(&mut self, loan: OpenLoan<'_>);
}

/// Records what `actor` says happens to each of several loans on the open day, in one transaction.
/// What the engine refuses is left out and counted.
pub async fn record_each(
    register: &Register,
    products: &Products,
    (ids, today): (&[i64], Date),
    actor: &mut dyn Actor,
) -> Result<u64, ServiceError> {
    let mut tx = register.write().await?;
    let loans = tx.load_due(ids).await?;
    let terms: Vec<Terms> =
        loans.iter().map(|loan| read_terms_text(&loan.terms)).collect::<Result<_, _>>()?;
    let mut hands: Vec<(String, InHand)> = Vec::with_capacity(loans.len());
    let ahead = known_ahead(&mut tx, ids, today).await?;
    let mut refused = 0;
    for (loan, terms) in loans.into_iter().zip(&terms) {
        let contract = Contract { terms, product: products.find(&loan.product)? };
        let mut hand = InHand::new(contract, loan.standing)?;
        let of_loan = ahead.get(&hand.before.loan_id).map_or(&[][..], Vec::as_slice);
        match act_on(&mut tx, &mut hand, (of_loan, today), actor).await {
            Ok(()) => {}
            Err(ServiceError::Rejected(_)) => refused += 1,
            Err(error) => return Err(error),
        }
        let (id, next_fact) = (hand.before.loan_id, hand.fact_count + 1);
        actor.acted(OpenLoan { id, contract, state: &hand.state, next_fact });
        if !hand.facts.is_empty() {
            hands.push((loan.product.id, hand));
        }
    }
    save_by_product(&mut tx, today, hands).await?;
    tx.commit().await?;
    Ok(refused)
}

/// The facts of several loans that were known ahead and count on the open day.
async fn known_ahead(
    tx: &mut Tx,
    ids: &[i64],
    today: Date,
) -> Result<HashMap<i64, Vec<Fact>>, StoreError> {
    let coming = tx.list_ids_with_facts_on(today).await?;
    let ids: Vec<i64> = ids.iter().copied().filter(|id| coming.binary_search(id).is_ok()).collect();
    let mut ahead: HashMap<i64, Vec<Fact>> = HashMap::new();
    for row in tx.list_facts_ahead(&ids, today).await? {
        ahead.entry(row.loan_id).or_default().push(row.fact);
    }
    Ok(ahead)
}

async fn act_on(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    (ahead, today): (&[Fact], Date),
    actor: &mut dyn Actor,
) -> Result<(), ServiceError> {
    let contract = hand.contract;
    let effects = bring_into(hand, ahead, today);
    let (id, next_fact) = (hand.before.loan_id, hand.fact_count + 1);
    let Some(kind) = actor.act(OpenLoan { id, contract, state: &hand.state, next_fact }) else {
        return Ok(());
    };
    let command = Command { value_date: today, act: kind };
    let (fact, transfers) = if reaches_back(&hand.state, &command) {
        reach_back(tx, hand, &command, today).await?
    } else {
        forward(hand, &command, effects)?
    };
    hand.note(fact, None);
    hand.book(today, &transfers);
    Ok(())
}

async fn save_by_product(
    tx: &mut Tx,
    today: Date,
    mut hands: Vec<(String, InHand<'_>)>,
) -> Result<(), ServiceError> {
    hands.sort_by(|one, other| one.0.cmp(&other.0));
    while let Some(product) = hands.first().map(|(product, _)| product.clone()) {
        let until = hands.partition_point(|(other, _)| *other == product);
        let of_product: Vec<InHand> = hands.drain(..until).map(|(_, hand)| hand).collect();
        save(tx, today, &product, &of_product).await?;
    }
    Ok(())
}
