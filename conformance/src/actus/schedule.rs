//! What happens to a contract and when, as its terms alone tell it.

use std::collections::BTreeMap;

use primitives::amount::{Amount, Fine};
use primitives::rounding::Rounding;

use super::contract::{Contract, ContractKind, InterestBase, Rhythm};
use super::events::{Due, Event, EventKind};
use super::maturity::{self, End};
use super::moment::Moment;
use super::terms::Malformed;

/// The planned life of one contract.
#[derive(Debug)]
pub struct Plan {
    /// What happens, in order.
    pub events: Vec<Event>,
    /// When level payments fall due, up to and with the one that ends the annuity.
    pub repayments: Vec<Due>,
    /// The principal part or whole payment, where the terms fix it.
    pub payment: Option<Fine>,
}

impl Plan {
    /// Plans a contract.
    pub fn of(contract: &Contract) -> Result<Plan, Malformed> {
        let end = maturity::end(contract)?;
        let mut events = redemptions(contract, end);
        events.extend(interest(contract, end));
        events.extend(resets(contract, end));
        events.extend(adjustments(contract, end));
        events.extend(single_events(contract, end));
        events.retain(|event| event.due.at >= contract.exchange.max(contract.status));
        if contract.exchange >= contract.status {
            events.push(event(EventKind::InitialExchange, Due::fixed(contract.exchange)));
        }
        events.sort_by_key(Event::order);
        Ok(Plan { events, repayments: repayments(contract, end), payment: payment(contract, end)? })
    }
}

fn event(kind: EventKind, due: Due) -> Event {
    Event { kind, due }
}

/// The moments of a rhythm before `end`, less the one that a long last stub swallows.
fn moments(contract: &Contract, rhythm: Option<Rhythm>, end: Moment) -> Vec<Moment> {
    let Some(Rhythm { first, period }) = rhythm else { return Vec::new() };
    let Some(period) = period else {
        return Some(first).into_iter().filter(|first| *first < end).collect();
    };
    let cycle = contract.cycle(first.date, period);
    let limit = first.first_day_from(end);
    let dates = if first.on(limit) == end {
        cycle.until(limit)
    } else {
        // The end lies between two times of day, so no date of the cycle can fall on it.
        cycle.closed(cycle.before(limit))
    };
    dates.into_iter().map(|date| first.on(date)).collect()
}

fn placed(contract: &Contract, rhythm: Option<Rhythm>, end: Moment) -> Vec<Due> {
    let moments = moments(contract, rhythm, end);
    moments.into_iter().map(|moment| contract.place(moment)).collect()
}

fn redemption_rhythm(contract: &Contract) -> Option<Rhythm> {
    contract.rhythms.redemption.filter(|_| contract.kind != ContractKind::Bullet)
}

fn redemptions(contract: &Contract, end: End) -> Vec<Event> {
    placed(contract, redemption_rhythm(contract), end.scheduled)
        .into_iter()
        .map(|due| event(EventKind::PrincipalRedemption, due))
        .collect()
}

/// Interest payments; up to the end of capitalization they are additions to principal.
fn interest(contract: &Contract, end: End) -> Vec<Event> {
    let mut dues: BTreeMap<Moment, Due> = BTreeMap::new();
    let mut schedule = moments(contract, contract.rhythms.interest, end.scheduled);
    if contract.pays_level() {
        schedule.extend(moments(contract, redemption_rhythm(contract), end.scheduled));
    }
    schedule.extend(contract.capitalization_end.filter(|last| *last < end.scheduled));
    dues.extend(schedule.into_iter().map(|moment| (moment, contract.place(moment))));
    dues.insert(end.scheduled, end.due);
    let kind = |moment: Moment| match contract.capitalization_end {
        Some(last) if moment <= last => EventKind::InterestCapitalization,
        _ => EventKind::InterestPayment,
    };
    dues.into_iter().map(|(moment, due)| event(kind(moment), due)).collect()
}

/// Rate resets; the first one after the status date takes the rate already known, if one is.
fn resets(contract: &Contract, end: End) -> Vec<Event> {
    let mut known = contract.reset.next.is_some();
    let mut events = Vec::new();
    for due in placed(contract, contract.rhythms.reset, end.scheduled) {
        let takes_known = due.at > contract.status && std::mem::take(&mut known);
        let kind = if takes_known { EventKind::RateResetFixed } else { EventKind::RateReset };
        events.push(event(kind, due));
        if contract.kind == ContractKind::Annuity {
            events.push(event(EventKind::PaymentFixing, due));
        }
    }
    events
}

fn adjustments(contract: &Contract, end: End) -> Vec<Event> {
    let scaling = contract.rhythms.scaling.filter(|_| contract.scaling.applies());
    let base = contract.rhythms.base.filter(|_| contract.base == InterestBase::LastFixed);
    let of = |kind, rhythm| {
        placed(contract, rhythm, end.scheduled).into_iter().map(move |due| event(kind, due))
    };
    of(EventKind::ScalingFixing, scaling).chain(of(EventKind::InterestBaseFixing, base)).collect()
}

fn single_events(contract: &Contract, end: End) -> Vec<Event> {
    let at = |kind, at: Option<Moment>| at.map(|at| event(kind, Due::fixed(at)));
    let purchase = at(EventKind::Purchase, contract.purchase.map(|trade| trade.at));
    let termination = at(EventKind::Termination, contract.termination.map(|trade| trade.at));
    let maturity = Some(event(EventKind::Maturity, end.due));
    let fixing = at(EventKind::PaymentFixing, first_fixing(contract));
    [purchase, termination, maturity, fixing].into_iter().flatten().collect()
}

/// The day before the first level payment, when that payment has to be solved and does not fall on
/// pay-out itself.
fn first_fixing(contract: &Contract) -> Option<Moment> {
    let first = contract.rhythms.redemption?.first;
    let solved = contract.kind == ContractKind::Annuity && contract.payment.is_none();
    (solved && first > contract.exchange).then(|| first.on(first.date.plus_days(-1)))
}

/// When level payments fall due up to the horizon they are solved for.
fn repayments(contract: &Contract, end: End) -> Vec<Due> {
    if contract.kind != ContractKind::Annuity {
        return Vec::new();
    }
    let (scheduled, last) = match contract.amortization {
        Some(horizon) => (horizon, Due::fixed(horizon)),
        None => (end.scheduled, end.due),
    };
    let mut dues = placed(contract, contract.rhythms.redemption, scheduled);
    dues.push(last);
    dues
}

/// The stated payment; for a linear contract without one, an equal share at each date still to
/// come and at the end.
fn payment(contract: &Contract, end: End) -> Result<Option<Fine>, Malformed> {
    match (contract.kind, contract.payment) {
        (ContractKind::Linear, None) => {
            let dates = moments(contract, contract.rhythms.redemption, end.scheduled);
            let coming = dates.iter().filter(|date| **date >= contract.status).count() + 1;
            let parts = i128::try_from(coming).unwrap_or(i128::MAX);
            Ok(Some(contract.principal.scaled(1, parts, Rounding::HalfUp)))
        }
        (ContractKind::NegativeAmortizer, None) => {
            Err(Malformed::new("nextPrincipalRedemptionPayment", "missing"))
        }
        (_, payment) => Ok(payment),
    }
}
