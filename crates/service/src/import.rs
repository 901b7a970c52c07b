//! Bringing a lender's tape into the register: all of it or nothing, or, on request, the good part
//! with the rest written beside it.
//!
//! Spec: `docs/specs/import.md`.

use std::collections::BTreeSet;
use std::path::Path;

use engine::fact::{FactKind, PaymentIntent};
use engine::product::Product;
use primitives::date::Date;
use store::{ImportRun, ObservationRow, ObservedLoanRow, Register, Tx};
use tape::reject::Reason;
use tape::{Mapping, Reject, Tape, TapeLoan, read_folder};

use crate::error::ServiceError;
use crate::lending::{Borrower, NewFact, NewLoan, enter_loans};
use crate::products::Products;

/// Names under which a tape may keep further reported amounts.
const KEPT: [&str; 2] = ["recovered", "repo_proceeds"];
/// Loans entered at a time, to bound memory.
const CHUNK: usize = 2_000;

/// What becomes of a tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// Nothing lands; the report says what would.
    DryRun,
    /// Everything lands, or nothing when there is a single reject.
    Whole,
    /// What is good lands.
    GoodPart,
}

/// What a tape came to.
#[derive(Debug)]
pub struct Imported {
    /// The tape, with its rejects and the account of its columns.
    pub tape: Tape,
    /// Whether anything landed.
    pub landed: Landed,
    /// Facts entered, or that would be.
    pub facts: u64,
    /// Reported months kept, or that would be.
    pub observations: u64,
}

/// Whether a tape landed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landed {
    /// It did, rejects left out.
    Landed,
    /// It did not.
    Nothing,
}

