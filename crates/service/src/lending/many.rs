//! Many loans of one open day acted on together.

use std::collections::HashMap;

use engine::command::{Command, reaches_back};
use engine::contract::{Contract, Terms};
use engine::fact::{Fact, FactKind};
use engine::state::State;
use primitives::date::Date;
use store::{Register, StoreError, Tx};

use super::one::{bring_into, forward, reach_back};
use super::{InHand, read_terms_text, save};
use crate::error::ServiceError;
use crate::products::Products;

/// One loan of an open day, as whoever decides what happens to it sees it.
#[derive(Clone, Copy, Debug)]
pub struct OpenLoan<'a> {
    /// The loan's key.
    pub id: i64,
    /// Under what terms.
    pub contract: Contract<'a>,
    /// Where it stands on the open day.
    pub state: &'a State,
    /// The number its next fact will get.
    pub next_fact: u32,
}

/// Decides what happens to loans on an open day.
pub trait Actor: Send {
    /// What happens to this loan, if anything.
    fn act(&mut self, loan: OpenLoan<'_>) -> Option<FactKind>;

    /// The same loan afterwards, whether something happened or not.
    fn acted(&mut self, loan: OpenLoan<'_>);
}

/// Records what `actor` says happens to each of several loans on the open day, in one transaction.
/// What the engine refuses is left out and counted.
pub async fn record_each(
    register: &Register,
    products: &Products,
    (ids, today): (&[i64], Date),
    actor: &mut dyn Actor,
) -> Result<u64, ServiceError> {
    let mut tx = register.write().await?;
    let loans = tx.load_due(ids).await?;
    let terms: Vec<Terms> =
        loans.iter().map(|loan| read_terms_text(&loan.terms)).collect::<Result<_, _>>()?;
    let mut hands: Vec<(String, InHand)> = Vec::with_capacity(loans.len());
    let ahead = known_ahead(&mut tx, ids, today).await?;
    let mut refused = 0;
    for (loan, terms) in loans.into_iter().zip(&terms) {
        let contract = Contract { terms, product: products.find(&loan.product)? };
        let mut hand = InHand::new(contract, loan.standing)?;
        let of_loan = ahead.get(&hand.before.loan_id).map_or(&[][..], Vec::as_slice);
        match act_on(&mut tx, &mut hand, (of_loan, today), actor).await {
            Ok(()) => {}
            Err(ServiceError::Rejected(_)) => refused += 1,
            Err(error) => return Err(error),
        }
        let (id, next_fact) = (hand.before.loan_id, hand.fact_count + 1);
        actor.acted(OpenLoan { id, contract, state: &hand.state, next_fact });
        if !hand.facts.is_empty() {
            hands.push((loan.product.id, hand));
        }
    }
    save_by_product(&mut tx, today, hands).await?;
    tx.commit().await?;
    Ok(refused)
}

/// The facts of several loans that were known ahead and count on the open day.
async fn known_ahead(
    tx: &mut Tx,
    ids: &[i64],
    today: Date,
) -> Result<HashMap<i64, Vec<Fact>>, StoreError> {
    let coming = tx.list_ids_with_facts_on(today).await?;
    let ids: Vec<i64> = ids.iter().copied().filter(|id| coming.binary_search(id).is_ok()).collect();
    let mut ahead: HashMap<i64, Vec<Fact>> = HashMap::new();
    for row in tx.list_facts_ahead(&ids, today).await? {
        ahead.entry(row.loan_id).or_default().push(row.fact);
    }
    Ok(ahead)
}

async fn act_on(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    (ahead, today): (&[Fact], Date),
    actor: &mut dyn Actor,
) -> Result<(), ServiceError> {
    let contract = hand.contract;
    let effects = bring_into(hand, ahead, today);
    let (id, next_fact) = (hand.before.loan_id, hand.fact_count + 1);
    let Some(kind) = actor.act(OpenLoan { id, contract, state: &hand.state, next_fact }) else {
        return Ok(());
    };
    let command = Command { value_date: today, act: kind };
    let (fact, transfers) = if reaches_back(&hand.state, &command) {
        reach_back(tx, hand, &command, today).await?
    } else {
        forward(hand, &command, effects)?
    };
    hand.note(fact, None);
    hand.book(today, &transfers);
    Ok(())
}

async fn save_by_product(
    tx: &mut Tx,
    today: Date,
    mut hands: Vec<(String, InHand<'_>)>,
) -> Result<(), ServiceError> {
    hands.sort_by(|one, other| one.0.cmp(&other.0));
    while let Some(product) = hands.first().map(|(product, _)| product.clone()) {
        let until = hands.partition_point(|(other, _)| *other == product);
        let of_product: Vec<InHand> = hands.drain(..until).map(|(_, hand)| hand).collect();
        save(tx, today, &product, &of_product).await?;
    }
    Ok(())
}
