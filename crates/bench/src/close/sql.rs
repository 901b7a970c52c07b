//! The baseline: what a careful SQL programmer writes when the schedule is a table. Everything that
//! needs arithmetic was computed beforehand, so a day is a few set-based statements.

use std::path::Path;

use engine::contract::Contract;
use engine::day::advance;
use engine::effects::{Effects, EventKind};
use primitives::date::Date;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::Options;
use crate::book::{business_date, loan, product};

const TABLES: &str = "
CREATE TABLE sql_loan (
  id INTEGER PRIMARY KEY, version INTEGER, product_id TEXT, status INTEGER, closed_through INTEGER,
  next_event_on INTEGER, principal INTEGER, due INTEGER, held INTEGER, oldest_late_on INTEGER,
  bucket INTEGER, next_number INTEGER, posting_count INTEGER);
CREATE TABLE sql_instalment (
  loan_id INTEGER, number INTEGER, due_on INTEGER, principal INTEGER, interest INTEGER,
  paid_on INTEGER, PRIMARY KEY (loan_id, number)) WITHOUT ROWID;
CREATE INDEX sql_instalment_due ON sql_instalment (due_on, loan_id);
CREATE TABLE sql_posting (
  loan_id INTEGER, line INTEGER, value_date INTEGER, booked_on INTEGER, debit INTEGER,
  credit INTEGER, amount INTEGER, PRIMARY KEY (loan_id, line)) WITHOUT ROWID;
CREATE TABLE sql_figure (
  product_id TEXT, status INTEGER, bucket INTEGER, loans INTEGER, principal INTEGER,
  PRIMARY KEY (product_id, status, bucket)) WITHOUT ROWID;
CREATE TABLE sql_movement (
  business_date INTEGER, loan_id INTEGER, from_bucket INTEGER, to_bucket INTEGER,
  PRIMARY KEY (business_date, loan_id)) WITHOUT ROWID;
CREATE TEMP TABLE touched (id INTEGER PRIMARY KEY, bucket INTEGER, principal INTEGER);
";

const FILL: &str = "
INSERT INTO sql_loan
  SELECT s.loan_id, s.version, l.product_id, s.status, s.closed_through, s.next_event_on,
         s.principal, s.due, 0, s.oldest_late_on, s.bucket, 0, s.posting_count
  FROM standing s JOIN loan l ON l.id = s.loan_id ORDER BY s.loan_id;
UPDATE sql_loan SET (held, next_number) = (n.held, n.number) FROM new_held n WHERE n.id = sql_loan.id;
CREATE INDEX sql_loan_next ON sql_loan (next_event_on, id) WHERE next_event_on IS NOT NULL;
INSERT INTO sql_posting SELECT * FROM posting;
INSERT INTO sql_figure SELECT * FROM figure;
DROP TABLE new_held;
";

