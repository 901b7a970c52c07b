//! Facts: what the world or an authorised decision did to a loan. Never edited, never removed.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use crate::charge::Charge;
use crate::product::PartialRule;
use crate::rate_change::RateChange;
use crate::relief::Grant;
use crate::revolving::RevolvingFact;
use crate::waterfall::Component;

/// One immutable thing that happened to one loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Counts from 1 within the loan, in the order learnt.
    pub number: u32,
    /// The date it counts for.
    pub value_date: Date,
    /// The business date on which we learnt of it.
    pub recorded_on: Date,
    /// What it was.
    pub kind: FactKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// The loan was paid out.
    Disbursed {
        /// Principal that left.
        amount: Minor,
    },
    /// The loan was taken over mid-life from another system.
    TakenOver(Position),
    /// Money came in.
    Paid {
        /// All of it.
        amount: Minor,
        /// What the payer wants done with it.
        intent: PaymentIntent,
    },
    /// An earlier fact turned out not to be so; it counts for nothing from now on.
    Reversed {
        /// The fact's number.
        fact: u32,
    },
    /// The lender gave up part of what was due.
    Waived {
        /// Of what.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// The lender no longer carries the loan as an asset; the debt remains.
    ChargedOff,
    /// Money held for the borrower was paid back.
    Refunded {
        /// How much.
        amount: Minor,
    },
    /// What is owed was set on a new schedule.
    Reamortized(Reamortization),
    /// Something only a revolving account knows: a purchase, a limit, a conversion.
    Revolving(RevolvingFact),
    /// Relief was granted.
    Relief(Grant),
    /// The lender charged something beside what the schedule says.
    Charged(Charge),
    /// The contract rate changed.
    RateChanged(RateChange),
}

/// What the payer wants done with a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentIntent {
    /// Pay what is due; the product says what becomes of the rest.
    Due,
    /// Pay what is due, then principal before time.
    Prepay(PartialRule),
    /// End the loan.
    Payoff,
}

/// A loan's position on the day it was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Position {
    /// Principal not yet due.
    pub principal_undue: Minor,
    /// From when interest on it has not been billed.
    pub interest_from: Date,
    /// Date of the next due, unshifted.
    pub next_due: Date,
    /// Dues still to come.
    pub remaining: u16,
    /// The level instalment or equal principal part in force, where it is known.
    pub installment: Option<Minor>,
    /// What had fallen due and was not paid, oldest first.
    pub dues: Vec<OpenDue>,
    /// The old system's own lines, where they are to be kept to the letter.
    pub lines: Vec<LegacyLine>,
}

/// An unpaid due of a loan taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDue {
    /// When it fell due.
    pub on: Date,
    /// Principal still unpaid.
    pub principal: Minor,
    /// Interest still unpaid.
    pub interest: Minor,
    /// Fees still unpaid.
    pub fee: Minor,
}

/// A line of a schedule taken over as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegacyLine {
    /// When it falls due.
    pub on: Date,
    /// Principal of the line.
    pub principal: Minor,
    /// Interest of the line; accrued by the contract's rule when absent.
    pub interest: Option<Minor>,
}

/// A plan that sets all principal on new equal instalments and defers the interest in arrears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reamortization {
    /// First due of the plan, unshifted.
    pub first_due: Date,
    /// Number of dues.
    pub installments: u16,
    /// Rate from now on.
    pub rate: Rate,
    /// Plan instalments that must be kept before the arrears count as cured.
    pub kept_to_cure: u8,
}
