//! A revolving account as a user of the binary meets it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn arrears(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_arrears"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stdin(Stdio::null())
        .output()
        .expect("the binary runs")
}

fn done(arguments: &[&str]) -> String {
    let output = arrears(arguments);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("output is text")
}

fn refused(arguments: &[&str]) -> String {
    let output = arrears(arguments);
    assert!(!output.status.success(), "{arguments:?} is refused");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_account_is_opened_spent_on_billed_converted_and_verified() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let dir = folder.path().join("book").display().to_string();
    let on = |words: &[&'static str]| -> Vec<String> {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .chain(["--data-dir".into(), dir.clone()])
            .collect()
    };
    let act = |words: &[&'static str]| {
        let words = on(words);
        done(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    act(&["product", "add", "products/pay-later-account.toml"]);
    act(&[
        "loan",
        "open",
        "C1",
        "--borrower",
        "B1",
        "--product",
        "pay-later-account",
        "--amount",
        "10000.00",
        "--rate",
        "0.05% per day",
        "--on",
        "2026-05-03",
    ]);
    act(&["close", "--through", "2026-05-09"]);
    act(&["loan", "spend", "C1", "--amount", "5000.00", "--external-id", "S-1"]);
    let again = act(&["loan", "spend", "C1", "--amount", "5000.00", "--external-id", "S-1"]);
    assert!(again.contains("recorded before"), "{again}");
    act(&["close", "--through", "2026-06-02"]);
    let shown = act(&["loan", "show", "C1"]);
    assert!(shown.contains("due 2026-06-10 balance 5000.00 minimum 500.00"), "{shown}");
    act(&["loan", "return", "C1", "--of", "2", "--amount", "800.00"]);
    act(&["loan", "convert", "C1", "--purchase", "2", "--installments", "12"]);
    act(&["loan", "bill-day", "C1", "--day", "5"]);
    act(&["close", "--through", "2026-08-31"]);
    let shown = act(&["loan", "show", "C1"]);
    assert!(shown.contains("plan 4 of 4200.00 over 12 fee 369.60 billed 2"), "{shown}");
    assert!(shown.contains("days-past-due 53"), "{shown}");

    let words = on(&["loan", "spend", "C1", "--amount", "9000.00"]);
    let error = refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(error.contains("over_limit"), "{error}");
    let words = on(&["loan", "bill-day", "C1", "--day", "10"]);
    let error = refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(error.contains("bill_day_changed_before"), "{error}");
    assert!(act(&["verify"]).contains("0 differences"));
}
