//! One loan: a command or a correction recorded, a payment moved to another loan.

use engine::command::{Command, Rejection, decide, decide_forward, reaches_back};
use engine::contract::Contract;
use engine::correction::{Correction, decide_correction};
use engine::day;
use engine::effects::Effects;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, apply, fold_into, in_force};
use engine::posting::{Transfer, difference};
use primitives::date::Date;
use store::{HeldLoan, Register, Tx};

use super::{InHand, Recorded, Repeat, find, read_terms, save};
use crate::error::ServiceError;
use crate::products::Products;

/// What is asked of one loan.
enum Request {
    /// Something happened.
    Command(Command),
    /// Something happened otherwise than recorded.
    Correction(Correction),
}

/// A payment that went from one loan to another.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The reversal on the loan it was wrongly recorded for; none where the move had been recorded
    /// before.
    pub from: Option<Recorded>,
    /// The payment on the loan it was meant for.
    pub to: Recorded,
}

/// Records one command on a loan. A command whose external id was recorded before changes nothing
/// and answers what was recorded then; another command under that id is refused.
pub async fn record(
    register: &Register,
    loan: &str,
    command: Command,
    external_id: Option<String>,
) -> Result<Recorded, ServiceError> {
    record_alone(register, loan, Request::Command(command), external_id).await
}

/// Records a correction of one fact of a loan: its reversal and what takes its place, together.
/// The ledger's lines of closed days stay; what is missing is booked today.
pub async fn correct(
    register: &Register,
    loan: &str,
    correction: Correction,
    external_id: Option<String>,
) -> Result<Recorded, ServiceError> {
    record_alone(register, loan, Request::Correction(correction), external_id).await
}

/// Moves a payment to the loan it was meant for, with its value date: reversed on the one and
/// recorded on the other, or neither.
pub async fn transfer(
    register: &Register,
    (from, payment): (&str, u32),
    to: &str,
    external_id: Option<String>,
) -> Result<Moved, ServiceError> {
    let mut tx = register.write().await?;
    let (giving, taking) = (find(&mut tx, from).await?, find(&mut tx, to).await?);
    if giving.loan.id == taking.loan.id {
        return Err(ServiceError::SameLoan(to.to_owned()));
    }
    let (expected, got) = (taking.loan.currency, giving.loan.currency);
    if expected != got {
        return Err(ServiceError::CurrencyMismatch { expected, got });
    }
    let rows = tx.list_facts(giving.loan.id).await?;
    let row = rows.into_iter().find(|row| row.fact.number == payment);
    let paid = row.ok_or(Rejection::FactUnknown)?.fact;
    let FactKind::Paid { amount, .. } = paid.kind else {
        return Err(Rejection::NotAPayment.into());
    };
    let act = FactKind::Paid { amount, intent: PaymentIntent::Due };
    let meant = Request::Command(Command { value_date: paid.value_date, act });
    let to = record_in(&mut tx, taking, meant, external_id).await?;
    if to.repeated == Repeat::Repeated {
        return Ok(Moved { from: None, to });
    }
    let value_date = to.fact.recorded_on;
    let undo = Command { value_date, act: FactKind::Reversed { fact: payment } };
    let from = record_in(&mut tx, giving, Request::Command(undo), None).await?;
    tx.commit().await?;
    Ok(Moved { from: Some(from), to })
}

async fn record_alone(
    register: &Register,
    loan: &str,
    request: Request,
    external_id: Option<String>,
) -> Result<Recorded, ServiceError> {
    let mut tx = register.write().await?;
    let held = find(&mut tx, loan).await?;
    let recorded = record_in(&mut tx, held, request, external_id).await?;
    tx.commit().await?;
    Ok(recorded)
}

async fn record_in(
    tx: &mut Tx,
    held: HeldLoan,
    request: Request,
    external_id: Option<String>,
) -> Result<Recorded, ServiceError> {
    if let Some(repeated) = repeated(tx, &held, &request, external_id.as_deref()).await? {
        return Ok(repeated);
    }
    let products = Products::load(tx).await?;
    let today = tx.load_business_date().await?.plus_days(1);
    let terms = read_terms(&held.loan)?;
    let contract = Contract { terms: &terms, product: products.find(&held.loan.product)? };
    let mut hand = InHand::new(contract, held.standing)?;
    let (facts, transfers) = match &request {
        Request::Command(command) => {
            let (fact, transfers) = obey(tx, &mut hand, command, today).await?;
            (vec![fact], transfers)
        }
        Request::Correction(correction) => {
            let decide = |facts: &[Fact]| decide_correction(contract, facts, correction, today);
            refold(tx, &mut hand, decide, today).await?
        }
    };
    let (last, before) = facts.split_last().ok_or(Rejection::NothingCorrected)?;
    before.iter().for_each(|fact| hand.note(fact.clone(), None));
    hand.note(last.clone(), external_id);
    hand.book(today, &transfers);
    save(tx, today, &held.loan.product.id, std::slice::from_ref(&hand)).await?;
    Ok(Recorded { fact: last.clone(), transfers, state: hand.state, repeated: Repeat::New })
}

