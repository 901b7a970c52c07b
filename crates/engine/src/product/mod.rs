//! A product: everything a lender may vary about a loan, as validated data.
//!
//! A product file is read by [`file::read`]; what it holds is checked by [`validate`] before any
//! contract can be signed under it. A contract pins the product's id and version.

pub mod charges;
pub mod file;
pub mod parts;
mod problem;
mod relief;
pub mod revolving;
mod revolving_checks;
mod revolving_words;
mod schedule_checks;
mod schedule_words;
#[cfg(test)]
mod tests;
pub mod validate;
mod words;

use std::sync::Arc;

use primitives::amount::Minor;
use primitives::calendar::{CalendarId, Shift};
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::{Fraction, Rate};
use primitives::rounding::{Grid, Rounding};

use self::charges::ListedCharge;
use self::parts::Parts;
use self::revolving::RevolvingRule;
use crate::accrual::InterestRule;
use crate::policy::Pack;
use crate::relief::rules::ReliefRules;
use crate::schedule::cycle::ShiftOrder;
use crate::waterfall::Waterfall;

/// Which product, and which of its versions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductRef {
    /// Stable name, such as `cash-loan`.
    pub id: String,
    /// Counts from 1.
    pub version: u32,
}

/// A text in both languages of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The terms a lender offers; see the modules of `engine` for what each part does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Name and version contracts pin.
    pub reference: ProductRef,
    /// What people call it.
    pub name: Bilingual,
    /// First day contracts may be signed under it.
    pub effective_from: Date,
    /// The policy pack its contracts stand under; none for a product outside any.
    pub policy: Option<Arc<Pack>>,
    /// Of every amount in it.
    pub currency: Currency,
    /// Smallest and largest principal.
    pub amount: (Minor, Minor),
    /// Lowest and highest contract rate.
    pub rate: (Rate, Rate),
    /// How time becomes interest.
    pub interest: InterestRule,
    /// How principal is repaid.
    pub amortization: Amortization,
    /// The sizes of principal parts, where they are unequal.
    pub parts: Parts,
    /// Whether the agreed amount is paid out at once.
    pub drawdowns: Drawdowns,
    /// Allowed numbers of instalments (months, for a bullet).
    pub installments: Vec<u16>,
    /// When instalments fall due.
    pub due: DueRule,
    /// What lateness is treated as none.
    pub tolerance: Tolerance,
    /// What lateness costs; nothing but the contract rate when absent.
    pub late: Option<LateRule>,
    /// Bounds on what may be charged.
    pub caps: Caps,
    /// Paying before time.
    pub prepayment: Prepayment,
    /// What the lender may add by hand.
    pub charges: Vec<ListedCharge>,
    /// Who is paid first.
    pub waterfall: Waterfall,
    /// A second order from some days past due on.
    pub waterfall_late: Option<(u16, Waterfall)>,
    /// Buckets, classes, and what happens at which days past due.
    pub delinquency: Delinquency,
    /// Which relief may be granted, and to whom.
    pub relief: ReliefRules,
    /// How the instalment and each interest line are rounded.
    pub rounding: ProductRounding,
    /// How a revolving account bills; none for every other product.
    pub revolving: Option<Box<RevolvingRule>>,
}

impl Product {
    /// How instalments and principal parts are rounded.
    pub fn installment_grid(&self) -> Grid {
        let multiple = self.rounding.multiple.map_or(1, |multiple| multiple.0.max(1));
        Grid { rounding: self.rounding.installment, multiple: multiple.into() }
    }

    /// Whether a borrower may choose a due day of their own.
    pub fn offers_due_day(&self, day: u8) -> bool {
        self.revolving
            .as_ref()
            .is_none_or(|rule| rule.cycles.iter().any(|cycle| cycle.due_day == day))
    }
}

/// How principal is repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amortization {
    /// 等额本息: equal instalments.
    EqualInstallment,
    /// 等额本金: equal principal parts.
    EqualPrincipal,
    /// 先息后本: interest each period, principal with the last.
    InterestOnly,
    /// 到期还本付息: everything at the end.
    Bullet,
    /// 季节性还款: principal by the month of the due.
    Seasonal,
    /// 阶梯还款: principal in steps.
    Stepped,
    /// 循环: a limit, purchases, and a minimum per statement.
    Revolving,
}

/// Whether the agreed amount is paid out at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Drawdowns {
    /// All of it.
    #[default]
    Once,
    /// In parts up to it, as they are needed.
    Several,
}

