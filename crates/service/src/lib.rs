//! Use cases: transactions, the clock, imports, closes, views.

pub mod close;
pub mod error;
pub mod import;
pub mod inquiry;
pub mod lending;
pub mod own_figures;
pub mod products;
pub mod read;
mod refusal;
pub mod reported;
pub mod verify;
pub mod view;

pub use error::ServiceError;
pub use store::{Register, StoreError};
