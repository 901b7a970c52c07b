//! When a contract ends.

use engine::accrual::Span;
use primitives::amount::{Amount, Fine};

use super::contract::{Contract, ContractKind, Rhythm};
use super::events::Due;
use super::moment::Moment;
use super::notice::Horizon;
use super::steps::end_of_principal;
use super::terms::{Malformed, Period};

/// The last year a computed end may lie in.
pub const LAST_YEAR: i32 = 2200;

/// The end of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    /// As schedules are closed.
    pub scheduled: Moment,
    /// As it happens.
    pub due: Due,
}

impl End {
    /// An end that no calendar moves.
    pub const fn fixed(scheduled: Moment) -> End {
        End { scheduled, due: Due::fixed(scheduled) }
    }
}

/// The stated end; where none is, the date of the payment that brings principal to nothing.
pub fn end(contract: &Contract, horizon: &Horizon) -> Result<End, Malformed> {
    let stated = match contract.kind {
        ContractKind::Annuity => contract.maturity.or(contract.amortization),
        _ => contract.maturity,
    };
    match (contract.kind, stated) {
        // The end of money at call keeps its date, and interest runs to where the calendar puts it.
        (ContractKind::Call, Some(scheduled)) => {
            let due = Due { at: scheduled, ..contract.place(scheduled) };
            return Ok(End { scheduled, due });
        }
        (kind, _) if kind.is_undated() => return horizon.open_end(contract),
        (_, Some(scheduled)) => return Ok(End::fixed(scheduled)),
        (ContractKind::Stepped, None) => return Ok(End::fixed(end_of_principal(contract)?)),
        _ => {}
    }
    let scheduled = computed(contract)?;
    // Among computed ends the published cases move only the annuity's to a day that is worked.
    let due = match contract.kind {
        ContractKind::Annuity => contract.place(scheduled),
        _ => Due::fixed(scheduled),
    };
    Ok(End { scheduled, due })
}

fn computed(contract: &Contract) -> Result<Moment, Malformed> {
    let Some(Rhythm { first, period: Some(period) }) = contract.rhythms.redemption else {
        return Err(Malformed::new("maturityDate", "missing, without a redemption cycle"));
    };
    let cycle = contract.cycle(first.date, period);
    let passed = cycle.before(first.first_day_from(contract.status)).len();
    let payments = payments(contract, first, period)?;
    let last = i32::try_from(passed).ok().and_then(|passed| passed.checked_add(payments - 1));
    last.map(|last| first.on(cycle.occurrence(last)))
        .filter(|end| end.date.year() <= LAST_YEAR)
        .ok_or_else(|| Malformed::new("maturityDate", format!("would lie after {LAST_YEAR}")))
}

/// How many payments principal takes, the last one being what is left.
fn payments(contract: &Contract, first: Moment, period: Period) -> Result<i32, Malformed> {
    let field = "nextPrincipalRedemptionPayment";
    let payment = contract.payment.ok_or_else(|| Malformed::new(field, "missing"))?;
    let share = payment - first_interest(contract, first, period);
    if share <= Fine::zero() {
        return Err(Malformed::new(field, "does not repay principal"));
    }
    let whole = (contract.principal.units() + share.units() - 1) / share.units();
    i32::try_from(whole.max(1)).map_err(|_| Malformed::new(field, "takes too many payments"))
}

/// The interest of one cycle on the whole principal, where the payment has to cover it.
fn first_interest(contract: &Contract, first: Moment, period: Period) -> Fine {
    if !contract.pays_level() {
        return Fine::zero();
    }
    let second = first.on(contract.cycle(first.date, period).occurrence(1));
    let over = Span { from: first.counted(), to: second.counted() };
    contract.interest(contract.rate, over, contract.principal)
}
