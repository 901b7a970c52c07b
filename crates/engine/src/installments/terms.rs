//! The terms of a loan kept as a table of instalments: every convention a lender may choose.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::significant::Significant;

use super::charge::ChargeTerms;
use super::portions::Component;
use super::transaction::TransactionKind;

/// Everything agreed before money moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Of every amount.
    pub currency: Currency,
    /// The amount applied for.
    pub principal: Minor,
    /// When the application came in.
    pub submitted_on: Date,
    /// When the money is meant to be paid out.
    pub expected_disbursement_on: Date,
    /// The price.
    pub rate: NominalRate,
    /// What the price may become.
    pub rate_bounds: RateBounds,
    /// How the schedule is made.
    pub schedule: ScheduleKind,
    /// What interest is taken on.
    pub method: InterestMethod,
    /// How time becomes interest.
    pub basis: InterestBasis,
    /// How principal is repaid.
    pub amortization: Amortization,
    /// How far apart instalments are.
    pub every: Every,
    /// How many instalments, down payments not counted.
    pub installments: u16,
    /// Instalments without principal, and without interest, at the start.
    pub grace: Grace,
    /// The instalment is rounded to this multiple; to the minor unit when absent.
    pub multiple: Option<Minor>,
    /// The instalment agreed in place of the computed one.
    pub fixed_installment: Option<Minor>,
    /// The last instalment is due this long after the start, in the unit of `every`.
    pub fixed_length: Option<u16>,
    /// Which date due dates are counted from.
    pub anchor: Anchor,
    /// Whether interest follows what is really paid; fixed at disbursal when absent.
    pub recalculation: Option<Recalculation>,
    /// Whether money may be paid out in several parts.
    pub disbursals: Disbursals,
    /// Parts planned with the application.
    pub tranches: Vec<Tranche>,
    /// How much more than applied for may be paid out.
    pub over_applied: Option<OverApplied>,
    /// A first part of each disbursal that falls due at once.
    pub down_payment: Option<DownPayment>,
    /// Who is paid first.
    pub allocation: Allocation,
    /// In which order a payment charged back returns; all principal when absent.
    pub credit_allocation: Option<[Component; 4]>,
    /// Refunds that give interest back with them.
    pub interest_refund_on: Vec<TransactionKind>,
    /// What charge-off does to the schedule.
    pub charge_off: ChargeOffBehaviour,
    /// Whether what fell due is written down as a transaction of its own.
    pub accrual_activity: bool,
    /// When income is booked.
    pub accounting: Accounting,
    /// Charges that come with the product.
    pub charges: Vec<ChargeTerms>,
    /// Income added to principal and earned over the term.
    pub capitalized_income: Option<DeferredIncome>,
    /// A fee a third party pays to lower the price, earned over the term.
    pub buy_down_fee: Option<DeferredIncome>,
    /// How lateness is told.
    pub delinquency: DelinquencyTerms,
    /// Days before a due date on which the payer is reminded.
    pub remind_before: u16,
    /// Days after a due date on which the payer is reminded again.
    pub remind_after: u16,
}

/// A nominal rate, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NominalRate {
    /// `7` for seven per cent.
    pub percent: Significant,
    /// Of which time.
    pub per: RatePer,
}

/// What a rate may become, both ends included; never below nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RateBounds {
    /// The least, in per cent.
    pub least: Option<Significant>,
    /// The most, in per cent.
    pub most: Option<Significant>,
}

impl RateBounds {
    /// Whether a rate lies within.
    pub fn allow(&self, percent: Significant) -> bool {
        percent >= Significant::ZERO
            && self.least.is_none_or(|least| percent >= least)
            && self.most.is_none_or(|most| percent <= most)
    }
}

/// The time a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RatePer {
    /// A year.
    Year,
    /// A month.
    Month,
    /// All instalments together.
    WholeTerm,
}

