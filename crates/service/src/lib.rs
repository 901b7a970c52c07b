//! Use cases: transactions, the clock, imports, closes, views.
