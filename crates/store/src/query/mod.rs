//! What can be asked of the register, one file per noun.

pub mod close;
pub mod figure;
pub mod journal;
pub mod list;
pub mod loan;
pub mod observed;
pub mod view;

/// Ids per statement. Shorter lists are filled up with their last id, so that few texts of
/// statements are ever parsed.
const IDS: [usize; 3] = [1024, 64, 1];

/// Cuts ids into lists of these lengths.
pub(crate) fn id_lists(ids: &[i64]) -> Vec<Vec<i64>> {
    let mut lists = Vec::new();
    for chunk in ids.chunks(IDS[0]) {
        let room = IDS.iter().rev().copied().find(|room| *room >= chunk.len()).unwrap_or(IDS[0]);
        let mut list = chunk.to_vec();
        list.resize(room, chunk[chunk.len() - 1]);
        lists.push(list);
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_filled_up_with_their_last_id() {
        let ids: Vec<i64> = (1..=1026).collect();
        let lists = id_lists(&ids);
        assert_eq!(lists.iter().map(Vec::len).collect::<Vec<_>>(), [1024, 64]);
        assert_eq!(lists[1][..3], [1025, 1026, 1026]);
        assert_eq!(id_lists(&[]), Vec::<Vec<i64>>::new());
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder};
    use sea_query_sqlx::SqlxBinder;
    use sqlx::{AssertSqlSafe, Row};

    /// Statements are kept portable: each is text both databases could be sent.
    pub(crate) fn renders_for_both(statements: &[SelectStatement]) {
        for statement in statements {
            let (sqlite, values) = statement.build(SqliteQueryBuilder);
            let (postgres, _) = statement.build(PostgresQueryBuilder);
            assert_eq!(sqlite.matches('?').count(), values.0.len(), "{sqlite}");
            assert!(values.0.is_empty() || postgres.contains("$1"), "{postgres}");
        }
    }

    /// How SQLite goes about a statement on an empty register.
    pub(crate) async fn plan(statement: &SelectStatement) -> String {
        let directory = tempfile::tempdir().unwrap();
        let today = primitives::date::Date::default();
        let register = crate::Register::create(directory.path(), today, "").await.unwrap();
        let mut reader = register.read().await.unwrap();
        let (sql, values) = statement.build_sqlx(SqliteQueryBuilder);
        let explained = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = sqlx::query_with(explained, values).fetch_all(reader.connection()).await;
        let lines: Vec<String> = rows.unwrap().iter().map(|row| row.get("detail")).collect();
        lines.join("; ")
    }
}
