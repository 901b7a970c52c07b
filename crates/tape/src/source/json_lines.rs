//! One JSON object a line; numbers keep the digits they are written with.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

use csv::StringRecord;
use serde_json::value::RawValue;

use super::{SourceError, Table, TableRow, read_error};
use crate::reject::Reason;

type Object = BTreeMap<String, Box<RawValue>>;

/// Reads one JSON object a line. The columns are all keys of all lines; a key that a line lacks or
/// sets to null is an empty cell. Lines that are no flat object are kept as rejects.
pub fn read_jsonl(reader: impl Read, file: &str) -> Result<Table, SourceError> {
    let mut table = Table { file: file.to_owned(), ..Table::default() };
    let mut columns: BTreeMap<String, usize> = BTreeMap::new();
    let mut reader = BufReader::new(reader);
    let (mut bytes, mut line, mut number) = (Vec::new(), 0, 0);
    loop {
        bytes.clear();
        let read = reader.read_until(b'\n', &mut bytes).map_err(|error| read_error(file, error))?;
        if read == 0 {
            break;
        }
        line += 1;
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        number += 1;
        take_line(&mut table, &mut columns, (number, Some(line)), &bytes);
    }
    fill(&mut table, &columns);
    Ok(table)
}

fn take_line(
    table: &mut Table,
    columns: &mut BTreeMap<String, usize>,
    place: (u64, Option<u64>),
    bytes: &[u8],
) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return table.reject(place, String::from_utf8_lossy(bytes).into_owned(), Reason::NotUtf8);
    };
    match cells(text.trim()) {
        Ok(cells) => {
            let mut row = vec![String::new(); columns.len()];
            for (name, cell) in cells {
                let next = columns.len();
                let index = *columns.entry(name).or_insert(next);
                row.resize(columns.len().max(row.len()), String::new());
                row[index] = cell;
            }
            let cells = StringRecord::from(row);
            table.rows.push(TableRow { number: place.0, line: place.1, cells });
        }
        Err(reason) => table.reject(place, text.trim().to_owned(), Reason::Unreadable(reason)),
    }
}

fn cells(text: &str) -> Result<Vec<(String, String)>, String> {
    let object: Object = serde_json::from_str(text).map_err(|error| error.to_string())?;
    object
        .into_iter()
        .map(|(name, raw)| match cell(raw.get()) {
            Some(cell) => Ok((name, cell)),
            None => Err(format!("`{name}` holds neither a text nor a number")),
        })
        .collect()
}

fn cell(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok(),
        b'{' | b'[' => None,
        b'n' => Some(String::new()),
        _ => Some(raw.to_owned()),
    }
}

/// Gives every row a cell for each column, also for those met only in later lines.
fn fill(table: &mut Table, columns: &BTreeMap<String, usize>) {
    table.headers = vec![String::new(); columns.len()];
    for (name, index) in columns {
        table.headers[*index] = name.clone();
    }
    for row in &mut table.rows {
        while row.cells.len() < columns.len() {
            row.cells.push_field("");
        }
    }
}
