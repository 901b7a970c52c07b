//! A time at another rate: interest lowered or stopped from a date, until another.

use primitives::date::Date;
use primitives::rate::{Fraction, Rate};

use crate::accrual::{Growth, Span};
use crate::contract::Contract;
use crate::late;
use crate::schedule::running;
use crate::state::{Shape, State};

/// A time at another rate. What had accrued before it began stands at the rate of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateWindow {
    /// First day at this rate.
    pub from: Date,
    /// First day no longer at it; none for the rest of the loan's life.
    pub until: Option<Date>,
    /// The rate, per the loan's own time.
    pub fraction: Fraction,
    /// Whether lateness costs anything meanwhile.
    pub lateness: Lateness,
}

/// Whether lateness costs anything while a window is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lateness {
    /// It does, by the rate then in force.
    Priced,
    /// It does not.
    Free,
}

/// A stretch of time at one rate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stretch {
    pub span: Span,
    pub rate: Rate,
    pub lateness: Lateness,
}

/// A span of time cut where the rate changes.
pub(crate) fn stretches(state: &State, span: Span) -> impl Iterator<Item = Stretch> {
    let window = state.relief.as_ref().and_then(|record| record.window);
    let (opens, closes) = window.map_or((span.to, span.to), |window| {
        let within = |date: Date| date.max(span.from).min(span.to);
        (within(window.from), within(window.until.unwrap_or(span.to)))
    });
    let base = state.rate;
    let reduced = window.map_or(base, |window| Rate { fraction: window.fraction, ..base });
    let inside = window.map_or(Lateness::Priced, |window| window.lateness);
    [
        (span.from, opens, base, Lateness::Priced),
        (opens, closes, reduced, inside),
        (closes.max(opens), span.to, base, Lateness::Priced),
    ]
    .into_iter()
    .filter(|(from, to, ..)| from < to)
    .map(|(from, to, rate, lateness)| Stretch { span: Span { from, to }, rate, lateness })
}

/// Contract interest over `span` in `period`, each day at its rate.
pub(crate) fn growth(contract: Contract, state: &State, span: Span, period: Span) -> Growth {
    let nothing = contract.growth(state.rate, Span { from: span.from, to: span.from }, period);
    stretches(state, span).fold(nothing, |sum, stretch| {
        let part = contract.growth(stretch.rate, stretch.span, period);
        Growth { numerator: sum.numerator + part.numerator, denominator: part.denominator }
    })
}

/// The contract rate of a day.
pub fn rate_on(state: &State, on: Date) -> Rate {
    let day = Span { from: on, to: on.plus_days(1) };
    stretches(state, day).next().map_or(state.rate, |stretch| stretch.rate)
}

/// Opens a window on the open day `window.from`, in place of one still open.
pub(crate) fn open(
    contract: Contract,
    state: &mut State,
    window: RateWindow,
    effects: &mut crate::effects::Effects,
) {
    late::assess(contract, state, window.from, effects);
    running::accrue(contract, state, window.from);
    state.relief_mut().window = Some(window);
    spread(contract, state);
}

/// Solves a level payment anew for the rates now ahead; interest stated for lines taken over was
/// for another rate.
pub(crate) fn spread(contract: Contract, state: &mut State) {
    match state.schedule.as_mut().map(|schedule| &mut schedule.shape) {
        Some(Shape::Level { .. }) => running::solve_level(contract, state),
        Some(Shape::Listed(lines)) => lines.iter_mut().for_each(|line| line.interest = None),
        _ => {}
    }
}

/// Whether a window is open at the end of a day.
pub(crate) fn is_open(window: &RateWindow, on: Date) -> bool {
    window.from <= on && window.until.is_none_or(|until| until > on.plus_days(1))
}
