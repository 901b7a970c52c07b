//! The seeds of the fuzz targets, through the same functions: none may panic, and every tape that
//! reads adds up. Keeps the corpus alive without a nightly compiler.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tape::source::{SourceError, Table, read_csv, read_jsonl};

/// Calls `run` with every seed of a target; gives back how many there were.
fn each_seed(target: &str, mut run: impl FnMut(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let seeds = fs::read_dir(folder).unwrap();
    seeds.map(|seed| run(&fs::read(seed.unwrap().path()).unwrap())).count()
}

fn read_tape(table: Result<Table, SourceError>) {
    let Ok(table) = table else { return };
    let mapping = tape::parse_mapping(include_str!("../../../fuzz/mapping.toml")).unwrap();
    let tables = BTreeMap::from([("rows".to_owned(), table)]);
    if let Ok(tape) = tape::read_tables(&mapping, &tables, None) {
        assert!(tape.is_complete(), "{:?}", tape.columns);
    }
}

#[test]
fn no_seed_breaks_the_mapping() {
    let seeds = each_seed("mapping", |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let _ = tape::parse_mapping(text);
        }
    });
    assert!(seeds >= 4);
}

#[test]
fn no_seed_breaks_a_tape() {
    assert!(each_seed("tape_csv", |bytes| read_tape(read_csv(bytes, "rows.csv"))) >= 4);
    assert!(each_seed("tape_jsonl", |bytes| read_tape(read_jsonl(bytes, "rows.jsonl"))) >= 2);
}

#[test]
fn no_seed_breaks_a_product() {
    let seeds = each_seed("product", |bytes| {
        if let Ok(text) = std::str::from_utf8(bytes) {
            let _ = engine::product::file::read(text);
        }
    });
    assert!(seeds >= 4);
}

/// Cuts and single wrong bytes of every seed: a poor man's fuzzing that runs everywhere.
#[test]
fn no_small_change_of_a_seed_breaks_a_tape() {
    each_seed("tape_csv", |bytes| {
        for at in 0..bytes.len() {
            read_tape(read_csv(&bytes[..at], "rows.csv"));
            let mut changed = bytes.to_vec();
            for byte in [b'9', b'-', b',', 0xff] {
                changed[at] = byte;
                read_tape(read_csv(&changed[..], "rows.csv"));
            }
        }
    });
}
