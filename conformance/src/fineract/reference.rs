//! The suite's catalogue: its charges, the names of its ledger accounts and its products, kept in a
//! file beside the scenarios.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::vector::{Fields, text_of};
use crate::vectors::SuiteError;

/// The catalogue's file.
const FILE: &str = "_reference.json";

/// What scenarios refer to by name.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Reference {
    /// Products by name: the defaults of their loans.
    #[serde(default)]
    pub products: HashMap<String, CatalogueProduct>,
    /// Charges by key.
    #[serde(default)]
    pub charges: HashMap<String, Fields>,
    /// Ledger accounts.
    #[serde(default)]
    pub ledger_accounts: Vec<LedgerAccount>,
    /// Ranges of delinquent days.
    #[serde(default)]
    pub delinquency_ranges: Vec<Fields>,
}

/// A product of the catalogue.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CatalogueProduct {
    /// What its loans take when they say nothing, and the limits of what they may say.
    #[serde(default)]
    pub defaults: Fields,
}

/// A ledger account.
#[derive(Clone, Debug, Deserialize)]
pub struct LedgerAccount {
    /// Its name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Reference {
    /// Reads the catalogue beside the scenarios; an empty one when there is none.
    pub fn read(path: &Path) -> Result<Reference, SuiteError> {
        let directory = if path.is_dir() { Some(path) } else { path.parent() };
        let file: PathBuf = directory.unwrap_or(Path::new(".")).join(FILE);
        if !file.is_file() {
            return Ok(Reference::default());
        }
        serde_json::from_str(&text_of(&file)?)
            .map_err(|source| SuiteError::NotJson { file, source })
    }

    /// An account by its name.
    pub fn account(&self, name: &str) -> Option<&LedgerAccount> {
        self.ledger_accounts.iter().find(|account| account.name == name)
    }
}
