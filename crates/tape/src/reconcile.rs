//! The engine beside what was reported: where the balances part, by how much, and why.
//!
//! Spec: `docs/specs/import.md`.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::tape::{Close, Observation, Tape, TapeLoan};

/// Balances this far apart, in minor units, count as equal.
const EQUAL_WITHIN: i64 = 1_00;
/// Interest off what the rate gives by no more than one part in so many counts as the rate's.
const INTEREST_WITHIN: i128 = 20;
/// How many of the widest gaps are listed.
const WIDEST: usize = 10;

/// What the engine makes of one loan of the tape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EngineBalance {
    /// The loan's place in [`Tape::loans`].
    pub loan: usize,
    /// Principal outstanding, due or not, at the end of the loan's last observed month.
    pub principal: Minor,
}

/// Why the engine and the old system differ. The first that applies is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// They do not: within 1.00.
    Equal,
    /// Reported paid off in another part of the month than the engine assumes, or with a small rest
    /// let go: the engine still has principal.
    PayoffTiming,
    /// The reported balance moved by other than the principal collected: interest capitalised, a
    /// correction, a partial write-down.
    BalanceAdjusted,
    /// Money from selling the collateral or after a loss was reported apart from payments.
    OtherCash,
    /// Payments hold more or less interest than the rate gives: fees inside them, or another rate.
    InterestApart,
    /// Months without a payment, missed or allowed: interest of those months is paid first, by the
    /// days the old system counted.
    MissedMonths,
    /// The same rate on other days: the tape tells the month of a payment and not its day.
    DayCount,
}

/// One loan's two balances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The loan's place in [`Tape::loans`].
    pub loan: usize,
    /// The last observed month.
    pub month: Date,
    /// What the engine says.
    pub engine: Minor,
    /// What was reported.
    pub reported: Minor,
    /// Why they differ.
    pub cause: Cause,
}

/// All loans that differ for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CauseTotals {
    /// The reason.
    pub cause: Cause,
    /// How many.
    pub loans: u64,
    /// Engine less reported, added up.
    pub gap: i128,
    /// The same without regard to sign.
    pub gap_absolute: i128,
}

/// The engine beside what was reported, over a tape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Loans that have both balances.
    pub compared: u64,
    /// Loans with only one of them.
    pub not_compared: u64,
    /// The engine's balances together, in minor units.
    pub engine_total: i128,
    /// The reported ones together.
    pub reported_total: i128,
    /// Every cause met, [`Cause::Equal`] first.
    pub by_cause: Vec<CauseTotals>,
    /// The widest gaps, widest first.
    pub widest: Vec<Gap>,
}

impl Gap {
    /// Engine less reported.
    pub fn difference(&self) -> i64 {
        self.engine.0.saturating_sub(self.reported.0)
    }
}

impl Reconciliation {
    /// Loans whose balances are equal within 1.00.
    pub fn equal(&self) -> u64 {
        let equal = self.by_cause.iter().find(|totals| totals.cause == Cause::Equal);
        equal.map_or(0, |totals| totals.loans)
    }
}

impl Cause {
    /// A sentence for reports.
    pub const fn text(self) -> &'static str {
        match self {
            Cause::Equal => "equal within 1.00",
            Cause::PayoffTiming => "paid off on another day of the month, or a rest let go",
            Cause::BalanceAdjusted => "the reported balance moved by more than principal collected",
            Cause::OtherCash => "collateral proceeds or recoveries reported apart from payments",
            Cause::MissedMonths => "months without a payment: their interest is paid first",
            Cause::InterestApart => "payments hold other interest than the rate gives: fees",
            Cause::DayCount => "the same rate on other days of the month",
        }
    }
}

/// Compares the engine with what was reported, loan by loan, at each loan's last observed month.
pub fn reconcile(tape: &Tape, engine: &[EngineBalance]) -> Reconciliation {
    let gaps: Vec<Gap> = engine.iter().filter_map(|balance| gap(tape, *balance)).collect();
    let total = |side: fn(&Gap) -> Minor| gaps.iter().map(|gap| i128::from(side(gap).0)).sum();
    let compared = gaps.len() as u64;
    Reconciliation {
        compared,
        not_compared: (tape.loans.len() as u64).saturating_sub(compared),
        engine_total: total(|gap| gap.engine),
        reported_total: total(|gap| gap.reported),
        by_cause: by_cause(&gaps),
        widest: widest(gaps),
    }
}

