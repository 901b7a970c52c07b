//! Use cases: transactions, the clock, imports, closes, views.

pub mod close;
pub mod error;
pub mod lending;
pub mod products;
pub mod verify;
pub mod view;

pub use error::ServiceError;
pub use store::{Register, StoreError};