/// What was recorded before under the same external id; refused where it was something else.
async fn repeated(
    tx: &mut Tx,
    held: &HeldLoan,
    request: &Request,
    external_id: Option<&str>,
) -> Result<Option<Recorded>, ServiceError> {
    let Some(name) = external_id else { return Ok(None) };
    let Some(row) = tx.find_fact(name).await? else { return Ok(None) };
    let wanted = match request {
        Request::Command(command) => Some(command.clone()),
        Request::Correction(correction) => {
            let rows = tx.list_facts(held.loan.id).await?;
            let facts: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
            correction.replacement(&facts)?
        }
    };
    let same = match &wanted {
        // A reversal counts from when it is learnt, whatever date it bears.
        Some(Command { act: act @ FactKind::Reversed { .. }, .. }) => row.fact.kind == *act,
        Some(Command { value_date, act }) => {
            row.fact.kind == *act && row.fact.value_date == *value_date
        }
        None => matches!((request, &row.fact.kind), (Request::Correction(correction),
            FactKind::Reversed { fact }) if *fact == correction.target()),
    };
    if row.loan_id != held.loan.id || !same {
        return Err(ServiceError::ExternalIdReused(name.to_owned()));
    }
    let state = held.standing.standing()?;
    let transfers = Vec::new();
    Ok(Some(Recorded { fact: row.fact, transfers, state, repeated: Repeat::Repeated }))
}

/// Decides a command, on the open day where it can be, by refolding where it counts earlier or
/// beside other facts of the day.
async fn obey(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    command: &Command,
    today: Date,
) -> Result<(Fact, Vec<Transfer>), ServiceError> {
    if reaches_back(&hand.state, command) || command.value_date != today {
        return reach_back(tx, hand, command, today).await;
    }
    let rows = tx.list_facts_ahead(&[hand.before.loan_id], today).await?;
    let ahead: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
    let effects = bring_into(hand, &ahead, today);
    if reaches_back(&hand.state, command) {
        return reach_back(tx, hand, command, today).await;
    }
    forward(hand, command, effects)
}

/// Brings a loan into the open day, with what was known ahead and counts by then.
pub(super) fn bring_into(hand: &mut InHand<'_>, ahead: &[Fact], today: Date) -> Effects {
    let mut effects = Effects::default();
    let opened_on = hand.state.opened_on;
    for fact in in_force(ahead, Horizon::through(today)) {
        if fact.value_date > opened_on {
            apply(hand.contract, &mut hand.state, fact, &mut effects);
        }
    }
    day::advance_into(hand.contract, &mut hand.state, today, &mut effects);
    effects
}

/// Decides and applies a command on the open day, after what bringing the loan there brought about.
pub(super) fn forward(
    hand: &mut InHand<'_>,
    command: &Command,
    mut effects: Effects,
) -> Result<(Fact, Vec<Transfer>), ServiceError> {
    let fact = decide_forward(hand.contract, &hand.state, command, hand.fact_count + 1)?;
    apply(hand.contract, &mut hand.state, &fact, &mut effects);
    Ok((fact, effects.transfers))
}

/// Decides a command that counts for an earlier date, refolds the loan and gives the difference
/// to what has been booked.
pub(super) async fn reach_back(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    command: &Command,
    today: Date,
) -> Result<(Fact, Vec<Transfer>), ServiceError> {
    let contract = hand.contract;
    let decide = |facts: &[Fact]| Ok(vec![decide(contract, facts, command, today)?]);
    let (mut facts, transfers) = refold(tx, hand, decide, today).await?;
    Ok((facts.remove(0), transfers))
}

/// Decides on all facts of a loan, refolds it with what was decided and gives the difference to
/// what has been booked.
async fn refold(
    tx: &mut Tx,
    hand: &mut InHand<'_>,
    decide: impl FnOnce(&[Fact]) -> Result<Vec<Fact>, Rejection>,
    today: Date,
) -> Result<(Vec<Fact>, Vec<Transfer>), ServiceError> {
    let id = hand.before.loan_id;
    let mut facts: Vec<Fact> = tx.list_facts(id).await?.into_iter().map(|row| row.fact).collect();
    let decided = decide(&facts)?;
    facts.extend(decided.iter().cloned());
    let posted: Vec<Transfer> =
        tx.list_postings(id).await?.into_iter().map(|row| row.transfer).collect();
    let (state, effects) = fold_into(hand.contract, &facts, today);
    hand.state = state;
    Ok((decided, difference(&posted, &effects.transfers)))
}
