//! One loan as of a date: its facts folded, told as a story.

mod lines;
mod money;
mod reasons;

use engine::contract::Contract;
use engine::delinquency::class_of;
use engine::delinquency::counters::counters;
use engine::effects::Effects;
use engine::fact::Fact;
use engine::fold::{Horizon, fold, in_force};
use engine::payoff::{Payoff, quote, quoted_dues};
use engine::schedule::running::next_installment;
use engine::state::{Due, State, Status};
use primitives::amount::Minor;
use primitives::date::Date;
use store::{HeldLoan, Reader};

use super::ReadError;
use crate::products::Products;
use crate::view::story::{
    AccountStanding, Entry, Identity, LoanStory, NextDue, SignedTerms, Standing,
};

/// What a story is told from: the loan as known by the end of its date.
struct Told<'a> {
    contract: Contract<'a>,
    on: Date,
    /// Everything learnt by then, reversals and what they reversed included.
    facts: &'a [Fact],
    state: State,
    effects: Effects,
    /// What has fallen due and is unpaid, lateness priced to the date.
    dues: Vec<Due>,
    standing: Standing,
}

/// The story of a loan as of a date, by default the business date; none when there is no such loan.
pub async fn story(
    reader: &mut Reader,
    loan: &str,
    as_of: Option<Date>,
) -> Result<Option<LoanStory>, ReadError> {
    let Some(held) = reader.find_loan(loan).await? else { return Ok(None) };
    let rows = reader.list_facts(held.loan.id).await?;
    let facts: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
    let last = reader.load_business_date().await?;
    let first = first_seen(&held, &facts);
    let on = as_of.unwrap_or(last.max(first));
    if on < first || as_of.is_some() && on > last {
        return Err(ReadError::DateOutOfRange { first, last: last.max(first) });
    }
    let borrower = reader.load_borrower(held.loan.borrower_id).await?;
    let borrower = borrower.map(|row| row.external_id).unwrap_or_default();
    let products = Products::load(reader).await?;
    let terms = Products::terms(&held.loan.terms)?;
    let contract = products.contract(&terms)?;
    let known: Vec<Fact> =
        facts.into_iter().filter(|fact| fact.recorded_on <= on && fact.value_date <= on).collect();
    Ok(Some(tell(&Told::new(contract, &known, on), &held, borrower)))
}

/// The first date a loan can be seen on: paid out, and known of.
pub(super) fn first_seen(held: &HeldLoan, facts: &[Fact]) -> Date {
    let known = facts.iter().map(|fact| fact.recorded_on).min();
    known.map_or(held.loan.opened_on, |known| known.max(held.loan.opened_on))
}

impl<'a> Told<'a> {
    fn new(contract: Contract<'a>, facts: &'a [Fact], on: Date) -> Told<'a> {
        let horizon = Horizon { value_date: on, known_on: on };
        let (state, effects) = fold(contract, facts, horizon);
        let dues = quoted_dues(contract, &state, on);
        let standing = standing(contract, &state, on);
        Told { contract, on, facts, state, effects, dues, standing }
    }

    /// The facts that count.
    fn counting(&self) -> Vec<&'a Fact> {
        in_force(self.facts, Horizon { value_date: self.on, known_on: self.on })
    }
}

fn standing(contract: Contract, state: &State, on: Date) -> Standing {
    let counters = counters(contract, state, on);
    let next = next_installment(contract, state);
    let active = state.status == Status::Active;
    Standing {
        status: state.status,
        bucket: if active { state.record.bucket } else { 0 },
        class: class_of(&contract.product.delinquency, counters.days_past_due_counted),
        counters,
        payoff: payoff(contract, state, on),
        next_due: next
            .map(|next| NextDue { on: next.due.date, amount: next.principal + next.interest })
            .or_else(|| minimum_ahead(state)),
    }
}

/// What is unpaid of a statement's minimum before it falls due.
fn minimum_ahead(state: &State) -> Option<NextDue> {
    let statement = state.revolving.as_ref()?.statement?;
    let amount = statement.unpaid.total();
    (amount > Minor::ZERO).then_some(NextDue { on: statement.due_on, amount })
}

fn account(state: &State) -> Option<AccountStanding> {
    let revolving = state.revolving.as_deref()?.clone();
    Some(AccountStanding { revolving, credit_left: state.credit_left() })
}

/// What ends the loan. A loan charged off has no dues any more, and all that was owed still is.
fn payoff(contract: Contract, state: &State, on: Date) -> Payoff {
    let quoted = quote(contract, state, on);
    match state.status {
        Status::ChargedOff { outstanding, .. } => Payoff { arrears: outstanding, ..quoted },
        _ => quoted,
    }
}

fn tell(told: &Told, held: &HeldLoan, borrower: String) -> LoanStory {
    let Contract { terms, product } = told.contract;
    LoanStory {
        as_of: told.on,
        currency: terms.currency,
        identity: Identity {
            loan: held.loan.external_id.clone(),
            borrower,
            product: terms.product.clone(),
            product_name: product.name.clone(),
        },
        signed: SignedTerms {
            principal: terms.amount,
            lent_on: held.loan.opened_on,
            rate: told.state.rate,
            amortization: product.amortization,
            installments: terms.installments,
            bucket_ends: product.delinquency.bucket_ends.clone(),
        },
        standing: told.standing.clone(),
        account: account(&told.state),
        timeline: Entry::merge(told.facts.to_vec(), told.effects.events.clone()),
        schedule: lines::lines(told),
        balance: money::balance(told),
        reasons: reasons::reasons(told),
    }
}
