//! Charges: what they cost, when they fall due, what became of them.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::significant::Significant;

/// A charge as defined in a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeTerms {
    /// Its stable name in the lender's catalogue.
    pub name: String,
    /// Whether it answers a breach.
    pub penalty: bool,
    /// When it is taken.
    pub time: ChargeTime,
    /// What it is computed from.
    pub calculation: ChargeCalculation,
    /// An amount in major units, or per cent.
    pub amount: Significant,
}

/// When a charge is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeTime {
    /// On a date of its own.
    DueDate,
    /// With every instalment.
    Installment,
    /// With the first disbursal.
    Disbursement,
    /// With each disbursal.
    TrancheDisbursement,
    /// For each instalment that becomes overdue.
    Overdue,
}

/// What a charge is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeCalculation {
    /// A plain amount.
    Flat,
    /// Per cent of principal.
    PercentOfPrincipal,
    /// Per cent of principal and interest.
    PercentOfPrincipalAndInterest,
    /// Per cent of interest.
    PercentOfInterest,
    /// Per cent of what is disbursed.
    PercentOfDisbursal,
}

/// A charge of one loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// Counts from 1 in order of entry.
    pub id: u32,
    /// As defined.
    pub terms: ChargeTerms,
    /// The date it falls due, where it has one of its own.
    pub due_on: Option<Date>,
    /// When it was entered.
    pub entered_on: Date,
    /// The newest transaction by then.
    pub entered_after: u32,
    /// How much in all.
    pub amount: Minor,
    /// What of it has been paid.
    pub paid: Minor,
    /// What of it has been given up.
    pub waived: Minor,
    /// What of it was written off.
    pub abandoned: Minor,
    /// Whether it still counts; a charge of a disbursal undone does not.
    pub active: bool,
}

impl Charge {
    /// What is still to be paid.
    pub fn outstanding(&self) -> Minor {
        self.amount - self.paid - self.waived - self.abandoned
    }
}
