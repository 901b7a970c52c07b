//! The terms of one contract in this code base's words.

use engine::accrual::{Growth, InterestRule, Span};
use engine::schedule::cycle::{BusinessDays, Cycle, MonthEnd, ShiftOrder, Step, step_date};
use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Fine;
use primitives::calendar::{CalendarId, Shift};
use primitives::date::Date;
use primitives::rate::{Fraction, Per, Rate};
use primitives::rounding::Rounding;

use super::events::Due;
use super::fees::FeeRule;
use super::figure::Figure;
use super::moment::Moment;
use super::rules::{ResetRule, ScalingRule};
use super::steps::Steps;
use super::terms::{Malformed, Notice, Period, Terms};

/// The contract types run here, by how principal comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContractKind {
    /// At maturity (PAM).
    Bullet,
    /// In fixed principal parts (LAM).
    Linear,
    /// As what a fixed payment leaves after interest, which may be less than nothing (NAM).
    NegativeAmortizer,
    /// As what a level payment leaves after interest (ANN).
    Annuity,
    /// In parts that change at stated dates, and may add to it (LAX).
    Stepped,
    /// When it is called (CLM).
    Call,
    /// Not by any date: interest joins it (UMP).
    Undated,
    /// Not at all, and without interest (CSH).
    Cash,
}

/// The contract types run here, by their published code.
pub const KINDS: [(&str, ContractKind); 8] = [
    ("PAM", ContractKind::Bullet),
    ("LAM", ContractKind::Linear),
    ("NAM", ContractKind::NegativeAmortizer),
    ("ANN", ContractKind::Annuity),
    ("LAX", ContractKind::Stepped),
    ("CLM", ContractKind::Call),
    ("UMP", ContractKind::Undated),
    ("CSH", ContractKind::Cash),
];

impl ContractKind {
    /// Whether no terms tell when it ends, unless they state a date.
    pub const fn is_undated(self) -> bool {
        matches!(self, ContractKind::Call | ContractKind::Undated | ContractKind::Cash)
    }
}

/// Whose books the amounts are signed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The one who lends: principal is above zero.
    Lender,
    /// The one who borrows: principal is below zero.
    Borrower,
}

/// On what amount interest is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InterestBase {
    /// The principal outstanding.
    Outstanding,
    /// The principal when the base was last fixed.
    LastFixed,
}

/// When a schedule starts and how it repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The first date.
    pub first: Moment,
    /// How it repeats; once only when absent.
    pub period: Option<Period>,
}

/// A purchase or a sale of the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trade {
    /// When.
    pub at: Moment,
    /// The price without the interest accrued.
    pub price: Fine,
}

/// The schedules a contract may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythms {
    /// Interest.
    pub interest: Option<Rhythm>,
    /// Principal, or the whole payment where it is level.
    pub redemption: Option<Rhythm>,
    /// Rate resets.
    pub reset: Option<Rhythm>,
    /// Scaling by an index.
    pub scaling: Option<Rhythm>,
    /// Fixing of the interest base.
    pub base: Option<Rhythm>,
    /// Fees.
    pub fee: Option<Rhythm>,
}

/// One contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// How principal comes back.
    pub kind: ContractKind,
    /// Whose books.
    pub side: Side,
    /// The terms describe the contract as of here.
    pub status: Moment,
    /// Pay-out.
    pub exchange: Moment,
    /// The end, when stated.
    pub maturity: Option<Moment>,
    /// The end up to which a level payment is solved, when stated.
    pub amortization: Option<Moment>,
    /// Principal, unsigned.
    pub principal: Fine,
    /// Added to the amount paid out.
    pub premium: Fine,
    /// The yearly rate at the start.
    pub rate: Fraction,
    /// Interest already accrued, unsigned, when stated.
    pub accrued: Option<Fine>,
    /// The principal part or whole payment, when stated.
    pub payment: Option<Fine>,
    /// Up to here interest is added to principal.
    pub capitalization_end: Option<Moment>,
    /// On what interest is computed.
    pub base: InterestBase,
    /// The first such amount, when stated.
    pub base_amount: Option<Fine>,
    /// The schedules.
    pub rhythms: Rhythms,
    /// Those that change at stated dates.
    pub steps: Steps,
    /// From a call to what it settles.
    pub notice: Option<Step>,
    /// The fee it carries.
    pub fee: Option<FeeRule>,
    /// What happens at a rate reset.
    pub reset: ResetRule,
    /// What happens at a scaling.
    pub scaling: ScalingRule,
    /// The purchase of the position.
    pub purchase: Option<Trade>,
    /// Its sale.
    pub termination: Option<Trade>,
    /// How time becomes interest.
    pub rule: InterestRule,
    /// Which days are worked.
    pub days: BusinessDays,
    /// The day kept in short months.
    pub month_end: MonthEnd,
}

