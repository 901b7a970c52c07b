//! Why a command is refused: one table of codes with their sentences, in the order checked.
//!
//! Spec: `docs/specs/refusals.md`.

use primitives::lang::Lang;
use primitives::refusal::Refusal;

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        /// Why a command is refused; listed in the order checked. Trying again does not help
        /// unless the command or the loan changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
        pub enum Rejection { $($(#[$doc])* #[error($en)] $name,)* }

        impl Rejection {
            /// Every one, in the order checked.
            pub const ALL: &'static [Rejection] = &[$(Rejection::$name,)*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Rejection::$name => $code,)* }
            }

            /// The sentence for a clerk.
            pub const fn text(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Rejection::$name, Lang::Zh) => $zh,
                    (Rejection::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

impl Rejection {
    /// The code with both sentences.
    pub fn refusal(self) -> Refusal {
        Refusal::new(self.code(), self.text(Lang::En), self.text(Lang::Zh))
    }
}

rejections! {
    /// Nothing or less was asked for.
    AmountNotPositive = "amount_not_positive",
        "the amount must be above zero",
        "金额必须大于零";
    /// More than any loan.
    AmountTooLarge = "amount_too_large",
        "the amount is larger than any loan can be",
        "金额超出任何贷款可能的上限";
    /// The date has not come.
    ValueDateInFuture = "value_date_in_future",
        "the value date is after the business date",
        "起息日晚于营业日";
    /// It was paid out already.
    AlreadyStarted = "already_started",
        "the loan has been paid out or taken over already",
        "该贷款已放款或已接收";
    /// It was never paid out.
    NotStarted = "not_started",
        "the loan has not been paid out",
        "该贷款尚未放款";
    /// There was no loan yet.
    ValueDateBeforeStart = "value_date_before_start",
        "the value date is before the loan was paid out or taken over",
        "起息日早于放款日或接收日";
    /// No such fact.
    FactUnknown = "fact_unknown",
        "the loan has no fact of that number",
        "该贷款没有此编号的记录";
    /// Only money that came in can go back to the payer's bank.
    NotAPayment = "not_a_payment",
        "the fact of that number is no payment",
        "此编号的记录不是还款";
    /// More than came in.
    ChargebackTooLarge = "chargeback_too_large",
        "the payer's bank cannot take back more than the payment was",
        "付款行追回的金额不能超过原还款金额";
    /// Nothing would change.
    NothingCorrected = "nothing_corrected",
        "the correction says what is recorded already",
        "更正内容与原记录相同";
    /// It was undone before.
    AlreadyReversed = "already_reversed",
        "that fact has been reversed already",
        "该记录已被冲正";
    /// A reversal is undone by doing the thing again.
    NotReversible = "not_reversible",
        "a reversal or a takeover cannot be reversed",
        "冲正记录和接收记录不能再冲正";
    /// Other facts stand on it.
    FactNamed = "fact_named",
        "another fact names this one, such as a refund; reverse that one first",
        "另有记录（如退款）引用了该记录，请先冲正引用它的记录";
    /// A start stays a start.
    NotCorrectable = "not_correctable",
        "what begins a loan can only be replaced by what begins one",
        "贷款的起始记录只能由另一条起始记录替换";
    /// Something happened before.
    StartAfterFacts = "start_after_facts",
        "the loan cannot begin after something else that happened to it",
        "贷款的起始不能晚于已发生的其他记录";
    /// Asked of a standing alone.
    HistoryNeeded = "history_needed",
        "this can only be decided on the loan's whole history",
        "此项须凭该贷款的全部记录才能判定";
    /// A purchase on a loan that is not for spending.
    NotRevolving = "not_revolving",
        "the product is no revolving credit",
        "该产品不是循环额度产品";
    /// A payout or a new schedule on an account for spending.
    NotForRevolving = "not_for_revolving",
        "a revolving account is opened by its limit and has no schedule to pay out or to replace",
        "循环账户以设定额度开立，没有可放款或可替换的还款计划";
    /// No fee, or no name.
    ChargeMalformed = "charge_malformed",
        "a charge is a fee or a late fee under an item named with 1 to 40 of a-z, 0-9 and -",
        "收费只能是费用或违约金，项目名称须为 1 至 40 个 a-z、0-9 或 - 字符";
    /// The product's statements say what is charged and at what rate.
    NotWithStatements = "not_with_statements",
        "the charges and rates of a revolving account are its product's",
        "循环账户的收费和利率由产品规定，不能单独设定";
    /// The contract does not say it may be charged.
    ChargeNotOnSheet = "charge_not_on_sheet",
        "the contract's cost sheet has no such item, or not as such a fee or not that high",
        "合同的综合融资成本明示表未列明该收费项目，或收费类别、金额超出所列标准";
    /// Below the lowest or above the highest rate, or per another time.
    RateOutOfRange = "rate_out_of_range",
        "the rate is outside the product's range",
        "利率不在产品允许的范围内";
    /// Nothing is owed.
    NotActive = "not_active",
        "the loan is not active",
        "该贷款当前不在还款状态";
    /// A different amount was agreed.
    AmountNotAgreed = "amount_not_agreed",
        "the amount paid out differs from the contract's",
        "放款金额与合同约定不一致";
    /// Another limit was signed.
    LimitNotAgreed = "limit_not_agreed",
        "the first limit differs from the contract's",
        "首次额度与合同约定不一致";
    /// Outside the product's range.
    LimitNotOffered = "limit_not_offered",
        "the limit is outside the product's range",
        "额度不在产品允许的范围内";
    /// Purchases only.
    CashNotOffered = "cash_not_offered",
        "the product gives no cash",
        "该产品不支持取现";
    /// More than is left.
    OverLimit = "over_limit",
        "the amount is more than what is left of the limit",
        "金额超出剩余额度";
    /// New money for an old debt.
    DrawdownRefused = "drawdown_refused",
        "nothing more is paid out while something is due, under a plan or after the last due",
        "有到期未还款项、正在执行还款计划或最后一期已到期时，不能再放款";
    /// No plan of so many instalments.
    ConversionNotOffered = "conversion_not_offered",
        "the product has no plan with that number of instalments",
        "该产品不提供此期数的分期";
    /// Paid, converted before, or too small.
    NothingToConvert = "nothing_to_convert",
        "too little is open of it that is not a fee, interest or an instalment already",
        "除费用、利息和已分期部分外，可转分期的余额不足";
    /// No such statement day, or the one in force.
    BillDayNotOffered = "bill_day_not_offered",
        "the statement day is not offered or is the one in force",
        "该账单日不可选，或与现行账单日相同";
    /// One change in so many months.
    BillDayChangedBefore = "bill_day_changed_before",
        "the statement day was changed too short a time ago",
        "距上次更改账单日的时间过短";
    /// A refund for nothing.
    PurchaseUnknown = "purchase_unknown",
        "no purchase of that number counts by that date",
        "截至该日没有此编号的有效消费";
    /// More back than was paid.
    RefundAbovePurchase = "refund_above_purchase",
        "the refunds of that purchase would come to more than it cost",
        "该笔消费的退款合计将超过消费金额";
    /// The product does not allow it.
    PrepaymentRefused = "prepayment_refused",
        "the product does not allow paying before time",
        "该产品不允许提前还款";
    /// It would not end the loan.
    PayoffTooSmall = "payoff_too_small",
        "the amount is less than the payoff quote of that date",
        "金额低于当日的结清报价";
    /// Not that much is held.
    RefundTooLarge = "refund_too_large",
        "the refund is larger than what is held for the borrower",
        "退款超过为借款人暂存的金额";
    /// The position taken over does not add up.
    PositionMalformed = "position_malformed",
        "the position taken over is empty, negative, too large or out of order",
        "接收的欠款状况为空、为负、过大或次序有误";
    /// No such tool in the product.
    ReliefNotOffered = "relief_not_offered",
        "the product does not offer this relief",
        "该产品不提供此项纾困措施";
    /// Nothing to relieve.
    ReliefNotLate = "relief_not_late",
        "the loan is not late",
        "该贷款没有逾期";
    /// No such pause.
    PauseUnknown = "pause_unknown",
        "no pause in force was begun by the fact of that number",
        "没有由此编号的记录开始且仍有效的暂停期";
    /// A schedule of nothing, from the past or at no price the product knows.
    PlanMalformed = "plan_malformed",
        "a plan needs 1 to 60 instalments, a first due after its value date and a rate from zero \
         to the product's highest, per the same time",
        "还款计划须为 1 至 60 期，首期应还日晚于起息日，利率在零至产品最高利率之间且计息周期相同";
    /// Dates, parts or amounts that make no relief.
    ReliefMalformed = "relief_malformed",
        "the dates, parts or amounts of the relief do not fit the loan or each other",
        "纾困措施的日期、期数或金额与贷款情况不符，或彼此矛盾";
    /// Only what is due can be given up.
    WaiverTooLarge = "waiver_too_large",
        "the waiver is larger than what is due of that component",
        "减免金额超过该项目的到期应还金额";
    /// Beyond what the product allows.
    ReliefTooLong = "relief_too_long",
        "the relief reaches further than the product allows",
        "纾困措施的期限超过产品允许的范围";
    /// More than the product lets be given up.
    ReliefTooLarge = "relief_too_large",
        "the relief gives up more than the product allows",
        "纾困措施减让的金额超过产品允许的范围";
    /// The loan is too young.
    ReliefTooYoung = "relief_too_young",
        "the loan is younger than the product asks for this relief",
        "贷款存续时间未达到产品对此项措施的要求";
    /// Too little was paid of late.
    ReliefPaymentsMissing = "relief_payments_missing",
        "fewer instalments were paid of late than the product asks for this relief",
        "近期已还期数少于产品对此项措施的要求";
    /// It was granted too often.
    ReliefTooOften = "relief_too_often",
        "the relief was granted as often within the time as the product allows",
        "此项措施在规定期间内的使用次数已达产品上限";
}
