//! Reading one moment of the book, and changing it all at once or not at all.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use primitives::amount::Minor;
use primitives::date::Date;
use sea_query::SqliteQueryBuilder;
use sea_query_sqlx::SqlxBinder;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use crate::codec::Cells;
use crate::error::StoreError;
use crate::row::close::{self, CloseRun, QuarantineRow};
use crate::row::figure::{self, DayMeasure, Figure, FigureKey, Movement};
use crate::row::import::{self, ImportRun};
use crate::row::journal::{self, FactRow, GlCodes, PostingRow};
use crate::row::loan::{self, BorrowerRow, HeldLoan, LoanStatus, ProductRow, StandingRow};
use crate::row::observed::{self, ObservationRow, ObservedLoanRow};
use crate::table;

/// Sees one moment of the book.
#[derive(Debug)]
pub struct Reader {
    transaction: Transaction<'static, Sqlite>,
    pub(crate) gl: Arc<GlCodes>,
}

impl Reader {
    pub(crate) fn new(transaction: Transaction<'static, Sqlite>, gl: Arc<GlCodes>) -> Reader {
        Reader { transaction, gl }
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// All rows of a statement.
    pub(crate) async fn rows(
        &mut self,
        statement: &impl SqlxBinder,
    ) -> Result<Vec<SqliteRow>, StoreError> {
        let (sql, values) = statement.build_sqlx(SqliteQueryBuilder);
        let query = sqlx::query_with(AssertSqlSafe(sql), values);
        Ok(query.fetch_all(self.connection()).await?)
    }

    /// All rows of a statement, read.
    pub(crate) async fn list<T>(
        &mut self,
        statement: &impl SqlxBinder,
        read: impl Fn(&mut Cells) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(statement).await?;
        rows.iter().map(|row| read(&mut Cells::of(row))).collect()
    }

    /// The first row of a statement, read.
    pub(crate) async fn first<T>(
        &mut self,
        statement: &impl SqlxBinder,
        read: impl Fn(&mut Cells) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.list(statement, read).await?.into_iter().next())
    }
}

/// Changes that come about together at [`Tx::commit`]; dropped before, nothing has happened. It
/// reads what it has written.
#[derive(Debug)]
pub struct Tx {
    reader: Reader,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

/// A loan's standing before and after.
#[derive(Clone, Copy, Debug)]
pub struct StandingChange<'a> {
    /// The loan's product, for the sums.
    pub product_id: &'a str,
    /// As it was loaded.
    pub before: &'a StandingRow,
    /// As it is to be, its version one higher.
    pub after: &'a StandingRow,
}

/// Differences of the sums, gathered so that a batch writes each sum once.
#[derive(Default)]
struct FigureChanges(BTreeMap<FigureKey, (i64, Minor)>);

impl FigureChanges {
    fn add(&mut self, product_id: &str, standing: &StandingRow, loans: i64) {
        let key = FigureKey {
            product_id: product_id.to_owned(),
            status: standing.status,
            bucket: standing.bucket,
        };
        let sums = self.0.entry(key).or_default();
        sums.0 += loans;
        sums.1 += Minor(standing.principal.0 * loans);
    }

    fn into_rows(self) -> Vec<Figure> {
        let moved = self.0.into_iter().filter(|(_, sums)| *sums != (0, Minor::ZERO));
        moved.map(|(key, (loans, principal))| Figure { key, loans, principal }).collect()
    }
}

impl Tx {
    pub(crate) fn new(reader: Reader) -> Tx {
        Tx { reader }
    }

