//! Why an operation is refused.

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// Why an operation is refused. A refused operation changes nothing.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Refusal { $($(#[$doc])* #[error($en)] $name,)* }

        impl Refusal {
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Refusal::$name => $code,)* }
            }

            /// The sentence in Chinese.
            pub const fn zh(self) -> &'static str {
                match self { $(Refusal::$name => $zh,)* }
            }
        }
    };
}

refusals! {
    /// Nothing or less was asked for.
    AmountNotPositive = "amount_not_positive", "the amount must be above zero", "金额必须大于零";
    /// More than any loan.
    AmountTooLarge = "amount_too_large", "the amount is larger than any loan can be", "金额超出任何贷款的上限";
    /// The date has not come.
    DateInFuture = "date_in_future", "the date is after the business date", "日期晚于营业日";
    /// There was no money out yet.
    DateBeforeDisbursal = "date_before_disbursal", "the date is before the first disbursal", "日期早于首次放款";
    /// The loan is not where this can be done.
    WrongStatus = "wrong_status", "this cannot be done to a loan in this status", "贷款处于该状态时不能这样做";
    /// No such transaction.
    TransactionUnknown = "transaction_unknown", "the loan has no such transaction", "贷款没有这笔交易";
    /// It was undone before.
    AlreadyReversed = "already_reversed", "that transaction has been reversed already", "该交易已被冲正";
    /// It cannot be undone that way.
    NotReversible = "not_reversible", "that transaction cannot be reversed", "该交易不能冲正";
    /// No such charge.
    ChargeUnknown = "charge_unknown", "the loan has no such charge", "贷款没有这项费用";
    /// The terms do not allow it.
    NotAgreed = "not_agreed", "the terms of the loan do not allow it", "贷款条款不允许";
}
