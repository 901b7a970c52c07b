//! The pages: each one a function from a view to a sheet.

pub mod derivation;
pub mod loans;
mod parts;
pub mod story;
pub mod today;
pub mod trouble;
