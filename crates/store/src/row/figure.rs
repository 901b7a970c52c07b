//! Sums of the book: as it stands, at the end of a day, at the end of a month.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;
use crate::row::loan::LoanStatus;

/// What loans are summed by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureKey {
    /// Of which product, all versions together.
    pub product_id: String,
    /// Where they are in their lives.
    pub status: LoanStatus,
    /// In which bucket.
    pub bucket: u8,
}

/// A number of loans and the principal they owe; below nothing in a difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which loans.
    pub key: FigureKey,
    /// How many.
    pub loans: i64,
    /// What they owe.
    pub principal: Minor,
}

/// What happened on a business date, summed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayMeasure {
    /// On which date.
    pub business_date: Date,
    /// What is summed, such as `due_fallen`.
    pub measure: String,
    /// Of which product.
    pub product_id: String,
    /// How many loans.
    pub loans: i64,
    /// How much.
    pub amount: Minor,
}

/// A loan whose status or bucket changed on a business date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// On which date.
    pub business_date: Date,
    /// Which loan.
    pub loan_id: i64,
    /// Status, bucket and principal at the start of the date.
    pub from: (LoanStatus, u8, Minor),
    /// The same at its end, or so far.
    pub to: (LoanStatus, u8, Minor),
}

/// A loan at the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapshotRow {
    /// The last day of the month.
    pub month_end: Date,
    /// Which loan.
    pub loan_id: i64,
    /// Where it was in its life.
    pub status: LoanStatus,
    /// Its bucket.
    pub bucket: u8,
    /// Days since the oldest due that counted as unpaid.
    pub days: u16,
    /// Principal outstanding.
    pub principal: Minor,
}

pub(crate) const FIGURE_COLUMNS: [&str; 5] =
    ["product_id", "status", "bucket", "loans", "principal"];
pub(crate) const MEASURE_COLUMNS: [&str; 5] =
    ["business_date", "measure", "product_id", "loans", "amount"];
pub(crate) const MOVEMENT_COLUMNS: [&str; 8] = [
    "business_date",
    "loan_id",
    "from_status",
    "from_bucket",
    "from_principal",
    "to_status",
    "to_bucket",
    "to_principal",
];
pub(crate) const SNAPSHOT_COLUMNS: [&str; 6] =
    ["month_end", "loan_id", "status", "bucket", "days", "principal"];

pub(crate) fn bind_figure(row: &Figure, places: &mut Places) {
    places.text(&row.key.product_id);
    places.integer(row.key.status.code());
    places.integer(row.key.bucket);
    places.integer(row.loans);
    places.minor(row.principal);
}

pub(crate) fn read_figure(cells: &mut Cells) -> Result<Figure, StoreError> {
    Ok(Figure {
        key: FigureKey {
            product_id: cells.text()?,
            status: LoanStatus::from_code(cells.integer()?)?,
            bucket: cells.small()?,
        },
        loans: cells.integer()?,
        principal: cells.minor()?,
    })
}

pub(crate) fn bind_measure(row: &DayMeasure, places: &mut Places) {
    places.date(row.business_date);
    places.text(&row.measure);
    places.text(&row.product_id);
    places.integer(row.loans);
    places.minor(row.amount);
}

pub(crate) fn read_measure(cells: &mut Cells) -> Result<DayMeasure, StoreError> {
    Ok(DayMeasure {
        business_date: cells.date()?,
        measure: cells.text()?,
        product_id: cells.text()?,
        loans: cells.integer()?,
        amount: cells.minor()?,
    })
}

pub(crate) fn bind_movement(row: &Movement, places: &mut Places) {
    places.date(row.business_date);
    places.integer(row.loan_id);
    for (status, bucket, principal) in [row.from, row.to] {
        places.integer(status.code());
        places.integer(bucket);
        places.minor(principal);
    }
}

pub(crate) fn read_movement(cells: &mut Cells) -> Result<Movement, StoreError> {
    let (business_date, loan_id) = (cells.date()?, cells.integer()?);
    let mut side = || -> Result<_, StoreError> {
        Ok((LoanStatus::from_code(cells.integer()?)?, cells.small()?, cells.minor()?))
    };
    Ok(Movement { business_date, loan_id, from: side()?, to: side()? })
}

pub(crate) fn read_snapshot(cells: &mut Cells) -> Result<SnapshotRow, StoreError> {
    Ok(SnapshotRow {
        month_end: cells.date()?,
        loan_id: cells.integer()?,
        status: LoanStatus::from_code(cells.integer()?)?,
        bucket: cells.small()?,
        days: cells.small()?,
        principal: cells.minor()?,
    })
}
