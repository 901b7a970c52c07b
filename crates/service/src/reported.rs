//! Reports on what another servicer reported, and on how the engine's own figures compare.

use std::collections::{BTreeMap, BTreeSet};

use book::expected::{rolls_json, vintages_json};
use book::reported::state::Measure;
use book::reported::{Loans, Panel, PanelError, Rows};
use book::rolls::reported;
use book::vintage::first_three_missed;
use primitives::amount::Minor;
use primitives::money::Currency;
use serde_json::{Value, json};
use store::{LoanRow, ObservationRow, ObservedLoanRow, Reader, Register, StoreError};

use crate::error::ServiceError;

/// Loans read at once.
pub(crate) const BATCH: u64 = 1_000;

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Nothing was reported of any loan.
    #[error(
        "nothing_reported: the register holds no loans with reported figures; import a tape that has some"
    )]
    NothingReported,
    /// The reported figures do not fit together.
    #[error("{_0}")]
    Panel(#[from] PanelError),
    /// The engine's own figures do not fit together.
    #[error("{_0}")]
    Snapshots(#[from] book::snapshots::SnapshotError),
    /// A use case failed.
    #[error("{_0}")]
    Service(#[from] ServiceError),
}

impl From<StoreError> for ReportError {
    fn from(error: StoreError) -> ReportError {
        ReportError::Service(error.into())
    }
}

/// What was reported, as columns.
#[derive(Default)]
struct Columns {
    currency: Option<Currency>,
    pools: Vec<String>,
    pool: Vec<u16>,
    installment: Vec<i64>,
    days_past_due: Vec<u16>,
    cut_off: Vec<i64>,
    opened_month: Vec<i32>,
    amount: Vec<i64>,
    loan: Vec<u32>,
    period: Vec<u16>,
    month: Vec<i32>,
    balance: Vec<i64>,
    balance_known: Vec<bool>,
    payment: Vec<i64>,
    principal: Vec<i64>,
}

/// One loan with everything reported of it.
pub(crate) struct ReportedLoan {
    pub loan: LoanRow,
    pub observed: ObservedLoanRow,
    pub rows: Vec<ObservationRow>,
}

/// Every loan of the register of which something was reported, by key.
pub(crate) async fn load(reader: &mut Reader) -> Result<Vec<ReportedLoan>, ReportError> {
    let mut loans = Vec::new();
    let mut after = i64::MIN;
    loop {
        let observed = reader.list_observed_loans(after, BATCH).await?;
        let Some(last) = observed.last() else { break };
        after = last.loan_id;
        let ids: Vec<i64> = observed.iter().map(|row| row.loan_id).collect();
        let mut rows: BTreeMap<i64, Vec<ObservationRow>> = BTreeMap::new();
        for row in reader.list_observations_of(&ids).await? {
            rows.entry(row.loan_id).or_default().push(row);
        }
        let held = reader.load_loans(&ids).await?;
        for (observed, held) in observed.into_iter().zip(held) {
            let rows = rows.remove(&observed.loan_id).unwrap_or_default();
            loans.push(ReportedLoan { loan: held.loan, observed, rows });
        }
    }
    if loans.iter().all(|loan| loan.rows.is_empty()) {
        return Err(ReportError::NothingReported);
    }
    Ok(loans)
}

impl Columns {
    fn gather(loans: &[ReportedLoan]) -> Columns {
        let pools: BTreeSet<&str> = loans.iter().map(|loan| loan.loan.pool.as_str()).collect();
        let pools = pools.into_iter().map(str::to_owned).collect();
        let mut columns = Columns { pools, ..Columns::default() };
        for (index, loan) in (0u32..).zip(loans) {
            columns.push_loan(loan);
            loan.rows.iter().for_each(|row| columns.push_row(index, row));
        }
        columns
    }

    fn push_loan(&mut self, loan: &ReportedLoan) {
        let minor = |amount: Option<Minor>| amount.unwrap_or_default().0;
        let observed = &loan.observed;
        let pool = self.pools.binary_search(&loan.loan.pool).unwrap_or_default();
        self.currency = Some(loan.loan.currency);
        self.pool.push(u16::try_from(pool).unwrap_or(u16::MAX));
        self.installment.push(minor(observed.scheduled_payment));
        self.days_past_due.push(observed.days_past_due.unwrap_or_default());
        self.cut_off.push(minor(observed.balance_cutoff_a));
        let opened = observed.origination_month.unwrap_or(loan.loan.signed_on);
        self.opened_month.push(opened.month_index());
        self.amount.push(minor(observed.original_amount));
    }

    fn push_row(&mut self, loan: u32, row: &ObservationRow) {
        let minor = |amount: Option<Minor>| amount.unwrap_or_default().0;
        self.loan.push(loan);
        self.period.push(u16::try_from(row.period).unwrap_or(u16::MAX));
        self.month.push(row.month.month_index());
        self.balance.push(minor(row.balance));
        self.balance_known.push(row.balance.is_some());
        self.payment.push(minor(row.payment));
        self.principal.push(minor(row.principal));
    }

    fn panel(&self) -> Result<Panel<'_>, PanelError> {
        let loans = Loans {
            pool: &self.pool,
            installment: &self.installment,
            days_past_due: &self.days_past_due,
            balance: &self.cut_off,
            opened_month: &self.opened_month,
            amount: &self.amount,
        };
        let rows = Rows {
            loan: &self.loan,
            period: &self.period,
            month: &self.month,
            balance: &self.balance,
            balance_known: &self.balance_known,
            payment: &self.payment,
            principal: &self.principal,
        };
        Panel::try_new(&self.pools, self.currency.unwrap_or(Currency::CNY), loans, rows)
    }
}

/// Roll matrices by both reported definitions, under `roll_streak` and `roll_arrears`.
pub async fn rolls(register: &Register) -> Result<Value, ReportError> {
    let loans = load(&mut register.read().await?).await?;
    let columns = Columns::gather(&loans);
    let panel = columns.panel()?;
    let of = |measure| rolls_json(&reported(&panel, measure), panel.currency());
    Ok(json!({ "roll_streak": of(Measure::Streak), "roll_arrears": of(Measure::Arrears) }))
}

/// Vintage curves of the first three missed payments, under `vintage_first_3_missed`.
pub async fn vintage(register: &Register) -> Result<Value, ReportError> {
    let loans = load(&mut register.read().await?).await?;
    let columns = Columns::gather(&loans);
    let panel = columns.panel()?;
    let vintages = vintages_json(&first_three_missed(&panel), panel.currency());
    Ok(json!({ "vintage_first_3_missed": vintages }))
}
