//! The whole register as text, so that two can be compared byte by byte.

use std::io::Write;

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, TypeInfo, ValueRef};

use crate::error::StoreError;
use crate::tx::Reader;

/// Every table in the order dumped: its name, its columns, its key. Left out are what the clock
/// said (`started_at`, `finished_at`, `noted_at`) and how the work was cut (`batches`,
/// `last_loan_id`, a standing's `version`): the same facts and closes give the same dump.
const TABLES: [(&str, &str, &str); 18] = [
    ("meta", "key, value", "key"),
    ("gl_account", "code, word", "code"),
    ("product", "id, version, effective_from, body", "id, version"),
    ("borrower", "id, external_id, segment, attributes", "id"),
    (
        "loan",
        "id, external_id, borrower_id, pool, product_id, product_version, currency, amount, terms, \
         signed_on, opened_on",
        "id",
    ),
    (
        "standing",
        "loan_id, status, closed_through, next_event_on, principal, due, oldest_late_on, bucket, \
         ended_on, fact_count, posting_count, state",
        "loan_id",
    ),
    (
        "fact",
        "loan_id, number, value_date, recorded_on, kind, body, external_id",
        "loan_id, number",
    ),
    ("posting", "loan_id, line, value_date, booked_on, debit, credit, amount", "loan_id, line"),
    (
        "close_run",
        "business_date, status, steps, loans_due, loans_advanced, postings, facts, quarantined",
        "business_date",
    ),
    ("quarantine", "loan_id, business_date, error", "loan_id"),
    ("figure", "product_id, status, bucket, loans, principal", "product_id, status, bucket"),
    (
        "day_figure",
        "business_date, product_id, status, bucket, loans, principal",
        "business_date, product_id, status, bucket",
    ),
    (
        "day_measure",
        "business_date, measure, product_id, loans, amount",
        "business_date, measure, product_id",
    ),
    (
        "movement",
        "business_date, loan_id, from_status, from_bucket, from_principal, to_status, to_bucket, \
         to_principal",
        "business_date, loan_id",
    ),
    ("snapshot", "month_end, loan_id, status, bucket, days, principal", "month_end, loan_id"),
    (
        "observation",
        "loan_id, source, period, month, balance, payment, principal, recovered, repo_proceeds",
        "loan_id, source, period",
    ),
    (
        "observed_loan",
        "loan_id, original_amount, origination_month, scheduled_payment, days_past_due, \
         balance_cutoff_a, balance_cutoff_b",
        "loan_id",
    ),
    ("import_run", "id, files, loans, facts, observations, rejected, report", "id"),
];

/// Rows held at once.
const PAGE: i64 = 4096;

impl Reader {
    /// Writes every table in the order of its key, one row a line: the table's name, then its
    /// values between tabs; texts escaped, bytes in hexadecimal, absent values as `-`.
    pub async fn dump(&mut self, out: &mut (dyn Write + Send)) -> Result<(), StoreError> {
        for (table, columns, key) in TABLES {
            self.dump_table(table, columns, key, out).await?;
        }
        Ok(())
    }

    async fn dump_table(
        &mut self,
        table: &str,
        columns: &str,
        key: &str,
        out: &mut (dyn Write + Send),
    ) -> Result<(), StoreError> {
        // A sum that fell to nothing is the same as one that never was.
        let whole = if table == "figure" { "loans <> 0" } else { "TRUE" };
        let mut rows = self
            .dump_page(
                &format!(
                    "SELECT {columns}, {key} FROM {table} WHERE {whole} ORDER BY {key} LIMIT {PAGE}"
                ),
                &[],
            )
            .await?;
        let places = vec!["?"; key.split(", ").count()].join(", ");
        let next = format!(
            "SELECT {columns}, {key} FROM {table} WHERE {whole} AND ({key}) > ({places}) \
             ORDER BY {key} LIMIT {PAGE}"
        );
        let shown = columns.split(", ").count();
        while let Some(last) = rows.last() {
            let after: Vec<Cell> =
                (shown..last.len()).map(|at| cell(last, at)).collect::<Result<_, _>>()?;
            for row in &rows {
                write!(out, "{table}")?;
                for at in 0..shown {
                    write!(out, "\t{}", cell(row, at)?)?;
                }
                writeln!(out)?;
            }
            if (rows.len() as i64) < PAGE {
                break;
            }
            rows = self.dump_page(&next, &after).await?;
        }
        Ok(())
    }

    async fn dump_page(&mut self, sql: &str, after: &[Cell]) -> Result<Vec<SqliteRow>, StoreError> {
        let mut query = sqlx::query(AssertSqlSafe(sql.to_owned()));
        for key in after {
            query = match key {
                Cell::Integer(value) => query.bind(*value),
                Cell::Text(value) => query.bind(value.clone()),
                Cell::Bytes(value) => query.bind(value.clone()),
                Cell::Absent => query.bind(None::<i64>),
            };
        }
        Ok(query.fetch_all(self.connection()).await?)
    }
}

/// One value of a row.
enum Cell {
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
    Absent,
}

fn cell(row: &SqliteRow, at: usize) -> Result<Cell, StoreError> {
    let raw = row.try_get_raw(at)?;
    if raw.is_null() {
        return Ok(Cell::Absent);
    }
    Ok(match raw.type_info().name() {
        "TEXT" => Cell::Text(row.try_get(at)?),
        "BLOB" => Cell::Bytes(row.try_get(at)?),
        _ => Cell::Integer(row.try_get(at)?),
    })
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Integer(value) => write!(f, "{value}"),
            Cell::Text(value) => write!(f, "{}", value.escape_debug()),
            Cell::Bytes(value) => value.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Cell::Absent => f.write_str("-"),
        }
    }
}
