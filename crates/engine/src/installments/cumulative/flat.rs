//! Flat interest: one amount for the whole term, in equal parts.

use primitives::amount::Minor;

use super::{Lent, Line, Period, Plan, financed, measure};

/// The lines of a flat loan. Interest is that of everything lent, from the first line on; the
/// principal of a line goes by what was lent when it falls due. The last takes what is left.
pub(super) fn lines(plan: &Plan, periods: &[Period], lent: &[Lent]) -> Vec<Line> {
    let Some(first) = periods.first() else { return Vec::new() };
    let whole: Minor = lent.iter().map(|l| l.amount).sum();
    let interest = plan.measure.flat(whole, first.rate, count(periods, |_| true));
    let paying = count(periods, |period| !period.principal_free);
    let charged = count(periods, |period| !period.interest_free);
    let part = measure::equal_part(interest, charged, None);
    let mut principal_left = financed(lent, |_| true);
    let mut interest_left = interest;
    let mut lines = Vec::with_capacity(periods.len());
    for (index, &period) in periods.iter().enumerate() {
        let last = index + 1 == periods.len();
        let interest = match (last, period.interest_free) {
            (true, _) => interest_left,
            (false, true) => Minor::ZERO,
            (false, false) => part.min(interest_left),
        };
        let principal = match (last, period.principal_free) {
            (true, _) => principal_left,
            (false, true) => Minor::ZERO,
            (false, false) => {
                let so_far = financed(lent, |date| date <= period.due);
                let share = level(plan, so_far, paying, interest) - interest;
                share.or_zero().min(principal_left)
            }
        };
        principal_left -= principal;
        interest_left -= interest;
        lines.push(Line { period, principal, interest });
    }
    lines
}

/// An equal part of the principal together with its interest, rounded to the multiple.
fn level(plan: &Plan, principal: Minor, count: u32, interest: Minor) -> Minor {
    let count = count.max(1);
    let whole = principal.0.saturating_add(interest.0.saturating_mul(i64::from(count)));
    measure::equal_part(Minor(whole), count, plan.multiple)
}

fn count(periods: &[Period], which: impl Fn(&Period) -> bool) -> u32 {
    periods.iter().filter(|period| which(period)).count() as u32
}
