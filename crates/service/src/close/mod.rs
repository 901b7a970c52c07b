//! The day close: every loan that has something to do is brought to the end of a business date.
//!
//! Dates are closed one after the other; within a date loans go through in batches, each one
//! transaction. A rerun goes on where the last run stopped, however it stopped: a loan that is
//! through is no longer due, and nothing of how the work was cut is left in the book. Spec:
//! `docs/specs/day-close.md`.

mod batch;
mod loan;
mod standing;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::Instant;

use primitives::date::Date;
use store::{CloseCounts, CloseRun, Reader, Register, StoreError};

use crate::products::Products;

pub use loan::{COLLECTED_LATE, DUE_FALLEN, DUE_PAID};
pub use standing::kept;

/// What every loan with something to do goes through, in this order. The first seven happen in
/// [`engine::day`]; `post` books what they brought about.
pub const STEPS: [&str; 8] = [
    "fall due",
    "apply held receipts",
    "accrue and assess",
    "age",
    "classify",
    "relief",
    "charge-off",
    "post",
];

/// Loans per transaction: large enough that a commit's cost disappears, small enough that a
/// command never waits long for the writer.
const BATCH: usize = 2_000;

/// How far a close has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The date being closed.
    pub date: Date,
    /// Loans of this date through so far, failed ones included.
    pub done: u64,
    /// Loans of this date with something to do.
    pub total: u64,
    /// Loans a second since the call began.
    pub rate: u64,
}

/// What a call to [`Close::through`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The business date now: the last day closed.
    pub business_date: Date,
    /// Dates closed by this call.
    pub dates: u32,
    /// What these dates' closes did in all, earlier runs of the first one included.
    pub counts: CloseCounts,
}

/// Why a close stopped. What was done until then stays; a rerun goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The register failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller asked for it.
    #[error("the close of {0} was stopped; run it again to go on")]
    Stopped(Date),
}

impl CloseError {
    /// Whether the same call can succeed later, nothing else being changed.
    pub const fn retry_helps(&self) -> bool {
        match self {
            CloseError::Store(error) => error.retry_helps(),
            CloseError::Stopped(_) => true,
        }
    }
}

/// Told how far a close has come after each batch; may ask for it to stop there.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) -> ControlFlow<()> + Send);

/// Closes business dates of one register.
pub struct Close<'a> {
    register: &'a Register,
    /// Seconds since 1970, for the record of the run.
    now: &'a (dyn Fn() -> i64 + Sync),
    batch: usize,
}

/// What a run needs at hand while it goes from batch to batch.
struct Running<'a, 'w> {
    contracts: Products,
    run: CloseRun,
    /// Loans set aside by an earlier date, to be let go where they succeed now.
    set_aside: BTreeSet<i64>,
    /// Loans with facts that were known ahead and count now.
    with_facts: BTreeSet<i64>,
    began: Instant,
    /// Loans done before this date by this call.
    done_before: u64,
    watch: &'a mut Watch<'w>,
}

/// Closes every business date after the last one closed, up to `target`. A target already closed
/// is no work. `now` gives seconds since 1970, for the record of the runs.
pub async fn close_through(
    register: &Register,
    target: Date,
    now: &(dyn Fn() -> i64 + Sync),
    watch: Watch<'_>,
) -> Result<Closed, CloseError> {
    Close::new(register, now).through(target, watch).await
}

