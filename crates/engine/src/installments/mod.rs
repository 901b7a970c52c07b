//! A loan kept as a table of instalments: every period, past or to come, is a row; payments may
//! meet rows not yet due. The table is the consequence of dated operations and never stored.

pub mod accruals;
mod allocation;
pub mod charge;
pub mod charge_off;
pub mod charges;
mod check;
mod close;
pub mod cumulative;
pub mod deferred;
pub mod delinquency;
pub mod earn;
mod factor;
pub mod installment;
pub mod journal;
mod lifecycle;
pub mod limits;
pub mod loan;
pub mod operation;
mod perform;
pub mod portions;
mod progressive;
pub mod refusal;
pub mod replay;
pub mod respread;
pub mod returned;
pub mod terms;
#[cfg(test)]
mod tests;
pub mod transaction;
pub mod views;
