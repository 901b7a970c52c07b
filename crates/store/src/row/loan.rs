//! Products, borrowers, what was signed and where it stands.

use engine::product::ProductRef;
use engine::state::{State, Status};
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;

/// A version of a product, its file kept to the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductRow {
    /// Which.
    pub reference: ProductRef,
    /// First day contracts may be signed under it.
    pub effective_from: Date,
    /// The text of its file.
    pub body: String,
}

/// Somebody who owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BorrowerRow {
    /// Key within the register.
    pub id: i64,
    /// The name other systems know.
    pub external_id: String,
    /// Of which group.
    pub segment: String,
    /// Whatever else is known, as a JSON object.
    pub attributes: String,
}

/// What was signed; never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanRow {
    /// Key within the register.
    pub id: i64,
    /// The name other systems know.
    pub external_id: String,
    /// Who owes.
    pub borrower_id: i64,
    /// The pool or funding it belongs to; empty for none.
    pub pool: String,
    /// The product version signed.
    pub product: ProductRef,
    /// Of every amount.
    pub currency: Currency,
    /// Principal agreed.
    pub amount: Minor,
    /// The terms, as [`engine::wire::terms`] writes them.
    pub terms: String,
    /// When it was signed.
    pub signed_on: Date,
    /// When it was paid out or taken over.
    pub opened_on: Date,
}

/// Where a loan is in its life, without the amounts of [`Status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoanStatus {
    /// Signed, not paid out.
    Pending,
    /// Paid out and owed.
    Active,
    /// Nothing is owed any more.
    Settled,
    /// Carried as lost.
    ChargedOff,
}

impl LoanStatus {
    /// The number rows hold.
    pub const fn code(self) -> i64 {
        match self {
            LoanStatus::Pending => 0,
            LoanStatus::Active => 1,
            LoanStatus::Settled => 2,
            LoanStatus::ChargedOff => 3,
        }
    }

    pub(crate) fn from_code(code: i64) -> Result<LoanStatus, StoreError> {
        match code {
            0 => Ok(LoanStatus::Pending),
            1 => Ok(LoanStatus::Active),
            2 => Ok(LoanStatus::Settled),
            3 => Ok(LoanStatus::ChargedOff),
            _ => Err(StoreError::Malformed { what: "a status", why: code.to_string() }),
        }
    }
}

impl From<&Status> for LoanStatus {
    fn from(status: &Status) -> LoanStatus {
        match status {
            Status::Pending => LoanStatus::Pending,
            Status::Active => LoanStatus::Active,
            Status::Settled { .. } => LoanStatus::Settled,
            Status::ChargedOff { .. } => LoanStatus::ChargedOff,
        }
    }
}

/// Where a loan stands: the fold of its facts, with what pages ask for in columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Which loan.
    pub loan_id: i64,
    /// Counts the changes; two writers of one loan never both succeed.
    pub version: i64,
    /// Where it is in its life.
    pub status: LoanStatus,
    /// Everything up to the end of this date has been assessed.
    pub closed_through: Date,
    /// The next date on which time changes something.
    pub next_event_on: Option<Date>,
    /// Principal outstanding.
    pub principal: Minor,
    /// Fallen due and unpaid, as last assessed.
    pub due: Minor,
    /// The oldest due that counts as unpaid.
    pub oldest_late_on: Option<Date>,
    /// The bucket at the end of `closed_through`.
    pub bucket: u8,
    /// When it was settled or charged off.
    pub ended_on: Option<Date>,
    /// Facts recorded so far.
    pub fact_count: u32,
    /// Postings booked so far.
    pub posting_count: u32,
    /// The whole standing, as [`engine::wire::state`] writes it.
    pub state: Vec<u8>,
}

impl StandingRow {
    /// Reads the whole standing.
    pub fn standing(&self) -> Result<State, StoreError> {
        wire::state::decode(&self.state)
            .map_err(|error| StoreError::Malformed { what: "a standing", why: error.to_string() })
    }
}

/// A loan with its standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLoan {
    /// What was signed.
    pub loan: LoanRow,
    /// Where it stands.
    pub standing: StandingRow,
}

