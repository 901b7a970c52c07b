//! Use cases: transactions, the clock, imports, closes, views.

pub mod error;
pub mod lending;
pub mod products;
mod standing;
pub mod view;

pub use error::ServiceError;
pub use store::{Register, StoreError};
