//! Where a rule is set aside, and why. One line each; tidy tells of lines no longer needed.

use super::report::Exception;

/// Every exception.
pub const EXCEPTIONS: &[Exception] = &[
    Exception {
        rule: "float",
        path: "crates/primitives/src/solve",
        item: "",
        reason: "answers are rates and statistics, never money",
    },
    Exception {
        rule: "float",
        path: "crates/primitives/src/rate.rs",
        item: "f64",
        reason: "`as_f64` feeds the solvers and displays",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/plan_loss.rs",
        item: "f64",
        reason: "present-value loss is a statistic, never booked",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/relief/preview.rs",
        item: "f64",
        reason: "present-value loss is a statistic, never booked",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/policy/price.rs",
        item: "f64",
        reason: "a price compounded is a statistic; the simple one is compared exactly",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/policy/cost.rs",
        item: "f64",
        reason: "what a loan cost a year is a statistic, never booked",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/classification/impairment.rs",
        item: "f64",
        reason: "present-value loss is a statistic, never booked",
    },
    Exception {
        rule: "float",
        path: "crates/engine/src/classification/mod.rs",
        item: "f64",
        reason: "present-value loss is a statistic, never booked",
    },
];
