//! The engine beside what was reported: where the balances part, by how much, and why.
