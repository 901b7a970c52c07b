//! The multi-row inserts of every table.

use sea_query::{Expr, ExprTrait, OnConflict};

use crate::bulk::Bulk;
use crate::row::{close, figure, import, journal, loan, observed};

pub(crate) static PRODUCT: Bulk = Bulk::new("product", &loan::PRODUCT_COLUMNS, None);
pub(crate) static BORROWER: Bulk = Bulk::new("borrower", &loan::BORROWER_COLUMNS, None);
pub(crate) static LOAN: Bulk = Bulk::new("loan", &loan::LOAN_COLUMNS, None);
pub(crate) static STANDING_NEW: Bulk = Bulk::new("standing", &loan::STANDING_COLUMNS, None);
pub(crate) static STANDING: Bulk =
    Bulk::new("standing", &loan::STANDING_COLUMNS, Some(standing_taken));
pub(crate) static FACT: Bulk = Bulk::new("fact", &journal::FACT_COLUMNS, None);
pub(crate) static POSTING: Bulk = Bulk::new("posting", &journal::POSTING_COLUMNS, None);
pub(crate) static CLOSE_RUN: Bulk =
    Bulk::new("close_run", &close::CLOSE_RUN_COLUMNS, Some(close_run_taken));
pub(crate) static QUARANTINE: Bulk =
    Bulk::new("quarantine", &close::QUARANTINE_COLUMNS, Some(quarantine_taken));
pub(crate) static FIGURE: Bulk = Bulk::new("figure", &figure::FIGURE_COLUMNS, Some(figure_taken));
pub(crate) static MEASURE: Bulk =
    Bulk::new("day_measure", &figure::MEASURE_COLUMNS, Some(measure_taken));
pub(crate) static MOVEMENT: Bulk =
    Bulk::new("movement", &figure::MOVEMENT_COLUMNS, Some(movement_taken));
pub(crate) static OBSERVATION: Bulk =
    Bulk::new("observation", &observed::OBSERVATION_COLUMNS, Some(observation_taken));
pub(crate) static OBSERVED_LOAN: Bulk =
    Bulk::new("observed_loan", &observed::OBSERVED_LOAN_COLUMNS, Some(observed_loan_taken));
pub(crate) static IMPORT_RUN: Bulk = Bulk::new("import_run", &import::IMPORT_RUN_COLUMNS, None);
pub(crate) static META: Bulk = Bulk::new("meta", &["key", "value"], Some(meta_taken));

fn replaced(keys: &[&'static str], columns: &[&'static str]) -> OnConflict {
    let values = columns.iter().copied().filter(|column| !keys.contains(column));
    OnConflict::columns(keys.iter().copied()).update_columns(values).to_owned()
}

/// A standing gives way only to the version that follows it.
fn standing_taken() -> OnConflict {
    // Written out, since a literal given as a value would become one more place to bind.
    let one = Expr::cust("1");
    let follows =
        Expr::col(("standing", "version")).eq(Expr::col(("excluded", "version")).sub(one));
    replaced(&["loan_id"], &loan::STANDING_COLUMNS).action_and_where(follows).to_owned()
}

fn close_run_taken() -> OnConflict {
    replaced(&["business_date"], &close::CLOSE_RUN_COLUMNS)
}

fn quarantine_taken() -> OnConflict {
    replaced(&["loan_id"], &close::QUARANTINE_COLUMNS)
}

fn meta_taken() -> OnConflict {
    replaced(&["key"], &["key", "value"])
}

fn added(table: &'static str, keys: &[&'static str], sums: [&'static str; 2]) -> OnConflict {
    let mut taken = OnConflict::columns(keys.iter().copied());
    for sum in sums {
        taken.value(sum, Expr::col((table, sum)).add(Expr::col(("excluded", sum))));
    }
    taken
}

fn figure_taken() -> OnConflict {
    added("figure", &["product_id", "status", "bucket"], ["loans", "principal"])
}

fn measure_taken() -> OnConflict {
    added("day_measure", &["business_date", "measure", "product_id"], ["loans", "amount"])
}

/// A second change on one date keeps where the loan came from.
fn movement_taken() -> OnConflict {
    OnConflict::columns(["business_date", "loan_id"])
        .update_columns(["to_status", "to_bucket", "to_principal"])
        .to_owned()
}

fn observation_taken() -> OnConflict {
    replaced(&["loan_id", "source", "period"], &observed::OBSERVATION_COLUMNS)
}

fn observed_loan_taken() -> OnConflict {
    replaced(&["loan_id"], &observed::OBSERVED_LOAN_COLUMNS)
}

#[cfg(test)]
mod tests {
    use sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};

    use super::*;

    #[test]
    fn every_insert_renders_for_both_databases() {
        let all = [
            &PRODUCT,
            &BORROWER,
            &LOAN,
            &STANDING_NEW,
            &STANDING,
            &FACT,
            &POSTING,
            &CLOSE_RUN,
            &QUARANTINE,
            &FIGURE,
            &MEASURE,
            &MOVEMENT,
            &OBSERVATION,
            &OBSERVED_LOAN,
            &IMPORT_RUN,
            &META,
        ];
        for bulk in all {
            let statement = bulk.statement(2);
            let (sqlite, _) = statement.build(SqliteQueryBuilder);
            let (postgres, _) = statement.build(PostgresQueryBuilder);
            assert_eq!(sqlite.matches('?').count(), 2 * bulk.columns.len(), "{sqlite}");
            assert!(postgres.contains(&format!("${}", 2 * bulk.columns.len())), "{postgres}");
            assert_eq!(sqlite.contains("ON CONFLICT"), bulk.on_conflict.is_some());
            assert!(bulk.columns.len() * 512 < 32_766);
        }
    }

    #[test]
    fn a_standing_gives_way_to_its_successor_alone() {
        let (sql, _) = STANDING.statement(1).build(PostgresQueryBuilder);
        let guard = r#"WHERE "standing"."version" = "excluded"."version" - (1)"#;
        assert!(sql.contains(guard), "{sql}");
    }
}
