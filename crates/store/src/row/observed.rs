//! What another servicer reported of a loan.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;

/// One reported period of a loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservationRow {
    /// Of which loan.
    pub loan_id: i64,
    /// Which report it comes from.
    pub source: String,
    /// Counts the source's periods.
    pub period: u32,
    /// The month it stands for, by its first day.
    pub month: Date,
    /// Balance at its end.
    pub balance: Option<Minor>,
    /// Money received.
    pub payment: Option<Minor>,
    /// Of that, principal.
    pub principal: Option<Minor>,
    /// Received after charge-off.
    pub recovered: Option<Minor>,
    /// From the sale of what was pledged.
    pub repo_proceeds: Option<Minor>,
}

/// What was reported once of a loan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObservedLoanRow {
    /// Which loan.
    pub loan_id: i64,
    /// What was lent at first.
    pub original_amount: Option<Minor>,
    /// The month it was lent in, by its first day.
    pub origination_month: Option<Date>,
    /// What is to be paid each month.
    pub scheduled_payment: Option<Minor>,
    /// Days past due at the cut-off.
    pub days_past_due: Option<u16>,
    /// Balance at the first cut-off.
    pub balance_cutoff_a: Option<Minor>,
    /// Balance at the second cut-off.
    pub balance_cutoff_b: Option<Minor>,
}

pub(crate) const OBSERVATION_COLUMNS: [&str; 9] = [
    "loan_id",
    "source",
    "period",
    "month",
    "balance",
    "payment",
    "principal",
    "recovered",
    "repo_proceeds",
];
pub(crate) const OBSERVED_LOAN_COLUMNS: [&str; 7] = [
    "loan_id",
    "original_amount",
    "origination_month",
    "scheduled_payment",
    "days_past_due",
    "balance_cutoff_a",
    "balance_cutoff_b",
];

pub(crate) fn bind_observation(row: &ObservationRow, places: &mut Places) {
    places.integer(row.loan_id);
    places.text(&row.source);
    places.integer(row.period);
    places.date(row.month);
    for amount in [row.balance, row.payment, row.principal, row.recovered, row.repo_proceeds] {
        places.optional_minor(amount);
    }
}

pub(crate) fn read_observation(cells: &mut Cells) -> Result<ObservationRow, StoreError> {
    Ok(ObservationRow {
        loan_id: cells.integer()?,
        source: cells.text()?,
        period: cells.small()?,
        month: cells.date()?,
        balance: cells.optional_minor()?,
        payment: cells.optional_minor()?,
        principal: cells.optional_minor()?,
        recovered: cells.optional_minor()?,
        repo_proceeds: cells.optional_minor()?,
    })
}

pub(crate) fn bind_observed_loan(row: &ObservedLoanRow, places: &mut Places) {
    places.integer(row.loan_id);
    places.optional_minor(row.original_amount);
    places.optional_date(row.origination_month);
    places.optional_minor(row.scheduled_payment);
    places.optional_integer(row.days_past_due.map(i64::from));
    places.optional_minor(row.balance_cutoff_a);
    places.optional_minor(row.balance_cutoff_b);
}

pub(crate) fn read_observed_loan(cells: &mut Cells) -> Result<ObservedLoanRow, StoreError> {
    let days = |days: i64| u16::try_from(days).unwrap_or(u16::MAX);
    Ok(ObservedLoanRow {
        loan_id: cells.integer()?,
        original_amount: cells.optional_minor()?,
        origination_month: cells.optional_date()?,
        scheduled_payment: cells.optional_minor()?,
        days_past_due: cells.optional_integer()?.map(days),
        balance_cutoff_a: cells.optional_minor()?,
        balance_cutoff_b: cells.optional_minor()?,
    })
}
