//! The product file: TOML, format 1, as described in `docs/specs/product-file.md`.
//!
//! Here are the shape of the file and the places in it; what its words mean is read by `words`,
//! and what may stand in a product is checked by [`super::validate`]. Every problem of a file is
//! reported together, each with its line.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use super::problem::{ProductFileError, ProductProblem};
use super::validate::{self, Violation};
use super::{Product, words};

/// The newest file format this program reads.
pub const FORMAT: u32 = 1;

/// Reads and validates a product file.
pub fn read(text: &str) -> Result<Product, ProductFileError> {
    let failed = |problems| ProductFileError { name: None, problems };
    let shape = read_shape(text).map_err(|problem| failed(vec![problem]))?;
    let (product, mut found) = words::product(&shape);
    let unread: Vec<&str> = found.iter().map(|violation| violation.field).collect();
    let known = |violation: &Violation| {
        !unread.contains(&violation.field)
            && !violation.beside.iter().any(|field| unread.contains(field))
    };
    found.extend(validate::check(&product).into_iter().filter(known));
    match found.is_empty() {
        true => Ok(product),
        false => Err(failed(placed(text, found))),
    }
}

/// The same, with a file's name for the messages.
pub fn read_named(name: &str, text: &str) -> Result<Product, ProductFileError> {
    read(text).map_err(|error| ProductFileError { name: Some(name.to_owned()), ..error })
}

fn read_shape(text: &str) -> Result<FileShape, ProductProblem> {
    if let Ok(Probe { format: Some(found) }) = toml::from_str(text)
        && found != i64::from(FORMAT)
    {
        let message = format!("format {found} is not known; this program reads {FORMAT}");
        let line = DeTable::parse(text)
            .map_or(1, |doc| line_of_field(text, doc.get_ref(), "format").unwrap_or(1));
        return Err(ProductProblem { line, field: "format".to_owned(), message });
    }
    toml::from_str(text).map_err(|error| misshapen(text, error))
}

/// A text that is not TOML, or not of the file's shape.
pub(crate) fn misshapen(text: &str, mut error: toml::de::Error) -> ProductProblem {
    let line = error.span().map_or(1, |span| line_at(text, span.start));
    let message = error.message().trim().to_owned();
    // Without its input the error tells the tables it was found in, not the source line.
    error.set_input(None);
    let shown = error.to_string();
    let tables = shown.lines().find_map(|line| line.strip_prefix("in `")?.strip_suffix('`'));
    let own = ["unknown field `", "missing field `"]
        .iter()
        .find_map(|start| message.strip_prefix(start).and_then(|rest| rest.split('`').next()));
    let field = match (tables, own) {
        (Some(tables), Some(own)) if !tables.ends_with(&format!(".{own}")) => {
            format!("{tables}.{own}")
        }
        (tables, own) => tables.or(own).unwrap_or_default().to_owned(),
    };
    ProductProblem { line, field, message }
}

/// Gives every violation its line, in file order.
fn placed(text: &str, found: Vec<Violation>) -> Vec<ProductProblem> {
    let doc = DeTable::parse(text).map(Spanned::into_inner).unwrap_or_default();
    let mut problems: Vec<_> =
        found.into_iter().map(|violation| place(text, &doc, violation)).collect();
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// Blames the first of the fields involved that stands in the file.
fn place(text: &str, doc: &DeTable, violation: Violation) -> ProductProblem {
    let mut involved = std::iter::once(violation.field).chain(violation.beside.iter().copied());
    let standing = |field| line_of_field(text, doc, field).map(|line| (line, field));
    let (line, field) = involved.find_map(standing).unwrap_or((1, violation.field));
    ProductProblem { line, field: field.to_owned(), message: violation.message }
}

/// The line of a field's key, if the file has it.
fn line_of_field(text: &str, table: &DeTable, path: &str) -> Option<usize> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    let (key, value) = table.iter().find(|(key, _)| key.get_ref() == first)?;
    match (rest, value.get_ref()) {
        (None, _) => Some(line_at(text, key.span().start)),
        (Some(rest), DeValue::Table(inner)) => line_of_field(text, inner, rest),
        _ => None,
    }
}

pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// Only as much as tells another format from a mistake.
#[derive(Deserialize)]
struct Probe {
    format: Option<i64>,
}

