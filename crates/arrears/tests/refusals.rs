//! How a refusal is told: the code first, in the language asked for, as text or as one object.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn arrears(arguments: &[&str], lang: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arrears"));
    command.args(arguments).stdin(Stdio::null()).env_remove("ARREARS_LANG");
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    if let Some(lang) = lang {
        command.env("ARREARS_LANG", lang);
    }
    command.output().expect("the binary runs")
}

fn refused(arguments: &[&str], lang: Option<&str>) -> String {
    let output = arrears(arguments, lang);
    let told = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
    assert!(output.stdout.is_empty(), "{arguments:?}: something on standard output");
    told.trim_end().to_owned()
}

/// A register with one loan, paid out on 2025-01-15.
fn with_loan() -> (tempfile::TempDir, String) {
    let home = tempfile::tempdir().expect("a temporary directory");
    let dir = home.path().join("book").display().to_string();
    let add = ["product", "add", "--data-dir", &dir, "products/cash-loan.toml"];
    let open = "loan open L1 --borrower B1 --product cash-loan --on 2025-01-15 --amount 12000.00 \
                --installments 12 --rate";
    let mut open: Vec<&str> = open.split_whitespace().collect();
    open.extend(["0.04% per day", "--data-dir", &dir]);
    for arguments in [&add[..], &open] {
        let output = arrears(arguments, None);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    (home, dir)
}

#[test]
fn refusals_are_told_in_the_language_asked_for() {
    let (_home, dir) = with_loan();
    // Two reasons hold; the earlier one is told.
    let nothing = ["loan", "pay", "L1", "--amount", "0.00", "--on", "2030-01-01"];
    let with = |more: &[&'static str]| -> Vec<String> {
        let all = [&nothing[..], &["--data-dir", &dir], more].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    let told = |more: &[&'static str], lang: Option<&str>| {
        let arguments = with(more);
        refused(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), lang)
    };
    let (zh, en) = ("金额必须大于零", "the amount must be above zero");
    assert_eq!(told(&[], None), format!("amount_not_positive: {en}"));
    assert_eq!(told(&["--lang", "zh"], None), format!("amount_not_positive: {zh}"));
    assert_eq!(told(&[], Some("zh")), format!("amount_not_positive: {zh}"));
    assert_eq!(told(&["--lang", "en"], Some("zh")), format!("amount_not_positive: {en}"));
    let object: Value = serde_json::from_str(&told(&["--json"], None)).expect("JSON");
    let expected = serde_json::json!({
        "code": "amount_not_positive", "message_zh": zh, "message_en": en, "retry_helps": false,
    });
    assert_eq!(object, expected);
    let unknown = ["--lang", "zh", "loan", "show", "L9", "--data-dir", &dir];
    assert_eq!(refused(&unknown, None), "loan_unknown: 没有编号为 L9 的贷款");
}

#[test]
fn what_cannot_be_read_is_told_in_the_manner_asked_for() {
    let told = refused(&["loan", "pay", "--lang", "zh", "--nonsense"], None);
    assert!(told.starts_with("usage_wrong: 命令行用法有误"), "{told}");
    let told = refused(&["loan", "pay", "--json", "--nonsense"], None);
    let object: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(object["code"], "usage_wrong");
    let nowhere = ["close", "--through", "2025-01-01", "--data-dir", "no-such-place"];
    assert!(refused(&nowhere, Some("zh")).starts_with("no_directory: no-such-place：没有此目录"));
}

/// Every code a refusal is given in these sources stands in the page's second table, and no other.
#[test]
fn the_page_lists_every_other_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = vec![
        root.join("crates/engine/src/refusals.rs"),
        root.join("crates/store/src/refusal.rs"),
        root.join("crates/service/src/refusal.rs"),
    ];
    gather(&root.join("crates/arrears/src"), &mut sources);
    let given: BTreeSet<String> = sources
        .iter()
        .flat_map(|path| codes(&fs::read_to_string(path).expect("a source file")))
        .collect();
    let page = fs::read_to_string(root.join("docs/specs/refusals.md")).expect("the page");
    let (_, table) = page.split_once("## Everything else").expect("the second table");
    let listed: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(code, _)| code.to_owned())
        .collect();
    assert_eq!(given, listed);
}

fn gather(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => gather(&path, sources),
            false => sources.push(path),
        }
    }
}

/// Literals that begin a pair of code and sentence, or follow what takes a code first.
fn codes(text: &str) -> Vec<String> {
    let takes = ["Refusal::new(", "Refusal::of(", "Failure::refused("];
    let starts =
        takes.into_iter().flat_map(|call| text.match_indices(call).map(move |m| (m.0, call)));
    let after = starts.map(|(at, call)| text[at + call.len()..].trim_start());
    let pairs = text.match_indices("(\"").map(|(at, _)| &text[at + 1..]);
    let split = text.match_indices("(\n").map(|(at, _)| text[at + 1..].trim_start());
    after.chain(pairs).chain(split).filter_map(code).collect()
}

/// The code that a text begins with: a literal in snake case, and a comma after it.
fn code(text: &str) -> Option<String> {
    let (literal, rest) = text.strip_prefix('"')?.split_once('"')?;
    let snake = literal.contains('_')
        && literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (snake && rest.starts_with(',')).then(|| literal.to_owned())
}
