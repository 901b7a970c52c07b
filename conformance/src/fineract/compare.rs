//! Comparison of tables: every listed row must be one that is there.

use super::figure::Cell;
use super::vector::Checkpoint;
use serde_json::Value;

/// A place where the engine differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where: the check, the row, the column.
    pub field: String,
    /// As published.
    pub want: String,
    /// As computed.
    pub got: String,
}

impl Difference {
    /// A named place with both values.
    pub fn new(field: impl ToString, want: impl ToString, got: impl ToString) -> Difference {
        Difference { field: field.to_string(), want: want.to_string(), got: got.to_string() }
    }
}

/// One row of a table the engine shows: cells by the name of their column.
#[derive(Clone, Debug, Default)]
pub struct Row(Vec<(&'static str, Cell)>);

impl Row {
    /// A row without cells.
    pub fn new() -> Row {
        Row::default()
    }

    /// The same row with one more cell.
    pub fn with(mut self, column: &'static str, cell: impl Into<Cell>) -> Row {
        self.0.push((column, cell.into()));
        self
    }

    fn cell(&self, column: &str) -> Option<&Cell> {
        self.0.iter().find(|(name, _)| *name == column).map(|(_, cell)| cell)
    }

    fn agrees(&self, column: &str, expected: &Value) -> bool {
        match self.cell(column) {
            Some(cell) => cell.agrees(column, expected),
            None => expected.is_null(),
        }
    }

    fn agreeing(&self, columns: &[String], expected: &[Value]) -> usize {
        let pairs = columns.iter().zip(expected);
        pairs.filter(|(column, value)| self.agrees(column, value)).count()
    }
}

/// Finds for each listed row some row that has all its cells; the order is not looked at.
pub fn rows(checkpoint: &Checkpoint, actual: &[Row]) -> Option<Difference> {
    let listed = checkpoint.rows.iter().enumerate();
    listed.into_iter().find_map(|(place, expected)| missing(checkpoint, place, expected, actual))
}

fn missing(
    checkpoint: &Checkpoint,
    place: usize,
    expected: &[Value],
    actual: &[Row],
) -> Option<Difference> {
    let columns = &checkpoint.columns;
    let wanted = columns.len().min(expected.len());
    if actual.iter().any(|row| row.agreeing(columns, expected) == wanted) {
        return None;
    }
    let name = format!("{}[{place}]", checkpoint.check);
    let nearest = nearest(columns, expected, actual);
    let Some(nearest) = nearest else {
        return Some(Difference::new(name, text_row(expected), "no such row"));
    };
    let differs =
        columns.iter().zip(expected).find(|(column, value)| !nearest.agrees(column, value));
    differs.map(|(column, value)| {
        let got = nearest.cell(column).map_or("-".to_owned(), Cell::to_string);
        let row = label(columns, expected);
        Difference::new(format!("{name}{row}.{column}"), text(value), got)
    })
}

/// The row that agrees in most cells among those of the same number, else of the same date.
fn nearest<'a>(columns: &[String], expected: &[Value], actual: &'a [Row]) -> Option<&'a Row> {
    let same = |key: &str| -> Vec<&'a Row> {
        let Some(place) = columns.iter().position(|column| column == key) else {
            return actual.iter().collect();
        };
        let value = &expected[place];
        actual.iter().filter(|row| row.agrees(key, value)).collect()
    };
    let key = if columns.iter().any(|column| column == "nr") { "nr" } else { "date" };
    let candidates = same(key);
    candidates.into_iter().rev().max_by_key(|row| row.agreeing(columns, expected))
}

fn label(columns: &[String], expected: &[Value]) -> String {
    let keys = ["nr", "date", "type", "account_name"];
    let found = columns.iter().zip(expected).filter(|(column, _)| keys.contains(&column.as_str()));
    let parts: Vec<_> = found.map(|(_, value)| text(value)).collect();
    if parts.is_empty() { String::new() } else { format!("({})", parts.join(" ")) }
}

/// A published value as text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn text_row(values: &[Value]) -> String {
    values.iter().map(text).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use primitives::amount::Minor;
    use serde_json::json;

    use super::*;

    fn checkpoint(rows: Value) -> Checkpoint {
        let object = json!({
            "after": 1, "check": "transactions", "columns": ["date", "amount"], "rows": rows,
        });
        serde_json::from_value(object).unwrap()
    }

    fn paid(date: &str, minor: i64) -> Row {
        Row::new()
            .with("date", date.parse::<primitives::date::Date>().unwrap())
            .with("amount", Minor(minor))
    }

    #[test]
    fn order_is_not_looked_at_but_every_listed_row_is() {
        let actual = [paid("2024-01-02", 500), paid("2024-01-01", 1_000)];
        let both = checkpoint(json!([["2024-01-01", "10.0"], ["2024-01-02", "5"]]));
        assert_eq!(rows(&both, &actual), None);
        let other = checkpoint(json!([["2024-01-01", "10.0"], ["2024-01-02", "5.01"]]));
        let expected = Difference::new("transactions[1](2024-01-02).amount", "5.01", "5.00");
        assert_eq!(rows(&other, &actual), Some(expected));
        let none = checkpoint(json!([["2024-01-03", "10.0"]]));
        let expected = Difference::new("transactions[0]", "2024-01-03 | 10.0", "no such row");
        assert_eq!(rows(&none, &actual), Some(expected));
    }
}