/// One date: `?1` is the date; the codes of the accounts are filled in.
const DAY: [&str; 9] = [
    "DELETE FROM touched",
    "INSERT INTO touched SELECT id, bucket, principal FROM sql_loan WHERE next_event_on = ?1",
    // Fall due: bill the interest, and let held money meet what fell.
    "INSERT INTO sql_posting
       SELECT i.loan_id, l.posting_count + n.line, ?1, ?1,
              CASE n.line WHEN 1 THEN {interest-receivable} ELSE {unapplied} END,
              CASE n.line WHEN 1 THEN {interest-income} WHEN 2 THEN {interest-receivable}
                          ELSE {principal} END,
              CASE n.line WHEN 3 THEN i.principal ELSE i.interest END
       FROM sql_instalment i CROSS JOIN sql_loan l
         CROSS JOIN (SELECT 1 AS line UNION ALL SELECT 2 UNION ALL SELECT 3) n
       WHERE i.due_on = ?1 AND l.id = i.loan_id
         AND (n.line = 1 OR l.held >= i.principal + i.interest)
       ORDER BY i.loan_id, n.line",
    "UPDATE sql_instalment SET paid_on = ?1 FROM sql_loan l
       WHERE l.id = sql_instalment.loan_id AND due_on = ?1
         AND l.held >= sql_instalment.principal + interest",
    "UPDATE sql_loan SET
       held = held - CASE WHEN i.paid_on = ?1 THEN i.principal + i.interest ELSE 0 END,
       principal = sql_loan.principal - CASE WHEN i.paid_on = ?1 THEN i.principal ELSE 0 END,
       due = due + CASE WHEN i.paid_on = ?1 THEN 0 ELSE i.principal + i.interest END,
       oldest_late_on = CASE WHEN i.paid_on = ?1 THEN oldest_late_on
                             ELSE coalesce(oldest_late_on, ?1) END,
       posting_count = posting_count + CASE WHEN i.paid_on = ?1 THEN 3 ELSE 1 END,
       next_number = i.number + 1
     FROM sql_instalment i WHERE i.due_on = ?1 AND sql_loan.id = i.loan_id",
    // Age, classify, and the next date with something to do.
    "UPDATE sql_loan SET
       version = version + 1,
       closed_through = ?1,
       bucket = CASE WHEN oldest_late_on IS NULL OR ?1 - oldest_late_on < 1 THEN 0
                     WHEN ?1 - oldest_late_on <= 30 THEN 1 WHEN ?1 - oldest_late_on <= 60 THEN 2
                     WHEN ?1 - oldest_late_on <= 90 THEN 3 ELSE 4 END,
       next_event_on = min(
         coalesce((SELECT due_on FROM sql_instalment i
                   WHERE i.loan_id = sql_loan.id AND i.number = sql_loan.next_number), 1 << 30),
         CASE WHEN oldest_late_on IS NULL THEN 1 << 30
              WHEN ?1 - oldest_late_on < 1 THEN oldest_late_on + 1
              WHEN ?1 - oldest_late_on < 31 THEN oldest_late_on + 31
              WHEN ?1 - oldest_late_on < 61 THEN oldest_late_on + 61
              ELSE oldest_late_on + 91 END)
     FROM touched t WHERE sql_loan.id = t.id",
    "INSERT INTO sql_movement
       SELECT ?1, t.id, t.bucket, l.bucket FROM touched t JOIN sql_loan l ON l.id = t.id
       WHERE t.bucket <> l.bucket",
    "INSERT INTO sql_figure
       SELECT l.product_id, l.status, t.bucket, -count(*), -sum(t.principal)
       FROM touched t JOIN sql_loan l ON l.id = t.id GROUP BY 1, 2, 3
     ON CONFLICT DO UPDATE SET loans = loans + excluded.loans,
       principal = principal + excluded.principal",
    "INSERT INTO sql_figure
       SELECT l.product_id, l.status, l.bucket, count(*), sum(l.principal)
       FROM touched t JOIN sql_loan l ON l.id = t.id GROUP BY 1, 2, 3
     ON CONFLICT DO UPDATE SET loans = loans + excluded.loans,
       principal = principal + excluded.principal",
];

/// What must be the same in both books after every day.
const SAME: [(&str, &str); 3] = [
    (
        "SELECT group_concat(x) FROM (SELECT debit || '>' || credit || ':' || count(*) || ':' ||
           sum(amount) AS x FROM posting WHERE booked_on = ?1 GROUP BY debit, credit ORDER BY 1)",
        "SELECT group_concat(x) FROM (SELECT debit || '>' || credit || ':' || count(*) || ':' ||
           sum(amount) AS x FROM sql_posting WHERE booked_on = ?1 GROUP BY debit, credit ORDER BY 1)",
    ),
    (
        "SELECT group_concat(x) FROM (SELECT bucket || ':' || loans || ':' || principal AS x
           FROM figure WHERE loans <> 0 AND ?1 ORDER BY bucket)",
        "SELECT group_concat(x) FROM (SELECT bucket || ':' || loans || ':' || principal AS x
           FROM sql_figure WHERE loans <> 0 AND ?1 ORDER BY bucket)",
    ),
    (
        "SELECT count(*) || ':' || sum(closed_through) || ':' || sum(next_event_on) || ':' || sum(due)
           FROM standing WHERE closed_through = ?1",
        "SELECT count(*) || ':' || sum(closed_through) || ':' || sum(next_event_on) || ':' || sum(due)
           FROM sql_loan WHERE closed_through = ?1",
    ),
];