/// How the schedule is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleKind {
    /// Each instalment from the balance as it is; payments may meet rows not yet due.
    Progressive,
    /// One annuity computed at the start.
    Cumulative,
}

/// What interest is taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterestMethod {
    /// The balance outstanding.
    DecliningBalance,
    /// What was paid out, to the end.
    Flat,
}

/// How time becomes interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InterestBasis {
    /// Day by day or period by period.
    pub period: InterestPeriod,
    /// How long a year is.
    pub year: YearLength,
    /// How long a month is.
    pub month: MonthLength,
    /// Whether the disbursal day itself earns: days are then counted at their start.
    pub from_disbursal_day: bool,
}

/// The step in which interest is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InterestPeriod {
    /// Days.
    Daily,
    /// Whole repayment periods; a broken one counts in part only when `partial`.
    SameAsRepayment {
        /// Whether money paid out within a period earns only from then on.
        partial: bool,
    },
}

/// How long a year is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearLength {
    /// As in the calendar.
    Actual,
    /// As in the calendar, but 366 days only for a period that holds 29 February.
    ActualByLeapDay,
    /// 360 days.
    Days360,
    /// 365 days.
    Days365,
}

/// How long a month is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthLength {
    /// As in the calendar.
    Actual,
    /// 30 days.
    Days30,
}

/// How principal is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amortization {
    /// Equal instalments.
    EqualInstallment,
    /// Equal parts of principal.
    EqualPrincipal,
}

/// How far apart instalments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Every {
    /// How many units.
    pub count: u16,
    /// Of what.
    pub unit: TimeUnit,
}

/// A unit of calendar time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// Days.
    Days,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
}

/// Instalments at the start that leave something out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grace {
    /// Without principal.
    pub principal: u16,
    /// Without payment of interest.
    pub interest: u16,
}

/// Which date due dates are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The first disbursal.
    Disbursement,
    /// The application.
    Submission,
}

/// How interest follows what is really paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recalculation {
    /// Until when unpaid principal earns.
    pub rest: Rest,
    /// Until when interest runs in a pay-off.
    pub pre_close: PreClose,
    /// What an early payment changes.
    pub advance: AdvancePayment,
    /// Whether overdue principal earns nothing.
    pub no_interest_on_past_due: bool,
    /// Whether lateness is told on the schedule first agreed.
    pub arrears_on_original_schedule: bool,
    /// What else earns, and from when.
    pub compounding: Compounding,
}

/// Until when unpaid principal earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Each day.
    Daily,
    /// The end of each repayment period.
    Repayment,
}

/// Until when interest runs in a pay-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreClose {
    /// The day of paying.
    PayoffDate,
    /// The end of the period of rest.
    RestDate,
}

/// What an early payment changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdvancePayment {
    /// The last unpaid instalment falls.
    LastUnpaid,
    /// Every instalment falls.
    ReduceInstallment,
    /// There are fewer instalments.
    ReduceNumber,
    /// The next instalments are taken as paid.
    Reschedule,
}

/// What else earns interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compounding {
    /// Nothing but principal.
    None,
    /// Interest due, from this day of each month.
    InterestMonthly {
        /// The day of the month.
        on_day: u8,
    },
}

/// Whether money may be paid out in several parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disbursals {
    /// Once.
    Single,
    /// Several times.
    Several {
        /// How often at most.
        most: u16,
        /// Whether each part must have been planned.
        planned: bool,
    },
}

/// A planned part of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tranche {
    /// When it is meant to be paid out.
    pub expected_on: Date,
    /// When it was.
    pub disbursed_on: Option<Date>,
    /// How much.
    pub principal: Minor,
}

/// How much more than applied for may be approved or paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverApplied {
    /// So many per cent of it.
    Percent(u32),
    /// So much.
    Flat(Minor),
}

/// A first part that falls due at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DownPayment {
    /// Of each disbursal.
    pub percent: Significant,
    /// Whether it is taken from the payer the same day.
    pub automatic: bool,
}

