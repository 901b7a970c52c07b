//! What lateness costs: default interest by the day, a flat fee by the due, never above a cap.
//!
//! Spec: `docs/specs/default-interest.md`.

use primitives::amount::{Amount, Minor};
use primitives::date::Date;
use primitives::rate::FRACTION_UNITS;
use primitives::rounding::Rounding;

use crate::accrual::{Growth, Span};
use crate::books;
use crate::contract::{Contract, LateRates};
use crate::effects::{Effects, EventKind};
use crate::policy::price;
use crate::posting::GlAccount;
use crate::product::{LateBase, LateCharge};
use crate::relief::window::{self, Lateness};
use crate::schedule::running;
use crate::state::{Due, FlatFee, LateMeter, State};
use crate::waterfall::Component;

/// What a due's lateness has cost by a date, before it is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateCost {
    /// Default interest in all, capped.
    pub default_interest: Minor,
    /// What the caps held back in all.
    pub suppressed: Minor,
    /// Contract interest on the overdue principal in all, for plans that fall back to it.
    pub contract_interest: Minor,
}

impl LateMeter {
    /// A meter that starts on the due date.
    pub fn starting(on: Date) -> LateMeter {
        LateMeter {
            accrued: 0,
            uncapped: 0,
            contract: 0,
            counted_to: on,
            assessed: Minor::ZERO,
            suppressed: Minor::ZERO,
            flat_fee: FlatFee::Open,
        }
    }
}

/// The rest of a due that is small enough to be treated as paid, where another due follows.
pub fn is_tolerated(contract: Contract, state: &State, due: &Due) -> bool {
    let rest = due.outstanding.contractual();
    rest <= contract.product.tolerance.amount
        && (rest.is_zero() || state.schedule.is_some() || state.revolving.is_some())
}

/// Runs a due's meter forward to `to` on what is outstanding now, the late rates of the rate in
/// force at hand.
fn run_meter(contract: Contract, state: &State, now: LateRates, due: &mut Due, to: Date) {
    let from = due.late.counted_to;
    if to <= from {
        return;
    }
    due.late.counted_to = to;
    if is_tolerated(contract, state, due) {
        return;
    }
    let base = match contract.product.late.map(|late| late.base) {
        Some(LateBase::PrincipalAndInterest) => {
            due.outstanding.principal + due.outstanding.interest
        }
        _ => due.outstanding.principal,
    };
    let on = |amount: Minor, growth: Growth| amount.units() * growth.numerator;
    for stretch in window::stretches(state, Span { from, to }) {
        if stretch.lateness == Lateness::Free {
            continue;
        }
        let (from, to) = (stretch.span.from, stretch.span.to);
        let in_force = stretch.rate == state.rate;
        let rates = if in_force { now } else { contract.late_rates(stretch.rate) };
        due.late.accrued += on(base, contract.late_growth(rates.capped, from, to));
        due.late.uncapped += on(base, contract.late_growth(rates.uncapped, from, to));
        due.late.contract +=
            on(due.outstanding.principal, contract.late_growth(stretch.rate, from, to));
    }
}

/// What a due's lateness costs by its meter's date.
pub fn late_cost(contract: Contract, state: &State, due: &Due) -> LateCost {
    late_cost_at(contract, state, contract.late_rates(state.rate), due)
}

/// The same with the late rates of the rate in force at hand.
fn late_cost_at(contract: Contract, state: &State, rates: LateRates, due: &Due) -> LateCost {
    let rounding = contract.product.rounding.interest;
    let at = due.late.counted_to;
    let priced = |numerator: i128, growth: Growth| {
        Minor::from_units(rounding.divide(numerator, growth.denominator))
    };
    let late = contract.late_growth(rates.capped, at, at);
    let uncapped = contract.late_growth(rates.uncapped, at, at);
    let own = contract.late_growth(state.rate, at, at);
    let contract_interest = priced(due.late.contract, own);
    if at <= due.on.plus_days(i32::from(contract.product.tolerance.days)) {
        let none = Minor::ZERO;
        return LateCost { default_interest: none, suppressed: none, contract_interest };
    }
    let capped = priced(due.late.accrued, late);
    let continuing =
        if contract.contract_rate_continues() { contract_interest } else { Minor::ZERO };
    LateCost {
        default_interest: capped + continuing,
        suppressed: (priced(due.late.uncapped, uncapped) - capped).or_zero(),
        contract_interest,
    }
}

