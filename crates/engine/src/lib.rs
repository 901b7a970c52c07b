//! The loan: the fold of immutable dated facts under versioned terms.
//!
//! [`command::decide`] turns what is asked for into a fact or a rejection, [`fold::apply`] a fact
//! into a new standing with its ledger transfers, [`day::advance`] time into consequences, and
//! [`fold::fold`] all facts into the same standing again. Everything here is pure: dates and ids
//! come in as arguments, nothing is read, logged or drawn by lot.

pub mod accrual;
mod books;
pub mod charge;
pub mod classification;
pub mod command;
mod concession;
pub mod contract;
pub mod correction;
pub mod cost_sheet;
pub mod day;
pub mod delinquency;
pub mod effects;
pub mod explain;
pub mod facility;
pub mod fact;
pub mod fold;
pub mod installments;
pub mod late;
pub mod order;
mod origination;
mod payment;
pub mod payoff;
pub mod plan;
pub mod plan_loss;
pub mod policy;
pub mod posting;
pub mod product;
pub mod rate_change;
mod refusals;
pub mod rejection;
pub mod relief;
pub mod revolving;
pub mod schedule;
pub mod state;
pub mod waterfall;
pub mod wire;
