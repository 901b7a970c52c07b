//! Schedules: when amounts fall due and how large they are.

pub mod cycle;
pub mod level;
pub mod parts;
pub mod running;
