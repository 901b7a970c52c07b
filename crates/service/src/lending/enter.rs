//! Loans entered into the register with what opens them.

use std::collections::HashMap;

use engine::command::{Command, decide, entry};
use engine::contract::{Contract, Terms};
use engine::cost_sheet::disclosure;
use engine::fact::{Fact, FactKind};
use engine::fold::fold_into;
use engine::state::State;
use engine::wire;
use primitives::date::Date;
use store::{BorrowerRow, HeldLoan, LoanRow, Register, StandingRow, Tx};

use super::{Borrower, InHand, NewFact, NewLoan};
use crate::close::kept;
use crate::error::ServiceError;
use crate::products::Products;

/// Enters loans into the register, each with its facts up to now, in one transaction.
pub async fn enter_loans(
    tx: &mut Tx,
    products: &Products,
    loans: &[NewLoan],
    today: Date,
) -> Result<Vec<i64>, ServiceError> {
    let mut last_loan = tx.load_last_loan_id().await?;
    let mut last_borrower = tx.load_last_borrower_id().await?;
    let mut held = Vec::with_capacity(loans.len());
    let mut borrowers: Vec<BorrowerRow> = Vec::new();
    let mut known: HashMap<String, i64> = HashMap::new();
    let (mut facts, mut postings) = (Vec::new(), Vec::new());
    for loan in loans {
        let product = products.find(&loan.terms.product)?;
        loan.terms.check(product)?;
        let borrower_id = match known.get(&loan.borrower.external_id) {
            Some(id) => *id,
            None => match tx.find_borrower(&loan.borrower.external_id).await? {
                Some(row) => row.id,
                None => {
                    last_borrower += 1;
                    borrowers.push(borrower_row(last_borrower, &loan.borrower));
                    last_borrower
                }
            },
        };
        known.insert(loan.borrower.external_id.clone(), borrower_id);
        last_loan += 1;
        let contract = Contract { terms: &loan.terms, product };
        let entered = enter(contract, loan, last_loan, today)?;
        let opened_on = loan.facts.first().map_or(loan.terms.signed_on, |fact| fact.value_date);
        let after = entered.after();
        held.push(HeldLoan {
            loan: loan_row(contract, loan, (last_loan, borrower_id), opened_on),
            standing: after,
        });
        facts.extend(entered.facts);
        postings.extend(entered.postings);
    }
    tx.append_borrowers(&borrowers).await?;
    tx.append_loans(&held).await?;
    tx.append_facts(&facts).await?;
    tx.append_postings(&postings).await?;
    Ok(held.iter().map(|row| row.loan.id).collect())
}

/// Enters one loan in a transaction of its own. A register without loans takes its business date
/// from it: the day before it opens.
pub async fn open_loan(register: &Register, loan: NewLoan) -> Result<i64, ServiceError> {
    let mut tx = register.write().await?;
    let opened_on = loan.facts.first().map_or(loan.terms.signed_on, |fact| fact.value_date);
    if tx.load_loan_count().await? == 0 {
        tx.save_meta("business_date", &opened_on.plus_days(-1).to_string()).await?;
    }
    let products = Products::load(&mut tx).await?;
    let today = tx.load_business_date().await?.plus_days(1);
    if opened_on > today {
        return Err(engine::command::Rejection::ValueDateInFuture.into());
    }
    let ids = enter_loans(&mut tx, &products, &[loan], today).await?;
    tx.commit().await?;
    Ok(ids[0])
}

/// Checks a new loan's facts and folds those that count by the open day; later ones are known
/// ahead and come into force when their day is closed.
fn enter<'a>(
    contract: Contract<'a>,
    loan: &NewLoan,
    loan_id: i64,
    today: Date,
) -> Result<InHand<'a>, ServiceError> {
    let mut hand = InHand::new(contract, pending(contract, loan_id))?;
    let facts = checked_facts(contract, &loan.facts, today)?;
    let (state, effects) = fold_into(contract, &facts, today);
    hand.state = state;
    hand.book(today, &effects.transfers);
    for (fact, new) in facts.into_iter().zip(&loan.facts) {
        hand.note(fact, new.external_id.clone());
    }
    Ok(hand)
}

/// The row of a loan before anything has happened to it.
fn pending(contract: Contract, loan_id: i64) -> StandingRow {
    let state = State::pending(contract.terms.rate);
    StandingRow { version: 0, ..kept(contract, &state, loan_id, None) }
}

fn checked_facts(
    contract: Contract,
    facts: &[NewFact],
    today: Date,
) -> Result<Vec<Fact>, ServiceError> {
    let Some((opening, rest)) = facts.split_first() else { return Ok(Vec::new()) };
    let command = Command { value_date: opening.value_date, act: opening.kind.clone() };
    let opening = decide(contract, &[], &command, opening.value_date)?;
    let start = opening.value_date;
    let mut checked = vec![Fact { recorded_on: today, ..opening }];
    for (index, new) in rest.iter().enumerate() {
        let command = Command { value_date: new.value_date, act: new.kind.clone() };
        let number = u32::try_from(index + 2).unwrap_or(u32::MAX);
        checked.push(Fact { recorded_on: today, ..entry(contract, &command, start, number)? });
    }
    Ok(checked)
}

fn borrower_row(id: i64, borrower: &Borrower) -> BorrowerRow {
    BorrowerRow {
        id,
        external_id: borrower.external_id.clone(),
        segment: borrower.segment.clone(),
        attributes: borrower.attributes.clone(),
    }
}

/// A loan signed here pins the cost sheet it was signed with; one taken over was signed elsewhere.
fn signed(contract: Contract, loan: &NewLoan) -> Terms {
    let opening = loan.facts.first().map(|fact| &fact.kind);
    let disclosed = match opening {
        Some(FactKind::TakenOver(_)) => None,
        _ => disclosure(contract),
    };
    Terms { disclosed, ..loan.terms.clone() }
}

fn loan_row(
    contract: Contract,
    loan: &NewLoan,
    (id, borrower_id): (i64, i64),
    opened_on: Date,
) -> LoanRow {
    LoanRow {
        id,
        external_id: loan.external_id.clone(),
        borrower_id,
        pool: loan.pool.clone(),
        product: loan.terms.product.clone(),
        currency: loan.terms.currency,
        amount: loan.terms.amount,
        terms: wire::terms::to_json(&signed(contract, loan)),
        signed_on: loan.terms.signed_on,
        opened_on,
    }
}
