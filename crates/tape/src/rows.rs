//! One table of the mapping laid over one file: rows are read field by field, everything wrong
//! with a row is noted, and each row's fate is entered in the account.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Rate;

use crate::exact::Exact;
use crate::mapping::field::integer;
use crate::mapping::{Field, Kind, MoneyUnit, Origin, TablePlan};
use crate::reject::{Reason, Reject};
use crate::source::{SourceError, Table, TableRow};
use crate::tally::{ColumnTally, Fate, Skipped, Sums};
use crate::tape::Tape;

/// A field with the position of its column.
struct Bound<'a> {
    name: &'static str,
    field: &'a Field,
    column: Option<usize>,
}

/// A table of the mapping laid over its file.
pub(crate) struct Overlay<'a> {
    plan: &'a TablePlan,
    table: &'a Table,
    currency: Currency,
    bound: Vec<Bound<'a>>,
    conditions: Vec<usize>,
    kept: Vec<usize>,
    fates: Vec<Fate>,
    skipped: Vec<Skipped>,
    rejects: Vec<Reject>,
}

impl<'a> Overlay<'a> {
    /// Lays a table of the mapping over its file; every column it names must be there.
    pub(crate) fn new(
        plan: &'a TablePlan,
        table: &'a Table,
        currency: Currency,
        kept: &[String],
    ) -> Result<Overlay<'a>, SourceError> {
        let find = |name: &String| {
            table.column(name).ok_or_else(|| SourceError::Header {
                file: table.file.clone(),
                reason: format!("there is no column `{name}`, which `{}` needs", plan.name),
            })
        };
        let mut bound = Vec::new();
        for (name, field) in &plan.fields {
            let column = match &field.origin {
                Origin::Column(column) => Some(find(column)?),
                Origin::Constant(_) => None,
            };
            bound.push(Bound { name, field, column });
        }
        let conditions = plan.conditions.iter().map(|one| find(&one.column));
        Ok(Overlay {
            plan,
            table,
            currency,
            bound,
            conditions: conditions.collect::<Result<_, _>>()?,
            kept: kept.iter().map(find).collect::<Result<_, _>>()?,
            fates: vec![Fate::Rejected; table.rows.len()],
            skipped: Vec::new(),
            rejects: table.unreadable.clone(),
        })
    }

    /// How many rows could be taken apart.
    pub(crate) fn len(&self) -> usize {
        self.table.rows.len()
    }

    /// The number a row has in its file.
    pub(crate) fn number(&self, row: usize) -> u64 {
        self.table.rows[row].number
    }

    /// Starts reading a row.
    pub(crate) fn cursor(&self, row: usize) -> RowCursor<'a, '_> {
        RowCursor { overlay: self, row: &self.table.rows[row], faults: Vec::new() }
    }

    /// Leaves a row out when a condition of the mapping does not hold of it.
    pub(crate) fn is_filtered(&mut self, row: usize) -> bool {
        let cells = &self.table.rows[row].cells;
        let counts =
            self.plan.conditions.iter().zip(&self.conditions).all(|(condition, column)| {
                condition.test.holds(cells.get(*column).unwrap_or_default())
            });
        if !counts {
            self.skip(row, "condition of the mapping");
        }
        !counts
    }

    /// Enters that a row landed.
    pub(crate) fn land(&mut self, row: usize) {
        self.fates[row] = Fate::Landed;
    }

    /// Enters that a row was left out, and why.
    pub(crate) fn skip(&mut self, row: usize, reason: &'static str) {
        self.fates[row] = Fate::Skipped;
        match self.skipped.iter_mut().find(|skipped| skipped.reason == reason) {
            Some(skipped) => skipped.rows += 1,
            None => self.skipped.push(Skipped { table: self.plan.name, reason, rows: 1 }),
        }
    }

    /// Enters that a row was rejected, with everything wrong with it.
    pub(crate) fn reject(&mut self, row: usize, faults: Vec<Reject>) {
        self.fates[row] = Fate::Rejected;
        self.rejects.extend(faults);
    }

    /// The same for one thing wrong with one field.
    pub(crate) fn reject_for(&mut self, row: usize, field: &str, reason: Reason) {
        let fault = self.fault(row, field, reason);
        self.reject(row, vec![fault]);
    }

    /// Says what is wrong with one field of a row.
    pub(crate) fn fault(&self, row: usize, field: &str, reason: Reason) -> Reject {
        self.cursor(row).fault_of(field, reason)
    }

    /// Hands the account and the rejects to the tape.
    pub(crate) fn finish(self, tape: &mut Tape) {
        let mut seen: Vec<usize> = Vec::new();
        for bound in &self.bound {
            if let Some(column) = bound.column.filter(|column| !seen.contains(column)) {
                seen.push(column);
                let kind = &bound.field.kind;
                let numbers = matches!(kind, Kind::Money { .. } | Kind::Integer);
                tape.columns.push(self.tally((column, kind), numbers.then(Sums::default)));
            }
        }
        for column in self.kept.iter().filter(|column| !seen.contains(column)) {
            tape.columns.push(self.tally((*column, &Kind::Integer), Some(Sums::default())));
        }
        tape.skipped.extend(self.skipped);
        tape.rejects.extend(self.rejects);
    }

    fn tally(&self, (column, kind): (usize, &Kind), sums: Option<Sums>) -> ColumnTally {
        let unreadable = self.table.unreadable.len() as u64;
        let mut tally = ColumnTally {
            file: self.table.file.clone(),
            table: self.plan.name,
            column: self.table.headers[column].clone(),
            rows: self.table.rows.len() as u64 + unreadable,
            empty: 0,
            rows_by_fate: crate::tally::ByFate::default(),
            sums,
        };
        tally.rows_by_fate.rejected = unreadable;
        for (row, fate) in self.table.rows.iter().zip(&self.fates) {
            let cell = row.cells.get(column).unwrap_or_default().trim();
            tally.empty += u64::from(cell.is_empty());
            *tally.rows_by_fate.get_mut(*fate) += 1;
            if let Some(sums) = &mut tally.sums {
                sums.enter(&kind.ungrouped(cell), *fate);
            }
        }
        tally
    }
}

