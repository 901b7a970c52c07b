//! Servicing scenarios from the acceptance tests of Apache Fineract: a product, a loan, an ordered
//! list of actions and what the books must show after each, run on loans kept as instalments.
//!
//! The published files are read from a directory and never kept in this repository. What the
//! engine does not follow, and why, is in `fineract-divergences.md`.

mod allocation;
mod catalogue;
mod compare;
mod figure;
mod kinds;
mod lateness;
mod ledger;
mod observe;
mod operations;
mod reference;
mod report;
mod session;
mod tables;
mod target;
mod terms;
mod vector;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::vectors::SuiteError;
use compare::Difference;
use reference::Reference;
pub use report::{Case, Count, Outcome, Place};
use session::Session;
pub use vector::Tier;
use vector::{Checkpoint, Vector};

/// The suite's name.
const SUITE: &str = "fineract";

/// Which scenarios to run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those of a tier.
    pub tier: Option<Tier>,
    /// Only the one of this id.
    pub case: Option<String>,
}

impl Filter {
    fn takes(&self, vector: &Vector) -> bool {
        self.tier.is_none_or(|tier| tier == vector.tier)
            && self.case.as_ref().is_none_or(|id| *id == vector.id)
    }
}

/// Runs every complete scenario of a directory's files, or of one file, that the filter takes. An
/// error means that a file could not be read; a scenario that cannot be run fails with the reason.
pub fn run(path: &Path, filter: &Filter) -> Result<Outcome, SuiteError> {
    let reference = Reference::read(path)?;
    let mut outcome = Outcome::default();
    for vector in vector::read(path)?.into_iter().filter(|vector| filter.takes(vector)) {
        if !vector.complete {
            outcome.incomplete += 1;
            continue;
        }
        let first_difference = guarded(&vector, &reference);
        let Vector { id, tier, classes, .. } = vector;
        outcome.cases.push(Case { id, tier, classes, first_difference });
    }
    Ok(outcome)
}

/// Judges a scenario so that a fault in one hides no other.
fn guarded(vector: &Vector, reference: &Reference) -> Option<Place> {
    catch_unwind(AssertUnwindSafe(|| judge(vector, reference))).unwrap_or_else(|_| {
        Some(Place {
            after: 0,
            difference: Difference::new("run", "figures", "a fault of the engine"),
        })
    })
}

/// Does the steps one by one and looks at the checkpoints of each; the first that differs.
fn judge(vector: &Vector, reference: &Reference) -> Option<Place> {
    let mut session = Session::new(vector.product.as_ref(), reference);
    for after in 0..=vector.steps.len() {
        if let Some(step) = after.checked_sub(1).map(|done| &vector.steps[done])
            && let Err(stop) = session.perform(step)
        {
            let field = format!("step {}", step.text("do").unwrap_or_default());
            let difference = Difference::new(field, "done", stop);
            return Some(Place { after, difference });
        }
        let due = vector.checkpoints.iter().filter(|checkpoint| checkpoint.after == after);
        if let Some(difference) = first_difference(&session, due) {
            return Some(Place { after, difference });
        }
    }
    None
}

fn first_difference<'a>(
    session: &Session<'_>,
    mut checkpoints: impl Iterator<Item = &'a Checkpoint>,
) -> Option<Difference> {
    checkpoints.find_map(|checkpoint| match observe::check(session, checkpoint) {
        Ok(difference) => difference,
        Err(unread) => Some(Difference::new(&checkpoint.check, "compared", unread)),
    })
}