/// Who is paid first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// By how an instalment stands to the date of payment.
    ByDue {
        /// Whether instalments or codes come first.
        processing: Processing,
        /// The rule for everything without a rule of its own.
        default: AllocationRule,
        /// Rules by kind of payment.
        rules: Vec<(TransactionKind, AllocationRule)>,
    },
    /// One order for each instalment, oldest first.
    Fixed {
        /// For what is due by the payment's date.
        due: [Component; 4],
        /// For what is not yet due.
        in_advance: [Component; 4],
        /// Whether everything due by the payment's date comes before anything later, and each
        /// component of all of it before the next component.
        by_due: bool,
    },
}

/// Whether instalments or codes come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processing {
    /// Each instalment in full before the next.
    Horizontal,
    /// Each component of all instalments before the next.
    Vertical,
}

/// An order of payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationRule {
    /// What is paid, first to last.
    pub order: Vec<(DueType, Component)>,
    /// Which instalment not yet due is met first.
    pub future: FutureRule,
}

/// How an instalment stands to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueType {
    /// Due before it.
    PastDue,
    /// Due on it.
    Due,
    /// Due after it.
    InAdvance,
}

/// Which instalment not yet due is met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FutureRule {
    /// The earliest.
    Next,
    /// The latest.
    Last,
    /// The current one, then the latest.
    NextThenLast,
    /// All in equal parts.
    Reamortize,
}

/// What charge-off does to the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeOffBehaviour {
    /// Nothing.
    Regular,
    /// Interest ends.
    ZeroInterest,
    /// Everything falls due.
    AccelerateMaturity,
}

/// When income is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accounting {
    /// No books are kept.
    None,
    /// When paid.
    Cash,
    /// When earned.
    Accrual,
}

/// Income received at once and earned over the term, in equal daily parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeferredIncome {
    /// What it becomes.
    pub income: IncomeKind,
    /// Whether a merchant bears it: booked as an expense rather than through clearing.
    pub merchant: bool,
}

/// What deferred income becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IncomeKind {
    /// Interest income.
    Interest,
    /// Fee income.
    Fee,
}

/// How lateness is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelinquencyTerms {
    /// Days of lateness that do not count.
    pub grace_days: u16,
    /// From how many days on each range holds, ascending.
    pub ranges: Vec<DelinquencyRange>,
    /// Whether each instalment is told of its own.
    pub by_installment: bool,
}

/// A range of lateness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelinquencyRange {
    /// A stable number.
    pub id: u32,
    /// Its stable name.
    pub code: String,
    /// The first day in it.
    pub min_days: u16,
    /// The last day in it; open when absent.
    pub max_days: Option<u16>,
}

/// House rules that may change while a loan lives; they bind from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practice {
    /// When a charge is earned.
    pub charge_accrual: ChargeAccrual,
    /// Whether a charge past maturity is earned at once.
    pub accrue_charges_after_maturity: bool,
    /// Whether overdue principal does not join the balance on which later interest is computed.
    pub overdue_principal_apart: bool,
    /// Whether interest above the instalment is recovered before principal.
    pub excess_interest_first: bool,
    /// Which instalment is told as next.
    pub next_due: NextDue,
}

/// When a charge is earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChargeAccrual {
    /// On its due date.
    DueDate,
    /// On the day it was entered.
    EntryDate,
}

/// Which instalment is told as next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextDue {
    /// The first after the business date.
    NextAfterToday,
    /// The first that is not paid.
    EarliestUnpaid,
}

impl Default for Practice {
    fn default() -> Practice {
        Practice {
            charge_accrual: ChargeAccrual::DueDate,
            accrue_charges_after_maturity: false,
            overdue_principal_apart: false,
            excess_interest_first: false,
            next_due: NextDue::NextAfterToday,
        }
    }
}
