//! Relief as written: `relief TOOL …`, `for service` where the borrower is in no difficulty.

use engine::relief::{Grant, Reason, Relief};
use primitives::date::Date;
use primitives::money::Currency;

use crate::notation::{Problem, expected};

/// Reads a grant from its words, amounts in `currency`.
pub fn relief(words: &[String], currency: Currency) -> Result<Grant, Problem> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    grant(&words, currency)
}

/// The same from words already parted.
pub(crate) fn grant(words: &[&str], _currency: Currency) -> Result<Grant, Problem> {
    let (words, reason) = match words {
        [rest @ .., "for", "service"] => (rest, Reason::Service),
        all => (all, Reason::Hardship),
    };
    let date = |text: &str| text.parse::<Date>().map_err(|_| expected("a date YYYY-MM-DD"));
    let number = |text: &str| text.parse().map_err(|_| expected("the number of a fact"));
    let relief = match words {
        ["re-age", "counted-from", from] => Relief::ReAge { counted_from: date(from)? },
        ["pause", "until", until] => Relief::Pause { until: date(until)? },
        ["pause-changed", pause, "until", until] => {
            Relief::PauseChanged { pause: number(pause)?, until: date(until)? }
        }
        _ => return Err(Problem::Unknown(format!("relief {}", words.join(" ")))),
    };
    Ok(Grant { reason, relief })
}
