//! Loans in a list: what was asked for, and one page of the answer.

use engine::product::Bilingual;
use engine::state::Status;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;

use super::{ProductName, Stock};

/// Which loans, in which order, from where on. All conditions given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoanQuery {
    /// In this bucket on the business date.
    pub bucket: Option<u8>,
    /// More counted days past due than this.
    pub over_days: Option<u16>,
    /// Of this product id.
    pub product: Option<String>,
    /// Lent in the month of this date.
    pub lent_in: Option<Date>,
    /// Touched on the business date in this way.
    pub changed: Option<Change>,
    /// Part of a loan id or a borrower's name.
    pub search: Option<String>,
    /// The order of the list.
    pub order: LoanOrder,
    /// After the page that ended here; as an earlier page gave it.
    pub after: Option<String>,
}

/// What happened to a loan on the business date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A due fell.
    Due,
    /// It became late.
    NewlyLate,
    /// It went to a later bucket.
    RolledOn,
    /// It was paid up to date.
    Cured,
    /// It was charged off.
    ChargedOff,
}

/// The order of a list of loans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoanOrder {
    /// Most days past due first.
    #[default]
    Lateness,
    /// Most principal first.
    Principal,
}

/// One page of loans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanList {
    /// The business date.
    pub on: Date,
    /// Of every amount.
    pub currency: Currency,
    /// All loans that match, on this page or not.
    pub matching: Stock,
    /// This page.
    pub rows: Vec<LoanRow>,
    /// Where the next page starts, when there is one: goes into [`LoanQuery::after`].
    pub next: Option<String>,
    /// Every product, to choose from.
    pub products: Vec<ProductName>,
}

/// One loan in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanRow {
    /// The id links carry.
    pub loan: String,
    /// The borrower's name.
    pub borrower: String,
    /// What people call the product.
    pub product: Bilingual,
    /// When it was paid out.
    pub lent_on: Date,
    /// Where it is in its life.
    pub status: Status,
    /// 0 is M0.
    pub bucket: u8,
    /// Days that pick the bucket.
    pub days_past_due_counted: u16,
    /// Fallen due and unpaid, charges for lateness included.
    pub overdue: Minor,
    /// Principal outstanding.
    pub principal: Minor,
}