/// The whole file as it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileShape {
    #[serde(rename = "format")]
    _format: i64,
    pub id: String,
    pub version: i64,
    #[serde(deserialize_with = "date_text")]
    pub effective_from: String,
    pub currency: String,
    pub name: NameShape,
    pub amount: RangeShape,
    pub rate: RangeShape,
    pub interest: InterestShape,
    pub schedule: ScheduleShape,
    #[serde(default)]
    pub tolerance: ToleranceShape,
    pub late: Option<LateShape>,
    #[serde(default)]
    pub caps: CapsShape,
    #[serde(default)]
    pub prepayment: PrepaymentShape,
    pub waterfall: WaterfallShape,
    #[serde(default)]
    pub delinquency: DelinquencyShape,
    #[serde(default)]
    pub relief: BTreeMap<String, ToolShape>,
    #[serde(default)]
    pub rounding: RoundingShape,
    pub revolving: Option<RevolvingShape>,
    pub policy: Option<PolicyShape>,
    #[serde(default)]
    pub charges: Vec<ChargeShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChargeShape {
    pub item: String,
    pub name: NameShape,
    pub receiver: NameShape,
    pub component: String,
    pub most: String,
}

/// A date in quotes or without.
fn date_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => Ok(text),
        toml::Value::Datetime(date) => Ok(date.to_string()),
        _ => Err(D::Error::custom("expected a date such as \"2020-01-01\"")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyShape {
    pub pack: String,
    pub version: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameShape {
    pub zh: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RangeShape {
    pub min: String,
    pub max: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InterestShape {
    pub rule: String,
    pub basis: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScheduleShape {
    pub amortization: String,
    pub installments: Vec<i64>,
    pub due_day: DueDayShape,
    pub first_period: Option<String>,
    pub calendar: Option<String>,
    pub shift: Option<String>,
    pub accrual: Option<String>,
    pub season: Option<Vec<i64>>,
    pub steps: Option<Vec<PartStepShape>>,
    pub drawdowns: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartStepShape {
    pub dues: i64,
    pub part: i64,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a day from 1 to 28 or \"disbursement\"")]
pub(super) enum DueDayShape {
    Day(i64),
    Word(String),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ToleranceShape {
    pub days: i64,
    pub amount: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LateShape {
    pub charge: String,
    pub base: Option<String>,
    pub contract_rate: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CapsShape {
    pub late_rate_yearly: Option<String>,
    pub late_total: Option<String>,
    pub late_fee_within_due: bool,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PrepaymentShape {
    pub permission: Option<String>,
    pub fee: Option<String>,
    pub partial: Option<String>,
    pub surplus: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaterfallShape {
    pub order: Vec<String>,
    pub scope: String,
    pub late: Option<LateWaterfallShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LateWaterfallShape {
    pub from_days_past_due: i64,
    pub order: Vec<String>,
    pub scope: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DelinquencyShape {
    pub bucket_ends: Option<Vec<i64>>,
    pub short_through: Option<i64>,
    pub mid_through: Option<i64>,
    pub material_amount: Option<String>,
    pub material_share: Option<String>,
    pub nonaccrual_from: Option<i64>,
    pub charge_off_from: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RoundingShape {
    pub installment: Option<String>,
    pub interest: Option<String>,
    pub multiple: Option<String>,
    pub rest: Option<String>,
    pub accrual: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RevolvingShape {
    pub cycles: Vec<CycleShape>,
    pub cycle_change_months: Option<i64>,
    pub interest_from: Option<String>,
    pub minimum: MinimumShape,
    #[serde(default)]
    pub over_limit: OverLimitShape,
    pub excess: Option<String>,
    pub cash_advance: Option<CashAdvanceShape>,
    #[serde(default)]
    pub conversions: Vec<ConversionShape>,
    pub convertible_from: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CycleShape {
    pub bill_day: i64,
    pub due_day: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MinimumShape {
    pub share: String,
    pub of: Option<String>,
    pub floor: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct OverLimitShape {
    pub share: Option<String>,
    pub fee: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CashAdvanceShape {
    pub rate: String,
    pub fee: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConversionShape {
    pub installments: i64,
    pub fee: String,
}

/// What a `[relief.<tool>]` section may say.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ToolShape {
    pub allowed: Option<bool>,
    pub min_age_months: i64,
    pub min_payments: i64,
    pub per_12_months: Option<i64>,
    pub per_5_years: Option<i64>,
    pub max_days: Option<i64>,
    pub max_installments: Option<i64>,
    pub max_share: Option<String>,
    pub approval: Vec<String>,
}
