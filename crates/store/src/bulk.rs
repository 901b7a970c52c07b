//! Many rows in few statements: each multi-row insert is rendered once by the builder and then
//! only bound, since building and parsing it anew would cost more than running it.

use std::sync::{Arc, OnceLock};

use primitives::amount::Minor;
use primitives::date::Date;
use sea_query::{Expr, InsertStatement, OnConflict, Query, SqliteQueryBuilder};
use sqlx::sqlite::{SqliteArguments, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe};

use crate::error::StoreError;

/// Rows per statement; a batch is cut into these, largest first. 512 rows of 20 columns stay well
/// below SQLite's 32,766 places.
const ROWS: [usize; 4] = [512, 64, 8, 1];

/// A multi-row insert into one table.
pub(crate) struct Bulk {
    pub(crate) table: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// What to do where the key is taken; an error when absent.
    pub(crate) on_conflict: Option<fn() -> OnConflict>,
    rendered: [OnceLock<Arc<str>>; ROWS.len()],
}

impl Bulk {
    pub(crate) const fn new(
        table: &'static str,
        columns: &'static [&'static str],
        on_conflict: Option<fn() -> OnConflict>,
    ) -> Bulk {
        Bulk { table, columns, on_conflict, rendered: [const { OnceLock::new() }; ROWS.len()] }
    }

    /// The statement for so many rows.
    pub(crate) fn statement(&self, rows: usize) -> InsertStatement {
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns.iter().copied());
        for _ in 0..rows {
            insert.values_panic(self.columns.iter().map(|_| Expr::val(0i64)));
        }
        if let Some(on_conflict) = self.on_conflict {
            insert.on_conflict(on_conflict());
        }
        insert
    }

    fn sql(&self, size: usize) -> Arc<str> {
        let render = || Arc::from(self.statement(ROWS[size]).build(SqliteQueryBuilder).0);
        Arc::clone(self.rendered[size].get_or_init(render))
    }

    /// Inserts rows in their order and says how many were written.
    pub(crate) async fn insert<T>(
        &self,
        connection: &mut SqliteConnection,
        rows: impl ExactSizeIterator<Item = T>,
        bind: impl Fn(T, &mut Places),
    ) -> Result<u64, StoreError> {
        let mut rows = rows;
        let mut written = 0;
        for (size, &count) in ROWS.iter().enumerate() {
            while rows.len() >= count {
                let mut places = Places::with_room(count * self.columns.len());
                rows.by_ref().take(count).for_each(|row| bind(row, &mut places));
                debug_assert_eq!(places.0.len(), count * self.columns.len());
                let query = sqlx::query_with(AssertSqlSafe(self.sql(size)), places.0);
                written += query.execute(&mut *connection).await?.rows_affected();
            }
        }
        Ok(written)
    }
}

/// The values of a statement's places, in order.
pub(crate) struct Places(pub(crate) SqliteArguments);

impl Places {
    pub(crate) fn with_room(count: usize) -> Places {
        let mut arguments = SqliteArguments::default();
        arguments.reserve(count, 0);
        Places(arguments)
    }

    pub(crate) fn integer(&mut self, value: impl Into<i64>) {
        self.add(value.into());
    }

    pub(crate) fn optional_integer(&mut self, value: Option<i64>) {
        self.add(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.add(value.to_owned());
    }

    pub(crate) fn optional_text(&mut self, value: Option<&str>) {
        self.add(value.map(str::to_owned));
    }

    pub(crate) fn bytes(&mut self, value: Vec<u8>) {
        self.add(value);
    }

    pub(crate) fn date(&mut self, value: Date) {
        self.integer(value.days());
    }

    pub(crate) fn optional_date(&mut self, value: Option<Date>) {
        self.optional_integer(value.map(|date| date.days().into()));
    }

    pub(crate) fn minor(&mut self, value: Minor) {
        self.integer(value.0);
    }

    pub(crate) fn optional_minor(&mut self, value: Option<Minor>) {
        self.optional_integer(value.map(|amount| amount.0));
    }

    fn add<T>(&mut self, value: T)
    where
        T: sqlx::Encode<'static, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'static,
    {
        self.0.add(value).expect("integers, texts and bytes always encode");
    }
}
