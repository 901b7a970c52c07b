//! A population that borrows, pays and misses.
