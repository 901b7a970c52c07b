//! The root of a sum of discounted amounts, sought in the logarithm of the growth factor so that
//! rates just above −100 % and rates of a million percent are equally near.

use super::SolveError;
use crate::year_fraction::YearFraction;

/// `amount / ((1 + part × i)(1 + i)^time)` as a function of `i`.
pub(super) struct Term {
    pub time: YearFraction,
    pub part: YearFraction,
    pub amount: i128,
}

/// The highest rate sought, e^700: near the end of what floating point holds.
const CEILING: f64 = 700.0;
/// The lowest sought: far below any loss between amounts of 128 bits a day apart.
const FLOOR: f64 = -1e6;
/// Growth of at most e^9.2, ten thousandfold a year either way.
const EARTHLY: f64 = 9.2;
/// Points looked at for sign changes when more than one root is possible.
const SCAN_POINTS: i32 = 8_000;
/// Where the points turn from evenly spaced to proportionally spaced.
const SCAN_CORE: f64 = 0.01;

/// The rate at which the terms add up to nothing.
pub(super) fn solve(mut terms: Vec<Term>) -> Result<f64, SolveError> {
    if terms.len() < 2 {
        return Err(SolveError::TooFewFlows);
    }
    if !terms.is_sorted_by(|a, b| a.position() <= b.position()) {
        terms.sort_by(|a, b| a.position().total_cmp(&b.position()));
    }
    let balance = Balance::of(&netted(terms)?);
    let bracket = match balance.sign_changes() {
        0 => return Err(SolveError::OneSigned),
        // Descartes' rule for sums of exponentials: one sign change, one root.
        1 => balance.widen()?,
        _ => balance.scan()?,
    };
    // A total loss within days is nearer to −1 than floating point can say, yet never −1 itself.
    Ok(balance.refine(bracket).exp_m1().max((-1.0_f64).next_up()))
}

impl Term {
    fn position(&self) -> f64 {
        float(self.time) + float(self.part)
    }
}

/// The nearest floating-point number of years.
pub(super) fn float(years: YearFraction) -> f64 {
    years.numerator() as f64 / years.denominator() as f64
}

/// Sums amounts of the same time exactly and drops those that come to nothing.
fn netted(sorted: Vec<Term>) -> Result<Vec<Term>, SolveError> {
    let mut netted: Vec<Term> = Vec::with_capacity(sorted.len());
    for term in sorted {
        match netted.last_mut() {
            Some(last) if (last.time, last.part) == (term.time, term.part) => {
                let sum = last.amount.checked_add(term.amount);
                last.amount = sum.ok_or(SolveError::TooLarge)?;
            }
            _ => netted.push(term),
        }
    }
    netted.retain(|term| term.amount != 0);
    Ok(netted)
}

/// The terms in floating point, in order of time. Its variable is `x = ln(1 + i)`.
struct Balance {
    terms: Vec<FloatTerm>,
    /// Whether no term has a part of a period of its own.
    whole: bool,
    first: f64,
    last: f64,
}

struct FloatTerm {
    time: f64,
    part: f64,
    amount: f64,
}

impl Balance {
    fn of(terms: &[Term]) -> Balance {
        let terms: Vec<FloatTerm> = terms
            .iter()
            .map(|term| FloatTerm {
                time: float(term.time),
                part: float(term.part),
                amount: term.amount as f64,
            })
            .collect();
        let first = terms.first().map_or(0.0, |term| term.time);
        let last = terms.last().map_or(0.0, |term| term.time);
        let whole = terms.iter().all(|term| term.part == 0.0);
        Balance { terms, whole, first, last }
    }

    fn sign_changes(&self) -> usize {
        self.terms.windows(2).filter(|pair| pair[0].amount * pair[1].amount < 0.0).count()
    }