impl<'a> Close<'a> {
    /// A close of this register.
    pub fn new(register: &'a Register, now: &'a (dyn Fn() -> i64 + Sync)) -> Close<'a> {
        Close { register, now, batch: BATCH }
    }

    /// With another number of loans per transaction; the result is the same.
    pub fn in_batches_of(self, loans: usize) -> Close<'a> {
        Close { batch: loans.max(1), ..self }
    }

    /// Closes every business date after the last one closed, up to `target`.
    pub async fn through(&self, target: Date, mut watch: Watch<'_>) -> Result<Closed, CloseError> {
        let mut reader = self.register.read().await?;
        let business_date = reader.load_business_date().await?;
        let mut closed = Closed { business_date, dates: 0, counts: CloseCounts::default() };
        if target <= business_date {
            return Ok(closed);
        }
        let mut contracts = Products::load(&mut reader).await?;
        drop(reader);
        let began = Instant::now();
        while closed.business_date < target {
            let date = closed.business_date.plus_days(1);
            let done_before = closed.counts.loans_due;
            let running = self.begin(date, contracts, (began, done_before), &mut watch).await?;
            let (run, kept) = self.date(running).await?;
            contracts = kept;
            closed.business_date = date;
            closed.dates += 1;
            add(&mut closed.counts, &run.counts);
        }
        Ok(closed)
    }

    async fn begin<'r, 'w>(
        &self,
        date: Date,
        contracts: Products,
        (began, done_before): (Instant, u64),
        watch: &'r mut Watch<'w>,
    ) -> Result<Running<'r, 'w>, StoreError> {
        let mut reader = self.register.read().await?;
        let fresh = || CloseRun {
            business_date: date,
            steps: STEPS.join(", "),
            counts: CloseCounts::default(),
            batches: 0,
            last_loan_id: 0,
            started_at: (self.now)(),
            finished_at: None,
        };
        let run = reader.load_close_run(date).await?.unwrap_or_else(fresh);
        let set_aside: BTreeSet<i64> =
            reader.list_quarantined_ids(None).await?.into_iter().collect();
        let with_facts = reader.list_ids_with_facts_on(date).await?.into_iter();
        let with_facts = with_facts.chain(set_aside.iter().copied()).collect();
        Ok(Running { contracts, run, set_aside, with_facts, began, done_before, watch })
    }

    /// Closes one date.
    async fn date(&self, mut running: Running<'_, '_>) -> Result<(CloseRun, Products), CloseError> {
        let date = running.run.business_date;
        loop {
            let ids = self.waiting(date).await?;
            let total = running.run.counts.loans_due + ids.len() as u64;
            for chunk in ids.chunks(self.batch) {
                self.batch(&mut running, chunk).await?;
                let done = running.run.counts.loans_due;
                running.report(Progress { date, done, total, rate: 0 })?;
            }
            if self.finish(&mut running.run).await? {
                return Ok((running.run, running.contracts));
            }
        }
    }

    /// Loans that still have something to do by the end of a date and have not failed in it.
    async fn waiting(&self, date: Date) -> Result<Vec<i64>, StoreError> {
        let mut reader = self.register.read().await?;
        waiting_in(&mut reader, date).await
    }

    /// Ends the date, unless a command gave a loan something to do in the meantime.
    async fn finish(&self, run: &mut CloseRun) -> Result<bool, StoreError> {
        let date = run.business_date;
        let mut tx = self.register.write().await?;
        if !waiting_in(&mut tx, date).await?.is_empty() {
            return Ok(false);
        }
        if date.is_month_end() {
            tx.append_snapshot(date).await?;
        }
        tx.append_day_figures(date).await?;
        run.finished_at = Some((self.now)());
        tx.save_close_run(run).await?;
        tx.save_meta("business_date", &date.to_string()).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Loans with a consequence or a fact of the date, and those that failed on an earlier one.
async fn waiting_in(reader: &mut Reader, date: Date) -> Result<Vec<i64>, StoreError> {
    let failed = reader.list_quarantined_ids(Some(date)).await?;
    let mut waiting = reader.list_due_ids(date).await?;
    waiting.extend(reader.list_ids_with_facts_on(date).await?);
    waiting.extend(reader.list_quarantined_ids(None).await?);
    waiting.sort_unstable();
    waiting.dedup();
    waiting.retain(|id| failed.binary_search(id).is_err());
    Ok(waiting)
}

impl Running<'_, '_> {
    fn report(&mut self, mut progress: Progress) -> Result<(), CloseError> {
        let elapsed = self.began.elapsed().as_millis().max(1);
        let done = u128::from(self.done_before + progress.done);
        progress.rate = u64::try_from(done * 1_000 / elapsed).unwrap_or(u64::MAX);
        match (self.watch)(progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(CloseError::Stopped(progress.date)),
        }
    }
}

fn add(sum: &mut CloseCounts, counts: &CloseCounts) {
    sum.loans_due += counts.loans_due;
    sum.loans_advanced += counts.loans_advanced;
    sum.postings += counts.postings;
    sum.facts += counts.facts;
    sum.quarantined += counts.quarantined;
}
