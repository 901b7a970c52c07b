//! Figures as the suite writes them: decimal texts, and how two of them agree.

use std::fmt;

use primitives::amount::Minor;
use primitives::date::Date;
use serde_json::Value;

/// What the engine says in one place of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// An amount of money.
    Money(Minor),
    /// A count.
    Whole(i64),
    /// A date.
    Date(Date),
    /// A label.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Nothing stands here.
    Nothing,
}

impl Cell {
    /// Whether an expected value agrees. A blank expectation claims nothing, except that a blank
    /// payment date claims that nothing was paid in full.
    pub fn agrees(&self, column: &str, expected: &Value) -> bool {
        if expected.is_null() {
            return column != "paid_date" || *self == Cell::Nothing;
        }
        match self {
            Cell::Money(amount) => scaled_value(expected, 2) == Some(amount.0),
            Cell::Whole(count) => scaled_value(expected, 0) == Some(*count),
            Cell::Date(date) => expected.as_str() == Some(&date.to_string()),
            Cell::Text(text) => expected.as_str().is_some_and(|label| same_label(label, text)),
            Cell::Flag(flag) => match expected {
                Value::String(label) => label.eq_ignore_ascii_case(&flag.to_string()),
                other => other.as_bool() == Some(*flag),
            },
            Cell::Nothing => scaled_value(expected, 2) == Some(0) || expected.as_str() == Some(""),
        }
    }
}

fn same_label(one: &str, other: &str) -> bool {
    one.trim().eq_ignore_ascii_case(other.trim())
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Money(Minor(units)) => f.write_str(&money_text(*units)),
            Cell::Whole(count) => write!(f, "{count}"),
            Cell::Date(date) => write!(f, "{date}"),
            Cell::Text(text) => f.write_str(text),
            Cell::Flag(flag) => write!(f, "{flag}"),
            Cell::Nothing => f.write_str("-"),
        }
    }
}

impl From<Minor> for Cell {
    fn from(amount: Minor) -> Cell {
        Cell::Money(amount)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Cell {
        Cell::Date(date)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Cell {
        Cell::Flag(flag)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Nothing, Into::into)
    }
}

/// An amount of two decimals, as text.
pub fn money_text(units: i64) -> String {
    let sign = if units < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", units.unsigned_abs() / 100, units.unsigned_abs() % 100)
}

/// A figure, written as text or as a JSON number, in units of 10⁻ⁿ.
pub fn scaled_value(value: &Value, places: u32) -> Option<i64> {
    match value {
        Value::String(text) => scaled(text, places),
        Value::Number(number) => scaled(&number.to_string(), places),
        _ => None,
    }
}

/// A decimal text in units of 10⁻ⁿ; further digits must be zeros. Thousands may be set off by
/// commas.
pub fn scaled(text: &str, places: u32) -> Option<i64> {
    let plain = text.trim().replace(',', "");
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, plain.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let places = places as usize;
    let kept = &part[..part.char_indices().nth(places).map_or(part.len(), |(at, _)| at)];
    if part[kept.len()..].chars().any(|digit| digit != '0') {
        return None;
    }
    let digits = format!("{whole}{kept:0<places$}");
    if !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let units: i64 = digits.parse().ok()?;
    Some(if negative { -units } else { units })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn figures_compare_as_numbers() {
        for (text, places, expected) in [
            ("250.0", 2, Some(25_000)),
            ("250", 2, Some(25_000)),
            ("-0.5", 2, Some(-50)),
            ("1,250.10", 2, Some(125_010)),
            ("9.4822", 6, Some(9_482_200)),
            ("0.005", 2, None),
            ("0.500", 2, Some(50)),
            ("", 2, None),
            ("1.é", 2, None),
            ("2x", 0, None),
        ] {
            assert_eq!(scaled(text, places), expected, "{text}");
        }
    }

    #[test]
    fn blanks_claim_nothing_but_an_unpaid_date() {
        let paid = Cell::Date("2024-02-01".parse().unwrap());
        assert!(paid.agrees("date", &Value::Null));
        assert!(!paid.agrees("paid_date", &Value::Null));
        assert!(Cell::Nothing.agrees("paid_date", &Value::Null));
        assert!(Cell::Money(Minor(25_000)).agrees("due", &json!("250")));
        assert!(!Cell::Money(Minor(25_000)).agrees("due", &json!("250.01")));
        assert!(Cell::from("Charge-off").agrees("type", &json!("Charge-Off")));
        assert!(Cell::Flag(true).agrees("penalty", &json!("true")));
    }
}
