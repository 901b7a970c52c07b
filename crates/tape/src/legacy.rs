//! The schedules of an old system, line by line.

use std::collections::{HashMap, HashSet};

use engine::fact::LegacyLine;
use primitives::amount::Minor;

use crate::loans::{Register, place_of};
use crate::reject::Reason;
use crate::rows::Overlay;

/// The lines of every loan that has any, by date.
#[derive(Debug, Default)]
pub(crate) struct LegacyLines {
    by_loan: HashMap<String, Vec<LegacyLine>>,
    rejected: HashSet<String>,
    landed: Vec<(usize, String)>,
}

impl LegacyLines {
    /// The lines of a loan.
    pub(crate) fn of(&self, loan: &str) -> &[LegacyLine] {
        self.by_loan.get(loan).map_or(&[], Vec::as_slice)
    }

    /// Whether a line of the loan does not land: then neither may the loan.
    pub(crate) fn is_rejected(&self, loan: &str) -> bool {
        self.rejected.contains(loan)
    }
}

/// Reads every line.
pub(crate) fn read(overlay: &mut Overlay) -> LegacyLines {
    let mut lines = LegacyLines::default();
    let mut rows = HashMap::new();
    for row in 0..overlay.len() {
        if overlay.is_filtered(row) {
            continue;
        }
        let mut cursor = overlay.cursor(row);
        let loan = cursor.text("loan");
        let loan = cursor.need("loan", loan);
        let on = cursor.date("on");
        let on = cursor.need("on", on);
        let principal = cursor.money("principal");
        let principal = cursor.need("principal", principal);
        let interest = cursor.money("interest");
        for (name, amount) in [("principal", principal), ("interest", interest)] {
            if amount.is_some_and(|amount| amount < Minor::ZERO) {
                cursor.note(name, Reason::Negative);
            }
        }
        let mut faults = cursor.into_faults();
        let number = overlay.number(row);
        if let Some((loan, on)) = loan.clone().zip(on)
            && let Some(first) = rows.insert((loan, on), number)
        {
            faults.push(overlay.fault(row, "on", Reason::Duplicate { first }));
        }
        match (loan, on, principal) {
            (Some(loan), Some(on), Some(principal)) if faults.is_empty() => {
                let line = LegacyLine { on, principal, interest };
                lines.landed.push((row, loan.clone()));
                lines.by_loan.entry(loan).or_default().push(line);
                overlay.land(row);
            }
            (loan, ..) => {
                lines.rejected.extend(loan);
                overlay.reject(row, faults);
            }
        }
    }
    lines.by_loan.values_mut().for_each(|lines| lines.sort_by_key(|line| line.on));
    lines
}

/// Rejects the lines of loans that do not land or are not there.
pub(crate) fn follow_loans(overlay: &mut Overlay, lines: &LegacyLines, register: &Register) {
    for (row, loan) in &lines.landed {
        if let Err(reason) = place_of(register, Some(loan)) {
            overlay.reject_for(*row, "loan", reason);
        }
    }
}
