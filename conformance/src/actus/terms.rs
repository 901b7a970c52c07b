//! The terms of one contract as published: names and texts, read leniently.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use engine::schedule::cycle::{LastStub, Step};
use primitives::amount::Fine;
use primitives::rate::Fraction;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::figure::Figure;
use super::moment::Moment;

/// What a case says that cannot be run, by the name of the field that says it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Malformed {
    /// The field as the file names it.
    pub field: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Malformed {
    /// Of a field and what is wrong with it.
    pub fn new(field: impl Into<String>, reason: impl Display) -> Malformed {
        Malformed { field: field.into(), reason: reason.to_string() }
    }
}

/// One published value as text, whether the file writes a string or a number. Numbers keep their
/// digits: none passes through floating point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar(pub String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Scalar, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        scalar_text(raw.get()).map(Scalar).map_err(serde::de::Error::custom)
    }
}

fn scalar_text(json: &str) -> Result<String, String> {
    match json.bytes().next() {
        Some(b'"') => serde_json::from_str(json).map_err(|error| error.to_string()),
        Some(b'n') => Ok(String::new()),
        Some(b'[' | b'{') | None => Err("one value expected, not a list or an object".to_owned()),
        Some(_) => Ok(json.to_owned()),
    }
}

/// The terms of one contract by name.
#[derive(Debug, Deserialize)]
pub struct Terms(BTreeMap<String, Box<RawValue>>);

/// A cycle such as `P3ML1`: its step and how its schedule closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// From one date to the next.
    pub step: Step,
    /// How the schedule closes.
    pub last_stub: LastStub,
}

impl Terms {
    /// The text of a term, without blanks around; nothing when absent or blank.
    pub fn text(&self, name: &str) -> Result<Option<String>, Malformed> {
        let Some(raw) = self.0.get(name) else { return Ok(None) };
        let text = scalar_text(raw.get()).map_err(|reason| Malformed::new(name, reason))?;
        Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()))
    }

    /// A term read as `T`; nothing when absent or blank.
    pub fn read<T>(&self, name: &str) -> Result<Option<T>, Malformed>
    where
        T: FromStr<Err: Display>,
    {
        self.text(name)?
            .map(|text| text.parse().map_err(|error: T::Err| Malformed::new(name, error)))
            .transpose()
    }

    /// A term that must be there, read as `T`.
    pub fn required<T>(&self, name: &str) -> Result<T, Malformed>
    where
        T: FromStr<Err: Display>,
    {
        self.read(name)?.ok_or_else(|| Malformed::new(name, "missing"))
    }

    /// The values of a term that may be a list or one value; none when absent or blank.
    pub fn list(&self, name: &str) -> Result<Vec<String>, Malformed> {
        let Some(raw) = self.0.get(name) else { return Ok(Vec::new()) };
        let scalars: Vec<Scalar> = match raw.get().starts_with('[') {
            true => serde_json::from_str(raw.get()).map_err(|error| Malformed::new(name, error))?,
            false => self.text(name)?.map(Scalar).into_iter().collect(),
        };
        Ok(scalars.into_iter().map(|scalar| scalar.0.trim().to_owned()).collect())
    }

    /// The values of such a term, each read as `T`.
    pub fn read_list<T>(&self, name: &str) -> Result<Vec<T>, Malformed>
    where
        T: FromStr<Err: Display>,
    {
        let read = |text: String| text.parse().map_err(|error: T::Err| Malformed::new(name, error));
        self.list(name)?.into_iter().map(read).collect()
    }

    /// An amount, zero when absent.
    pub fn amount(&self, name: &str) -> Result<Fine, Malformed> {
        Ok(self.optional_amount(name)?.unwrap_or_default())
    }

    /// An amount; nothing when absent.
    pub fn optional_amount(&self, name: &str) -> Result<Option<Fine>, Malformed> {
        Ok(self.read::<Figure>(name)?.map(Figure::to_fine))
    }

    /// A rate; nothing when absent.
    pub fn rate(&self, name: &str) -> Result<Option<Fraction>, Malformed> {
        self.read::<Figure>(name)?
            .map(|rate| rate.to_fraction().ok_or_else(|| Malformed::new(name, "too large")))
            .transpose()
    }

    /// One of the codes a term may take; nothing when absent.
    pub fn choice<T: Copy>(&self, name: &str, codes: &[(&str, T)]) -> Result<Option<T>, Malformed> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let known = codes.iter().find(|(code, _)| *code == text);
        known.map(|(_, value)| Some(*value)).ok_or_else(|| {
            let run = codes.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ");
            Malformed::new(name, format!("`{text}` is not run here: {run} are"))
        })
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads `P<n><unit>L<s>`: unit D, W, M, Q, H or Y; `L0` a long last stub, `L1` a short one.
    fn from_str(text: &str) -> Result<Period, String> {
        period(text).ok_or_else(|| format!("`{text}` is not a cycle such as P3ML1"))
    }
}

