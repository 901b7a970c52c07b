//! What can happen to a revolving account, and what comes of it.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::waterfall::Component;

/// A fact that only a revolving account knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevolvingFact {
    /// The limit was set; the first one opens the account.
    LimitSet {
        /// From now on.
        limit: Minor,
    },
    /// Money was spent.
    Spent {
        /// How much.
        amount: Minor,
        /// On what.
        on: Spending,
    },
    /// A merchant gave money back for a purchase.
    PurchaseRefunded {
        /// How much.
        amount: Minor,
        /// The purchase's fact number.
        of: u32,
    },
    /// What was spent was turned into instalments.
    Converted {
        /// What of it.
        what: Converted,
        /// Number of instalments.
        installments: u16,
    },
    /// The borrower chose another statement day.
    BillDayChanged {
        /// The new one.
        day: u8,
    },
}

/// What money was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spending {
    /// Goods or services.
    Purchase,
    /// Cash.
    CashAdvance,
}

/// What is turned into instalments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Converted {
    /// One purchase, by its fact number.
    Purchase(u32),
    /// The purchases on the newest statement.
    Statement,
}

/// A consequence that only a revolving account knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevolvingEvent {
    /// A statement was drawn up.
    Billed {
        /// Its number.
        number: u16,
        /// When its minimum falls due.
        due_on: Date,
        /// All that is owed on it.
        balance: Minor,
        /// What must be paid at least.
        minimum: Minor,
        /// Interest on it for what was carried.
        interest: Minor,
        /// Fees on it.
        fee: Minor,
    },
    /// Money met a statement not yet due, or what is spent and not yet on one.
    Met {
        /// What.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// A statement was paid in full in time: its purchases bear no interest.
    PaidInFull {
        /// Its number.
        number: u16,
    },
    /// A statement was not paid in full: what is left bears interest.
    Carried {
        /// Its number.
        number: u16,
        /// Interest charged at once for the days before.
        interest: Minor,
    },
    /// A fee was charged, to stand on the next statement.
    FeeCharged {
        /// How much.
        amount: Minor,
    },
    /// Instalments took the place of purchases.
    Converted {
        /// Principal.
        amount: Minor,
        /// Number of instalments.
        installments: u16,
        /// Fee in all.
        fee: Minor,
    },
    /// The limit was passed.
    LimitPassed {
        /// By how much.
        by: Minor,
    },
}
