//! What must hold of every standing and its ledger.

use engine::posting::{GlAccount, Transfer};
use engine::state::State;
use engine::waterfall::Component;

fn balance(transfers: &[Transfer], account: GlAccount) -> i64 {
    let of = |transfer: &Transfer| match account {
        _ if transfer.debit == account => transfer.amount.0,
        _ if transfer.credit == account => -transfer.amount.0,
        _ => 0,
    };
    transfers.iter().map(of).sum()
}

/// Billed = paid + waived + charged off + outstanding, and every cent received is somewhere.
pub fn assert_conserved(state: &State) {
    let (totals, outstanding) = (&state.totals, state.outstanding());
    for component in Component::ALL {
        assert_eq!(
            totals.billed.get(component),
            totals.paid.get(component)
                + totals.waived.get(component)
                + totals.charged_off.get(component)
                + outstanding.get(component),
            "{component} is conserved"
        );
    }
    assert_eq!(
        totals.received,
        totals.paid.total() + totals.recovered + totals.refunded + state.unapplied,
        "every cent received is somewhere"
    );
}

/// The ledger says what the standing says.
pub fn assert_ledger_agrees(state: &State, transfers: &[Transfer]) {
    let outstanding = state.outstanding();
    let booked = |component| balance(transfers, GlAccount::receivable(component));
    assert_eq!(booked(Component::Principal), outstanding.principal.0);
    assert_eq!(booked(Component::Fee), outstanding.fee.0);
    assert_eq!(booked(Component::LateFee), outstanding.late_fee.0);
    let memo = balance(transfers, GlAccount::NonaccrualMemo);
    let interest = outstanding.interest.0 + outstanding.default_interest.0;
    assert_eq!(
        booked(Component::Interest) + booked(Component::DefaultInterest) + memo,
        interest,
        "interest stands on the books or in the memo"
    );
    if state.nonaccrual_since.is_none() {
        assert_eq!(memo, 0);
    }
    assert_eq!(balance(transfers, GlAccount::Unapplied), -state.unapplied.0);
    let cash = state.totals.received.0 - state.totals.refunded.0;
    let lent = balance(transfers, GlAccount::Cash);
    if transfers.iter().any(|transfer| transfer.debit == GlAccount::Principal) {
        assert!(lent <= cash, "no more cash than came in");
    }
}
