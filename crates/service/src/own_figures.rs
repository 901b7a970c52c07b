//! The same reports from the engine's own state at month ends, and how it compares with what was
//! reported. Labelled as the engine's: the two never mix.

use std::collections::BTreeMap;

use book::rolls::{SNAPSHOT_STATES, Window, from_snapshots};
use book::snapshots::{SnapshotColumns, SnapshotStatus, Snapshots};
use book::vintage::{Opened, ever_late};
use engine::fact::FactKind;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use serde_json::{Map, Value, json};
use store::{LoanStatus, Reader, Register};
use tape::reconcile::{EngineBalance, Reconciliation, reconcile};
use tape::{Close, Observation, Opening, Reported, Tape, TapeLoan, TapePayment};

use crate::error::ServiceError;
use crate::lending::read_terms;
use crate::reported::{BATCH, ReportError, ReportedLoan, load};

/// The bucket that counts as late in the engine's vintages: more than 30 days past due.
const LATE_BUCKET: u8 = 2;
/// The pool of every loan together.
const ALL: &str = "ALL";

#[derive(Default)]
struct Columns {
    loan: Vec<u64>,
    month_end: Vec<Date>,
    bucket: Vec<u8>,
    principal: Vec<i64>,
    status: Vec<SnapshotStatus>,
}

impl Columns {
    fn snapshots(&self) -> Result<Snapshots<'_>, ReportError> {
        Ok(Snapshots::try_new(SnapshotColumns {
            loan: &self.loan,
            month_end: &self.month_end,
            bucket: &self.bucket,
            principal: &self.principal,
            status: &self.status,
        })?)
    }

    fn window(&self) -> Window {
        let from = self.month_end.iter().min().copied().unwrap_or_default();
        let through = self.month_end.iter().max().copied().unwrap_or_default();
        Window { from, through }
    }
}

type Row = (u64, Date, u8, i64, SnapshotStatus);

/// Month-end rows of every loan by pool, all loans together under `ALL`.
async fn by_pool(reader: &mut Reader) -> Result<BTreeMap<String, Columns>, ReportError> {
    let (pool_of, _) = loans(reader).await?;
    let mut rows: Vec<Row> = Vec::new();
    for month_end in reader.list_month_ends().await? {
        let mut after = i64::MIN;
        loop {
            let page = reader.list_snapshot(month_end, after, BATCH * 10).await?;
            let Some(last) = page.last() else { break };
            after = last.loan_id;
            rows.extend(page.iter().map(|row| {
                let loan = u64::try_from(row.loan_id).unwrap_or_default();
                (loan, row.month_end, row.bucket, row.principal.0, status(row.status))
            }));
        }
    }
    rows.sort_unstable_by_key(|row| (row.0, row.1));
    let mut pools: BTreeMap<String, Columns> = BTreeMap::new();
    for row in &rows {
        push(pools.entry(ALL.to_owned()).or_default(), row);
        if let Some(pool) = pool_of.get(&row.0).filter(|pool| !pool.is_empty()) {
            push(pools.entry(pool.clone()).or_default(), row);
        }
    }
    Ok(pools)
}

fn push(columns: &mut Columns, row: &Row) {
    columns.loan.push(row.0);
    columns.month_end.push(row.1);
    columns.bucket.push(row.2);
    columns.principal.push(row.3);
    columns.status.push(row.4);
}

fn status(status: LoanStatus) -> SnapshotStatus {
    match status {
        LoanStatus::Pending | LoanStatus::Active => SnapshotStatus::Active,
        LoanStatus::Settled => SnapshotStatus::Settled,
        LoanStatus::ChargedOff => SnapshotStatus::ChargedOff,
    }
}

