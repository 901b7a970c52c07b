//! Whether the register still says what its facts say: every loan is folded anew and compared with
//! what is kept of it, and every sum with what it sums.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::contract::Contract;
use engine::cost_sheet::{disclosure, is_as_signed};
use engine::effects::Effects;
use engine::fact::Fact;
use engine::fold::{Horizon, fold, fold_into};
use engine::posting::{Transfer, difference};
use engine::state::State;
use engine::waterfall::Component;
use store::{FactRow, Figure, HeldLoan, LoanStatus, PostingRow, Reader, Register, StoreError};

use crate::close::kept;
use crate::products::Products;

/// Loans read at once.
const BATCH: u64 = 1_000;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Loans folded anew.
    pub loans: u64,
    /// Facts they were folded from.
    pub facts: u64,
    /// Booked lines compared.
    pub postings: u64,
    /// Everything that is not as it should be; nothing when all is well.
    pub differences: Vec<Difference>,
}

/// Something kept that is not what the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The loan's outside name, or the sum's.
    pub of: String,
    /// Which value.
    pub what: String,
    /// What the register keeps.
    pub kept: String,
    /// What it should be.
    pub rebuilt: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { of, what, kept, rebuilt } = self;
        write!(f, "{of}: {what} is kept as {kept} and should be {rebuilt}")
    }
}

/// How far a verification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifyProgress {
    /// Loans compared so far.
    pub done: u64,
    /// All loans.
    pub total: u64,
}

/// Folds every loan anew and compares. Reads one moment of the book; writers go on meanwhile.
pub async fn verify(
    register: &Register,
    watch: &mut (dyn FnMut(VerifyProgress) + Send),
) -> Result<Verification, StoreError> {
    let mut reader = register.read().await?;
    let contracts = Products::load(&mut reader).await?;
    let total = reader.load_loan_count().await?;
    let mut found = Verification::default();
    let mut after = i64::MIN;
    loop {
        let ids = reader.list_loan_ids(after, BATCH).await?;
        let Some(last) = ids.last() else { break };
        after = *last;
        verify_batch(&mut reader, &contracts, &ids, &mut found).await?;
        watch(VerifyProgress { done: found.loans, total });
    }
    verify_sums(&mut reader, &mut found).await?;
    Ok(found)
}

/// Folds some loans anew and compares; sums over the book are left alone.
pub async fn verify_loans(
    register: &Register,
    contracts: &Products,
    ids: &[i64],
) -> Result<Verification, StoreError> {
    let mut found = Verification::default();
    verify_batch(&mut register.read().await?, contracts, ids, &mut found).await?;
    Ok(found)
}

async fn verify_batch(
    reader: &mut Reader,
    contracts: &Products,
    ids: &[i64],
    found: &mut Verification,
) -> Result<(), StoreError> {
    let loans = reader.load_loans(ids).await?;
    let mut facts = reader.list_facts_of(ids).await?.into_iter().peekable();
    let mut postings = reader.list_postings_of(ids).await?.into_iter().peekable();
    for held in &loans {
        let id = held.loan.id;
        let facts: Vec<FactRow> =
            std::iter::from_fn(|| facts.next_if(|row| row.loan_id == id)).collect();
        let postings: Vec<PostingRow> =
            std::iter::from_fn(|| postings.next_if(|row| row.loan_id == id)).collect();
        found.loans += 1;
        found.facts += facts.len() as u64;
        found.postings += postings.len() as u64;
        let mut loan = Compared { held, differences: &mut found.differences };
        loan.numbers(&facts, &postings);
        let facts: Vec<Fact> = facts.into_iter().map(|row| row.fact).collect();
        loan.folds(contracts, &facts, &postings);
    }
    Ok(())
}

/// One loan being compared.
struct Compared<'a> {
    held: &'a HeldLoan,
    differences: &'a mut Vec<Difference>,
}

