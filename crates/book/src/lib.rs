//! The portfolio as columns: rolls, vintages, overdue rates.
//!
//! Every function here is pure and reads plain slices, one per column, the way an Arrow array
//! would hand them out; why there is no Arrow yet is told in `docs/decisions/0004`. Amounts are
//! whole minor units; floating point appears in rates only. [`reported`] looks at what a former
//! servicer wrote down, [`snapshots`] at what the engine made of the facts; the two never mix.

pub mod expected;
pub mod matrix;
pub mod overdue_rate;
pub mod reported;
pub mod rolls;
pub mod snapshots;
pub mod vintage;
