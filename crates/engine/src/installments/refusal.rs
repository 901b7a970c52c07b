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
    /// It was not approved by then.
    DateBeforeApproval = "date_before_approval", "the date is before the application or its approval", "日期早于申请日或批准日";
    /// Beyond what was approved, or may be.
    AboveLimit = "above_limit", "more than was approved or may be approved, or less than was paid out", "超出已批准或可批准的金额，或低于已放款金额";
    /// No payout was planned.
    NotPlanned = "not_planned", "no payout is planned that this one could stand for", "没有与此对应的计划放款";
    /// The debt was given up in the books.
    ChargedOff = "charged_off", "the loan has been charged off", "贷款已核销";
    /// There is less.
    MoreThanThereIs = "more_than_there_is", "the amount is more than there is left of it", "金额超出可用余额";
    /// It was done before.
    AlreadyDone = "already_done", "that has been done already", "该操作已经做过";
    /// There is nothing of the kind.
    NothingToUndo = "nothing_to_undo", "there is nothing of that kind to undo", "没有可撤销的此类操作";
    /// Something moved afterwards.
    MovementAfter = "movement_after", "money moved or a charge was added after that date", "该日期之后已有资金变动或新增费用";
    /// The end lies before the start.
    DatesReversed = "dates_reversed", "the end is before the start", "结束日期早于开始日期";
    /// A pause is there already.
    PauseOverlaps = "pause_overlaps", "the days overlap with another pause", "日期与另一暂停期重叠";
    /// No pause is in force.
    NotPaused = "not_paused", "no pause is in force on that day", "该日没有生效的暂停";
    /// Only for today.
    NotToday = "not_today", "the date must be the business date", "日期必须是营业日";
    /// The rate is outside what was agreed.
    RateOutOfBounds = "rate_out_of_bounds", "the rate is below or above what the terms allow", "利率低于或高于条款允许的范围";
}
