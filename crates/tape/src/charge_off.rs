//! How a reported life ended, told from its observations.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::mapping::ChargeOffRule;
use crate::tape::{Close, TapeLoan};

/// Enters the end of every loan's reported life, and the charge-off where it ended unpaid.
pub(crate) fn apply(rule: ChargeOffRule, loans: &mut [TapeLoan]) {
    for loan in loans {
        loan.close = close(rule, loan);
        if let Some(Close::Unpaid(month)) = loan.close {
            loan.charged_off = Some(loan.charged_off.unwrap_or_else(|| month.month_end()));
        }
    }
}

/// The first balance of nothing ends the life; rows without a balance say nothing.
fn close(rule: ChargeOffRule, loan: &TapeLoan) -> Option<Close> {
    let ChargeOffRule::ClosedUnpaid { tolerance } = rule;
    let mut collected: i64 = 0;
    let mut at_cut_off: Option<Minor> = None;
    for seen in &loan.observations {
        let Some(balance) = seen.balance else { continue };
        if seen.period == 0 {
            at_cut_off = Some(balance);
        } else {
            collected = collected.saturating_add(seen.principal.unwrap_or(Minor::ZERO).0);
        }
        if balance == Minor::ZERO {
            let owed = [at_cut_off, loan.reported.balance].into_iter().flatten().min();
            let owed = owed.unwrap_or_else(|| loan.opening.principal()).0;
            let paid = collected.saturating_add(tolerance) >= owed;
            return Some(ended(seen.month, paid));
        }
    }
    None
}

fn ended(month: Date, paid: bool) -> Close {
    if paid { Close::Paid(month) } else { Close::Unpaid(month) }
}
