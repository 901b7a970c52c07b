//! What happens to a contract and when, as its terms alone tell it.

use std::collections::BTreeMap;

use primitives::amount::{Amount, Fine};
use primitives::rounding::Rounding;

use super::contract::{Contract, ContractKind, InterestBase, Rhythm};
use super::events::{Due, Event, EventKind};
use super::maturity::{self, End};
use super::moment::Moment;
use super::notice::Horizon;
use super::steps::{Step, stepped};
use super::terms::Malformed;

/// The planned life of one contract.
#[derive(Debug)]
pub struct Plan {
    /// What happens, in order.
    pub events: Vec<Event>,
    /// Whether pay-out is still to come.
    pub pays_out: bool,
    /// When level payments fall due, up to and with the one that ends the annuity.
    pub repayments: Vec<Due>,
    /// The principal part or whole payment, where the terms fix it.
    pub payment: Option<Fine>,
}

impl Plan {
    /// Plans a contract.
    pub fn of(contract: &Contract, horizon: &Horizon) -> Result<Plan, Malformed> {
        let end = maturity::end(contract, horizon)?;
        let mut events = redemptions(contract, end);
        events.extend(interest(contract, end));
        events.extend(resets(contract, end));
        events.extend(adjustments(contract, end));
        events.extend(fees(contract, end));
        events.extend(single_events(contract, end));
        events.extend(horizon.events(contract));
        let pays_out = pays_out(contract);
        events.retain(|event| is_ahead(contract, event.due.at));
        if pays_out {
            events.push(event(EventKind::InitialExchange, Due::fixed(contract.exchange)));
        }
        events.sort_by_key(Event::order);
        let (repayments, payment) = (repayments(contract, end), payment(contract, end)?);
        Ok(Plan { events, pays_out, repayments, payment })
    }
}

/// Whether pay-out is still to come: terms as of the very day of pay-out leave it ahead, but money
/// at call and cash are taken as already there.
fn pays_out(contract: &Contract) -> bool {
    match contract.kind {
        ContractKind::Call => contract.exchange > contract.status,
        ContractKind::Cash => false,
        _ => contract.exchange >= contract.status,
    }
}

/// Whether something happens under the terms, and not before them. What falls on the day of the
/// terms of money at call is part of them already.
fn is_ahead(contract: &Contract, at: Moment) -> bool {
    let told = contract.kind == ContractKind::Call && at == contract.status;
    at >= contract.exchange.max(contract.status) && !told
}

fn event(kind: EventKind, due: Due) -> Event {
    Event::plain(kind, due)
}

/// The moments of a rhythm before `end`, less the one that a long last stub swallows.
pub fn moments(contract: &Contract, rhythm: Option<Rhythm>, end: Moment) -> Vec<Moment> {
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
    let redeems = matches!(
        contract.kind,
        ContractKind::Linear | ContractKind::NegativeAmortizer | ContractKind::Annuity
    );
    contract.rhythms.redemption.filter(|_| redeems)
}

fn redemptions(contract: &Contract, end: End) -> Vec<Event> {
    let plain = placed(contract, redemption_rhythm(contract), end.scheduled);
    let plain = plain.into_iter().map(|due| event(EventKind::PrincipalRedemption, due));
    plain.chain(steps_taken(contract, &contract.steps.principal, end)).collect()
}

fn steps_taken(contract: &Contract, steps: &[Step], end: End) -> Vec<Event> {
    let place = |(moment, kind, stated)| Event { kind, due: contract.place(moment), stated };
    stepped(contract, steps, end.scheduled).into_iter().map(place).collect()
}

/// Interest payments; up to the end of capitalization they are additions to principal.
fn interest(contract: &Contract, end: End) -> Vec<Event> {
    let mut dues: BTreeMap<Moment, Due> = BTreeMap::new();
    let mut schedule: Vec<Moment> = match contract.kind {
        ContractKind::Cash => return Vec::new(),
        ContractKind::Stepped => {
            let found = stepped(contract, &contract.steps.interest, end.scheduled);
            found.into_iter().map(|(moment, ..)| moment).collect()
        }
        _ => moments(contract, contract.rhythms.interest, end.scheduled),
    };
    if contract.pays_level() {
        schedule.extend(moments(contract, redemption_rhythm(contract), end.scheduled));
    }
    schedule.extend(contract.capitalization_end.filter(|last| *last < end.scheduled));
    dues.extend(schedule.into_iter().map(|moment| (moment, contract.place(moment))));
    if is_repaid_by_date(contract) {
        dues.insert(end.scheduled, end.due);
    }
    let kind = |moment: Moment| match contract.capitalization_end {
        // Without a set end, interest joins principal until there is one.
        _ if contract.kind.is_undated() && moment != end.scheduled => {
            EventKind::InterestCapitalization
        }
        Some(last) if moment <= last => EventKind::InterestCapitalization,
        _ => EventKind::InterestPayment,
    };
    dues.into_iter().map(|(moment, due)| event(kind(moment), due)).collect()
}

/// Whether terms alone bring the contract to its end.
const fn is_repaid_by_date(contract: &Contract) -> bool {
    !contract.kind.is_undated()
        || matches!(contract.kind, ContractKind::Call) && contract.maturity.is_some()
}

/// Fees, the last of them with the end.
fn fees(contract: &Contract, end: End) -> Vec<Event> {
    let rhythm = contract.rhythms.fee.filter(|_| contract.fee.is_some());
    let mut dues = placed(contract, rhythm, end.scheduled);
    dues.extend(Some(end.due).filter(|_| rhythm.is_some() && is_repaid_by_date(contract)));
    dues.into_iter().map(|due| event(EventKind::Fee, due)).collect()
}

/// Rate resets; the first one after the status date takes the rate already known, if one is.
fn resets(contract: &Contract, end: End) -> Vec<Event> {
    let mut known = contract.reset.next.is_some();
    let mut events = Vec::new();
    if contract.kind == ContractKind::Stepped {
        let mut steps = steps_taken(contract, &contract.steps.rate, end);
        let first = steps.iter_mut().find(|event| event.due.at > contract.status);
        if let Some(first) = first.filter(|event| known && event.kind == EventKind::RateReset) {
            *first = event(EventKind::RateResetFixed, first.due);
        }
        return steps;
    }
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
    let repaid = is_repaid_by_date(contract);
    let maturity = Some(event(EventKind::Maturity, end.due)).filter(|_| repaid);
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
