//! Revolving credit: purchases under a limit, a statement every month, a minimum that falls due,
//! interest on what is carried.
//!
//! A revolving account is a loan like any other: what is left of a statement's minimum becomes a
//! due on the due date, and all other principal is undue. So days past due, classes, the
//! waterfall, the ledger and the day close need no second engine.
//!
//! Spec: `docs/specs/revolving.md`.

pub mod act;
mod balance;
pub mod check;
pub mod conversion;
pub(crate) mod meet;
mod opening;
mod spending;
pub(crate) mod statement;

use primitives::amount::Minor;
use primitives::date::Date;

pub use act::{Converted, RevolvingEvent, RevolvingFact, Spending};
pub(crate) use balance::{accrue, interest_accrued, rate_of, undue};
pub(crate) use meet::pay_off;
pub use opening::opening_fact;
pub(crate) use spending::apply;

use crate::product::revolving::Cycle;
use crate::state::Components;

/// What a revolving account remembers beyond what every loan does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revolving {
    /// How much may be owed in principal.
    pub limit: Minor,
    /// Statement and due day in force.
    pub cycle: Cycle,
    /// The pair that takes over with the next statement.
    pub next_cycle: Option<Cycle>,
    /// When the statement day was last changed.
    pub cycle_changed_on: Option<Date>,
    /// When the next statement is drawn up.
    pub next_bill: Date,
    /// Statements drawn up so far.
    pub statement_count: u16,
    /// The newest statement.
    pub statement: Option<Statement>,
    /// Principal not in a due and not in a plan, in the order spent.
    pub balances: Vec<Balance>,
    /// Instalment plans with something still to bill.
    pub conversions: Vec<Conversion>,
    /// Exact interest charged and not billed: numerator over the contract rate's denominator.
    pub interest: i128,
    /// Up to when interest of every balance reaches.
    pub accrued_to: Date,
    /// Fees charged and not yet on a statement.
    pub fee_unbilled: Minor,
    /// Whether this cycle's fee for passing the limit has been charged.
    pub over_limit_fee: OverLimitFee,
}

/// Whether a cycle's fee for passing the limit has been charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverLimitFee {
    /// Not yet.
    Open,
    /// It has.
    Charged,
}

/// What was billed on a statement day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Counts from 1; the number of the due its minimum becomes.
    pub number: u16,
    /// The day it was drawn up; it covers the days before.
    pub on: Date,
    /// When its minimum falls due.
    pub due_on: Date,
    /// All that was owed on it.
    pub balance: Minor,
    /// What had to be paid at least, what was past due already included.
    pub minimum: Minor,
    /// What is still to be paid of the minimum before it falls due; past dues not included.
    pub unpaid: Components,
    /// How far it has come.
    pub course: StatementCourse,
}

/// How far a statement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementCourse {
    /// Its due date has not come.
    Open,
    /// Its due date has come; it may still be paid in full within the days of tolerance.
    Fallen,
    /// It was paid in full in time: its purchases bear no interest.
    PaidInFull,
    /// It was not: interest is charged.
    Carried,
}

/// One amount spent, as far as it is neither paid nor moved into a due or a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The fact that made it: a purchase, or the conversion behind an instalment.
    pub fact: u32,
    /// When it was spent or billed.
    pub on: Date,
    /// What it was spent on.
    pub kind: BalanceKind,
    /// What is left of it.
    pub open: Minor,
    /// The statement it first stood on.
    pub billed: Option<u16>,
    /// From when it bears interest.
    pub interest_from: Date,
    /// What becomes of its interest.
    pub interest: BalanceInterest,
}

/// What an amount was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceKind {
    /// Goods or services.
    Purchase,
    /// Cash.
    CashAdvance,
    /// A billed instalment of a plan; it bears no interest before it is overdue.
    Installment,
}

/// What becomes of the interest of a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalanceInterest {
    /// Counted, and charged only if its statement is not paid in full in time: exact numerator.
    Contingent(i128),
    /// Charged to the account as it accrues.
    Charged,
}

/// A purchase or a statement turned into instalments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    /// The fact that asked for it.
    pub fact: u32,
    /// The purchases in it.
    pub purchases: Vec<u32>,
    /// Principal converted.
    pub amount: Minor,
    /// Fee in all.
    pub fee: Minor,
    /// Number of instalments.
    pub installments: u16,
    /// Instalments billed so far.
    pub billed: u16,
    /// Principal still to bill.
    pub principal_left: Minor,
    /// Fee still to bill.
    pub fee_left: Minor,
}

impl Revolving {
    /// What is owed of components that are not principal and not in a due: part of the right
    /// side of the conservation check.
    pub fn billed_ahead(&self) -> Components {
        let unpaid = self.statement.map_or(Components::default(), |statement| statement.unpaid);
        Components {
            principal: Minor::ZERO,
            interest: unpaid.interest,
            fee: unpaid.fee + self.fee_unbilled,
            ..Components::default()
        }
    }

    /// Principal in balances and plans; equals the account's undue principal.
    pub fn principal(&self) -> Minor {
        let balances: Minor = self.balances.iter().map(|balance| balance.open).sum();
        balances + self.conversions.iter().map(|plan| plan.principal_left).sum::<Minor>()
    }
}
