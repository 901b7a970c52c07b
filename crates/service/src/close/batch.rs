//! One batch of a close: its loans loaded, brought to the date and saved in one transaction.

use std::collections::BTreeMap;

use primitives::amount::Minor;
use primitives::date::Date;
use store::{DayMeasure, FactRow, PostingRow, QuarantineRow, StandingChange, StoreError, Tx};

use super::loan::{
    Advanced, COLLECTED_LATE, DUE_FALLEN, DUE_PAID, Waiting, bring, collected_late, fallen,
};
use super::{Close, Running};

/// What a batch came to.
#[derive(Default)]
struct Outcome {
    advanced: Vec<(usize, Advanced)>,
    failed: Vec<(i64, String)>,
}

/// Loads a batch's loans with the facts that wait for their dates.
async fn load(
    tx: &mut Tx,
    ids: &[i64],
    running: &Running<'_, '_>,
) -> Result<Vec<Waiting>, StoreError> {
    let date = running.run.business_date;
    let mut loans = tx.load_due(ids).await?;
    // A command may have brought a loan through the date since the ids were listed.
    loans.retain(|loan| loan.standing.closed_through < date);
    let ids: Vec<i64> = loans
        .iter()
        .map(|loan| loan.standing.loan_id)
        .filter(|id| running.with_facts.contains(id))
        .collect();
    let mut ahead = tx.list_facts_ahead(&ids, date).await?.into_iter().peekable();
    let waiting = loans.into_iter().map(|loan| {
        let of_loan = |row: &FactRow| row.loan_id == loan.standing.loan_id;
        let facts = std::iter::from_fn(|| ahead.next_if(of_loan)).map(|row| row.fact).collect();
        Waiting { loan, ahead: facts }
    });
    Ok(waiting.collect())
}

impl Close<'_> {
    pub(super) async fn batch(
        &self,
        running: &mut Running<'_, '_>,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let date = running.run.business_date;
        let mut tx = self.register.write().await?;
        let loans = load(&mut tx, ids, running).await?;
        let outcome = bring_all(running, &loans, date);
        self.save(&mut tx, running, &loans, &outcome).await?;
        tx.commit().await
    }

    async fn save(
        &self,
        tx: &mut Tx,
        running: &mut Running<'_, '_>,
        loans: &[Waiting],
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let date = running.run.business_date;
        let changes: Vec<StandingChange> = outcome
            .advanced
            .iter()
            .map(|(index, advanced)| StandingChange {
                product_id: &loans[*index].loan.product.id,
                before: &loans[*index].loan.standing,
                after: &advanced.after,
            })
            .collect();
        let postings = postings(loans, outcome, date);
        let facts = facts(outcome);
        tx.save_standings(date, &changes).await?;
        tx.append_facts(&facts).await?;
        tx.append_postings(&postings).await?;
        tx.append_measures(&measures(loans, outcome, date)).await?;
        self.save_quarantine(tx, running, outcome).await?;

        let run = &mut running.run;
        run.batches += 1;
        run.last_loan_id =
            loans.last().map_or(run.last_loan_id, |waiting| waiting.loan.standing.loan_id);
        run.counts.loans_due += loans.len() as u64;
        run.counts.loans_advanced += outcome.advanced.len() as u64;
        run.counts.quarantined += outcome.failed.len() as u64;
        run.counts.postings += postings.len() as u64;
        run.counts.facts += facts.len() as u64;
        tx.save_close_run(run).await
    }

    async fn save_quarantine(
        &self,
        tx: &mut Tx,
        running: &Running<'_, '_>,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let through = outcome.advanced.iter().map(|(_, advanced)| advanced.after.loan_id);
        let released: Vec<i64> = through.filter(|id| running.set_aside.contains(id)).collect();
        tx.save_released(&released).await?;
        let noted_at = (self.now)();
        let row = |(loan_id, error): &(i64, String)| QuarantineRow {
            loan_id: *loan_id,
            business_date: running.run.business_date,
            error: error.clone(),
            noted_at,
        };
        tx.save_quarantine(&outcome.failed.iter().map(row).collect::<Vec<_>>()).await
    }
}

fn bring_all(running: &Running, loans: &[Waiting], date: Date) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, waiting) in loans.iter().enumerate() {
        match bring(&running.contracts, waiting, date) {
            Ok(advanced) => outcome.advanced.push((index, advanced)),
            Err(error) => outcome.failed.push((waiting.loan.standing.loan_id, error)),
        }
    }
    outcome
}

fn postings(loans: &[Waiting], outcome: &Outcome, booked_on: Date) -> Vec<PostingRow> {
    let mut rows = Vec::new();
    for (index, advanced) in &outcome.advanced {
        let standing = &loans[*index].loan.standing;
        let lines = standing.posting_count + 1..;
        rows.extend(lines.zip(&advanced.effects.transfers).map(|(line, transfer)| PostingRow {
            loan_id: standing.loan_id,
            line,
            booked_on,
            transfer: *transfer,
        }));
    }
    rows
}

fn facts(outcome: &Outcome) -> Vec<FactRow> {
    let of_loan = |advanced: &Advanced| {
        let loan_id = advanced.after.loan_id;
        let row = move |fact| FactRow { loan_id, fact, external_id: None };
        advanced.facts.clone().into_iter().map(row)
    };
    outcome.advanced.iter().flat_map(|(_, advanced)| of_loan(advanced)).collect()
}

fn measures(loans: &[Waiting], outcome: &Outcome, date: Date) -> Vec<DayMeasure> {
    let mut sums = BTreeMap::<(&str, &str), (i64, Minor)>::new();
    for (index, advanced) in &outcome.advanced {
        let product_id = loans[*index].loan.product.id.as_str();
        let mut add = |measure, loans: bool, amount: Minor| {
            let sum = sums.entry((measure, product_id)).or_default();
            sum.0 += i64::from(loans);
            sum.1 += amount;
        };
        let collected = collected_late(&loans[*index], date);
        if collected > Minor::ZERO {
            add(COLLECTED_LATE, true, collected);
        }
        let Some((due, paid)) = fallen(&advanced.effects, date) else { continue };
        add(DUE_FALLEN, true, due);
        if paid > Minor::ZERO {
            add(DUE_PAID, paid == due, paid);
        }
    }
    let row = |((measure, product_id), (loans, amount)): ((&str, &str), (i64, Minor))| DayMeasure {
        business_date: date,
        measure: measure.to_owned(),
        product_id: product_id.to_owned(),
        loans,
        amount,
    };
    sums.into_iter().map(row).collect()
}