impl Compared<'_> {
    fn note(&mut self, what: &str, kept: impl Debug, rebuilt: impl Debug) {
        self.differences.push(Difference {
            of: self.held.loan.external_id.clone(),
            what: what.to_owned(),
            kept: format!("{kept:?}"),
            rebuilt: format!("{rebuilt:?}"),
        });
    }

    fn same<T: PartialEq + Debug>(&mut self, what: &str, kept: &T, rebuilt: &T) {
        if kept != rebuilt {
            self.note(what, kept, rebuilt);
        }
    }

    /// Facts and postings are counted from 1 without a gap.
    fn numbers(&mut self, facts: &[FactRow], postings: &[PostingRow]) {
        let standing = &self.held.standing;
        let numbers: Vec<u32> = facts.iter().map(|row| row.fact.number).collect();
        let lines: Vec<u32> = postings.iter().map(|row| row.line).collect();
        if !numbers.iter().copied().eq(1..=standing.fact_count) {
            self.note("fact_count", standing.fact_count, numbers);
        }
        if !lines.iter().copied().eq(1..=standing.posting_count) {
            self.note("posting_count", standing.posting_count, lines);
        }
    }

    fn folds(&mut self, contracts: &Products, facts: &[Fact], postings: &[PostingRow]) {
        let terms = match Products::terms(&self.held.loan.terms) {
            Ok(terms) => terms,
            Err(error) => return self.note("terms", error.to_string(), "terms"),
        };
        let contract = match contracts.contract(&terms) {
            Ok(contract) => contract,
            Err(error) => return self.note("product", error.to_string(), "a product"),
        };
        let state = match self.held.standing.standing() {
            Ok(state) => state,
            Err(error) => return self.note("state", error.to_string(), "a standing"),
        };
        let folded = catch_unwind(AssertUnwindSafe(|| refold(contract, facts, &state)));
        let Ok((rebuilt, effects)) = folded else {
            return self.note("state", "a standing", "nothing: the fold fails");
        };
        if !is_as_signed(contract) {
            let rebuilt = disclosure(contract).map(|shown| shown.sheet.to_string());
            let kept = terms.disclosed.as_ref().map(|shown| shown.sheet.to_string());
            self.note("cost sheet", kept, rebuilt);
        }
        self.signed(contract, facts);
        self.state(&state, &rebuilt);
        self.columns(contract, &rebuilt, facts);
        self.ledger(postings, &effects);
        self.conserved(&rebuilt);
    }

    /// The columns of what was signed say what the terms and the opening fact say.
    fn signed(&mut self, contract: Contract, facts: &[Fact]) {
        let (row, terms) = (&self.held.loan, contract.terms);
        self.same("product", &row.product, &terms.product);
        self.same("currency", &row.currency, &terms.currency);
        self.same("currency of the product", &contract.product.currency, &terms.currency);
        self.same("amount", &row.amount, &terms.amount);
        self.same("signed_on", &row.signed_on, &terms.signed_on);
        let opened_on = facts.first().map_or(terms.signed_on, |fact| fact.value_date);
        self.same("opened_on", &row.opened_on, &opened_on);
    }

    fn state(&mut self, kept: &State, rebuilt: &State) {
        let found = self.differences.len();
        macro_rules! each {
            ($($field:ident)*) => { $(
                self.same(concat!("state.", stringify!($field)), &kept.$field, &rebuilt.$field);
            )* };
        }
        each!(status closed_through opened_on rate schedule principal_undue dues unapplied);
        each!(nonaccrual_since plan record totals last_value_date);
        // Named one by one above for the reader's sake; this holds if a field is added.
        if self.differences.len() == found && kept != rebuilt {
            self.note("state", kept, rebuilt);
        }
    }

    fn columns(&mut self, contract: Contract, rebuilt: &State, facts: &[Fact]) {
        let row = &self.held.standing;
        let wanted = kept(contract, rebuilt, row.loan_id, Some(row));
        macro_rules! each {
            ($($field:ident)*) => { $(self.same(stringify!($field), &row.$field, &wanted.$field);)* };
        }
        each!(status closed_through principal due oldest_late_on bucket ended_on);
        // A fact known ahead of its date may be what comes next.
        let ahead = facts.iter().map(|fact| fact.value_date);
        let ahead = ahead.filter(|date| *date > rebuilt.opened_on).min();
        if row.next_event_on.is_none() || row.next_event_on != ahead {
            self.same("next_event_on", &row.next_event_on, &wanted.next_event_on);
        }
    }

    fn ledger(&mut self, postings: &[PostingRow], effects: &Effects) {
        let early = |row: &&PostingRow| row.booked_on < row.transfer.value_date;
        if let Some(row) = postings.iter().find(early) {
            let line = format!("booked_on of posting {}", row.line);
            self.note(&line, row.booked_on, format!("no earlier than {}", row.transfer.value_date));
        }
        let posted: Vec<Transfer> = postings.iter().map(|row| row.transfer).collect();
        for missing in difference(&posted, &effects.transfers) {
            let Transfer { value_date, debit, credit, amount } = missing;
            let kept = format!("short of {amount:?}");
            self.note(&format!("posting {debit} from {credit} of {value_date}"), kept, "nothing");
        }
    }

    fn conserved(&mut self, state: &State) {
        let (totals, outstanding) = (&state.totals, state.outstanding());
        for component in Component::ALL {
            let billed = totals.billed.get(component);
            let accounted = totals.paid.get(component)
                + totals.waived.get(component)
                + totals.charged_off.get(component)
                + outstanding.get(component);
            self.same(&format!("{component} billed"), &billed, &accounted);
        }
    }
}

