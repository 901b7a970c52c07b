//! The rows of each table, as plain structs.

pub mod close;
pub mod figure;
pub mod import;
pub mod journal;
pub mod loan;
pub mod observed;
