//! The mapping's text: TOML, every unknown word refused.

use std::collections::BTreeMap;

use primitives::money::Currency;
use serde::Deserialize;
use toml::Spanned;

use super::entry::{FieldEntry, Place, field_of};
use super::roles::{KnownField, LEGACY, LOANS, Need, OBSERVATIONS, PAYMENTS};
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
struct ChargeOffEntry {
    rule: String,
    tolerance: String,
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
    check_table_options(&Place { text, at, path: name.to_owned() }, name, entry)?;
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

/// An option that would silently do nothing is a mistake.
fn check_table_options(place: &Place, name: &str, entry: &TableEntry) -> Result<(), MappingError> {
    let idle = [
        ("keep", !entry.keep.is_empty() && name != "observations"),
        ("before_opening", entry.before_opening.is_some() && name != "payments"),
        ("after_close", entry.after_close.is_some() && name != "payments"),
    ];
    match idle.iter().find(|(_, idle)| *idle) {
        Some((option, _)) => Err(place.wrong(format!("`{option}` says nothing for this table"))),
        None => Ok(()),
    }
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
