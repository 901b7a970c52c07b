//! From files and a mapping to a tape.

use std::collections::BTreeMap;
use std::path::Path;

use engine::product::Product;

use crate::charge_off;
use crate::legacy::{self, LegacyLines};
use crate::loans::{self, Context};
use crate::mapping::Mapping;
use crate::observations;
use crate::payments;
use crate::rows::Overlay;
use crate::source::{self, SourceError, Table};
use crate::tape::Tape;

/// Reads a tape from a folder. Fails only where a file cannot be read at all; everything wrong with
/// single rows is in [`Tape::rejects`].
///
/// Loans are checked against `products`; leave them out to look at a tape before there are any.
pub fn read_folder(
    mapping: &Mapping,
    folder: &Path,
    products: Option<&[Product]>,
) -> Result<Tape, SourceError> {
    let mut tables = BTreeMap::new();
    for (name, file) in &mapping.files {
        tables.insert(name.clone(), source::read_file(folder, &file.path, file.format)?);
    }
    read_tables(mapping, &tables, products)
}

/// Reads a tape from tables, by the names the mapping gives its files.
pub fn read_tables(
    mapping: &Mapping,
    tables: &BTreeMap<String, Table>,
    products: Option<&[Product]>,
) -> Result<Tape, SourceError> {
    let mut tape = Tape { name: mapping.name.clone(), ..Tape::default() };
    let mut legacy_overlay = match &mapping.legacy {
        Some(plan) => Some(overlay(mapping, plan, tables, &[])?),
        None => None,
    };
    let lines = legacy_overlay.as_mut().map_or_else(LegacyLines::default, legacy::read);

    let mut overlay_of_loans = overlay(mapping, &mapping.loans, tables, &[])?;
    let context = Context { legacy: &lines, currency: mapping.currency, products };
    let (mut loans, register) = loans::read(&mut overlay_of_loans, &context);
    overlay_of_loans.finish(&mut tape);
    if let Some(mut overlay) = legacy_overlay {
        legacy::follow_loans(&mut overlay, &lines, &register);
        overlay.finish(&mut tape);
    }
    if let Some(plan) = &mapping.observations {
        let mut overlay = overlay(mapping, &plan.table, tables, &plan.kept)?;
        observations::read(&mut overlay, &mut loans, &register);
        overlay.finish(&mut tape);
        tape.kept.clone_from(&plan.kept);
    }
    if let Some(rule) = mapping.charge_off {
        charge_off::apply(rule, &mut loans);
    }
    if let Some(plan) = &mapping.payments {
        let mut overlay = overlay(mapping, &plan.table, tables, &[])?;
        payments::read(&mut overlay, plan, &mut loans, &register);
        overlay.finish(&mut tape);
    }
    tape.loans = loans;
    Ok(tape)
}

fn overlay<'a>(
    mapping: &'a Mapping,
    plan: &'a crate::mapping::TablePlan,
    tables: &'a BTreeMap<String, Table>,
    kept: &[String],
) -> Result<Overlay<'a>, SourceError> {
    let table = tables.get(&plan.file).ok_or_else(|| SourceError::Header {
        file: mapping.path_of(plan).to_owned(),
        reason: format!("the file was not read, and `{}` needs it", plan.name),
    })?;
    Overlay::new(plan, table, mapping.currency, kept)
}
