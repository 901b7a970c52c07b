#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mapping = tape::parse_mapping(include_str!("../mapping.toml")).expect("it is fixed");
    let Ok(table) = tape::source::read_csv(bytes, "rows.csv") else { return };
    let tables = BTreeMap::from([("rows".to_owned(), table)]);
    if let Ok(tape) = tape::read_tables(&mapping, &tables, None) {
        assert!(tape.is_complete());
    }
});
