//! What a run found: per tier, per class, per scenario.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::SUITE;
use super::compare::Difference;
use super::vector::Tier;
use crate::report::{Failure, Report};

/// The outcome of one scenario.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub id: String,
    /// How demanding it is.
    pub tier: Tier,
    /// What it is about.
    pub classes: Vec<String>,
    /// The first place that differs; nothing when all agree.
    pub first_difference: Option<Place>,
}

/// A place that differs and when it was looked at.
#[derive(Clone, Debug)]
pub struct Place {
    /// How many steps had been done.
    pub after: usize,
    /// What differs.
    pub difference: Difference,
}

/// The outcome of a run: complete scenarios in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Every scenario that was run.
    pub cases: Vec<Case>,
    /// Scenarios left out because they are not complete.
    pub incomplete: usize,
}

/// How many passed of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Scenarios whose every figure agreed.
    pub passed: usize,
    /// Scenarios run.
    pub run: usize,
}

impl Count {
    fn add(&mut self, passed: bool) {
        self.run += 1;
        self.passed += usize::from(passed);
    }

    /// `passed 397 of 409 (97.0 %)`.
    fn words(self) -> String {
        let permille = (self.passed * 1000).checked_div(self.run).unwrap_or(0);
        let share = format!("{}.{} %", permille / 10, permille % 10);
        format!("passed {} of {} ({share})", self.passed, self.run)
    }

    fn json(self) -> Value {
        json!({"passed": self.passed, "run": self.run})
    }
}

impl Case {
    /// Whether every figure agreed.
    pub fn passed(&self) -> bool {
        self.first_difference.is_none()
    }

    fn json(&self) -> Value {
        let difference = self.first_difference.as_ref().map(|place| {
            let Difference { field, want, got } = &place.difference;
            json!({"after": place.after, "field": field, "want": want, "got": got})
        });
        json!({
            "id": self.id,
            "tier": self.tier.name(),
            "classes": self.classes,
            "passed": self.passed(),
            "first_difference": difference,
        })
    }
}

impl Outcome {
    /// All scenarios together.
    pub fn total(&self) -> Count {
        self.count(|_| true)
    }

    /// The scenarios of a tier.
    pub fn tier(&self, tier: Tier) -> Count {
        self.count(|case| case.tier == tier)
    }

    fn count(&self, includes: impl Fn(&Case) -> bool) -> Count {
        let mut count = Count::default();
        self.cases.iter().filter(|case| includes(case)).for_each(|case| count.add(case.passed()));
        count
    }

    /// Counts by class, each scenario in each of its classes.
    pub fn by_class(&self) -> BTreeMap<&str, Count> {
        let mut classes: BTreeMap<&str, Count> = BTreeMap::new();
        for case in &self.cases {
            for class in &case.classes {
                classes.entry(class).or_default().add(case.passed());
            }
        }
        classes
    }

    /// Lines for people: every tier, every class, and everything.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (class, count) in self.by_class() {
            lines.push(format!("  {class}: {}", count.words()));
        }
        for tier in Tier::ALL {
            let count = self.tier(tier);
            if count.run > 0 {
                lines.push(format!("{}: {}", tier.name(), count.words()));
            }
        }
        lines.push(format!("{SUITE}: {}", self.total().words()));
        lines
    }

    /// One object for programs, with every scenario's outcome.
    pub fn json(&self) -> String {
        let tiers: BTreeMap<_, _> =
            Tier::ALL.iter().map(|tier| (tier.name(), self.tier(*tier).json())).collect();
        let classes: BTreeMap<_, _> =
            self.by_class().into_iter().map(|(class, count)| (class, count.json())).collect();
        let total = self.total();
        json!({
            "suite": SUITE,
            "passed": total.passed,
            "failed": total.run - total.passed,
            "incomplete": self.incomplete,
            "tiers": tiers,
            "classes": classes,
            "cases": self.cases.iter().map(Case::json).collect::<Vec<_>>(),
        })
        .to_string()
    }

    /// The short form all suites share.
    pub fn report(&self) -> Report {
        let mut report = Report::new(SUITE);
        for case in &self.cases {
            match &case.first_difference {
                None => report.passed += 1,
                Some(place) => report.failures.push(Failure {
                    case: case.id.clone(),
                    field: format!("after {}: {}", place.after, place.difference.field),
                    expected: place.difference.want.clone(),
                    got: place.difference.got.clone(),
                }),
            }
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(id: &str, tier: Tier, differs: bool) -> Case {
        let difference = Difference::new("status", "ACTIVE", "OVERPAID");
        Case {
            id: id.to_owned(),
            tier,
            classes: vec!["progressive".to_owned()],
            first_difference: differs.then_some(Place { after: 3, difference }),
        }
    }

    #[test]
    fn tiers_and_classes_are_counted_apart() {
        let cases = vec![
            case("A/1", Tier::Basic, false),
            case("A/2", Tier::Basic, true),
            case("A/3", Tier::Extended, false),
        ];
        let outcome = Outcome { cases, incomplete: 1 };
        assert_eq!(outcome.tier(Tier::Basic), Count { passed: 1, run: 2 });
        assert_eq!(
            outcome.lines(),
            [
                "  progressive: passed 2 of 3 (66.6 %)",
                "basic: passed 1 of 2 (50.0 %)",
                "extended: passed 1 of 1 (100.0 %)",
                "fineract: passed 2 of 3 (66.6 %)",
            ]
        );
        let json: Value = serde_json::from_str(&outcome.json()).unwrap();
        assert_eq!(json["cases"][1]["first_difference"]["got"], "OVERPAID");
        assert_eq!(json["tiers"]["basic"]["passed"], 1);
        assert_eq!(outcome.report().summary_line(), "fineract: passed 2 of 3");
    }
}
