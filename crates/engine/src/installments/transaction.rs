//! Transactions: what moved, and how it was split.

use primitives::amount::Minor;
use primitives::date::Date;

use super::portions::Portions;

/// What kind of movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransactionKind {
    /// Money paid out.
    Disbursement,
    /// Money paid in.
    Repayment,
    /// The first part of a disbursal, paid at once.
    DownPayment,
    /// Charges taken from a disbursal.
    RepaymentAtDisbursement,
    /// Goods given back: the merchant pays.
    MerchantIssuedRefund,
    /// A payout given back.
    PayoutRefund,
    /// The lender pays out of goodwill.
    GoodwillCredit,
    /// The lender pays interest out of goodwill.
    InterestPaymentWaiver,
    /// Interest given back with a refund.
    InterestRefund,
    /// A charge given back as a payment.
    ChargeAdjustment,
    /// A payment taken back by the payer's bank.
    Chargeback,
    /// Money held for the client paid back.
    CreditBalanceRefund,
    /// A charge given up.
    WaiveCharges,
    /// Interest and charges earned.
    Accrual,
    /// Earned too much, taken back.
    AccrualAdjustment,
    /// What fell due on a date.
    AccrualActivity,
    /// Given up in the books, not to the client.
    ChargeOff,
    /// Given up and closed.
    Abandonment,
    /// Unpaid principal spread over later instalments.
    Reamortize,
    /// Everything outstanding spread over new instalments.
    Reage,
    /// The contract ended: everything falls due.
    ContractTermination,
    /// Income added to principal.
    CapitalizedIncome,
    /// Some of it taken back.
    CapitalizedIncomeAdjustment,
    /// Some of it earned.
    CapitalizedIncomeAmortization,
    /// Earned too much of it, taken back.
    CapitalizedIncomeAmortizationAdjustment,
    /// A fee that lowers the price.
    BuyDownFee,
    /// Some of it taken back.
    BuyDownFeeAdjustment,
    /// Some of it earned.
    BuyDownFeeAmortization,
    /// Earned too much of it, taken back.
    BuyDownFeeAmortizationAdjustment,
    /// The interest, or the principal, of a loan taken out of arrears without money.
    InterestWaiver,
}

impl TransactionKind {
    /// Whether it pays what is owed, in the order of the allocation rules.
    pub const fn pays(self) -> bool {
        use TransactionKind::*;
        matches!(
            self,
            Repayment
                | DownPayment
                | MerchantIssuedRefund
                | PayoutRefund
                | GoodwillCredit
                | InterestPaymentWaiver
                | InterestRefund
                | ChargeAdjustment
                | CapitalizedIncomeAdjustment
        )
    }

    /// Whether it only earns income: no client balance moves.
    pub const fn earns(self) -> bool {
        use TransactionKind::*;
        matches!(
            self,
            Accrual
                | AccrualAdjustment
                | AccrualActivity
                | CapitalizedIncomeAmortization
                | CapitalizedIncomeAmortizationAdjustment
                | BuyDownFee
                | BuyDownFeeAdjustment
                | BuyDownFeeAmortization
                | BuyDownFeeAmortizationAdjustment
        )
    }
}

/// How two transactions belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// This one takes that payment back.
    ChargebackOf(u32),
    /// This one came with that.
    RelatedTo(u32),
    /// This one took the place of that when history was replayed.
    Replaces(u32),
    /// This one adjusts that.
    Adjusts(u32),
}

/// A movement and how it was split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Counts from 1 in order of creation.
    pub id: u32,
    /// What.
    pub kind: TransactionKind,
    /// The date it counts for.
    pub on: Date,
    /// The business date it was entered.
    pub entered_on: Date,
    /// How much.
    pub amount: Minor,
    /// What it paid, or what it consists of.
    pub split: Portions,
    /// What was beyond everything owed.
    pub overpayment: Minor,
    /// Principal owed after it.
    pub balance: Minor,
    /// The date it was undone.
    pub reversed_on: Option<Date>,
    /// Whether its split is no longer the one it was first entered with.
    pub replayed: bool,
    /// Whether a person or a system asked for it (not a consequence of the calendar).
    pub requested: bool,
    /// What it belongs to.
    pub relations: Vec<Relation>,
    /// The charge it is about.
    pub charge: Option<u32>,
}

impl Transaction {
    /// Whether it gave up a debt that turned out to be nothing.
    pub(super) fn was_for_nothing(&self) -> bool {
        let gives_up =
            matches!(self.kind, TransactionKind::ChargeOff | TransactionKind::ContractTermination);
        gives_up && !self.in_force() && self.amount == Minor::ZERO
    }

    /// Whether it counts.
    pub fn in_force(&self) -> bool {
        self.reversed_on.is_none()
    }
}
