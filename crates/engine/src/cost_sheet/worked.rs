//! What a loan would cost in three lives: paid on time, every due a month late, paid off early.
//! Figures of the engine itself on facts as they would be; nothing here is part of the contract.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::contract::Contract;
use crate::day;
use crate::effects::Effects;
use crate::fact::{Fact, FactKind, PaymentIntent};
use crate::fold::{apply, fold_into};
use crate::payoff;
use crate::product::PrepayPermission;
use crate::schedule::running::projected;
use crate::state::{State, Status};
use crate::waterfall::Component;

/// How a loan is lived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Every due paid on its day.
    OnTime,
    /// Every due paid a calendar month after its day.
    MonthLate,
    /// Dues paid on their days, all the rest on the day of the one half way.
    PaidOffEarly,
}

/// What a life costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Worked {
    /// How it is lived.
    pub life: Life,
    /// The day of the last payment.
    pub ended_on: Date,
    /// All that is paid.
    pub paid: Minor,
    /// Of it, everything beside principal.
    pub cost: Minor,
    /// Of that, what lateness costs.
    pub lateness: Minor,
}

/// The lives that apply: no early end where the product refuses it or there is one due alone, and
/// none for an account, whose cost its spending decides.
pub fn worked(contract: Contract) -> Vec<Worked> {
    if contract.product.revolving.is_some() {
        return Vec::new();
    }
    let start = contract.terms.signed_on;
    let kind = FactKind::Disbursed { amount: contract.terms.amount };
    let paid_out = Fact { number: 1, value_date: start, recorded_on: start, kind };
    let (state, _) = fold_into(contract, &[paid_out], start);
    let dues: Vec<Date> = projected(contract, &state).iter().map(|due| due.due.date).collect();
    let early = contract.product.prepayment.permission == PrepayPermission::Allowed;
    let half = (dues.len() / 2).checked_sub(1).filter(|_| early);
    let mut lives = vec![
        lived(contract, &state, Life::OnTime, &dues),
        lived(contract, &state, Life::MonthLate, &dues),
    ];
    lives.extend(half.map(|half| lived(contract, &state, Life::PaidOffEarly, &dues[..=half])));
    lives.into_iter().flatten().collect()
}

/// One life; none where it does not end with nothing owed.
fn lived(contract: Contract, opened: &State, life: Life, dues: &[Date]) -> Option<Worked> {
    let mut state = opened.clone();
    let mut ended_on = contract.terms.signed_on;
    for (index, due) in dues.iter().enumerate() {
        let last = index + 1 == dues.len();
        let on = if life == Life::MonthLate { due.plus_months(1) } else { *due };
        day::advance_into(contract, &mut state, on, &mut Effects::default());
        let amount = match (life, last) {
            (Life::PaidOffEarly, true) => payoff::quote(contract, &state, on).amount(),
            _ => owed_of(contract, &state, (on, *due)),
        };
        let intent = match (life, last) {
            (Life::PaidOffEarly, true) => PaymentIntent::Payoff,
            _ => PaymentIntent::Due,
        };
        let kind = FactKind::Paid { amount, intent };
        let fact = Fact { number: 0, value_date: on, recorded_on: on, kind };
        apply(contract, &mut state, &fact, &mut Effects::default());
        ended_on = on;
    }
    day::advance(contract, &mut state, ended_on, &mut Effects::default());
    let paid = |component| state.totals.paid.get(component);
    let lateness = paid(Component::LateFee) + paid(Component::DefaultInterest);
    let Status::Settled { .. } = state.status else { return None };
    Some(Worked {
        life,
        ended_on,
        paid: state.totals.received,
        cost: state.totals.received - paid(Component::Principal),
        lateness,
    })
}

/// What is owed on a day of the dues up to another: a borrower a month late pays the due that is a
/// month old, with what its lateness costs, not the one that falls today.
fn owed_of(contract: Contract, state: &State, (on, through): (Date, Date)) -> Minor {
    let dues = payoff::quoted_dues(contract, state, on);
    dues.iter().filter(|due| due.on <= through).map(|due| due.outstanding.total()).sum()
}
