//! Plays every scenario of the repository. `ARREARS_REWRITE=1` writes the expectations anew.

use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn scenario_files() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the scenarios folder is there");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "scenario"))
        .collect();
    files.sort();
    files
}

fn play(path: &Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let load =
        |file: &str| fs::read_to_string(folder().join(file)).map_err(|error| error.to_string());
    let outcome = scenario::run(&text, load).map_err(|error| error.to_string())?;
    if std::env::var_os("ARREARS_REWRITE").is_some() {
        fs::write(path, &outcome.rewritten).map_err(|error| error.to_string())?;
        return Ok(());
    }
    match outcome.mismatches.first() {
        None if outcome.compared > 0 => Ok(()),
        None => Err("the scenario expects nothing".to_owned()),
        Some(first) => Err(format!(
            "line {}: {}\n  expected {:#?}\n  got {:#?}",
            first.line, first.statement, first.expected, first.got
        )),
    }
}

#[test]
fn every_scenario_comes_out_as_written() {
    let files = scenario_files();
    assert!(!files.is_empty(), "there are scenarios to play");
    let failures: Vec<String> = files
        .iter()
        .filter_map(|path| play(path).err().map(|why| format!("{}: {why}", path.display())))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
