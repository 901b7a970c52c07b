//! Operations: the dated facts a loan's table is the consequence of.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::significant::Significant;

use super::charge::ChargeTerms;
use super::terms::{Every, Tranche};
use super::transaction::TransactionKind;

/// What was done, for which date, and when it was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The date it counts for.
    pub on: Date,
    /// The business date on which it was entered.
    pub entered_on: Date,
    /// What.
    pub kind: OperationKind,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// The application is accepted.
    Approve {
        /// How much may be paid out.
        amount: Minor,
        /// When that is planned.
        expected_disbursement_on: Date,
    },
    /// Back to the application.
    UndoApproval,
    /// The application is turned down.
    Reject,
    /// The client takes the application back.
    Withdraw,
    /// One more part is planned.
    PlanTranche(Tranche),
    /// Another limit on what may be paid out.
    ChangeApprovedAmount(Minor),
    /// Another rest that may still be paid out.
    ChangeAvailableDisbursement(Minor),
    /// Money goes out.
    Disburse {
        /// How much.
        amount: Minor,
        /// An instalment agreed in place of the computed one.
        installment: Option<Minor>,
        /// Another first due date.
        first_due: Option<Date>,
        /// Whether a down payment is taken at once; as the terms say when absent.
        automatic_down_payment: Option<bool>,
    },
    /// Every disbursal is undone.
    UndoDisbursal,
    /// The newest disbursal is undone.
    UndoLastDisbursal,
    /// Something pays: a kind for which `TransactionKind::pays` holds.
    Pay {
        /// Which kind.
        kind: TransactionKind,
        /// How much.
        amount: Minor,
        /// Whether interest is given back with it; as the terms say when absent.
        refund_interest: Option<bool>,
    },
    /// A repayment of the pay-off quote of its date.
    PayOff,
    /// Money held for the client is paid back.
    RefundCredit {
        /// How much.
        amount: Minor,
    },
    /// Interest given back for a refund.
    RefundInterest {
        /// Which transaction.
        of: u32,
        /// How much.
        amount: Minor,
    },
    /// A transaction is undone.
    Reverse {
        /// Which.
        transaction: u32,
    },
    /// A transaction is undone and entered anew with this operation's date.
    Correct {
        /// Which.
        transaction: u32,
        /// With how much.
        amount: Minor,
    },
    /// A payment is taken back by the payer's bank.
    Chargeback {
        /// Which payment.
        of: u32,
        /// How much of it.
        amount: Minor,
    },
    /// A charge is added.
    AddCharge {
        /// Which.
        terms: ChargeTerms,
        /// Due when, where it has a date of its own.
        due_on: Option<Date>,
    },
    /// What is left of a charge is given up.
    WaiveCharge {
        /// Which.
        charge: u32,
    },
    /// A charge given up stands again.
    UndoWaiveCharge {
        /// Which.
        charge: u32,
    },
    /// A charge is given back as a payment.
    AdjustCharge {
        /// Which.
        charge: u32,
        /// How much of it.
        amount: Minor,
    },
    /// The lender gives the debt up in its books.
    ChargeOff {
        /// Why, where it was told. It decides over the mark of fraud.
        reason: Option<ChargeOffReason>,
    },
    /// It was not given up.
    UndoChargeOff,
    /// The debt is given up and the loan closed.
    Abandonment,
    /// Marks the loan as obtained by fraud, or not.
    MarkFraud(bool),
    /// The schedule changes from a date.
    Reschedule(Reschedule),
    /// Everything outstanding is spread over new instalments.
    Reage {
        /// How far apart they are.
        every: Every,
        /// When the first falls due.
        first_due: Date,
        /// How many.
        installments: u16,
    },
    /// They are spread no more.
    UndoReage,
    /// Unpaid principal is spread over later instalments.
    Reamortize,
    /// It is not.
    UndoReamortize,
    /// No interest from this operation's date through another.
    PauseInterest {
        /// The last day without interest.
        through: Date,
    },
    /// The contract ends and everything falls due.
    Terminate,
    /// It did not end.
    UndoTerminate,
    /// Income is added to principal.
    CapitalizeIncome {
        /// How much.
        amount: Minor,
    },
    /// Some of that is taken back.
    AdjustCapitalizedIncome {
        /// Of which transaction.
        of: u32,
        /// How much.
        amount: Minor,
    },
    /// A fee that lowers the price.
    BuyDownFee {
        /// How much.
        amount: Minor,
    },
    /// Some of that is taken back.
    AdjustBuyDownFee {
        /// Of which transaction.
        of: u32,
        /// How much.
        amount: Minor,
    },
    /// Lateness does not count from this operation's date to another.
    PauseDelinquency {
        /// The first day on which it counts again.
        until: Date,
    },
    /// It counts again from this operation's date.
    ResumeDelinquency,
    /// Everything is replayed with no other change.
    Reprocess,
}

/// Why a lender gives a debt up in its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeOffReason {
    /// It is too late.
    Delinquency,
    /// The loan was obtained by fraud.
    Fraud,
    /// Anything else; the mark of fraud decides.
    Other,
}

/// What a reschedule changes from the operation's date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reschedule {
    /// The due date on the operation's date moves here, and all later ones with it.
    pub adjusted_due_date: Option<Date>,
    /// So many instalments without principal.
    pub grace_on_principal: u16,
    /// So many instalments without interest.
    pub grace_on_interest: u16,
    /// So many instalments more.
    pub extra_installments: u16,
    /// Another rate, in per cent.
    pub new_rate: Option<Significant>,
}
