//! Comma-separated values.

use std::io::Read;

use csv::{ByteRecord, StringRecord};

use super::{SourceError, Table, TableRow, check_headers, read_error};
use crate::reject::Reason;

/// Reads comma-separated values whose first line names the columns. Rows that cannot be taken
/// apart are kept as rejects.
pub fn read_csv(reader: impl Read, file: &str) -> Result<Table, SourceError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(reader);
    let mut table = Table { file: file.to_owned(), ..Table::default() };
    let mut record = ByteRecord::new();
    let (mut number, mut lag) = (0, 0);
    while reader.read_byte_record(&mut record).map_err(|error| csv_error(file, error))? {
        if table.headers.is_empty() {
            table.headers = headers(file, &record)?;
            lag = line_lag(&record, reader.position());
            continue;
        }
        number += 1;
        let line = record.position().map(|position| position.line() + lag);
        take_row(&mut table, (number, line), &record);
    }
    check_headers(file, &table.headers)?;
    Ok(table)
}

/// The reader ends a row at its carriage return, so that in files with both signs at each line's end
/// the next row seems to begin a line too early.
fn line_lag(header: &ByteRecord, after: &csv::Position) -> u64 {
    let inside = header.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
    let begun = header.position().map_or(1, csv::Position::line);
    (begun + inside + 1).saturating_sub(after.line())
}

fn headers(file: &str, record: &ByteRecord) -> Result<Vec<String>, SourceError> {
    let text = |(index, cell): (usize, &[u8])| {
        let cell =
            if index == 0 { cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell) } else { cell };
        String::from_utf8(cell.to_vec()).map(|name| name.trim().to_owned())
    };
    record.iter().enumerate().map(text).collect::<Result<_, _>>().map_err(|_| SourceError::Header {
        file: file.to_owned(),
        reason: "the first line is not UTF-8".to_owned(),
    })
}

fn take_row(table: &mut Table, place: (u64, Option<u64>), record: &ByteRecord) {
    let (expected, got) = (table.headers.len(), record.len());
    if got != expected {
        let first = String::from_utf8_lossy(record.get(0).unwrap_or_default()).into_owned();
        return table.reject(place, first, Reason::ColumnCount { expected, got });
    }
    match StringRecord::from_byte_record(record.clone()) {
        Ok(cells) => table.rows.push(TableRow { number: place.0, line: place.1, cells }),
        Err(error) => {
            let bad = record.get(error.utf8_error().field()).unwrap_or_default();
            let shown = String::from_utf8_lossy(bad).into_owned();
            table.reject(place, shown, Reason::NotUtf8);
        }
    }
}

fn csv_error(file: &str, error: csv::Error) -> SourceError {
    let shown = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => read_error(file, error),
        _ => SourceError::Malformed { file: file.to_owned(), format: "CSV", reason: shown },
    }
}
