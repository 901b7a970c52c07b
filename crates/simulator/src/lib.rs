//! A population that borrows, pays and misses, by seed.
//!
//! [`population`] draws people, [`behaviour`] what each does about a loan next, [`life`] lives them
//! through the real service day by day. [`trial`] tries to break the engine. Equal seeds give equal
//! lives.

pub mod behaviour;
pub mod life;
pub mod population;
pub mod trial;
