//! How values lie in rows: dates as whole days since 1970-01-01, amounts as whole minor units.
//!
//! Days survive exactly, sort as dates do, compare and subtract in SQL, and take two to four bytes
//! where ISO text takes ten.

use primitives::amount::Minor;
use primitives::date::Date;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::error::StoreError;

/// Reads a row's values by their place.
pub(crate) struct Cells<'r> {
    row: &'r SqliteRow,
    next: usize,
}

fn malformed(why: impl std::fmt::Display) -> StoreError {
    StoreError::Malformed { what: "a value", why: why.to_string() }
}

impl<'r> Cells<'r> {
    pub(crate) fn of(row: &'r SqliteRow) -> Cells<'r> {
        Cells { row, next: 0 }
    }

    fn place(&mut self) -> usize {
        self.next += 1;
        self.next - 1
    }

    pub(crate) fn integer(&mut self) -> Result<i64, StoreError> {
        let place = self.place();
        self.row.try_get(place).map_err(malformed)
    }

    pub(crate) fn optional_integer(&mut self) -> Result<Option<i64>, StoreError> {
        let place = self.place();
        self.row.try_get(place).map_err(malformed)
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        let place = self.place();
        self.row.try_get(place).map_err(malformed)
    }

    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, StoreError> {
        let place = self.place();
        self.row.try_get(place).map_err(malformed)
    }

    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        let place = self.place();
        self.row.try_get(place).map_err(malformed)
    }

    pub(crate) fn small<T: TryFrom<i64, Error: std::fmt::Display>>(
        &mut self,
    ) -> Result<T, StoreError> {
        T::try_from(self.integer()?).map_err(malformed)
    }

    pub(crate) fn date(&mut self) -> Result<Date, StoreError> {
        self.small().map(Date::from_days)
    }

    pub(crate) fn optional_date(&mut self) -> Result<Option<Date>, StoreError> {
        let days = self.optional_integer()?;
        days.map(|days| i32::try_from(days).map(Date::from_days).map_err(malformed)).transpose()
    }

    pub(crate) fn minor(&mut self) -> Result<Minor, StoreError> {
        self.integer().map(Minor)
    }

    pub(crate) fn optional_minor(&mut self) -> Result<Option<Minor>, StoreError> {
        Ok(self.optional_integer()?.map(Minor))
    }
}

/// A date as it lies in a row.
pub(crate) fn days(date: Date) -> i64 {
    i64::from(date.days())
}

/// The reading of a row that is one integer.
pub(crate) fn read_integer(cells: &mut Cells) -> Result<i64, StoreError> {
    cells.integer()
}

/// The reading of a row that is one count.
pub(crate) fn read_count(cells: &mut Cells) -> Result<u64, StoreError> {
    cells.small()
}

/// The reading of a row that is one text.
pub(crate) fn read_text(cells: &mut Cells) -> Result<String, StoreError> {
    cells.text()
}

/// The reading of a row that is one date.
pub(crate) fn read_date(cells: &mut Cells) -> Result<Date, StoreError> {
    cells.date()
}