fn gap(tape: &Tape, balance: EngineBalance) -> Option<Gap> {
    let loan = tape.loans.get(balance.loan)?;
    let seen = loan.last_observed()?;
    let (engine, reported) = (balance.principal, seen.balance?);
    let cause = cause(loan, engine, reported);
    Some(Gap { loan: balance.loan, month: seen.month, engine, reported, cause })
}

fn by_cause(gaps: &[Gap]) -> Vec<CauseTotals> {
    let mut totals: Vec<CauseTotals> = Vec::new();
    for gap in gaps {
        let difference = i128::from(gap.difference());
        let at = totals.iter().position(|one| one.cause == gap.cause).unwrap_or_else(|| {
            let cause = gap.cause;
            totals.push(CauseTotals { cause, loans: 0, gap: 0, gap_absolute: 0 });
            totals.len() - 1
        });
        totals[at].loans += 1;
        totals[at].gap += difference;
        totals[at].gap_absolute += difference.abs();
    }
    totals.sort_by_key(|one| one.cause);
    totals
}

fn widest(mut gaps: Vec<Gap>) -> Vec<Gap> {
    gaps.retain(|gap| gap.cause != Cause::Equal);
    gaps.sort_by_key(|gap| std::cmp::Reverse(gap.difference().unsigned_abs()));
    gaps.truncate(WIDEST);
    gaps
}

fn cause(loan: &TapeLoan, engine: Minor, reported: Minor) -> Cause {
    let life = life(loan);
    if (engine.0 - reported.0).abs() <= EQUAL_WITHIN {
        Cause::Equal
    } else if is_adjusted(life) {
        Cause::BalanceAdjusted
    } else if life.iter().any(has_other_cash) {
        Cause::OtherCash
    } else if matches!(loan.close, Some(Close::Paid(_))) {
        Cause::PayoffTiming
    } else if has_interest_apart(loan, life) {
        Cause::InterestApart
    } else if life.iter().skip(1).any(|seen| seen.payment.is_none_or(|paid| paid == Minor::ZERO)) {
        Cause::MissedMonths
    } else {
        Cause::DayCount
    }
}

/// The observations from the opening through the reported end.
fn life(loan: &TapeLoan) -> &[Observation] {
    let end = loan.close.map_or(Date::MAX, Close::month);
    let through = loan.observations.partition_point(|seen| seen.month <= end);
    &loan.observations[..through]
}

fn has_other_cash(seen: &Observation) -> bool {
    seen.kept.iter().flatten().any(|amount| *amount != Minor::ZERO)
}

/// Whether a balance moved by other than the principal collected, but for a cent of rounding. The
/// last step to nothing is left to [`Close`].
fn is_adjusted(life: &[Observation]) -> bool {
    life.windows(2).any(|pair| {
        let (Some(before), Some(after)) = (pair[0].balance, pair[1].balance) else { return false };
        let collected = pair[1].principal.unwrap_or(Minor::ZERO);
        after != Minor::ZERO && (before.0 - collected.0 - after.0).abs() > 1
    })
}

/// Whether the interest inside the payments is more than a twentieth off what the rate gives on the
/// balances, a year as twelve months.
fn has_interest_apart(loan: &TapeLoan, life: &[Observation]) -> bool {
    let per_year = engine::contract::yearly(loan.terms.rate);
    let one = i128::from(primitives::rate::FRACTION_UNITS) * 12;
    let (mut paid, mut expected) = (0_i128, 0_i128);
    for pair in life.windows(2) {
        let (Some(before), Some(payment)) = (pair[0].balance, pair[1].payment) else { continue };
        paid += i128::from(payment.0 - pair[1].principal.unwrap_or(Minor::ZERO).0);
        expected += i128::from(before.0) * per_year / one;
    }
    (paid - expected).abs() * INTEREST_WITHIN > expected.abs()
}
