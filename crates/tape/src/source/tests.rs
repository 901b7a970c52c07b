use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs;
use std::io::Write;
use std::sync::Arc;

fn rows(table: &Table) -> Vec<Vec<&str>> {
    table.rows.iter().map(|row| row.cells.iter().collect()).collect()
}

#[test]
fn quotes_a_mark_of_order_and_line_numbers_are_understood() {
    let text = "\u{feff}id,note\r\n1,\"two\nlines\"\r\n2,\"a,b\"\r\n";
    let table = read_csv(text.as_bytes(), "t.csv").unwrap();
    assert_eq!(table.headers, ["id", "note"]);
    assert_eq!(rows(&table), [["1", "two\nlines"], ["2", "a,b"]]);
    assert_eq!(table.rows[1].line, Some(4));
}

#[test]
fn bytes_that_are_no_text_reject_their_row_alone() {
    let table = read_csv(&b"id,name\n1,\xff\xfe\n2,b\n"[..], "t.csv").unwrap();
    assert_eq!(table.unreadable[0].reason, Reason::NotUtf8);
    assert_eq!((table.unreadable[0].row, table.unreadable[0].line), (1, Some(2)));
    assert_eq!(rows(&table), [["2", "b"]]);
}

#[test]
fn headers_must_be_there_and_differ() {
    let error = |text: &str| read_csv(text.as_bytes(), "t.csv").unwrap_err().to_string();
    assert_eq!(error(""), "t.csv: the first line names no columns");
    assert_eq!(error("a,b,a\n"), "t.csv: column `a` stands twice in the header");
}

#[test]
fn json_numbers_keep_the_digits_they_are_written_with() {
    let text = "{\"id\":\"1\",\"amount\":1281.30}\n\n{\"amount\":12345678901234567.89,\"id\":2,\"x\":null}\n";
    let table = read_jsonl(text.as_bytes(), "t.jsonl").unwrap();
    assert_eq!(table.headers, ["amount", "id", "x"]);
    assert_eq!(rows(&table), [["1281.30", "1", ""], ["12345678901234567.89", "2", ""]]);
    assert_eq!(table.rows[1].line, Some(3));
}

#[test]
fn json_lines_that_are_no_flat_object_are_told() {
    let table = read_jsonl("[1]\n{\"a\":{}}\n{\"a\":1}\n{".as_bytes(), "t.jsonl").unwrap();
    assert_eq!((table.unreadable.len(), table.rows.len()), (3, 1));
    assert_eq!(table.unreadable[2].line, Some(4));
}

#[test]
fn a_compressed_file_cut_short_is_an_error_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(b"id,name\n1,a\n2,b\n").unwrap();
    let whole = encoder.finish().unwrap();
    fs::write(folder.path().join("whole.csv.gz"), &whole).unwrap();
    fs::write(folder.path().join("cut.csv.gz"), &whole[..whole.len() - 9]).unwrap();
    fs::write(folder.path().join("plain.csv.gz"), b"id,name\n1,a\n2,b\n3,c\n").unwrap();
    let read = |name: &str| read_file(folder.path(), name, Format::Csv);
    assert_eq!(read("whole.csv.gz").unwrap().rows.len(), 2);
    assert!(matches!(read("cut.csv.gz"), Err(SourceError::CutShort(_))));
    assert!(matches!(read("plain.csv.gz"), Err(SourceError::Malformed { .. })));
    assert!(matches!(read("none.csv"), Err(SourceError::Open { .. })));
}

/// Two rows: ("L1", 1281.3, 20089) and (nothing, -0.05, 0).
fn parquet_bytes() -> Vec<u8> {
    let message = "message tape { optional binary id (UTF8); required double amount; required int32 on (DATE); }";
    let schema = Arc::new(parse_message_type(message).unwrap());
    let mut bytes = Vec::new();
    let properties = Arc::new(WriterProperties::builder().build());
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let ids = [ByteArray::from("L1")];
    column.typed::<ByteArrayType>().write_batch(&ids, Some(&[1, 0]), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[1281.3, -0.05], None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[20_089, 0], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn parquet_reads_as_text_without_loss() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    fs::write(&path, parquet_bytes()).unwrap();
    let table = read_parquet(&path, "t.parquet").unwrap();
    assert_eq!(table.headers, ["id", "amount", "on"]);
    assert_eq!(rows(&table), [["L1", "1281.3", "2025-01-01"], ["", "-0.05", "1970-01-01"]]);
}

#[test]
fn parquet_cut_or_damaged_anywhere_never_panics() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let whole = parquet_bytes();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let error = read_parquet(&path, "t.parquet").unwrap_err();
        assert!(error.to_string().starts_with("t.parquet: not a readable Parquet file"), "{error}");
    }
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&path, &damaged).unwrap();
        // It may still read: not every byte matters. It must come back either way.
        let _ = read_parquet(&path, "t.parquet");
    }
}

#[test]
fn formats_are_told_by_their_names() {
    assert_eq!(Format::of_name("a.csv.gz"), Some(Format::Csv));
    assert_eq!(Format::of_name("a.ndjson"), Some(Format::JsonLines));
    assert_eq!(Format::of_name("a.parquet"), Some(Format::Parquet));
    assert_eq!(Format::of_name("a.xlsx"), None);
}
