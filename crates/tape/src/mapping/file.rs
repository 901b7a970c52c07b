//! The mapping's text: TOML, every unknown word refused.

use std::collections::BTreeMap;

use primitives::money::Currency;
use primitives::rate::Per;
use serde::Deserialize;
use toml::Spanned;

use super::field::{DatePattern, Day, Field, Kind, MoneyUnit, Origin, RateUnit};
use super::roles::{KnownField, LEGACY, LOANS, Need, OBSERVATIONS, PAYMENTS, Role};
use super::{
    ChargeOffRule, Condition, FilePlan, Mapping, MappingError, Misfit, ObservationsPlan,
    PaymentsPlan, TablePlan, Test,
};
use crate::exact::Exact;
use crate::source::Format;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    format: u32,
    name: String,
    currency: Spanned<String>,
    files: BTreeMap<String, Spanned<FileEntry>>,
    loans: TableEntry,
    legacy: Option<TableEntry>,
    payments: Option<TableEntry>,
    observations: Option<TableEntry>,
    charge_off: Option<Spanned<ChargeOffEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    path: String,
    format: Option<FormatEntry>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum FormatEntry {
    Csv,
    Jsonl,
    Parquet,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableEntry {
    file: Spanned<String>,
    #[serde(default, rename = "where")]
    conditions: Vec<Spanned<ConditionEntry>>,
    columns: BTreeMap<String, Spanned<FieldEntry>>,
    #[serde(default)]
    keep: Vec<String>,
    before_opening: Option<MisfitEntry>,
    after_close: Option<MisfitEntry>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MisfitEntry {
    Reject,
    Skip,
    Accept,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionEntry {
    column: String,
    above: Option<String>,
    below: Option<String>,
    equals: Option<String>,
    one_of: Option<Vec<String>>,
    is: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChargeOffEntry {
    rule: String,
    tolerance: String,
}

/// Where in the text something stands, for errors.
struct Place<'a> {
    text: &'a str,
    at: usize,
    path: String,
}

impl Place<'_> {
    fn wrong(&self, reason: impl Into<String>) -> MappingError {
        let line = self.text.get(..self.at).map(|before| before.matches('\n').count() + 1);
        MappingError { line, field: self.path.clone(), reason: reason.into() }
    }
}

pub(super) fn parse(text: &str) -> Result<Mapping, MappingError> {
    let file: MappingFile = toml::from_str(text).map_err(|error| toml_error(text, &error))?;
    let place = |at: usize, path: &str| Place { text, at, path: path.to_owned() };
    if file.format != 1 {
        return Err(place(0, "format").wrong(format!("this reads format 1, not {}", file.format)));
    }
    let currency: Currency =
        file.currency.get_ref().parse().map_err(|error| {
            place(file.currency.span().start, "currency").wrong(format!("{error}"))
        })?;
    let files = files(text, &file.files)?;
    let table = |name: &'static str, entry: &TableEntry, known: &[KnownField]| {
        table(text, name, (entry, known), &files)
    };
    let loans = table("loans", &file.loans, LOANS)?;
    let legacy = file.legacy.as_ref().map(|entry| table("legacy", entry, LEGACY)).transpose()?;
    let payments = file
        .payments
        .as_ref()
        .map(|entry| {
            Ok(PaymentsPlan {
                table: table("payments", entry, PAYMENTS)?,
                before_opening: misfit(entry.before_opening, Misfit::Reject),
                after_close: misfit(entry.after_close, Misfit::Accept),
            })
        })
        .transpose()?;
    let observations = file
        .observations
        .as_ref()
        .map(|entry| {
            let kept = entry.keep.clone();
            Ok(ObservationsPlan { table: table("observations", entry, OBSERVATIONS)?, kept })
        })
        .transpose()?;
    let charge_off = file
        .charge_off
        .as_ref()
        .map(|entry| {
            charge_off(&place(entry.span().start, "charge_off"), entry.get_ref(), currency)
        })
        .transpose()?;
    let name = file.name;
    let mapping =
        Mapping { name, currency, files, loans, legacy, payments, observations, charge_off };
    check_together(text, &mapping)?;
    Ok(mapping)
}

fn toml_error(text: &str, error: &toml::de::Error) -> MappingError {
    let at = error.span().map_or(0, |span| span.start);
    Place { text, at, path: "file".to_owned() }.wrong(error.message())
}

fn misfit(entry: Option<MisfitEntry>, otherwise: Misfit) -> Misfit {
    match entry {
        None => otherwise,
        Some(MisfitEntry::Reject) => Misfit::Reject,
        Some(MisfitEntry::Skip) => Misfit::Skip,
        Some(MisfitEntry::Accept) => Misfit::Accept,
    }
}

fn files(
    text: &str,
    entries: &BTreeMap<String, Spanned<FileEntry>>,
) -> Result<BTreeMap<String, FilePlan>, MappingError> {
    let mut files = BTreeMap::new();
    for (name, entry) in entries {
        let place = Place { text, at: entry.span().start, path: format!("files.{name}") };
        let entry = entry.get_ref();
        let outside =
            entry.path.starts_with('/') || entry.path.split(['/', '\\']).any(|p| p == "..");
        if outside || entry.path.is_empty() {
            return Err(place.wrong("the path must lie inside the tape's folder"));
        }
        let format = match entry.format {
            Some(FormatEntry::Csv) => Format::Csv,
            Some(FormatEntry::Jsonl) => Format::JsonLines,
            Some(FormatEntry::Parquet) => Format::Parquet,
            None => Format::of_name(&entry.path).ok_or_else(|| {
                place.wrong("the name does not tell the format: say csv, jsonl or parquet")
            })?,
        };
        files.insert(name.clone(), FilePlan { path: entry.path.clone(), format });
    }
    Ok(files)
}

fn table(
    text: &str,
    name: &'static str,
    (entry, known): (&TableEntry, &[KnownField]),
    files: &BTreeMap<String, FilePlan>,
) -> Result<TablePlan, MappingError> {
    let at = entry.file.span().start;
    let file = entry.file.get_ref().clone();
    if !files.contains_key(&file) {
        let place = Place { text, at, path: format!("{name}.file") };
        return Err(place.wrong(format!("there is no `files.{file}`")));
    }
    let mut fields = BTreeMap::new();
    for (field_name, field_entry) in &entry.columns {
        let path = format!("{name}.columns.{field_name}");
        let place = Place { text, at: field_entry.span().start, path };
        let Some((field, role, _)) = known.iter().find(|(known, ..)| known == field_name) else {
            let names: Vec<&str> = known.iter().map(|(known, ..)| *known).collect();
            return Err(place.wrong(format!("no such field; there are {}", names.join(", "))));
        };
        fields.insert(*field, field_of(&place, field_entry.get_ref(), *role)?);
    }
    let missing = known
        .iter()
        .find(|(field, _, need)| *need == Need::Required && !fields.contains_key(field));
    if let Some((missing, ..)) = missing {
        let place = Place { text, at, path: format!("{name}.columns.{missing}") };
        return Err(place.wrong("this field is needed"));
    }
    let conditions = entry
        .conditions
        .iter()
        .map(|condition| {
            let path = format!("{name}.where");
            let place = Place { text, at: condition.span().start, path };
            condition_of(&place, condition.get_ref())
        })
        .collect::<Result<_, _>>()?;
    Ok(TablePlan { name, file, conditions, fields })
}

fn field_of(place: &Place, entry: &FieldEntry, role: Role) -> Result<Field, MappingError> {
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

fn condition_of(place: &Place, entry: &ConditionEntry) -> Result<Condition, MappingError> {
    let number = |text: &String| {
        Exact::parse(text).ok_or_else(|| place.wrong(format!("`{text}` is not a number")))
    };
    let mut tests = Vec::new();
    if let Some(bound) = &entry.above {
        tests.push(Test::Above(number(bound)?));
    }
    if let Some(bound) = &entry.below {
        tests.push(Test::Below(number(bound)?));
    }
    tests.extend(entry.equals.iter().map(|text| Test::OneOf(vec![text.clone()])));
    tests.extend(entry.one_of.iter().map(|texts| Test::OneOf(texts.clone())));
    match entry.is.as_deref() {
        None => {}
        Some("present") => tests.push(Test::Present),
        Some(_) => return Err(place.wrong("`is` knows only present")),
    }
    match <[Test; 1]>::try_from(tests) {
        Ok([test]) => Ok(Condition { column: entry.column.clone(), test }),
        Err(_) => Err(place.wrong("say one of above, below, equals, one_of or is")),
    }
}

fn charge_off(
    place: &Place,
    entry: &ChargeOffEntry,
    currency: Currency,
) -> Result<ChargeOffRule, MappingError> {
    if entry.rule != "closed_unpaid" {
        return Err(place.wrong("`rule` knows only closed_unpaid"));
    }
    match currency.parse_minor(&entry.tolerance) {
        Ok(tolerance) if tolerance >= 0 => Ok(ChargeOffRule::ClosedUnpaid { tolerance }),
        _ => Err(place.wrong(format!("`tolerance` is an amount of {currency}"))),
    }
}

/// What one table says must fit what another says.
fn check_together(text: &str, mapping: &Mapping) -> Result<(), MappingError> {
    let wrong =
        |path: &str, reason: &str| Err(Place { text, at: 0, path: path.to_owned() }.wrong(reason));
    let has = |field: &str| mapping.loans.fields.contains_key(field);
    if !has("disbursed_on") && !has("balance") && mapping.legacy.is_none() {
        return wrong(
            "loans.columns",
            "say how loans open: disbursed_on, balance or a legacy table",
        );
    }
    if (has("balance") || mapping.legacy.is_some()) && !has("cut_off") {
        return wrong("loans.columns.cut_off", "loans taken over need the date of their position");
    }
    if has("earlier_balance") != has("earlier_cut_off") {
        return wrong(
            "loans.columns.earlier_cut_off",
            "an earlier position needs date and balance",
        );
    }
    if mapping.charge_off.is_some() && mapping.observations.is_none() {
        return wrong("charge_off", "the rule reads observations, and there are none");
    }
    Ok(())
}
