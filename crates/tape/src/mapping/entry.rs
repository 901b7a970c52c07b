//! One field of the mapping's text: its options, checked against what the field is.

use std::collections::BTreeMap;

use primitives::rate::Per;
use serde::Deserialize;

use super::MappingError;
use super::field::{DatePattern, Day, Field, Kind, MoneyUnit, Origin, RateUnit};
use super::roles::Role;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldEntry {
    from: Option<String>,
    value: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    default: Option<String>,
    #[serde(default)]
    codes: BTreeMap<String, String>,
    format: Option<String>,
    day: Option<DayEntry>,
    unit: Option<String>,
    per: Option<String>,
    grouping: Option<char>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum DayEntry {
    Number(u8),
    Word(String),
}

/// Where in the text something stands, for errors.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) path: String,
}

impl Place<'_> {
    pub(super) fn wrong(&self, reason: impl Into<String>) -> MappingError {
        let line = self.text.get(..self.at).map(|before| before.matches('\n').count() + 1);
        MappingError { line, field: self.path.clone(), reason: reason.into() }
    }
}

/// Checks one field's options.
pub(super) fn field_of(
    place: &Place,
    entry: &FieldEntry,
    role: Role,
) -> Result<Field, MappingError> {
    let origin = match (&entry.from, &entry.value) {
        (Some(column), None) => Origin::Column(column.clone()),
        (None, Some(value)) => Origin::Constant(value.clone()),
        _ => return Err(place.wrong("say either `from`, a column, or `value`, a constant")),
    };
    let word = match role {
        Role::Text => "text",
        Role::Money => "money",
        Role::Date => "date",
        Role::Rate => "rate",
        Role::Integer => "integer",
    };
    if let Some(said) = entry.kind.as_deref().filter(|said| *said != word) {
        return Err(place.wrong(format!("this field is of type {word}, not {said}")));
    }
    check_options(place, entry, role)?;
    let kind = match role {
        Role::Text => Kind::Text,
        Role::Integer => Kind::Integer,
        Role::Money => money_kind(place, entry)?,
        Role::Date => date_kind(place, entry)?,
        Role::Rate => rate_kind(place, entry)?,
    };
    let (default, codes) = (entry.default.clone(), entry.codes.clone());
    Ok(Field { origin, kind, default, codes })
}

/// An option that would silently do nothing is a mistake.
fn check_options(place: &Place, entry: &FieldEntry, role: Role) -> Result<(), MappingError> {
    let idle = [
        ("format", entry.format.is_some() && role != Role::Date),
        ("day", entry.day.is_some() && role != Role::Date),
        ("unit", entry.unit.is_some() && !matches!(role, Role::Money | Role::Rate)),
        ("per", entry.per.is_some() && role != Role::Rate),
        ("grouping", entry.grouping.is_some() && role != Role::Money),
    ];
    match idle.iter().find(|(_, idle)| *idle) {
        Some((option, _)) => Err(place.wrong(format!("`{option}` says nothing for this field"))),
        None => Ok(()),
    }
}

fn money_kind(place: &Place, entry: &FieldEntry) -> Result<Kind, MappingError> {
    let unit = match entry.unit.as_deref() {
        None | Some("major") => MoneyUnit::Major,
        Some("minor") => MoneyUnit::Minor,
        Some(_) => return Err(place.wrong("`unit` of money is major or minor")),
    };
    match entry.grouping {
        Some(sign) if sign.is_ascii_digit() || sign == '.' || sign == '-' => {
            Err(place.wrong("`grouping` is a sign between groups of digits, such as a comma"))
        }
        grouping => Ok(Kind::Money { unit, grouping }),
    }
}

fn date_kind(place: &Place, entry: &FieldEntry) -> Result<Kind, MappingError> {
    let written = entry.format.as_deref().unwrap_or("YYYY-MM-DD");
    let pattern = DatePattern::try_new(written)
        .ok_or_else(|| place.wrong("`format` is made of YYYY, MM, DD and signs between them"))?;
    let day = match &entry.day {
        None => None,
        Some(DayEntry::Number(day @ 1..=31)) => Some(Day::Number(*day)),
        Some(DayEntry::Word(word)) if word == "end" => Some(Day::End),
        Some(_) => return Err(place.wrong("`day` is 1 to 31 or \"end\"")),
    };
    match (pattern.has_day(), day) {
        (true, Some(_)) => Err(place.wrong("the format has a day already")),
        (false, None) => Err(place.wrong("the format has no day: say which with `day`")),
        _ => Ok(Kind::Date { pattern, day }),
    }
}

fn rate_kind(place: &Place, entry: &FieldEntry) -> Result<Kind, MappingError> {
    let unit = match entry.unit.as_deref() {
        Some("fraction") => RateUnit::Fraction,
        Some("percent") => RateUnit::Percent,
        _ => return Err(place.wrong("`unit` of a rate is fraction or percent")),
    };
    let per = match entry.per.as_deref() {
        Some("day") => Per::Day,
        Some("month") => Per::Month,
        Some("year") => Per::Year,
        _ => return Err(place.wrong("`per` of a rate is day, month or year")),
    };
    Ok(Kind::Rate { unit, per })
}