impl Side {
    /// An amount in the lender's sign, signed for this side; and back.
    pub fn signed(self, amount: Fine) -> Fine {
        match self {
            Side::Lender => amount,
            Side::Borrower => -amount,
        }
    }
}

impl Contract {
    /// Reads one contract; terms that no code here acts on are refused, not passed over.
    pub fn read(terms: &Terms) -> Result<Contract, Malformed> {
        refuse_what_is_not_run(terms)?;
        let kind = required_choice(terms, "contractType", &KINDS)?;
        let Lending { exchange, rate, basis } = Lending::read(terms, kind)?;
        let month_end = month_end(terms)?;
        let rhythms = rhythms(terms, Start { kind, exchange, month_end })?;
        Ok(Contract {
            kind,
            side: required_choice(terms, "contractRole", &SIDES)?,
            status: terms.required("statusDate")?,
            exchange,
            maturity: terms.read("maturityDate")?,
            amortization: terms.read("amortizationDate")?,
            principal: terms.required::<Figure>("notionalPrincipal")?.to_fine(),
            premium: terms.amount("premiumDiscountAtIED")?,
            rate,
            accrued: terms.optional_amount("accruedInterest")?,
            payment: terms.optional_amount("nextPrincipalRedemptionPayment")?,
            capitalization_end: terms.read("capitalizationEndDate")?,
            base: terms.choice("interestCalculationBase", &BASES)?.unwrap_or(BASES[0].1),
            base_amount: terms.optional_amount("interestCalculationBaseAmount")?,
            steps: match kind {
                ContractKind::Stepped => Steps::read(terms, &rhythms)?,
                _ => Steps::default(),
            },
            rhythms,
            notice: terms.read("xDayNotice")?.map(|Notice(step)| step),
            fee: FeeRule::read(terms)?,
            reset: ResetRule::read(terms)?,
            scaling: ScalingRule::read(terms)?,
            purchase: trade(terms, "purchaseDate", "priceAtPurchaseDate")?,
            termination: trade(terms, "terminationDate", "priceAtTerminationDate")?,
            rule: InterestRule::Daily(basis),
            days: business_days(terms)?,
            month_end,
        })
    }

    /// What accrues on an amount over a stretch of days, unrounded up to the amount's scale.
    pub fn interest(&self, rate: Fraction, over: Span, amount: Fine) -> Fine {
        self.growth(rate, over).on(amount, Rounding::HalfUp)
    }

    /// The exact share that accrues over a stretch of days.
    pub fn growth(&self, rate: Fraction, over: Span) -> Growth {
        // The period is the stretch itself: day counting does not look at it.
        self.rule.growth(Rate { fraction: rate, per: Per::Year }, over, over)
    }

    /// The cycle of a rhythm that repeats.
    pub fn cycle(&self, first: Date, period: Period) -> Cycle {
        let Period { step, last_stub } = period;
        Cycle { anchor: first, step, month_end: self.month_end, last_stub }
    }

    /// A scheduled moment after business days are taken into account.
    pub fn place(&self, scheduled: Moment) -> Due {
        let placed = self.days.place(scheduled.date);
        Due { at: scheduled.on(placed.paid), computed: scheduled.on(placed.computed) }
    }

    /// The first date interest is scheduled for.
    pub fn first_interest(&self) -> Option<Moment> {
        let stepped = self.steps.interest.first().map(|step| step.rhythm.first);
        stepped.or(self.rhythms.interest.map(|rhythm| rhythm.first))
    }

    /// Whether the whole payment, interest included, is what the terms fix.
    pub const fn pays_level(&self) -> bool {
        matches!(self.kind, ContractKind::NegativeAmortizer | ContractKind::Annuity)
    }
}

const SIDES: [(&str, Side); 2] = [("RPA", Side::Lender), ("RPL", Side::Borrower)];

/// The published cases move the base with principal also where it is named the one at pay-out.
const BASES: [(&str, InterestBase); 3] = [
    ("NT", InterestBase::Outstanding),
    ("NTIED", InterestBase::Outstanding),
    ("NTL", InterestBase::LastFixed),
];

const DAY_COUNTS: [(&str, AccrualBasis); 4] = [
    ("A365", AccrualBasis::Act365),
    ("A360", AccrualBasis::Act360),
    ("AA", AccrualBasis::ActAct),
    ("30E360", AccrualBasis::ThirtyE360),
];

const MONTH_ENDS: [(&str, MonthEnd); 2] =
    [("SD", MonthEnd::SameDay), ("EOM", MonthEnd::EndOfMonth)];

const CALENDARS: [(&str, CalendarId); 2] = [("NC", CalendarId::None), ("MF", CalendarId::Weekdays)];

