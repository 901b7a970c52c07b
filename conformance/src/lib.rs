//! Runners for known answers published by others.
