//! The register that is closed.

use std::path::Path;

use engine::contract::Contract;
use engine::product::Product;
use engine::wire;
use service::close::kept;
use store::{
    BorrowerRow, FactRow, HeldLoan, LoanRow, PostingRow, ProductRow, Register, StoreError,
};

use crate::Options;
use crate::book::{BookedLoan, PRODUCT, business_date, loan, product};

/// Loans per transaction while building.
const BATCH: u32 = 20_000;

/// Builds a register of so many loans.
pub async fn register(directory: &Path, options: Options) -> Result<Register, StoreError> {
    let Options { loans, due_days, .. } = options;
    let product = product();
    let register = Register::create(directory, business_date(), "bench").await?;
    let mut tx = register.write().await?;
    tx.append_products(&[ProductRow {
        reference: product.reference.clone(),
        effective_from: product.effective_from,
        body: PRODUCT.to_owned(),
    }])
    .await?;
    let borrower = BorrowerRow {
        id: 1,
        external_id: "B1".to_owned(),
        segment: String::new(),
        attributes: "{}".to_owned(),
    };
    tx.append_borrowers(&[borrower]).await?;
    tx.commit().await?;
    for first in (0..loans).step_by(BATCH as usize) {
        batch(&register, (&product, due_days), first..loans.min(first + BATCH)).await?;
    }
    register.checkpoint().await?;
    Ok(register)
}

async fn batch(
    register: &Register,
    (product, due_days): (&Product, u32),
    indexes: std::ops::Range<u32>,
) -> Result<(), StoreError> {
    let (mut held, mut facts, mut postings) = (Vec::new(), Vec::new(), Vec::new());
    for index in indexes {
        let id = i64::from(index) + 1;
        let booked = loan(product, due_days, index);
        let lines = (1..).zip(&booked.effects.transfers);
        postings.extend(lines.map(|(line, transfer)| PostingRow {
            loan_id: id,
            line,
            booked_on: transfer.value_date,
            transfer: *transfer,
        }));
        held.push(held_loan(product, id, &booked));
        let row = |fact| FactRow { loan_id: id, fact, external_id: None };
        facts.extend(booked.facts.into_iter().map(row));
    }
    let mut tx = register.write().await?;
    tx.append_loans(&held).await?;
    tx.append_facts(&facts).await?;
    tx.append_postings(&postings).await?;
    tx.commit().await
}

fn held_loan(product: &Product, id: i64, booked: &BookedLoan) -> HeldLoan {
    let BookedLoan { terms, facts, state, effects } = booked;
    let mut standing = kept(Contract { terms, product }, state, id, None);
    standing.fact_count = facts.len() as u32;
    standing.posting_count = effects.transfers.len() as u32;
    let loan = LoanRow {
        id,
        external_id: format!("L{id:08}"),
        borrower_id: 1,
        pool: String::new(),
        product: product.reference.clone(),
        currency: terms.currency,
        amount: terms.amount,
        terms: wire::terms::to_json(terms),
        signed_on: terms.signed_on,
        opened_on: terms.signed_on,
    };
    HeldLoan { loan, standing }
}