const CONVENTIONS: [(&str, (ShiftOrder, Shift)); 10] = [
    ("NULL", (ShiftOrder::ShiftThenCompute, Shift::None)),
    ("NOS", (ShiftOrder::ShiftThenCompute, Shift::None)),
    ("SCF", (ShiftOrder::ShiftThenCompute, Shift::Following)),
    ("SCMF", (ShiftOrder::ShiftThenCompute, Shift::ModifiedFollowing)),
    ("SCP", (ShiftOrder::ShiftThenCompute, Shift::Preceding)),
    ("SCMP", (ShiftOrder::ShiftThenCompute, Shift::ModifiedPreceding)),
    ("CSF", (ShiftOrder::ComputeThenShift, Shift::Following)),
    ("CSMF", (ShiftOrder::ComputeThenShift, Shift::ModifiedFollowing)),
    ("CSP", (ShiftOrder::ComputeThenShift, Shift::Preceding)),
    ("CSMP", (ShiftOrder::ComputeThenShift, Shift::ModifiedPreceding)),
];

/// Terms that change the events of a contract and that nothing here acts on yet: no published case
/// of these types uses them, so there would be nothing to check the code against.
fn refuse_what_is_not_run(terms: &Terms) -> Result<(), Malformed> {
    terms.choice("prepaymentEffect", &[("N", ())]).map(|_| ())
}

fn required_choice<T: Copy>(
    terms: &Terms,
    name: &str,
    codes: &[(&str, T)],
) -> Result<T, Malformed> {
    terms.choice(name, codes)?.ok_or_else(|| Malformed::new(name, "missing"))
}

fn required_rate(terms: &Terms, name: &str) -> Result<Fraction, Malformed> {
    terms.rate(name)?.ok_or_else(|| Malformed::new(name, "missing"))
}

fn month_end(terms: &Terms) -> Result<MonthEnd, Malformed> {
    Ok(terms.choice("endOfMonthConvention", &MONTH_ENDS)?.unwrap_or_default())
}

fn business_days(terms: &Terms) -> Result<BusinessDays, Malformed> {
    let calendar = terms.choice("calendar", &CALENDARS)?.unwrap_or_default();
    let convention = terms.choice("businessDayConvention", &CONVENTIONS)?;
    let (order, shift) = convention.unwrap_or_default();
    Ok(BusinessDays { calendar, shift, order })
}

fn trade(terms: &Terms, date: &str, price: &str) -> Result<Option<Trade>, Malformed> {
    let Some(at) = terms.read(date)? else { return Ok(None) };
    Ok(Some(Trade { at, price: terms.required::<Figure>(price)?.to_fine() }))
}

/// The terms of a loan that cash alone goes without.
struct Lending {
    exchange: Moment,
    rate: Fraction,
    basis: AccrualBasis,
}

impl Lending {
    fn read(terms: &Terms, kind: ContractKind) -> Result<Lending, Malformed> {
        if kind == ContractKind::Cash {
            let exchange = terms.required("statusDate")?;
            return Ok(Lending { exchange, rate: Fraction::ZERO, basis: AccrualBasis::Act365 });
        }
        Ok(Lending {
            exchange: terms.required("initialExchangeDate")?,
            rate: required_rate(terms, "nominalInterestRate")?,
            basis: required_choice(terms, "dayCountConvention", &DAY_COUNTS)?,
        })
    }
}

/// Where schedules without an anchor start from.
#[derive(Clone, Copy)]
struct Start {
    kind: ContractKind,
    exchange: Moment,
    month_end: MonthEnd,
}

fn rhythms(terms: &Terms, start: Start) -> Result<Rhythms, Malformed> {
    let of = |name: &str| rhythm(terms, name, start);
    Ok(Rhythms {
        interest: of("InterestPayment")?,
        redemption: of("PrincipalRedemption")?,
        reset: of("RateReset")?,
        scaling: of("ScalingIndex")?,
        base: of("InterestCalculationBase")?,
        fee: of("Fee")?,
    })
}

/// The schedule of the terms `cycleAnchorDateOf…` and `cycleOf…`. A cycle without an anchor starts
/// one step after pay-out, at call on pay-out itself.
fn rhythm(terms: &Terms, name: &str, start: Start) -> Result<Option<Rhythm>, Malformed> {
    let Start { kind, exchange, month_end } = start;
    let anchor: Option<Moment> = terms.read(&format!("cycleAnchorDateOf{name}"))?;
    let period: Option<Period> = terms.read(&format!("cycleOf{name}"))?;
    let count = if kind == ContractKind::Call { 0 } else { 1 };
    let from_exchange =
        |period: Period| exchange.on(step_date(exchange.date, period.step, count, month_end));
    let first = anchor.or_else(|| period.map(from_exchange));
    Ok(first.map(|first| Rhythm { first, period }))
}
