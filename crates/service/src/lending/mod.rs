//! Recording what happens to loans: loans entered, one command or correction, a payment moved from
//! one loan to another, many loans of one open day together. Each call is one transaction.

mod enter;
mod many;
mod one;

use engine::contract::{Contract, Terms};
use engine::fact::{Fact, FactKind};
use engine::posting::Transfer;
use engine::state::State;
use engine::wire;
use primitives::date::Date;
use store::{
    FactRow, HeldLoan, LoanRow, PostingRow, Register, StandingChange, StandingRow, StoreError, Tx,
};

pub use enter::{enter_loans, open_loan};
pub use many::{Actor, OpenLoan, record_each};
pub use one::{Moved, correct, record, transfer};

use crate::close::kept;
use crate::error::ServiceError;

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
