//! Runners for known answers published by others.
pub mod actus;
