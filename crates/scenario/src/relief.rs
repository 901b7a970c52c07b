//! Relief as written: `relief TOOL …`, `for service` where the borrower is in no difficulty.

use engine::fact::Reamortization;
use engine::relief::{Grant, Part, Reason, Relief};
use engine::waterfall::UnknownComponent;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Rate;

use crate::notation::{Problem, expected};

/// Reads a grant from its words, amounts in `currency`.
pub fn relief(words: &[String], currency: Currency) -> Result<Grant, Problem> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    grant(&words, currency)
}

/// The same from words already parted.
pub(crate) fn grant(words: &[&str], currency: Currency) -> Result<Grant, Problem> {
    let (words, reason) = match words {
        [rest @ .., "for", "service"] => (rest, Reason::Service),
        all => (all, Reason::Hardship),
    };
    let money = |text: &str| {
        currency.parse_minor(text).map(Minor).map_err(|error| Problem::Expected(error.to_string()))
    };
    let rate = |share: &str, per: &str| {
        format!("{share} per {per}").parse::<Rate>().map_err(|_| expected("a rate"))
    };
    let date = |text: &str| text.parse::<Date>().map_err(|_| expected("a date YYYY-MM-DD"));
    let number = |text: &str| text.parse().map_err(|_| expected("the number of a fact"));
    let relief = match words {
        ["re-age", "counted-from", from] => Relief::ReAge { counted_from: date(from)? },
        ["grace", "until", until] => Relief::Grace { until: date(until)? },
        ["extension", "over", count, "from", first] => {
            Relief::Extension { first_due: date(first)?, installments: small(count)? }
        }
        ["deferral", "of", dues] => Relief::Deferral { dues: small(dues)? },
        ["rate-cut", "to", share, "per", per] => {
            Relief::RateCut { rate: rate(share, per)?, until: None }
        }
        ["rate-cut", "to", share, "per", per, "until", until] => {
            Relief::RateCut { rate: rate(share, per)?, until: Some(date(until)?) }
        }
        ["interest-stop", "until", until] => Relief::InterestStop { until: date(until)? },
        ["conditional-waiver", component, amount, "after", kept] => Relief::ConditionalWaiver {
            component: component
                .parse()
                .map_err(|error: UnknownComponent| expected(&error.to_string()))?,
            amount: money(amount)?,
            vests_after: small(kept)?,
        },
        ["settlement", parts @ ..] => Relief::Settlement { parts: settlement(parts, &money)? },
        ["refinanced", amount, "by", loan] => {
            Relief::Refinanced { amount: money(amount)?, by: (*loan).to_owned() }
        }
        ["long-plan", "over", count, "from", first, "at", share, "per", per] => {
            Relief::LongPlan(Reamortization {
                first_due: date(first)?,
                installments: small(count)?,
                rate: rate(share, per)?,
                kept_to_cure: 3,
            })
        }
        ["pause", "until", until] => Relief::Pause { until: date(until)? },
        ["pause-changed", pause, "until", until] => {
            Relief::PauseChanged { pause: number(pause)?, until: date(until)? }
        }
        _ => return Err(Problem::Unknown(format!("relief {}", words.join(" ")))),
    };
    Ok(Grant { reason, relief })
}

fn small<T: std::str::FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| expected("a number"))
}

/// `AMOUNT by DATE`, again for every payment.
fn settlement(
    words: &[&str],
    money: &impl Fn(&str) -> Result<Minor, Problem>,
) -> Result<Vec<Part>, Problem> {
    let part = |words: &[&str]| match words {
        [amount, "by", date] => {
            let by = date.parse().map_err(|_| expected("a date YYYY-MM-DD"))?;
            Ok(Part { by, amount: money(amount)? })
        }
        _ => Err(expected("AMOUNT by DATE, once for every payment")),
    };
    words.chunks(3).map(part).collect()
}