/// Why a tape could not be looked at. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read at all.
    #[error("{_0}")]
    Source(#[from] tape::SourceError),
    /// The mapping keeps a column the register has no place for.
    #[error("the mapping keeps `{_0}`: only `recovered` and `repo_proceeds` have a place")]
    Kept(String),
    /// A use case failed.
    #[error("{_0}")]
    Service(#[from] ServiceError),
    /// A loan passes every check of the tape but not the engine's.
    #[error("loan {loan}: {error}")]
    Loan {
        /// Its external id.
        loan: String,
        /// Why.
        error: ServiceError,
    },
}

impl From<store::StoreError> for ImportError {
    fn from(error: store::StoreError) -> ImportError {
        ImportError::Service(error.into())
    }
}

/// Reads a tape and lands it. A register without loans takes its business date from the tape: the
/// day before the earliest loan opens, so that closes live the whole history.
pub async fn import(
    register: &Register,
    (mapping, folder): (&Mapping, &Path),
    landing: Landing,
    now: i64,
) -> Result<Imported, ImportError> {
    let mut tx = register.write().await?;
    let products = Products::load(&mut tx).await?;
    let known: Vec<Product> =
        products.list().into_iter().map(|product| Product::clone(product)).collect();
    let mut tape = read_folder(mapping, folder, Some(&known))?;
    if let Some(column) = tape.kept.iter().find(|name| !KEPT.contains(&name.as_str())) {
        return Err(ImportError::Kept(column.clone()));
    }
    refuse_known(&mut tx, &mut tape).await?;
    let observations = tape.loans.iter().map(|loan| loan.observations.len() as u64).sum();
    let facts = tape.loans.iter().map(|loan| facts(loan).len() as u64).sum();
    let wanted = match landing {
        Landing::DryRun => false,
        Landing::Whole => tape.rejects.is_empty(),
        Landing::GoodPart => true,
    };
    let mut imported = Imported { tape, landed: Landed::Nothing, facts, observations };
    if wanted && !imported.tape.loans.is_empty() {
        land(&mut tx, &products, &imported, now).await?;
        tx.commit().await?;
        imported.landed = Landed::Landed;
    }
    Ok(imported)
}

/// Loans that the register holds already do not land again.
async fn refuse_known(tx: &mut Tx, tape: &mut Tape) -> Result<(), ImportError> {
    if tx.load_loan_count().await? == 0 {
        return Ok(());
    }
    let mut known = BTreeSet::new();
    for loan in &tape.loans {
        if tx.find_loan(&loan.external_id).await?.is_some() {
            known.insert(loan.external_id.clone());
            tape.rejects.push(Reject {
                file: tape.name.clone(),
                row: loan.row,
                line: None,
                column: "loan".to_owned(),
                value: loan.external_id.clone(),
                reason: Reason::Malformed("the register holds this loan already".to_owned()),
            });
        }
    }
    tape.loans.retain(|loan| !known.contains(&loan.external_id));
    Ok(())
}

async fn land(
    tx: &mut Tx,
    products: &Products,
    imported: &Imported,
    now: i64,
) -> Result<(), ImportError> {
    let tape = &imported.tape;
    if tx.load_loan_count().await? == 0 {
        let earliest = tape.loans.iter().map(|loan| loan.opening.on()).min().unwrap_or_default();
        tx.save_meta("business_date", &earliest.plus_days(-1).to_string()).await?;
    }
    let today = tx.load_business_date().await?.plus_days(1);
    for chunk in tape.loans.chunks(CHUNK) {
        let new: Vec<NewLoan> = chunk.iter().map(new_loan).collect();
        let ids = enter_loans(tx, products, &new, today).await?;
        let (mut observed, mut rows) = (Vec::new(), Vec::new());
        for (id, loan) in ids.iter().zip(chunk) {
            observed.push(observed_loan(*id, loan));
            rows.extend(observations(*id, loan, tape));
        }
        tx.save_observed_loans(&observed).await?;
        tx.save_observations(&rows).await?;
    }
    let id = tx.load_next_import_id().await?;
    tx.append_import_run(&import_run(id, imported, now)).await?;
    Ok(())
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn import_run(id: i64, imported: &Imported, now: i64) -> ImportRun {
    let tape = &imported.tape;
    ImportRun {
        id,
        files: tape.name.clone(),
        loans: count(tape.loans.len()),
        facts: i64::try_from(imported.facts).unwrap_or(i64::MAX),
        observations: i64::try_from(imported.observations).unwrap_or(i64::MAX),
        rejected: count(tape.rejects.len()),
        report: String::new(),
        started_at: now,
    }
}

fn new_loan(loan: &TapeLoan) -> NewLoan {
    NewLoan {
        external_id: loan.external_id.clone(),
        borrower: Borrower {
            external_id: loan.borrower_external_id.clone(),
            segment: String::new(),
            attributes: "{}".to_owned(),
        },
        pool: loan.pool.clone(),
        terms: loan.terms.clone(),
        facts: facts(loan),
    }
}

/// A loan's facts: what opens it, its payments, its charge-off, by date.
fn facts(loan: &TapeLoan) -> Vec<NewFact> {
    let opening =
        NewFact { value_date: loan.opening.on(), kind: loan.opening.fact(), external_id: None };
    let payments = loan.payments.iter().map(|payment| NewFact {
        value_date: payment.on,
        kind: FactKind::Paid { amount: payment.amount, intent: PaymentIntent::Due },
        external_id: payment.external_id.clone(),
    });
    let charge_off = loan.charged_off.map(|on| NewFact {
        value_date: on,
        kind: FactKind::ChargedOff,
        external_id: None,
    });
    let mut later: Vec<NewFact> = payments.chain(charge_off).collect();
    later.sort_by_key(|fact| fact.value_date);
    let mut facts = vec![opening];
    facts.append(&mut later);
    facts
}

fn observed_loan(loan_id: i64, loan: &TapeLoan) -> ObservedLoanRow {
    let first = loan.observations.iter().find(|observation| observation.period == 0);
    ObservedLoanRow {
        loan_id,
        original_amount: Some(loan.terms.amount),
        origination_month: Some(month_start(loan.terms.signed_on)),
        scheduled_payment: loan.reported.installment,
        days_past_due: loan.reported.days_past_due,
        balance_cutoff_a: loan.reported.balance,
        balance_cutoff_b: first.and_then(|observation| observation.balance),
    }
}

fn month_start(date: Date) -> Date {
    date.plus_months_on(0, 1)
}

fn observations<'a>(
    loan_id: i64,
    loan: &'a TapeLoan,
    tape: &'a Tape,
) -> impl Iterator<Item = ObservationRow> + 'a {
    loan.observations.iter().map(move |observation| {
        let kept = |name: &str| {
            let index = tape.kept.iter().position(|kept| kept == name)?;
            observation.kept.get(index).copied().flatten()
        };
        ObservationRow {
            loan_id,
            source: tape.name.clone(),
            period: observation.period.into(),
            month: month_start(observation.month),
            balance: observation.balance,
            payment: observation.payment,
            principal: observation.principal,
            recovered: kept("recovered"),
            repo_proceeds: kept("repo_proceeds"),
        }
    })
}
