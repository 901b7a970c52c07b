//! The suite's codes and labels of kinds of transactions.

use engine::installments::transaction::TransactionKind::{self, *};

use super::vector::Unread;

/// Every kind with its code and its label.
const KINDS: &[(TransactionKind, &str, &str)] = &[
    (Disbursement, "DISBURSEMENT", "Disbursement"),
    (Repayment, "REPAYMENT", "Repayment"),
    (DownPayment, "DOWN_PAYMENT", "Down Payment"),
    (RepaymentAtDisbursement, "REPAYMENT_AT_DISBURSEMENT", "Repayment (at time of disbursement)"),
    (MerchantIssuedRefund, "MERCHANT_ISSUED_REFUND", "Merchant Issued Refund"),
    (PayoutRefund, "PAYOUT_REFUND", "Payout Refund"),
    (GoodwillCredit, "GOODWILL_CREDIT", "Goodwill Credit"),
    (InterestPaymentWaiver, "INTEREST_PAYMENT_WAIVER", "Interest Payment Waiver"),
    (InterestRefund, "INTEREST_REFUND", "Interest Refund"),
    (ChargeAdjustment, "CHARGE_ADJUSTMENT", "Charge Adjustment"),
    (Chargeback, "CHARGEBACK", "Chargeback"),
    (CreditBalanceRefund, "CREDIT_BALANCE_REFUND", "Credit Balance Refund"),
    (WaiveCharges, "WAIVE_CHARGES", "Waive loan charges"),
    (Accrual, "ACCRUAL", "Accrual"),
    (AccrualAdjustment, "ACCRUAL_ADJUSTMENT", "Accrual Adjustment"),
    (AccrualActivity, "ACCRUAL_ACTIVITY", "Accrual Activity"),
    (ChargeOff, "CHARGE_OFF", "Charge-off"),
    (Abandonment, "WRITE_OFF", "Close (as written-off)"),
    (Reamortize, "REAMORTIZE", "Re-amortize"),
    (Reage, "REAGE", "Re-age"),
    (ContractTermination, "CONTRACT_TERMINATION", "Contract Termination"),
    (CapitalizedIncome, "CAPITALIZED_INCOME", "Capitalized Income"),
    (CapitalizedIncomeAdjustment, "CAPITALIZED_INCOME_ADJUSTMENT", "Capitalized Income Adjustment"),
    (
        CapitalizedIncomeAmortization,
        "CAPITALIZED_INCOME_AMORTIZATION",
        "Capitalized Income Amortization",
    ),
    (
        CapitalizedIncomeAmortizationAdjustment,
        "CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT",
        "Capitalized Income Amortization Adjustment",
    ),
    (BuyDownFee, "BUY_DOWN_FEE", "Buy Down Fee"),
    (BuyDownFeeAdjustment, "BUY_DOWN_FEE_ADJUSTMENT", "Buy Down Fee Adjustment"),
    (BuyDownFeeAmortization, "BUY_DOWN_FEE_AMORTIZATION", "Buy Down Fee Amortization"),
    (
        BuyDownFeeAmortizationAdjustment,
        "BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT",
        "Buy Down Fee Amortization Adjustment",
    ),
    (InterestWaiver, "WAIVE_INTEREST", "Waive Interest"),
];

/// The kind of a code.
pub fn of_code(code: &str) -> Result<TransactionKind, Unread> {
    let found = KINDS.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(code));
    found.map(|(kind, _, _)| *kind).ok_or_else(|| Unread::unknown("transaction type", code))
}

/// The code of a kind.
pub fn code(kind: TransactionKind) -> &'static str {
    named(kind).0
}

/// The label of a kind.
pub fn label(kind: TransactionKind) -> &'static str {
    named(kind).1
}

fn named(kind: TransactionKind) -> (&'static str, &'static str) {
    let found = KINDS.iter().find(|(one, _, _)| *one == kind);
    found.map_or(("", ""), |(_, code, label)| (code, label))
}