/// A length of time such as `P31D`, which may be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice(pub Step);

impl FromStr for Notice {
    type Err = String;

    fn from_str(text: &str) -> Result<Notice, String> {
        let step = text.strip_prefix('P').and_then(step);
        step.map(Notice).ok_or_else(|| format!("`{text}` is not a length of time such as P31D"))
    }
}

fn period(text: &str) -> Option<Period> {
    let (length, stub) = text.strip_prefix('P')?.split_once('L')?;
    let last_stub = match stub {
        "0" => LastStub::Long,
        "1" => LastStub::Short,
        _ => return None,
    };
    let step = step(length)?;
    (!step.is_empty()).then_some(Period { step, last_stub })
}

fn step(length: &str) -> Option<Step> {
    let unit = length.chars().next_back()?;
    let count: u16 = length.strip_suffix(unit)?.parse().ok()?;
    Some(match unit {
        'D' => Step::Days(count),
        'W' => Step::Days(count.checked_mul(7)?),
        'M' => Step::Months(count),
        'Q' => Step::Months(count.checked_mul(3)?),
        'H' => Step::Months(count.checked_mul(6)?),
        'Y' => Step::Months(count.checked_mul(12)?),
        _ => return None,
    })
}

/// One value at one time of a market index.
#[derive(Debug, Deserialize)]
struct Point {
    timestamp: Scalar,
    value: Scalar,
}

/// The published values of one market index.
#[derive(Debug, Deserialize)]
pub struct Series {
    data: Vec<Point>,
}

/// The market a contract looks at, by market object code.
#[derive(Debug)]
pub struct Market(BTreeMap<String, BTreeMap<Moment, Figure>>);

impl Market {
    /// Of published series.
    pub fn read(series: &BTreeMap<String, Series>) -> Result<Market, Malformed> {
        let read = |(code, series): (&String, &Series)| {
            let points = series.data.iter().map(|point| point_of(code, point));
            Ok((code.clone(), points.collect::<Result<_, Malformed>>()?))
        };
        series.iter().map(read).collect::<Result<_, _>>().map(Market)
    }

    /// The value last published at or before `at`.
    pub fn value(&self, code: &str, at: Moment) -> Result<Figure, Malformed> {
        let latest = self.0.get(code).and_then(|series| series.range(..=at).next_back());
        latest.map(|(_, value)| *value).ok_or_else(|| {
            Malformed::new(format!("dataObserved.{code}"), format!("no value by {at}"))
        })
    }
}

fn point_of(code: &str, point: &Point) -> Result<(Moment, Figure), Malformed> {
    let field = || format!("dataObserved.{code}");
    let at = point.timestamp.0.parse().map_err(|error| Malformed::new(field(), error))?;
    let value = point.value.0.parse().map_err(|error| Malformed::new(field(), error))?;
    Ok((at, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(json: &str) -> Terms {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_and_strings_read_alike() {
        let terms = terms(r#"{"a": "  5000", "b": 0.05, "c": "", "d": [1, 2], "e": null}"#);
        assert_eq!(terms.amount("a").unwrap(), Fine(5_000_000_000_000_000));
        assert_eq!(terms.rate("b").unwrap(), Some(Fraction::from_units(50_000_000_000)));
        assert_eq!(terms.text("c"), Ok(None));
        assert_eq!(terms.text("e"), Ok(None));
        assert_eq!(terms.text("d").unwrap_err().field, "d");
        assert_eq!(terms.required::<Moment>("f").unwrap_err().to_string(), "f: missing");
    }

    #[test]
    fn cycles_name_their_unit_and_stub() {
        let period = |step, last_stub| Ok(Period { step, last_stub });
        assert_eq!("P2WL1".parse(), period(Step::Days(14), LastStub::Short));
        assert_eq!("P1QL0".parse(), period(Step::Months(3), LastStub::Long));
        for text in ["", "P", "PL1", "P1M", "P0ML1", "P1XL1", "P1ML2", "P70000DL1", "P9999WL1"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