/// When instalments fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRule {
    /// Which day of the month.
    pub day: DueDay,
    /// How the first period is cut.
    pub first_period: FirstPeriod,
    /// Whose working days count.
    pub calendar: CalendarId,
    /// Where a due date on a day off goes.
    pub shift: Shift,
    /// Whether interest runs to the scheduled or to the moved date.
    pub accrual: ShiftOrder,
}

/// Which day of the month instalments fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueDay {
    /// The same for every loan, 1–28.
    Fixed(u8),
    /// The day of disbursement; the 28th when that is later.
    OfDisbursement,
}

/// How the first period is cut when the due day is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstPeriod {
    /// To the first due day after disbursement, however near.
    Stub,
    /// To the first due day at least a month after disbursement.
    Full,
}

/// Lateness and shortfall that are treated as none (容时容差).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tolerance {
    /// Days after the due date; if passed, days count from the due date itself.
    pub days: u16,
    /// A rest up to this is treated as paid and rolls to the next due.
    pub amount: Minor,
}

/// What lateness costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateRule {
    /// Rate or fee.
    pub charge: LateCharge,
    /// What the rate runs on.
    pub base: LateBase,
    /// Whether the late rate takes the contract rate's place on overdue principal, or is added.
    pub contract_rate: OverdueContractRate,
}

/// The price of lateness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateCharge {
    /// The contract rate times this: 1.5 for 罚息 of +50 %.
    Multiplier(Fraction),
    /// The contract rate plus this, in the contract rate's own terms.
    Spread(Fraction),
    /// So much a day, whatever the contract rate.
    FixedDaily(Fraction),
    /// One fee per missed due, once its tolerance has passed.
    FlatFee(Minor),
    /// This share of what is unpaid of each missed due, once, when its tolerance has passed.
    ShareOfDue(Fraction),
}

/// What a late rate runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateBase {
    /// Overdue principal.
    Principal,
    /// Overdue principal and interest.
    PrincipalAndInterest,
}

/// What becomes of contract interest on overdue principal while a late charge runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverdueContractRate {
    /// The late rate stands in its place.
    Replaced,
    /// It runs on beside the late charge.
    Continues,
}

/// Bounds on charges; what lies above is kept as a memo and never billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Caps {
    /// The highest simple yearly late rate.
    pub late_rate_yearly: Option<Fraction>,
    /// The most that late charges may sum to, as a share of principal lent.
    pub late_total: Option<Fraction>,
    /// Whether a fee for lateness may not be more than what had to be paid.
    pub late_fee_within_due: bool,
}

/// Paying before time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepayment {
    /// Whether it is possible at all.
    pub permission: PrepayPermission,
    /// Fee on principal prepaid.
    pub fee: Fraction,
    /// What a partial prepayment does to the rest.
    pub partial: PartialRule,
    /// What becomes of money beyond what is due when the payer says nothing.
    pub surplus: Surplus,
}

/// Whether a loan may be paid before time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrepayPermission {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

/// What a partial prepayment does to the rest of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartialRule {
    /// The instalment stays, the loan ends earlier (缩期).
    Shorten,
    /// The end stays, the instalment falls (减额).
    Reduce,
}

/// What becomes of money beyond what is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surplus {
    /// Held for the next due.
    Hold,
    /// Applied to principal at once.
    Prepay,
}

/// Buckets, classes, and what happens at which days past due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delinquency {
    /// The last day of each bucket from M0 on: `[0, 30, 60, 90, 120, 150, 180]`.
    pub bucket_ends: Vec<u16>,
    /// Last day of the short class.
    pub short_through: u16,
    /// Last day of the mid class; later is long.
    pub mid_through: u16,
    /// Overdue at or below this amount is not material.
    pub material_amount: Minor,
    /// Overdue at or below this share of what is owed is not material.
    pub material_share: Fraction,
    /// Income stops being booked from this day past due.
    pub nonaccrual_from: Option<u16>,
    /// Charge-off by policy from this day past due.
    pub charge_off_from: Option<u16>,
}

/// Where rounding happens and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct ProductRounding {
    /// The level instalment or the equal principal part.
    pub installment: Rounding,
    /// Each interest and default-interest line.
    pub interest: Rounding,
    /// What instalments and principal parts are whole multiples of; the minor unit when absent.
    pub multiple: Option<Minor>,
    /// Which instalment takes what rounding leaves.
    pub rest: Rest,
    /// How interest is rounded while it accrues.
    pub accrual: AccrualRounding,
}

/// Which instalment takes what rounding the others leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rest {
    /// The last.
    #[default]
    Last,
    /// The first.
    First,
}

/// How interest is rounded while it accrues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum AccrualRounding {
    /// Not before it is billed, paid or quoted.
    #[default]
    Exact,
    /// Day by day.
    Daily,
}
