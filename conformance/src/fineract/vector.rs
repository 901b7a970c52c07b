//! Reading vectors: files of scenarios, their steps and what must hold after each.

use std::fs;
use std::path::{Path, PathBuf};

use primitives::amount::Minor;
use primitives::date::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::figure;
use crate::vectors::SuiteError;

/// Prefix of files that hold no scenarios.
const AUXILIARY: char = '_';

/// One scenario.
#[derive(Debug, Deserialize)]
pub struct Vector {
    /// Unique name.
    pub id: String,
    /// Whether every step is typed and something is checked.
    #[serde(default)]
    pub complete: bool,
    /// The most demanding kind of step in it.
    #[serde(default)]
    pub tier: Tier,
    /// Labels of what it is about.
    #[serde(default)]
    pub classes: Vec<String>,
    /// The product as it stood when the scenario began.
    #[serde(default)]
    pub product: Option<Product>,
    /// What is done, in order.
    #[serde(default)]
    pub steps: Vec<Fields>,
    /// What must hold after so many steps.
    #[serde(default)]
    pub checkpoints: Vec<Checkpoint>,
}

/// How demanding a scenario is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Payments, reversals, close of business, charge-off, delinquency.
    #[default]
    Basic,
    /// Charges, chargebacks and changes of the schedule.
    Extended,
    /// Capitalized income, buy-down fees, termination.
    Advanced,
}

impl Tier {
    /// Every tier, from the least demanding.
    pub const ALL: [Tier; 3] = [Tier::Basic, Tier::Extended, Tier::Advanced];

    /// As written in vectors and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Tier::Basic => "basic",
            Tier::Extended => "extended",
            Tier::Advanced => "advanced",
        }
    }
}

impl std::str::FromStr for Tier {
    type Err = String;

    fn from_str(text: &str) -> Result<Tier, String> {
        let found = Tier::ALL.into_iter().find(|tier| tier.name() == text);
        found.ok_or_else(|| format!("`{text}` is not a tier: use basic, extended or advanced"))
    }
}

/// A product's settings at the start of a scenario.
#[derive(Debug, Deserialize)]
pub struct Product {
    /// Its name.
    pub name: String,
    /// Its settings.
    pub settings: Fields,
}

/// Figures that must hold after so many steps.
#[derive(Debug, Deserialize)]
pub struct Checkpoint {
    /// How many steps were done.
    pub after: usize,
    /// What is looked at.
    pub check: String,
    /// Names of the columns of a table.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Rows of a table.
    #[serde(default)]
    pub rows: Vec<Vec<Value>>,
    /// Everything else.
    #[serde(flatten)]
    pub fields: Fields,
}

/// An object read leniently, by field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Map<String, Value>);

/// Why a step or a setting could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// A field that must be there is not.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A field says something of another kind.
    #[error("`{field}` does not read: {value}")]
    Malformed {
        /// Which.
        field: String,
        /// What it says.
        value: String,
    },
    /// A kind of step, setting or selector that is not known.
    #[error("unknown {kind} `{name}`")]
    Unknown {
        /// What it is one of.
        kind: &'static str,
        /// Its name.
        name: String,
    },
}

impl Unread {
    /// A value that is none of a kind.
    pub fn unknown(kind: &'static str, name: &str) -> Unread {
        Unread::Unknown { kind, name: name.to_owned() }
    }
}

