//! Stepped contracts (LAX): principal, interest and rates that change their rhythm and their size
//! at stated dates.

use primitives::date::Date;

use super::contract::{Contract, Rhythm, Rhythms};
use super::events::EventKind;
use super::figure::Figure;
use super::maturity::LAST_YEAR;
use super::moment::Moment;
use super::schedule::moments;
use super::terms::{Malformed, Period, Terms};

/// One stretch of a stepped schedule, up to the next one's first date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it starts and how it repeats.
    pub rhythm: Rhythm,
    /// What happens at each of its dates.
    pub kind: EventKind,
    /// The principal part, the rate or the spread.
    pub stated: Option<Figure>,
}

/// The stepped schedules of a contract; empty where it has none.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Steps {
    /// Interest payments.
    pub interest: Vec<Step>,
    /// Principal up and down.
    pub principal: Vec<Step>,
    /// Rates.
    pub rate: Vec<Step>,
}

/// Something that happens at a date of a stepped schedule.
pub type Stepped = (Moment, EventKind, Option<Figure>);

const DIRECTIONS: [(&str, EventKind); 2] =
    [("INC", EventKind::PrincipalIncrease), ("DEC", EventKind::PrincipalRedemption)];

const RATES: [(&str, EventKind); 2] =
    [("FIX", EventKind::RateResetFixed), ("VAR", EventKind::RateReset)];

impl Steps {
    /// Reads the array terms of a contract; where it has none of a kind, its plain rhythm runs.
    pub fn read(terms: &Terms, rhythms: &Rhythms) -> Result<Steps, Malformed> {
        let interest = steps(terms, "InterestPayment", rhythms.interest)?;
        let principal = steps(terms, "PrincipalRedemption", rhythms.redemption)?;
        let rate = steps(terms, "RateReset", rhythms.reset)?;
        let amounts = terms.read_list("arrayNextPrincipalRedemptionPayment")?;
        let rates = terms.read_list("arrayRate")?;
        let directions = kinds(terms, "arrayIncreaseDecrease", &DIRECTIONS)?;
        let resets = kinds(terms, "arrayFixedVariable", &RATES)?;
        if !principal.is_empty() && amounts.is_empty() {
            return Err(Malformed::new("arrayNextPrincipalRedemptionPayment", "missing"));
        }
        Ok(Steps {
            interest: told(interest, &[EventKind::InterestPayment], &[]),
            principal: told(principal, &directions, &amounts),
            rate: told(rate, &resets, &rates),
        })
    }
}

fn steps(terms: &Terms, name: &str, plain: Option<Rhythm>) -> Result<Vec<Rhythm>, Malformed> {
    let anchors: Vec<Moment> = terms.read_list(&format!("arrayCycleAnchorDateOf{name}"))?;
    let periods: Vec<Period> = terms.read_list(&format!("arrayCycleOf{name}"))?;
    if anchors.is_empty() {
        return Ok(plain.into_iter().collect());
    }
    if anchors.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(Malformed::new(format!("arrayCycleAnchorDateOf{name}"), "not in order"));
    }
    let rhythm = |(index, first)| Rhythm { first, period: serving(&periods, index) };
    Ok(anchors.into_iter().enumerate().map(rhythm).collect())
}

fn kinds(
    terms: &Terms,
    name: &str,
    codes: &[(&str, EventKind); 2],
) -> Result<Vec<EventKind>, Malformed> {
    let kind = |text: String| {
        let known = codes.iter().find(|(code, _)| *code == text);
        known.map(|(_, kind)| *kind).ok_or_else(|| {
            Malformed::new(name, format!("`{text}` is neither {} nor {}", codes[0].0, codes[1].0))
        })
    };
    // Where nothing is told, principal goes down and rates follow their index.
    let told: Vec<EventKind> = terms.list(name)?.into_iter().map(kind).collect::<Result<_, _>>()?;
    Ok(if told.is_empty() { vec![codes[1].1] } else { told })
}

/// The value at a place of a list; the last one serves all places after it.
fn serving<T: Copy>(list: &[T], index: usize) -> Option<T> {
    list.get(index).or(list.last()).copied()
}

fn told(rhythms: Vec<Rhythm>, kinds: &[EventKind], stated: &[Figure]) -> Vec<Step> {
    let step = |(index, rhythm)| {
        let kind = serving(kinds, index)?;
        Some(Step { rhythm, kind, stated: serving(stated, index) })
    };
    rhythms.into_iter().enumerate().filter_map(step).collect()
}

/// What the steps of one schedule lead to before `end`.
pub fn stepped(contract: &Contract, steps: &[Step], end: Moment) -> Vec<Stepped> {
    let mut found = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let next = steps.get(index + 1).map_or(end, |next| next.rhythm.first.min(end));
        let dates = moments(contract, Some(step.rhythm), next);
        found.extend(dates.into_iter().map(|moment| (moment, step.kind, step.stated)));
    }
    found
}

/// The date on which the steps bring principal to nothing.
pub fn end_of_principal(contract: &Contract) -> Result<Moment, Malformed> {
    let mut left = Figure::from(contract.principal);
    let too_large = || Malformed::new("arrayNextPrincipalRedemptionPayment", "too large");
    let last = contract.status.on(Date::clipped(LAST_YEAR, 12, 31));
    for (moment, kind, stated) in stepped(contract, &contract.steps.principal, last) {
        if moment < contract.status {
            continue;
        }
        let part = stated.unwrap_or_default();
        left = match kind {
            EventKind::PrincipalIncrease => left.plus(part),
            _ => left.minus(part),
        }
        .ok_or_else(too_large)?;
        if left <= Figure::default() {
            return Ok(moment);
        }
    }
    Err(Malformed::new("maturityDate", "missing, and principal is never repaid"))
}
