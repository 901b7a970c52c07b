//! Computed events against published ones.

use super::case::{Outcome, Row};
use super::figure::Figure;
use super::moment::Moment;
use super::terms::{Malformed, Scalar};

/// A field whose computed value is not the published one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which field of which event.
    pub field: String,
    /// The published value.
    pub expected: String,
    /// The computed one.
    pub got: String,
}

/// Published figures that contradict the other cases, by case, event and field: two calls report no
/// accrued interest where every other call reports what has accrued and settles it.
const SKIPPED: [(&str, &str, &str); 2] =
    [("clm07", "XD", "accruedInterest"), ("clm08", "XD", "accruedInterest")];

/// The first figure of a case that differs; none when all events agree.
pub fn difference(
    case: &str,
    rows: &[Row],
    outcomes: &[Outcome],
) -> Result<Option<Difference>, Malformed> {
    for (index, row) in rows.iter().enumerate() {
        let name = format!("results[{index}]");
        let found = match outcomes.get(index) {
            Some(outcome) => of_row((case, &name), row, outcome)?,
            None => Some(missing(name, row)),
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(outcomes.get(rows.len()).map(|extra| surplus(rows.len(), extra)))
}

fn missing(field: String, row: &Row) -> Difference {
    let expected = format!("{} {}", row.event_date.0, row.event_type.0);
    Difference { field, expected, got: "no event".to_owned() }
}

fn surplus(index: usize, extra: &Outcome) -> Difference {
    let got = format!("{} {}", extra.event.due.at, extra.event.kind.code());
    Difference { field: format!("results[{index}]"), expected: "no event".to_owned(), got }
}

fn of_row(
    (case, name): (&str, &str),
    row: &Row,
    outcome: &Outcome,
) -> Result<Option<Difference>, Malformed> {
    let field = |part: &str| format!("{name}.{part}");
    let at: Moment = parsed(&field("eventDate"), &row.event_date)?;
    let (due, kind) = (outcome.event.due.at, outcome.event.kind.code());
    if at != due || row.event_type.0 != kind {
        let expected = format!("{at} {}", row.event_type.0);
        let got = format!("{due} {kind}");
        return Ok(Some(Difference { field: name.to_owned(), expected, got }));
    }
    let numbers = [
        ("payoff", &row.payoff, Figure::from(outcome.payoff)),
        ("notionalPrincipal", &row.notional_principal, outcome.principal.into()),
        ("nominalInterestRate", &row.nominal_interest_rate, outcome.rate.into()),
        ("accruedInterest", &row.accrued_interest, outcome.accrued.into()),
    ];
    for (part, published, got) in numbers {
        if SKIPPED.contains(&(case, kind, part)) {
            continue;
        }
        let field = field(&format!("{part} ({at} {kind})"));
        let expected: Figure = parsed(&field, published)?;
        if !got.meets(expected) {
            let (expected, got) = (expected.to_string(), got.to_string());
            return Ok(Some(Difference { field, expected, got }));
        }
    }
    Ok(None)
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &str,
    text: &Scalar,
) -> Result<T, Malformed> {
    text.0.parse().map_err(|error| Malformed::new(field, error))
}