impl Fields {
    /// The raw value; nothing when absent or null.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.get(field).filter(|value| !value.is_null())
    }

    /// Whether the field is there, be it null.
    pub fn has(&self, field: &str) -> bool {
        self.0.contains_key(field)
    }

    fn read<T>(
        &self,
        field: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Unread> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let malformed = || Unread::Malformed { field: field.to_owned(), value: value.to_string() };
        read(value).ok_or_else(malformed).map(Some)
    }

    fn need<T>(&self, field: &str, found: Option<T>) -> Result<T, Unread> {
        found.ok_or_else(|| Unread::Missing(field.to_owned()))
    }

    /// A text that may be absent.
    pub fn text_if(&self, field: &str) -> Result<Option<&str>, Unread> {
        let Some(value) = self.get(field) else { return Ok(None) };
        let malformed = || Unread::Malformed { field: field.to_owned(), value: value.to_string() };
        value.as_str().ok_or_else(malformed).map(Some)
    }

    /// A text.
    pub fn text(&self, field: &str) -> Result<&str, Unread> {
        self.need(field, self.text_if(field)?)
    }

    /// A date that may be absent.
    pub fn date_if(&self, field: &str) -> Result<Option<Date>, Unread> {
        self.read(field, |value| value.as_str()?.parse().ok())
    }

    /// A date.
    pub fn date(&self, field: &str) -> Result<Date, Unread> {
        self.need(field, self.date_if(field)?)
    }

    /// An amount of money that may be absent.
    pub fn money_if(&self, field: &str) -> Result<Option<Minor>, Unread> {
        self.read(field, |value| figure::scaled_value(value, 2).map(Minor))
    }

    /// An amount of money.
    pub fn money(&self, field: &str) -> Result<Minor, Unread> {
        self.need(field, self.money_if(field)?)
    }

    /// A whole number that may be absent, written as a number or as text.
    pub fn whole_if(&self, field: &str) -> Result<Option<u32>, Unread> {
        self.read(field, |value| figure::scaled_value(value, 0)?.try_into().ok())
    }

    /// A whole number.
    pub fn whole(&self, field: &str) -> Result<u32, Unread> {
        self.need(field, self.whole_if(field)?)
    }

    /// A yes or no that is no when absent.
    pub fn flag(&self, field: &str) -> Result<bool, Unread> {
        Ok(self.flag_if(field)?.unwrap_or(false))
    }

    /// A yes or no that may be absent.
    pub fn flag_if(&self, field: &str) -> Result<Option<bool>, Unread> {
        self.read(field, |value| match value {
            Value::String(text) => text.parse().ok(),
            value => value.as_bool(),
        })
    }

    /// An object that may be absent.
    pub fn object_if(&self, field: &str) -> Result<Option<Fields>, Unread> {
        self.read(field, |value| value.as_object().cloned().map(Fields))
    }

    /// An object.
    pub fn object(&self, field: &str) -> Result<Fields, Unread> {
        self.need(field, self.object_if(field)?)
    }

    /// A list of objects; empty when absent.
    pub fn objects(&self, field: &str) -> Result<Vec<Fields>, Unread> {
        let object = |value: &Value| value.as_object().cloned().map(Fields);
        let list = |value: &Value| value.as_array()?.iter().map(object).collect();
        Ok(self.read(field, list)?.unwrap_or_default())
    }

    /// A list of texts; empty when absent.
    pub fn texts(&self, field: &str) -> Result<Vec<String>, Unread> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let list = |value: &Value| value.as_array()?.iter().map(text).collect();
        Ok(self.read(field, list)?.unwrap_or_default())
    }
}

/// Every scenario of a file, or of every file of a directory, in the order of the files' names.
pub fn read(path: &Path) -> Result<Vec<Vector>, SuiteError> {
    #[derive(Deserialize)]
    struct File {
        vectors: Vec<Vector>,
    }
    let mut vectors = Vec::new();
    for file in files(path)? {
        let text = text_of(&file)?;
        let read: File = serde_json::from_str(&text)
            .map_err(|source| SuiteError::NotJson { file: file.clone(), source })?;
        vectors.extend(read.vectors);
    }
    Ok(vectors)
}

/// The text of a file.
pub fn text_of(file: &Path) -> Result<String, SuiteError> {
    fs::read_to_string(file)
        .map_err(|source| SuiteError::Unreadable { file: file.to_owned(), source })
}

fn files(path: &Path) -> Result<Vec<PathBuf>, SuiteError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let unreadable = |source| SuiteError::Unreadable { file: path.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".json") && !name.starts_with(AUXILIARY) {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
