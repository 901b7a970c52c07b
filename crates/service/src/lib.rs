//! Use cases: transactions, the clock, imports, closes, views.

pub mod view;
