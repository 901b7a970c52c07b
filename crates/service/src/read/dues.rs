//! What fell due on the business date and what came in: told by the stories of the loans touched
//! on it, since a due may fall when a payment opens the day or when the close does.

use engine::effects::{Effects, EventKind};
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, fold, in_force};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use store::Reader;

use super::ReadError;
use crate::products::Products;
use crate::view::today::DueToday;

/// Loans folded at once.
const BATCH: usize = 512;

/// What a business date brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Brought {
    /// Its dues.
    pub due: DueToday,
    /// Keys of the loans with a due on it.
    pub loans: Vec<i64>,
    /// Cash received on it from loans that were late when it came.
    pub collected: Minor,
}

/// What the last business date brought.
pub(super) async fn brought(
    reader: &mut Reader,
    contracts: &Products,
    on: Date,
) -> Result<Brought, ReadError> {
    let mut brought = Brought::default();
    let horizon = Horizon { value_date: on, known_on: on };
    for ids in reader.list_touched(on).await?.chunks(BATCH) {
        let loans = reader.load_loans(ids).await?;
        let mut facts = reader.list_facts_of(ids).await?.into_iter().peekable();
        for held in loans {
            let id = held.loan.id;
            let of_loan = std::iter::from_fn(|| facts.next_if(|row| row.loan_id == id));
            let of_loan: Vec<Fact> = of_loan.map(|row| row.fact).collect();
            let terms = Products::terms(&held.loan.terms)?;
            let (_, effects) = fold(contracts.contract(&terms)?, &of_loan, horizon);
            brought.add_dues(id, &effects, on);
            brought.collected += collected(&effects, &of_loan, on);
        }
    }
    Ok(brought)
}

impl Brought {
    fn add_dues(&mut self, loan: i64, effects: &Effects, on: Date) {
        let mut fallen = None;
        let due = &mut self.due;
        for event in effects.events.iter().filter(|event| event.on == on) {
            match event.kind {
                EventKind::Fell { number, amounts, .. } => {
                    fallen = Some(number);
                    due.loans += 1;
                    due.amount += amounts.contractual();
                    self.loans.push(loan);
                }
                EventKind::Allocated { number, component, amount }
                    if fallen == Some(number) && is_contractual(component) =>
                {
                    due.paid += amount;
                }
                EventKind::Satisfied { number } if fallen == Some(number) => due.loans_paid += 1,
                _ => {}
            }
        }
    }
}

const fn is_contractual(component: Component) -> bool {
    matches!(component, Component::Principal | Component::Interest | Component::Fee)
}

/// Payments recorded on a date, where the loan was in a late bucket at the end of the day before.
fn collected(effects: &Effects, facts: &[Fact], on: Date) -> Minor {
    let earlier = effects.events.iter().take_while(|event| event.on < on);
    let bucket = earlier.fold(0, |bucket, event| match event.kind {
        EventKind::BucketChanged { to, .. } => to,
        _ => bucket,
    });
    if bucket == 0 {
        return Minor::ZERO;
    }
    let counting = in_force(facts, Horizon { value_date: on, known_on: on });
    let came = counting.into_iter().filter(|fact| fact.recorded_on == on);
    came.map(|fact| match fact.kind {
        FactKind::Paid { amount, .. } => amount,
        _ => Minor::ZERO,
    })
    .sum()
}