    /// The sum and its slope at `x`, as of the first time when discounting and of the last when
    /// not, so that no term overflows. Moving it in time moves no root.
    fn at(&self, x: f64) -> (f64, f64) {
        let as_of = if x >= 0.0 { self.first } else { self.last };
        if self.whole {
            return self.terms.iter().fold((0.0, 0.0), |(sum, slope), term| {
                let present = term.amount * (-x * (term.time - as_of)).exp();
                (sum + present, slope - present * (term.time - self.first))
            });
        }
        let (growth, rate) = (x.exp(), x.exp_m1());
        self.terms.iter().fold((0.0, 0.0), |(sum, slope), term| {
            let accrued = 1.0 + term.part * rate;
            let present = term.amount * (-x * (term.time - as_of)).exp() / accrued;
            let falls = term.time - self.first + term.part * growth / accrued;
            (sum + present, slope - present * falls)
        })
    }

    /// Steps away from zero until the sum changes sign.
    fn widen(&self) -> Result<(f64, f64), SolveError> {
        let (origin, _) = self.at(0.0);
        if origin == 0.0 {
            return Ok((0.0, 0.0));
        }
        // Far to the right only the first amount counts, far to the left only the last.
        let right = self.terms.first().is_some_and(|term| term.amount * origin < 0.0);
        let (mut near, mut step) = (0.0, if right { 0.05 } else { -0.05 });
        while near > FLOOR && near < CEILING {
            let far = f64::clamp(near + step, FLOOR, CEILING);
            if self.at(far).0 * origin <= 0.0 {
                return Ok((near.min(far), near.max(far)));
            }
            (near, step) = (far, step * 2.0);
        }
        Err(SolveError::NoRate)
    }

    /// The sign changes over the whole range: the only one, or the only one at an earthly rate.
    /// Flows that change sign often also balance where discounting leaves nothing but the first or
    /// the last of them, at −99.9999 % or at e^100; such roots price nothing.
    fn scan(&self) -> Result<(f64, f64), SolveError> {
        let brackets = self.brackets();
        let earthly = |bracket: &&(f64, f64)| bracket.0 > -EARTHLY && bracket.1 < EARTHLY;
        match (brackets.as_slice(), brackets.iter().filter(earthly).count()) {
            ([], _) => Err(SolveError::NoRate),
            ([only], _) => Ok(*only),
            (several, 1) => several.iter().find(earthly).copied().ok_or(SolveError::NoRate),
            _ => Err(SolveError::SeveralRates),
        }
    }

    fn brackets(&self) -> Vec<(f64, f64)> {
        let [lowest, highest] = [FLOOR, CEILING].map(|x| (x / SCAN_CORE).asinh());
        let spread = (highest - lowest) / f64::from(SCAN_POINTS);
        let point = |k: i32| (lowest + f64::from(k) * spread).sinh() * SCAN_CORE;
        // A point of exactly nothing is passed over: the next says on which side the sum goes on.
        let signs: Vec<(f64, f64)> = (0..=SCAN_POINTS)
            .map(|k| (point(k), self.at(point(k)).0))
            .filter(|(_, value)| *value != 0.0)
            .collect();
        let changes = signs.windows(2).filter(|pair| pair[0].1 * pair[1].1.signum() < 0.0);
        changes.map(|pair| (pair[0].0, pair[1].0)).collect()
    }

    /// Newton's method held within the bracket; where it leaves it or slows, the bracket is halved.
    fn refine(&self, (mut left, mut right): (f64, f64)) -> f64 {
        let left_sign = self.at(left).0.signum();
        let mut x = 0.5 * (left + right);
        for _ in 0..300 {
            let (value, slope) = self.at(x);
            if value == 0.0 || right - left <= f64::EPSILON * x.abs() {
                break;
            }
            if value.signum() == left_sign {
                left = x
            } else {
                right = x
            }
            let newton = x - value / slope;
            let next = if newton > left && newton < right { newton } else { 0.5 * (left + right) };
            if next == x {
                break;
            }
            x = next;
        }
        x
    }
}
