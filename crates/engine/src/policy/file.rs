//! The policy pack file: TOML, format 1, as described in `docs/specs/policy-packs.md`.

use serde::Deserialize;
use toml::Spanned;

use super::{Pack, words};
use crate::product::file::{ProductFileError, ProductProblem, line_at, misshapen};

/// The newest file format this program reads.
pub const FORMAT: i64 = 1;

/// Reads and validates a pack file. Every problem of the file is reported, each with its line.
pub fn read(text: &str) -> Result<Pack, ProductFileError> {
    let failed = |problems| ProductFileError { name: None, problems };
    let shape: PackShape =
        toml::from_str(text).map_err(|error| failed(vec![misshapen(text, error)]))?;
    let (pack, mut found) = words::pack(&shape);
    if shape.format != FORMAT {
        let message = format!("format {} is not known; this program reads {FORMAT}", shape.format);
        found.push((0, "format".to_owned(), message));
    }
    if found.is_empty() {
        return Ok(pack);
    }
    let problem =
        |(offset, field, message)| ProductProblem { line: line_at(text, offset), field, message };
    let mut problems: Vec<_> = found.into_iter().map(problem).collect();
    problems.sort_by_key(|problem| problem.line);
    Err(failed(problems))
}

/// The same, with a file's name for the messages.
pub fn read_named(name: &str, text: &str) -> Result<Pack, ProductFileError> {
    read(text).map_err(|error| ProductFileError { name: Some(name.to_owned()), ..error })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackShape {
    pub format: i64,
    pub id: Spanned<String>,
    pub version: u32,
    pub currency: Spanned<String>,
    pub disclosure: Spanned<String>,
    pub name: NameShape,
    #[serde(default)]
    pub reference_rate: Vec<ReferenceShape>,
    #[serde(default, rename = "rule")]
    pub rules: Vec<RuleShape>,
    #[serde(default, rename = "classification")]
    pub tables: Vec<TableShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameShape {
    pub zh: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReferenceShape {
    pub from: Spanned<String>,
    pub rate: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleShape {
    pub id: Spanned<String>,
    pub says: NameShape,
    pub kind: Spanned<String>,
    pub figure: Spanned<String>,
    pub convention: Option<Spanned<String>>,
    pub months: Option<[u16; 2]>,
    pub effective_from: Spanned<String>,
    pub effective_until: Option<Spanned<String>>,
    pub source: String,
    pub verified: bool,
    #[serde(default, rename = "example")]
    pub examples: Vec<ExampleShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleShape {
    pub of: Spanned<String>,
    pub gives: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TableShape {
    pub id: Spanned<String>,
    pub effective_from: Spanned<String>,
    pub effective_until: Option<Spanned<String>>,
    pub source: String,
    pub verified: bool,
    pub technical_days: u16,
    pub special_mention_from: Spanned<u16>,
    pub substandard_from: Spanned<u16>,
    pub doubtful_from: Spanned<u16>,
    pub loss_from: Spanned<u16>,
    pub upgrade_periods: u16,
    pub upgrade_months: u16,
    pub observation_periods: u16,
    pub observation_months: u16,
    pub repeat_restructuring: Spanned<String>,
    pub contagion: Spanned<String>,
    pub default_from: u16,
    pub probation_days: u16,
    pub restructured_probation_months: u16,
    pub npv_loss: Spanned<String>,
    pub stage_2_from: u16,
    pub stage_3_from: u16,
    pub nonaccrual_from: u16,
    pub charge_off_closed_from: Option<u16>,
    pub charge_off_open_from: Option<u16>,
}
