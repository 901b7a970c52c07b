//! Parquet through its row reader; see `docs/decisions/0004` for why without Arrow.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use csv::StringRecord;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use primitives::date::Date;

use super::{SourceError, Table, TableRow, check_headers};
use crate::reject::Reason;

/// Reads a flat Parquet file. Rows with nested values are kept as rejects.
pub fn read_parquet(path: &Path, file: &str) -> Result<Table, SourceError> {
    let opened =
        File::open(path).map_err(|source| SourceError::Open { file: file.to_owned(), source })?;
    // The library means to return errors, yet a damaged page can still make it panic.
    let read = catch_unwind(AssertUnwindSafe(|| rows(opened, file)));
    let reason = match read {
        Ok(Ok(table)) => {
            check_headers(file, &table.headers)?;
            return Ok(table);
        }
        Ok(Err(error)) => error.to_string(),
        Err(_) => "its pages are damaged".to_owned(),
    };
    Err(SourceError::Malformed { file: file.to_owned(), format: "Parquet", reason })
}

fn rows(opened: File, file: &str) -> Result<Table, parquet::errors::ParquetError> {
    let reader = SerializedFileReader::new(opened)?;
    let columns = reader.metadata().file_metadata().schema().get_fields();
    let headers = columns.iter().map(|column| column.name().to_owned()).collect();
    let mut table = Table { file: file.to_owned(), headers, ..Table::default() };
    for (index, row) in reader.get_row_iter(None)?.enumerate() {
        take_row(&mut table, index as u64 + 1, &row?);
    }
    Ok(table)
}

fn take_row(table: &mut Table, number: u64, row: &Row) {
    let mut cells = StringRecord::new();
    for (name, field) in row.get_column_iter() {
        match cell(field) {
            Some(text) => cells.push_field(&text),
            None => {
                let reason = Reason::Unreadable(format!("`{name}` holds no plain value"));
                return table.reject((number, None), field.to_string(), reason);
            }
        }
    }
    table.rows.push(TableRow { number, line: None, cells });
}

fn cell(field: &Field) -> Option<String> {
    const MILLIS_A_DAY: i64 = 86_400_000;
    let day = |days: i64| i32::try_from(days).ok().map(|days| Date::from_days(days).to_string());
    Some(match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => String::from_utf8(bytes.data().to_vec()).ok()?,
        Field::Date(days) => return day(i64::from(*days)),
        Field::TimestampMillis(at) => return day(at.div_euclid(MILLIS_A_DAY)),
        Field::TimestampMicros(at) => return day(at.div_euclid(MILLIS_A_DAY * 1_000)),
        Field::Decimal(decimal) => unscaled(decimal.data(), decimal.scale())?,
        // The shortest text that reads back as the same number is the one that was written.
        Field::Double(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        Field::Bool(_) | Field::Byte(_) | Field::Short(_) | Field::Int(_) | Field::Long(_) => {
            field.to_string()
        }
        Field::UByte(_) | Field::UShort(_) | Field::UInt(_) | Field::ULong(_) => field.to_string(),
        _ => return None,
    })
}

/// A big-endian two's complement number with so many decimals, as text.
fn unscaled(bytes: &[u8], scale: i32) -> Option<String> {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let mut wide = [if negative { 0xff } else { 0 }; 16];
    let start = wide.len().checked_sub(bytes.len())?;
    wide[start..].copy_from_slice(bytes);
    let units = i128::from_be_bytes(wide);
    let places = usize::try_from(scale).ok()?;
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at(digits.len() - places);
    let sign = if negative { "-" } else { "" };
    Some(if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_every_digit() {
        assert_eq!(unscaled(&[0x01, 0xf4, 0x82], 2).unwrap(), "1281.30");
        assert_eq!(unscaled(&[0xff], 2).unwrap(), "-0.01");
        assert_eq!(unscaled(&[7], 0).unwrap(), "7");
        assert_eq!(unscaled(&[0; 17], 0), None);
    }

    #[test]
    fn dates_and_timestamps_read_as_days() {
        assert_eq!(cell(&Field::Date(0)).unwrap(), "1970-01-01");
        assert_eq!(cell(&Field::TimestampMillis(-1)).unwrap(), "1969-12-31");
        assert_eq!(cell(&Field::Double(1281.3)).unwrap(), "1281.3");
    }
}
