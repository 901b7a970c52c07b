//! The files of a tape as tables of text, whatever their format.

mod delimited;
mod json_lines;
mod parquet_rows;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use csv::StringRecord;
use flate2::read::MultiGzDecoder;

pub use delimited::read_csv;
pub use json_lines::read_jsonl;
pub use parquet_rows::read_parquet;

use crate::reject::{Reason, Reject};

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Values between commas, the first line naming the columns.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// Parquet.
    Parquet,
}

/// A file taken apart into rows of text.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The file, as the mapping names it.
    pub file: String,
    /// Names of the columns.
    pub headers: Vec<String>,
    /// Rows that could be taken apart.
    pub rows: Vec<TableRow>,
    /// Rows that could not.
    pub unreadable: Vec<Reject>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// From 1, headers not counted.
    pub number: u64,
    /// Line of the text on which it begins.
    pub line: Option<u64>,
    /// As many as there are headers.
    pub cells: StringRecord,
}

/// Why a file cannot be read at all. Trying again helps only after the file has been mended.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Not there, or not ours to read.
    #[error("{file}: {source}")]
    Open {
        /// Which.
        file: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// It ends too early.
    #[error("{0}: the compressed file is cut short; fetch it again")]
    CutShort(String),
    /// It is not what it should be.
    #[error("{file}: not a readable {format} file: {reason}")]
    Malformed {
        /// Which.
        file: String,
        /// What it should be.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A column twice, or none at all.
    #[error("{file}: {reason}")]
    Header {
        /// Which.
        file: String,
        /// What is wrong.
        reason: String,
    },
}

impl Format {
    /// The format a file's name tells, `.gz` at its end left aside.
    pub fn of_name(name: &str) -> Option<Format> {
        let name = name.strip_suffix(".gz").unwrap_or(name);
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Format::Csv),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            "parquet" => Some(Format::Parquet),
            _ => None,
        }
    }
}

impl Table {
    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    fn reject(&mut self, place: (u64, Option<u64>), value: String, reason: Reason) {
        let (row, line) = place;
        let file = self.file.clone();
        self.unreadable.push(Reject { file, row, line, column: String::new(), value, reason });
    }
}

/// Reads one file of a folder.
pub fn read_file(folder: &Path, file: &str, format: Format) -> Result<Table, SourceError> {
    let path = folder.join(file);
    if format == Format::Parquet {
        return read_parquet(&path, file);
    }
    let reader = open(&path, file)?;
    match format {
        Format::JsonLines => read_jsonl(reader, file),
        _ => read_csv(reader, file),
    }
}

fn open(path: &PathBuf, file: &str) -> Result<Box<dyn Read>, SourceError> {
    let opened =
        File::open(path).map_err(|source| SourceError::Open { file: file.to_owned(), source })?;
    let reader = BufReader::new(opened);
    if file.ends_with(".gz") {
        Ok(Box::new(BufReader::new(MultiGzDecoder::new(reader))))
    } else {
        Ok(Box::new(reader))
    }
}

/// What a failed read means for the file as a whole.
fn read_error(file: &str, error: std::io::Error) -> SourceError {
    let file = file.to_owned();
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => SourceError::CutShort(file),
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            SourceError::Malformed { file, format: "gzip", reason: error.to_string() }
        }
        _ => SourceError::Open { file, source: error },
    }
}

/// Refuses headers that are empty or stand twice: a mapping could not tell which is meant.
fn check_headers(file: &str, headers: &[String]) -> Result<(), SourceError> {
    let wrong = |reason: String| Err(SourceError::Header { file: file.to_owned(), reason });
    if headers.is_empty() || headers.iter().all(String::is_empty) {
        return wrong("the first line names no columns".to_owned());
    }
    let mut seen = std::collections::BTreeSet::new();
    match headers.iter().find(|header| !seen.insert(header.as_str())) {
        Some(twice) => wrong(format!("column `{twice}` stands twice in the header")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