pub(crate) const PRODUCT_COLUMNS: [&str; 4] = ["id", "version", "effective_from", "body"];
pub(crate) const BORROWER_COLUMNS: [&str; 4] = ["id", "external_id", "segment", "attributes"];
pub(crate) const LOAN_COLUMNS: [&str; 11] = [
    "id",
    "external_id",
    "borrower_id",
    "pool",
    "product_id",
    "product_version",
    "currency",
    "amount",
    "terms",
    "signed_on",
    "opened_on",
];
pub(crate) const STANDING_COLUMNS: [&str; 13] = [
    "loan_id",
    "version",
    "status",
    "closed_through",
    "next_event_on",
    "principal",
    "due",
    "oldest_late_on",
    "bucket",
    "ended_on",
    "fact_count",
    "posting_count",
    "state",
];

pub(crate) fn bind_product(row: &ProductRow, places: &mut Places) {
    places.text(&row.reference.id);
    places.integer(row.reference.version);
    places.date(row.effective_from);
    places.text(&row.body);
}

pub(crate) fn read_product(cells: &mut Cells) -> Result<ProductRow, StoreError> {
    Ok(ProductRow {
        reference: ProductRef { id: cells.text()?, version: cells.small()? },
        effective_from: cells.date()?,
        body: cells.text()?,
    })
}

pub(crate) fn bind_borrower(row: &BorrowerRow, places: &mut Places) {
    places.integer(row.id);
    places.text(&row.external_id);
    places.text(&row.segment);
    places.text(&row.attributes);
}

pub(crate) fn read_borrower(cells: &mut Cells) -> Result<BorrowerRow, StoreError> {
    Ok(BorrowerRow {
        id: cells.integer()?,
        external_id: cells.text()?,
        segment: cells.text()?,
        attributes: cells.text()?,
    })
}

pub(crate) fn bind_loan(row: &LoanRow, places: &mut Places) {
    places.integer(row.id);
    places.text(&row.external_id);
    places.integer(row.borrower_id);
    places.text(&row.pool);
    places.text(&row.product.id);
    places.integer(row.product.version);
    places.text(row.currency.code());
    places.minor(row.amount);
    places.text(&row.terms);
    places.date(row.signed_on);
    places.date(row.opened_on);
}

pub(crate) fn read_loan(cells: &mut Cells) -> Result<LoanRow, StoreError> {
    Ok(LoanRow {
        id: cells.integer()?,
        external_id: cells.text()?,
        borrower_id: cells.integer()?,
        pool: cells.text()?,
        product: ProductRef { id: cells.text()?, version: cells.small()? },
        currency: read_currency(&cells.text()?)?,
        amount: cells.minor()?,
        terms: cells.text()?,
        signed_on: cells.date()?,
        opened_on: cells.date()?,
    })
}

fn read_currency(text: &str) -> Result<Currency, StoreError> {
    text.parse().map_err(|error: primitives::money::MoneyError| StoreError::Malformed {
        what: "a currency",
        why: error.to_string(),
    })
}

pub(crate) fn bind_standing(row: &StandingRow, places: &mut Places) {
    places.integer(row.loan_id);
    places.integer(row.version);
    places.integer(row.status.code());
    places.date(row.closed_through);
    places.optional_date(row.next_event_on);
    places.minor(row.principal);
    places.minor(row.due);
    places.optional_date(row.oldest_late_on);
    places.integer(row.bucket);
    places.optional_date(row.ended_on);
    places.integer(row.fact_count);
    places.integer(row.posting_count);
    places.bytes(row.state.clone());
}

pub(crate) fn read_standing(cells: &mut Cells) -> Result<StandingRow, StoreError> {
    Ok(StandingRow {
        loan_id: cells.integer()?,
        version: cells.integer()?,
        status: LoanStatus::from_code(cells.integer()?)?,
        closed_through: cells.date()?,
        next_event_on: cells.optional_date()?,
        principal: cells.minor()?,
        due: cells.minor()?,
        oldest_late_on: cells.optional_date()?,
        bucket: cells.small()?,
        ended_on: cells.optional_date()?,
        fact_count: cells.small()?,
        posting_count: cells.small()?,
        state: cells.bytes()?,
    })
}
