//! A loan kept as a table of instalments: every period, past or to come, is a row; payments may
//! meet rows not yet due. The table is the consequence of dated operations and never stored.

pub mod accruals;
pub mod charge;
pub mod charge_off;
pub mod charges;
pub mod cumulative;
mod factor;
pub mod installment;
pub mod loan;
pub mod operation;
pub mod portions;
mod progressive;
pub mod refusal;
pub mod respread;
pub mod returned;
pub mod terms;
pub mod transaction;
