//! One batch of a close: its loans loaded, brought to the date and saved in one transaction.

use std::collections::BTreeMap;

use primitives::amount::Minor;
use primitives::date::Date;
use store::{
    DayMeasure, DueLoan, FactRow, PostingRow, QuarantineRow, StandingChange, StoreError, Tx,
};

use super::loan::{Advanced, DUE_FALLEN, DUE_PAID, bring, fallen};
use super::{Close, Running};

/// What a batch came to.
#[derive(Default)]
struct Outcome {
    advanced: Vec<(usize, Advanced)>,
    failed: Vec<(i64, String)>,
}

impl Close<'_> {
    pub(super) async fn batch(
        &self,
        running: &mut Running<'_, '_>,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let date = running.run.business_date;
        let mut tx = self.register.write().await?;
        let mut loans = tx.load_due(ids).await?;
        // A command may have brought a loan through the date since the ids were listed.
        loans.retain(|loan| loan.standing.next_event_on.is_some_and(|next| next <= date));
        let outcome = bring_all(running, &loans, date);
        self.save(&mut tx, running, &loans, &outcome).await?;
        tx.commit().await
    }

    async fn save(
        &self,
        tx: &mut Tx,
        running: &mut Running<'_, '_>,
        loans: &[DueLoan],
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let date = running.run.business_date;
        let changes: Vec<StandingChange> = outcome
            .advanced
            .iter()
            .map(|(index, advanced)| StandingChange {
                product_id: &loans[*index].product.id,
                before: &loans[*index].standing,
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
        run.last_loan_id = loans.last().map_or(run.last_loan_id, |loan| loan.standing.loan_id);
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

fn bring_all(running: &Running, loans: &[DueLoan], date: Date) -> Outcome {
    let mut outcome = Outcome::default();
    for (index, loan) in loans.iter().enumerate() {
        match bring(&running.contracts, loan, date) {
            Ok(advanced) => outcome.advanced.push((index, advanced)),
            Err(error) => outcome.failed.push((loan.standing.loan_id, error)),
        }
    }
    outcome
}

fn postings(loans: &[DueLoan], outcome: &Outcome, booked_on: Date) -> Vec<PostingRow> {
    let mut rows = Vec::new();
    for (index, advanced) in &outcome.advanced {
        let standing = &loans[*index].standing;
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

fn measures(loans: &[DueLoan], outcome: &Outcome, date: Date) -> Vec<DayMeasure> {
    let mut sums = BTreeMap::<(&str, &str), (i64, Minor)>::new();
    for (index, advanced) in &outcome.advanced {
        let Some((due, paid)) = fallen(&advanced.effects, date) else { continue };
        let product_id = loans[*index].product.id.as_str();
        let mut add = |measure, loans: bool, amount: Minor| {
            let sum = sums.entry((measure, product_id)).or_default();
            sum.0 += i64::from(loans);
            sum.1 += amount;
        };
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
