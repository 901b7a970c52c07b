//! Formats of the register, forward only: each step brings a register from one format to the next
//! in one transaction.

use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};

use crate::error::StoreError;

/// The format this release keeps.
pub(crate) const FORMAT: u32 = STEPS.len() as u32;

/// Marks the file as a register: `ARRS`.
pub(crate) const APPLICATION: u32 = 0x4152_5253;

/// Step `n` (from 0) makes format `n + 1`.
const STEPS: [&str; 1] = [include_str!("0001.sqlite.sql")];

/// The format a file is kept in; 0 for an empty one.
pub(crate) async fn load_format(connection: &mut SqliteConnection) -> Result<u32, StoreError> {
    let row = sqlx::query("PRAGMA user_version").fetch_one(connection).await?;
    let format: i64 = row.try_get(0)?;
    // A negative number is no format of any release; as unsigned it is newer than all.
    Ok(format as u32)
}

/// Brings a register to this release's format.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let from = load_format(connection).await?;
    for (step, sql) in (0..).zip(STEPS).skip(from as usize) {
        let format: u32 = step + 1;
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(sql).execute(&mut *transaction).await?;
        // Pragmas take no places; both numbers are our own.
        let marks =
            format!("PRAGMA user_version = {format}; PRAGMA application_id = {APPLICATION}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(marks)).execute(&mut *transaction).await?;
        transaction.commit().await?;
    }
    Ok(())
}
