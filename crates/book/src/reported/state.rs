//! How late a loan was, judged from what was reported: by months without a payment, or by arrears.
//!
//! Spec: `docs/specs/rolls.md`.

use super::{Life, Panel};

/// The names of the states: 4 and above are one.
pub const STATES: [&str; 5] = ["0", "1", "2", "3", "4+"];

/// The highest state.
const TOP: u8 = 4;

/// A way to tell how late a loan was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Periods in a row without any payment.
    Streak,
    /// Instalments behind, payments carried forward, small shortfalls forgiven.
    Arrears,
}

/// The state at the end of each of a life's rows, written over `states`.
pub fn states(panel: &Panel, life: &Life, measure: Measure, states: &mut Vec<u8>) {
    states.clear();
    match measure {
        Measure::Streak => streaks(panel, life, states),
        Measure::Arrears => arrears(panel, life, states),
    }
}

fn streaks(panel: &Panel, life: &Life, states: &mut Vec<u8>) {
    let mut streak = 0;
    for row in life.rows {
        streak = if panel.rows.payment[*row] == 0 { (streak + 1).min(TOP) } else { 0 };
        states.push(streak);
    }
}

fn arrears(panel: &Panel, life: &Life, states: &mut Vec<u8>) {
    let due = i128::from(panel.loans.installment[life.loan]);
    let missed = i128::from(panel.loans.days_past_due[life.loan] / 30);
    let mut behind = due * missed;
    for (index, row) in life.rows.iter().enumerate() {
        if index > 0 {
            behind += due - i128::from(panel.rows.payment[*row]);
        }
        states.push(installments_behind(behind, due));
    }
}

/// Whole instalments behind, a shortfall under a twentieth of one forgiven; none where nothing
/// falls due.
fn installments_behind(behind: i128, due: i128) -> u8 {
    if due <= 0 {
        return 0;
    }
    let whole = (20 * behind + due).div_euclid(20 * due);
    u8::try_from(whole.clamp(0, i128::from(TOP))).unwrap_or(TOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortfall_under_a_twentieth_is_forgiven() {
        for (behind, state) in [
            (0, 0),
            (-50_000, 0),
            (9_499, 0),
            (9_500, 1),
            (19_499, 1),
            (19_500, 2),
            (39_500, 4),
            (990_000, 4),
        ] {
            assert_eq!(installments_behind(behind, 10_000), state, "{behind}");
        }
    }

    #[test]
    fn nothing_due_is_never_late() {
        assert_eq!(installments_behind(10_000, 0), 0);
    }
}