/// Pool and opening of every loan.
async fn loans(
    reader: &mut Reader,
) -> Result<(BTreeMap<u64, String>, BTreeMap<u64, Date>), ReportError> {
    let (mut pool_of, mut opened) = (BTreeMap::new(), BTreeMap::new());
    let mut after = i64::MIN;
    loop {
        let ids = reader.list_loan_ids(after, BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        for held in reader.load_loans(&ids).await? {
            let id = u64::try_from(held.loan.id).unwrap_or_default();
            pool_of.insert(id, held.loan.pool);
            opened.insert(id, held.loan.signed_on);
        }
    }
    Ok((pool_of, opened))
}

/// Roll matrices between the engine's month ends, under `roll_engine`, by pool and for all.
pub async fn rolls(register: &Register) -> Result<Value, ReportError> {
    let mut reader = register.read().await?;
    let mut pools = Map::new();
    for (pool, columns) in by_pool(&mut reader).await? {
        let rolls = from_snapshots(&columns.snapshots()?, columns.window());
        let counts: Vec<&[u64]> = rolls.matrix.counts().collect();
        let balances: Vec<Vec<f64>> = rolls
            .matrix
            .balances()
            .map(|row| row.iter().map(|sum| *sum as f64 / 100.0).collect())
            .collect();
        let matrix = json!({
            "count": counts,
            "rate": rolls.matrix.rates(),
            "balance": balances,
            "balance_rate": rolls.matrix.balance_rates(),
            "lost_sight_of": rolls.lost_sight_of,
        });
        pools.insert(pool, matrix);
    }
    Ok(json!({ "source": "engine", "states": SNAPSHOT_STATES, "roll_engine": pools }))
}

/// Shares ever more than 30 days late by months since signing, under `vintage_engine`.
pub async fn vintage(register: &Register) -> Result<Value, ReportError> {
    let mut reader = register.read().await?;
    let (pool_of, opened) = loans(&mut reader).await?;
    let mut pools = Map::new();
    for (pool, columns) in by_pool(&mut reader).await? {
        let of_pool = |id: &u64| pool == ALL || pool_of.get(id) == Some(&pool);
        let (loan, on): (Vec<u64>, Vec<Date>) =
            opened.iter().filter(|(id, _)| of_pool(id)).map(|(id, on)| (*id, *on)).unzip();
        let cohorts =
            ever_late(&Opened { loan: &loan, on: &on }, &columns.snapshots()?, LATE_BUCKET);
        let cohort = |cohort: &book::vintage::Cohort| {
            json!({
                "month": format!("{:04}-{:02}", cohort.month / 12, cohort.month % 12 + 1),
                "loans": cohort.loans,
                "cum_share_by_month": cohort.share_by_month,
            })
        };
        pools.insert(pool, cohorts.iter().map(cohort).collect());
    }
    Ok(json!({ "source": "engine", "late_from_days": 31, "vintage_engine": pools }))
}

/// The engine's balances beside the reported ones, at each loan's last reported month.
pub async fn reconciliation(
    register: &Register,
) -> Result<(Reconciliation, Currency), ReportError> {
    let mut reader = register.read().await?;
    let reported = load(&mut reader).await?;
    let currency = reported.first().map_or(Currency::CNY, |loan| loan.loan.currency);
    let mut loans = Vec::new();
    for loan in &reported {
        loans.push(tape_loan(&mut reader, loan).await?);
    }
    let kept = ["recovered", "repo_proceeds"].map(str::to_owned).to_vec();
    let tape = Tape { loans, kept, ..Tape::default() };
    let balances = engine_balances(&mut reader, &reported, &tape).await?;
    Ok((reconcile(&tape, &balances), currency))
}

async fn engine_balances(
    reader: &mut Reader,
    reported: &[ReportedLoan],
    tape: &Tape,
) -> Result<Vec<EngineBalance>, ReportError> {
    let mut index_of: BTreeMap<(Date, i64), usize> = BTreeMap::new();
    for (index, (reported, loan)) in reported.iter().zip(&tape.loans).enumerate() {
        if let Some(seen) = loan.last_observed() {
            index_of.insert((seen.month.month_end(), reported.loan.id), index);
        }
    }
    // A loan that ended before the month has no row there: nothing is owed.
    let mut principal = vec![Minor::ZERO; reported.len()];
    let months: std::collections::BTreeSet<Date> = index_of.keys().map(|key| key.0).collect();
    for month_end in months {
        let mut after = i64::MIN;
        loop {
            let page = reader.list_snapshot(month_end, after, BATCH * 10).await?;
            let Some(last) = page.last() else { break };
            after = last.loan_id;
            for row in &page {
                if let Some(index) = index_of.get(&(month_end, row.loan_id)) {
                    principal[*index] = row.principal;
                }
            }
        }
    }
    Ok(index_of
        .values()
        .map(|index| EngineBalance { loan: *index, principal: principal[*index] })
        .collect())
}

/// A loan of the register as the tape that brought it: its facts and what was reported.
async fn tape_loan(reader: &mut Reader, reported: &ReportedLoan) -> Result<TapeLoan, ReportError> {
    let terms = read_terms(&reported.loan).map_err(ServiceError::from)?;
    let mut loan = TapeLoan {
        row: 0,
        external_id: reported.loan.external_id.clone(),
        borrower_external_id: String::new(),
        pool: reported.loan.pool.clone(),
        opening: Opening::Disbursed(terms.signed_on, terms.amount),
        terms,
        payments: Vec::new(),
        observations: reported.rows.iter().map(observation).collect(),
        close: None,
        charged_off: None,
        reported: Reported {
            balance: reported.observed.balance_cutoff_a,
            installment: reported.observed.scheduled_payment,
            days_past_due: reported.observed.days_past_due,
        },
    };
    for row in reader.list_facts(reported.loan.id).await? {
        let on = row.fact.value_date;
        match row.fact.kind {
            FactKind::Disbursed { amount } => loan.opening = Opening::Disbursed(on, amount),
            FactKind::TakenOver(position) => loan.opening = Opening::TakenOver(on, position),
            FactKind::Paid { amount, .. } => {
                let external_id = row.external_id;
                loan.payments.push(TapePayment { row: 0, external_id, on, amount });
            }
            FactKind::ChargedOff => loan.charged_off = Some(on),
            _ => {}
        }
    }
    let ended = loan.observations.iter().find(|seen| seen.balance == Some(Minor::ZERO));
    loan.close = ended.map(|seen| match loan.charged_off {
        Some(_) => Close::Unpaid(seen.month),
        None => Close::Paid(seen.month),
    });
    Ok(loan)
}

fn observation(row: &store::ObservationRow) -> Observation {
    Observation {
        period: u16::try_from(row.period).unwrap_or(u16::MAX),
        month: row.month,
        balance: row.balance,
        payment: row.payment,
        principal: row.principal,
        kept: vec![row.recovered, row.repo_proceeds],
    }
}
