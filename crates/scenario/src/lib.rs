//! Loans told as text: terms, dated actions, and what is expected of them.
//!
//! A lender can read and review a scenario; [`run`] plays it through the engine and compares every
//! expectation, and gives the same text back with the expectations as they came out. The notation
//! is described in `docs/specs/scenario.md`. Nothing here touches a file: product texts come from
//! the caller.

mod actual;
mod notation;
mod play;
mod relief;
mod revolving;
mod supervision;

pub use actual::Told;
pub use notation::{NotationError, Problem, Subject};
pub use play::{Mismatch, Outcome, run};
pub use relief::relief;