/// The fold to where the kept standing has come: the end of a date, or an open day.
fn refold(contract: Contract, facts: &[Fact], kept: &State) -> (State, Effects) {
    if kept.opened_on > kept.closed_through {
        fold_into(contract, facts, kept.opened_on)
    } else {
        fold(contract, facts, Horizon::through(kept.closed_through))
    }
}

/// Sums of loans against the loans, and month ends against the days they ended.
async fn verify_sums(reader: &mut Reader, found: &mut Verification) -> Result<(), StoreError> {
    let business_date = reader.load_business_date().await?;
    let finished = reader.list_close_runs(2).await?;
    let last = finished.iter().find(|run| run.finished_at.is_some());
    if let Some(run) = last.filter(|run| run.business_date != business_date) {
        found.differences.push(Difference {
            of: "the register".to_owned(),
            what: "business_date".to_owned(),
            kept: business_date.to_string(),
            rebuilt: run.business_date.to_string(),
        });
    }
    let kept = reader.list_figures().await?;
    let recounted = reader.list_figures_recounted().await?;
    compare_sums("the book now", &kept, &recounted, &mut found.differences);
    for month_end in reader.list_month_ends().await? {
        let day = active(reader.list_day_figures(month_end).await?);
        let snapshot = active(reader.list_snapshot_figures(month_end).await?);
        compare_sums(&format!("the book of {month_end}"), &day, &snapshot, &mut found.differences);
    }
    Ok(())
}

fn active(mut figures: Vec<Figure>) -> Vec<Figure> {
    figures.retain(|figure| figure.key.status == LoanStatus::Active);
    figures
}

fn compare_sums(of: &str, kept: &[Figure], rebuilt: &[Figure], differences: &mut Vec<Difference>) {
    let by_key = |figures: &[Figure]| -> BTreeMap<_, _> {
        figures.iter().map(|f| (f.key.clone(), (f.loans, f.principal))).collect()
    };
    let (kept, rebuilt) = (by_key(kept), by_key(rebuilt));
    let mut keys: Vec<_> = kept.keys().chain(rebuilt.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys.into_iter().filter(|key| kept.get(key) != rebuilt.get(key)) {
        differences.push(Difference {
            of: of.to_owned(),
            what: format!("{} {:?} M{}", key.product_id, key.status, key.bucket),
            kept: format!("{:?}", kept.get(key)),
            rebuilt: format!("{:?}", rebuilt.get(key)),
        });
    }
}