/// One row being read; everything wrong with it is noted, not only the first thing.
pub(crate) struct RowCursor<'a, 'b> {
    overlay: &'b Overlay<'a>,
    row: &'a TableRow,
    faults: Vec<Reject>,
}

impl RowCursor<'_, '_> {
    /// What was wrong with the fields read.
    pub(crate) fn into_faults(self) -> Vec<Reject> {
        self.faults
    }

    /// Of every amount of the row.
    pub(crate) fn currency(&self) -> Currency {
        self.overlay.currency
    }

    /// Notes something wrong with a field.
    pub(crate) fn note(&mut self, field: &str, reason: Reason) {
        let fault = self.fault_of(field, reason);
        self.faults.push(fault);
    }

    /// A text, where there is one.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.value(name, |_, text| Ok(text.to_owned()))
    }

    /// An amount, where there is one.
    pub(crate) fn money(&mut self, name: &str) -> Option<Minor> {
        let currency = self.overlay.currency;
        self.value(name, |field, text| field.kind.money(text, currency))
    }

    /// A date, where there is one.
    pub(crate) fn date(&mut self, name: &str) -> Option<Date> {
        self.value(name, |field, text| field.kind.date(text))
    }

    /// A rate, where there is one.
    pub(crate) fn rate(&mut self, name: &str) -> Option<Rate> {
        self.value(name, |field, text| field.kind.rate(text))
    }

    /// A whole number of the wanted size, where there is one.
    pub(crate) fn number<N: TryFrom<i64>>(&mut self, name: &str) -> Option<N> {
        self.value(name, |_, text| {
            N::try_from(integer(text)?).map_err(|_| "out of range".to_owned())
        })
    }

    /// Notes an empty field that is needed; gives back what was read.
    pub(crate) fn need<T>(&mut self, name: &str, value: Option<T>) -> Option<T> {
        let told = self.faults.iter().any(|fault| fault.column == self.column_name(name));
        if value.is_none() && !told {
            self.note(name, Reason::Empty);
        }
        value
    }

    /// The amounts of the columns kept beside the known ones.
    pub(crate) fn kept(&mut self) -> Vec<Option<Minor>> {
        let overlay = self.overlay;
        overlay.kept.iter().map(|column| self.kept_amount(*column)).collect()
    }

    fn kept_amount(&mut self, column: usize) -> Option<Minor> {
        let text = self.row.cells.get(column).unwrap_or_default().trim();
        if text.is_empty() {
            return None;
        }
        let currency = self.overlay.currency;
        let plain = Kind::Money { unit: MoneyUnit::Major, grouping: None };
        plain
            .money(text, currency)
            .map_err(|reason| {
                let column = self.overlay.table.headers[column].clone();
                self.faults.push(self.reject_in(column, text, Reason::Malformed(reason)));
            })
            .ok()
    }

    fn value<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&Field, &str) -> Result<T, String>,
    ) -> Option<T> {
        let bound = self.overlay.bound.iter().find(|bound| bound.name == name)?;
        let text = match (&bound.field.origin, bound.column) {
            (Origin::Constant(constant), _) => constant.as_str(),
            (_, column) => self.row.cells.get(column?).unwrap_or_default().trim(),
        };
        let text = match (text, &bound.field.default) {
            ("", Some(default)) => default.as_str(),
            ("", None) => return None,
            (text, _) => text,
        };
        let coded = match bound.field.codes.get(text) {
            Some(meaning) => meaning.as_str(),
            None if bound.field.codes.is_empty() => text,
            None => {
                self.note(name, Reason::UnknownCode);
                return None;
            }
        };
        match read(bound.field, coded) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.note(name, Reason::Malformed(reason));
                None
            }
        }
    }

    fn column_name<'s>(&'s self, name: &'s str) -> &'s str {
        let bound = self.overlay.bound.iter().find(|bound| bound.name == name);
        match bound.map(|bound| &bound.field.origin) {
            Some(Origin::Column(column)) => column,
            _ => name,
        }
    }

    fn fault_of(&self, name: &str, reason: Reason) -> Reject {
        let bound = self.overlay.bound.iter().find(|bound| bound.name == name);
        let value = bound.and_then(|bound| match &bound.field.origin {
            Origin::Constant(constant) => Some(constant.as_str()),
            Origin::Column(_) => self.row.cells.get(bound.column?),
        });
        self.reject_in(self.column_name(name).to_owned(), value.unwrap_or_default(), reason)
    }

    fn reject_in(&self, column: String, value: &str, reason: Reason) -> Reject {
        Reject {
            file: self.overlay.table.file.clone(),
            row: self.row.number,
            line: self.row.line,
            column,
            value: value.to_owned(),
            reason,
        }
    }
}

impl Sums {
    fn enter(&mut self, cell: &str, fate: Fate) {
        match Exact::parse(cell) {
            Some(number) => {
                self.read += number;
                *self.by_fate.get_mut(fate) += number;
            }
            None if cell.is_empty() => {}
            None => self.not_numbers += 1,
        }
    }
}