    /// Makes everything come about.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.reader.transaction.commit().await?)
    }

    /// Sets a value that stands for the whole register.
    pub async fn save_meta(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        let bind = |(key, value): (&str, &str), places: &mut crate::bulk::Places| {
            places.text(key);
            places.text(value);
        };
        table::META.insert(self.connection(), [(key, value)].into_iter(), bind).await?;
        Ok(())
    }

    /// Adds product versions.
    pub async fn append_products(&mut self, rows: &[ProductRow]) -> Result<(), StoreError> {
        table::PRODUCT.insert(self.connection(), rows.iter(), loan::bind_product).await?;
        Ok(())
    }

    /// Adds borrowers.
    pub async fn append_borrowers(&mut self, rows: &[BorrowerRow]) -> Result<(), StoreError> {
        table::BORROWER.insert(self.connection(), rows.iter(), loan::bind_borrower).await?;
        Ok(())
    }

    /// Adds loans with their first standings.
    pub async fn append_loans(&mut self, rows: &[HeldLoan]) -> Result<(), StoreError> {
        let mut figures = FigureChanges::default();
        rows.iter().for_each(|row| figures.add(&row.loan.product.id, &row.standing, 1));
        let signed = rows.iter().map(|row| &row.loan);
        table::LOAN.insert(self.connection(), signed, loan::bind_loan).await?;
        let standings = rows.iter().map(|row| &row.standing);
        table::STANDING_NEW.insert(self.connection(), standings, loan::bind_standing).await?;
        self.add_figures(&figures.into_rows()).await
    }

    /// Saves changed standings, and with them the sums of the book and the movements of the
    /// business date `on`. Fails as a whole where a loan was changed by somebody else since it was
    /// loaded.
    pub async fn save_standings(
        &mut self,
        on: Date,
        changes: &[StandingChange<'_>],
    ) -> Result<(), StoreError> {
        let after = changes.iter().map(|change| change.after);
        let written = table::STANDING.insert(self.connection(), after, loan::bind_standing).await?;
        let wanted = changes.len() as u64;
        if written != wanted {
            return Err(StoreError::Conflict { count: wanted - written });
        }
        let mut figures = FigureChanges::default();
        let mut movements = Vec::new();
        for change in changes {
            figures.add(change.product_id, change.before, -1);
            figures.add(change.product_id, change.after, 1);
            movements.extend(movement(on, change));
        }
        self.add_figures(&figures.into_rows()).await?;
        let rows = movements.iter();
        table::MOVEMENT.insert(self.connection(), rows, figure::bind_movement).await?;
        Ok(())
    }

    async fn add_figures(&mut self, rows: &[Figure]) -> Result<(), StoreError> {
        table::FIGURE.insert(self.connection(), rows.iter(), figure::bind_figure).await?;
        Ok(())
    }

    /// Records facts. A sender's name recorded before is refused as [`StoreError::Duplicate`].
    pub async fn append_facts(&mut self, rows: &[FactRow]) -> Result<(), StoreError> {
        table::FACT.insert(self.connection(), rows.iter(), journal::bind_fact).await?;
        Ok(())
    }

    /// Books lines.
    pub async fn append_postings(&mut self, rows: &[PostingRow]) -> Result<(), StoreError> {
        let gl = Arc::clone(&self.gl);
        let bind =
            |row: &PostingRow, places: &mut crate::bulk::Places| gl.bind_posting(row, places);
        table::POSTING.insert(self.connection(), rows.iter(), bind).await?;
        Ok(())
    }

    /// Adds to what happened on a date.
    pub async fn append_measures(&mut self, rows: &[DayMeasure]) -> Result<(), StoreError> {
        table::MEASURE.insert(self.connection(), rows.iter(), figure::bind_measure).await?;
        Ok(())
    }

    /// Keeps what another servicer reported; a period reported again replaces what was there.
    pub async fn save_observations(&mut self, rows: &[ObservationRow]) -> Result<(), StoreError> {
        let bind = observed::bind_observation;
        table::OBSERVATION.insert(self.connection(), rows.iter(), bind).await?;
        Ok(())
    }

    /// The same for what is reported once of a loan.
    pub async fn save_observed_loans(
        &mut self,
        rows: &[ObservedLoanRow],
    ) -> Result<(), StoreError> {
        let bind = observed::bind_observed_loan;
        table::OBSERVED_LOAN.insert(self.connection(), rows.iter(), bind).await?;
        Ok(())
    }

    /// Records an import that landed.
    pub async fn append_import_run(&mut self, row: &ImportRun) -> Result<(), StoreError> {
        let rows = std::iter::once(row);
        table::IMPORT_RUN.insert(self.connection(), rows, import::bind_import_run).await?;
        Ok(())
    }

    /// Keeps how far a close has come.
    pub async fn save_close_run(&mut self, row: &CloseRun) -> Result<(), StoreError> {
        let rows = std::iter::once(row);
        table::CLOSE_RUN.insert(self.connection(), rows, close::bind_close_run).await?;
        Ok(())
    }

    /// Sets loans aside with what went wrong.
    pub async fn save_quarantine(&mut self, rows: &[QuarantineRow]) -> Result<(), StoreError> {
        table::QUARANTINE.insert(self.connection(), rows.iter(), close::bind_quarantine).await?;
        Ok(())
    }
}

fn movement(on: Date, change: &StandingChange) -> Option<Movement> {
    let side =
        |row: &StandingRow| -> (LoanStatus, u8, Minor) { (row.status, row.bucket, row.principal) };
    let (from, to) = (side(change.before), side(change.after));
    let moved = (from.0, from.1) != (to.0, to.1);
    moved.then_some(Movement { business_date: on, loan_id: change.after.loan_id, from, to })
}