/// The same book in tables of plain SQL, in the register's own file.
pub struct SqlBook {
    connection: SqliteConnection,
    day: Vec<String>,
}

impl SqlBook {
    /// Builds the tables beside those of the register.
    pub async fn build(file: &Path, options: Options) -> Result<SqlBook, sqlx::Error> {
        let Options { loans, due_days, .. } = options;
        let mut connection = SqliteConnectOptions::new()
            .filename(file)
            .busy_timeout(std::time::Duration::from_secs(30))
            .pragma("synchronous", "normal")
            .pragma("cache_size", "-262144")
            .pragma("wal_autocheckpoint", "16384")
            .pragma("temp_store", "memory")
            .connect()
            .await?;
        sqlx::raw_sql(TABLES).execute(&mut connection).await?;
        let new_held =
            "CREATE TABLE new_held (id INTEGER PRIMARY KEY, held INTEGER, number INTEGER)";
        sqlx::raw_sql(new_held).execute(&mut connection).await?;
        for first in (0..loans).step_by(50_000) {
            instalments(&mut connection, due_days, first..loans.min(first + 50_000)).await?;
        }
        let mut transaction = connection.begin().await?;
        sqlx::raw_sql(FILL).execute(&mut *transaction).await?;
        transaction.commit().await?;
        sqlx::raw_sql("ANALYZE sql_loan; ANALYZE sql_instalment").execute(&mut connection).await?;
        let day = day_statements(&mut connection).await?;
        Ok(SqlBook { connection, day })
    }

    /// Closes a date.
    pub async fn close(&mut self, on: Date) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection.begin().await?;
        for statement in &self.day {
            let query = sqlx::query(AssertSqlSafe(statement.clone()));
            let query = if statement.contains("?1") { query.bind(on.days()) } else { query };
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// Fails where both books differ: a baseline that does less proves nothing.
    pub async fn assert_same(&mut self, on: Date) -> Result<(), String> {
        for (ours, theirs) in SAME {
            let mut sides = Vec::new();
            for sql in [ours, theirs] {
                let row: (Option<String>,) = sqlx::query_as(sql)
                    .bind(on.days())
                    .fetch_one(&mut self.connection)
                    .await
                    .map_err(|error| error.to_string())?;
                sides.push(row.0);
            }
            if sides[0] != sides[1] {
                return Err(format!("{on}: the close gives {:?}, SQL {:?}", sides[0], sides[1]));
            }
        }
        Ok(())
    }
}

async fn day_statements(connection: &mut SqliteConnection) -> Result<Vec<String>, sqlx::Error> {
    let codes: Vec<(i64, String)> =
        sqlx::query_as("SELECT code, word FROM gl_account").fetch_all(connection).await?;
    let filled = |statement: &str| {
        codes.iter().fold(statement.to_owned(), |text, (code, word)| {
            text.replace(&format!("{{{word}}}"), &code.to_string())
        })
    };
    Ok(DAY.into_iter().map(filled).collect())
}

/// The dues still to fall of loans, as the engine lets them fall.
async fn instalments(
    connection: &mut SqliteConnection,
    due_days: u32,
    indexes: std::ops::Range<u32>,
) -> Result<(), sqlx::Error> {
    let product = product();
    let mut transaction = connection.begin().await?;
    for index in indexes {
        let booked = loan(&product, due_days, index);
        let id = i64::from(index) + 1;
        let mut state = booked.state.clone();
        let contract = Contract { terms: &booked.terms, product: &product };
        let mut effects = Effects::default();
        advance(contract, &mut state, business_date().plus_months(2), &mut effects);
        let mut first = None;
        let mut values = Vec::new();
        for event in &effects.events {
            if let EventKind::Fell { number, amounts, .. } = event.kind {
                first = first.or(Some(number));
                values.push(format!(
                    "({id},{number},{},{},{},NULL)",
                    event.on.days(),
                    amounts.principal.0,
                    amounts.interest.0
                ));
            }
        }
        let sql = format!(
            "INSERT INTO sql_instalment VALUES {}; INSERT INTO new_held VALUES ({id},{},{})",
            values.join(","),
            booked.state.unapplied.0,
            first.unwrap_or(0)
        );
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}