/// Bills every due's default interest up to the end of the day before `on`.
pub(crate) fn assess(contract: Contract, state: &mut State, on: Date, effects: &mut Effects) {
    if state.dues.is_empty() {
        return;
    }
    let rates = contract.late_rates(state.rate);
    for index in 0..state.dues.len() {
        let mut due = state.dues[index];
        run_meter(contract, state, rates, &mut due, on);
        let cost = late_cost_at(contract, state, rates, &due);
        let wanted = (cost.default_interest - due.late.assessed).or_zero();
        let room = || room_under_cap(contract, state);
        let billed = if wanted.is_zero() { wanted } else { wanted.min(room()) };
        let held_back = (cost.suppressed - due.late.suppressed).or_zero() + (wanted - billed);
        due.late.assessed += wanted;
        due.late.suppressed += (cost.suppressed - due.late.suppressed).or_zero();
        due.outstanding.default_interest += billed;
        state.dues[index] = due;
        books::bill(state, on, (Component::DefaultInterest, billed), effects);
        effects.post(on, GlAccount::SuppressedMemo, GlAccount::SuppressedContra, held_back);
    }
}

/// How much more lateness may cost under the cap on its sum.
fn room_under_cap(contract: Contract, state: &State) -> Minor {
    let billed = state.totals.billed;
    let late = billed.default_interest + billed.late_fee;
    let lent = crate::facility::lent(contract, state);
    let under_product = contract.product.caps.late_total.map(|share| {
        let share = i128::from(share.units());
        lent.scaled(share, i128::from(FRACTION_UNITS), Rounding::Down) - late
    });
    // Under a bound on everything, interest still to fall due has its place before lateness.
    let under_pack = price::total_cost_most(contract, lent).map(|most| {
        let to_come: Minor =
            running::projected(contract, state).iter().map(|due| due.interest).sum();
        most - (late + billed.interest + billed.fee + to_come)
    });
    let room = under_product.into_iter().chain(under_pack).min();
    room.map_or(Minor(i64::MAX), Minor::or_zero)
}

/// Charges the flat fee of every due whose tolerance has passed at the end of `on`.
pub(crate) fn charge_flat_fees(
    contract: Contract,
    state: &mut State,
    on: Date,
    effects: &mut Effects,
) {
    let Some(charge) = contract.product.late.map(|late| late.charge) else { return };
    for index in 0..state.dues.len() {
        let due = state.dues[index];
        let chargeable = due.late.flat_fee == FlatFee::Open
            && on >= flat_fee_date(contract, state, &due)
            && !is_tolerated(contract, state, &due);
        if !chargeable {
            continue;
        }
        let Some(fee) = fee_for(contract, state, &due, charge) else { return };
        let billed = fee.min(room_under_cap(contract, state));
        let due = &mut state.dues[index];
        due.late.flat_fee = FlatFee::Charged;
        due.outstanding.late_fee += billed;
        let number = due.number;
        books::bill(state, on, (Component::LateFee, billed), effects);
        effects.post(on, GlAccount::SuppressedMemo, GlAccount::SuppressedContra, fee - billed);
        effects.note(on, EventKind::LateFeeCharged { number, amount: billed });
    }
}

/// The fee for one missed due; none where lateness is charged by rate.
fn fee_for(contract: Contract, state: &State, due: &Due, charge: LateCharge) -> Option<Minor> {
    let fee = match charge {
        LateCharge::FlatFee(fee) => fee,
        LateCharge::ShareOfDue(share) => due.outstanding.contractual().scaled(
            i128::from(share.units()),
            i128::from(FRACTION_UNITS),
            contract.product.rounding.interest,
        ),
        LateCharge::Multiplier(_) | LateCharge::Spread(_) | LateCharge::FixedDaily(_) => {
            return None;
        }
    };
    match contract.product.caps.late_fee_within_due {
        true => Some(fee.min(asked_for(state, due))),
        false => Some(fee),
    }
}

/// What had to be paid on a due's date: the minimum of its statement, else what is left of it.
fn asked_for(state: &State, due: &Due) -> Minor {
    let statement = state.revolving.as_ref().and_then(|account| account.statement);
    let own = statement.filter(|statement| statement.number == due.number);
    own.map_or(due.outstanding.contractual(), |statement| statement.minimum)
}

/// The day at whose end a due's flat fee is charged.
pub(crate) fn flat_fee_date(contract: Contract, state: &State, due: &Due) -> Date {
    state.reached_on(due.on, i32::from(contract.product.tolerance.days) + 1)
}
