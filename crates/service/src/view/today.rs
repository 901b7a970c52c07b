//! The whole book on its business date.

use engine::delinquency::LateClass;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;

use super::{ProductName, Stock};

/// Everything the first page says about the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// The business date all figures stand on.
    pub on: Date,
    /// Of every amount.
    pub currency: Currency,
    /// M0 first; the last is open-ended.
    pub buckets: Vec<BucketLine>,
    /// What falls due on the business date.
    pub due: DueToday,
    /// What changed from the end of yesterday to the end of the business date.
    pub changes: Changes,
    /// Every product with loans.
    pub products: Vec<ProductLine>,
    /// The overdue rate by each of its definitions.
    pub overdue_rates: Vec<OverdueRate>,
    /// From one month end to the next; none before two month ends have passed.
    pub rolls: Option<RollMatrix>,
    /// Loans by the month they were lent in, oldest first.
    pub cohorts: Vec<Cohort>,
    /// The book at each month end, oldest first, and on the business date.
    pub aging: Vec<AgingPoint>,
}

impl Today {
    /// Loans past due by one counted day or more.
    pub fn at_risk(&self) -> Stock {
        self.late().map(|line| line.today).sum()
    }

    /// The same at the end of yesterday.
    pub fn at_risk_yesterday(&self) -> Stock {
        self.late().map(|line| line.yesterday).sum()
    }

    /// The whole book.
    pub fn book(&self) -> Stock {
        self.buckets.iter().map(|line| line.today).sum()
    }

    /// The whole book at the end of yesterday.
    pub fn book_yesterday(&self) -> Stock {
        self.buckets.iter().map(|line| line.yesterday).sum()
    }

    fn late(&self) -> impl Iterator<Item = &BucketLine> {
        self.buckets.iter().filter(|line| line.bucket > 0)
    }
}

/// One bucket, today and yesterday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketLine {
    /// 0 is M0.
    pub bucket: u8,
    /// The class its days belong to.
    pub class: LateClass,
    /// First day past due in it.
    pub from_days: u16,
    /// Last day past due in it; none for the last bucket.
    pub through_days: Option<u16>,
    /// At the end of the business date.
    pub today: Stock,
    /// At the end of the day before.
    pub yesterday: Stock,
}

/// Dues of the business date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DueToday {
    /// Loans with a due on this date.
    pub loans: u64,
    /// What fell due: principal, interest and fees.
    pub amount: Minor,
    /// Loans of these whose due is wholly paid.
    pub loans_paid: u64,
    /// How much of the amount is paid.
    pub paid: Minor,
}

/// Loans that changed on the business date, with their principal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// From not late to late.
    pub newly_late: Stock,
    /// From a bucket to a later one, those newly late left out.
    pub rolled_on: Stock,
    /// From late to paid up to date.
    pub cured: Stock,
    /// Charged off; principal as it stood before.
    pub charged_off: Stock,
    /// Cash received from loans that were late when it came.
    pub collected: Minor,
}

/// One product's part of the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductLine {
    /// Which.
    pub product: ProductName,
    /// All its loans.
    pub book: Stock,
    /// Those past due by one counted day or more.
    pub at_risk: Stock,
    /// The same at the end of yesterday.
    pub at_risk_yesterday: Stock,
}

/// What an overdue rate divides by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateMethod {
    /// All principal of late loans ÷ all principal.
    Balance,
    /// Principal of the late dues alone ÷ all principal.
    Installment,
    /// Number of late loans ÷ number of loans.
    Count,
}

/// The overdue rate by one definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueRate {
    /// The definition.
    pub method: RateMethod,
    /// Usually over 0, 30, 60 and 90 days.
    pub lines: Vec<OverdueLine>,
}

/// An overdue rate above some number of days; minor units, or loans for [`RateMethod::Count`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverdueLine {
    /// Counted are loans or dues later than this.
    pub over_days: u16,
    /// What is late.
    pub numerator: i64,
    /// What it is part of.
    pub denominator: i64,
}

/// How loans went from bucket to bucket between two month ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollMatrix {
    /// The earlier month end.
    pub from: Date,
    /// The later month end.
    pub to: Date,
    /// The states loans went to: one column each.
    pub states: Vec<RollState>,
    /// One per bucket at the earlier month end.
    pub rows: Vec<RollRow>,
}

/// Where a loan can be at the later month end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RollState {
    /// In a bucket.
    Bucket(u8),
    /// Paid off, 结清.
    PaidOff,
    /// Charged off, 核销.
    ChargedOff,
}

/// The loans of one bucket at the earlier month end, by where they went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollRow {
    /// The bucket they came from.
    pub from: u8,
    /// One per state, with the principal of the earlier month end.
    pub cells: Vec<Stock>,
}

impl RollRow {
    /// All loans of the row.
    pub fn total(&self) -> Stock {
        self.cells.iter().copied().sum()
    }
}

/// Loans lent in one month, by how many of them were ever late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// The first day of the month.
    pub month: Date,
    /// What was lent.
    pub lent: Stock,
    /// By months on book from 0 on: amount lent to loans that had by then ever been more than 30
    /// days past due.
    pub ever_late: Vec<Minor>,
}

/// The book on one date by bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgingPoint {
    /// A month end, or the business date.
    pub on: Date,
    /// Principal, M0 first.
    pub principal: Vec<Minor>,
}
