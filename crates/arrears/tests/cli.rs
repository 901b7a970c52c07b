//! The binary as a user meets it: what it refuses, what it repeats, what it survives.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn arrears(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_arrears"))
        .args(arguments)
        .current_dir(root())
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

/// A fresh directory for a register.
struct Book(TempDir);

impl Book {
    fn new() -> Book {
        Book(tempfile::tempdir().expect("a temporary directory"))
    }

    fn dir(&self) -> String {
        self.0.path().join("book").display().to_string()
    }

    /// A register with the lender's example tape.
    fn with_tape() -> Book {
        let book = Book::new();
        let dir = book.dir();
        let products = ["products/cash-loan.toml", "products/interest-only.toml"];
        done(&["product", "add", "--data-dir", &dir, products[0], products[1]]);
        done(&import(&dir, "examples/lender_tape"));
        book
    }

    /// A register with one loan, paid out on 2025-01-15 and closed through 2025-03-01.
    fn with_loan() -> Book {
        let book = Book::new();
        let dir = book.dir();
        done(&["product", "add", "--data-dir", &dir, "products/cash-loan.toml"]);
        let amounts = ["--amount", "12000.00", "--rate", "0.04% per day", "--installments", "12"];
        let head = ["loan", "open", "L1", "--data-dir", &dir, "--borrower", "B1"];
        let tail = ["--product", "cash-loan", "--on", "2025-01-15"];
        done(&[&head[..], &amounts[..], &tail[..]].concat());
        done(&["close", "--data-dir", &dir, "--through", "2025-03-01"]);
        book
    }

    fn dump(&self) -> String {
        done(&["dump", "--canonical", "--data-dir", &self.dir()])
    }

    /// Expects a refusal that names `says` and changes nothing.
    fn refuses(&self, arguments: &[&str], says: &str) {
        let before = self.dump();
        let dir = self.dir();
        let output = arrears(&[arguments, &["--data-dir", &dir]].concat());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(says), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
        assert_eq!(before, self.dump(), "{arguments:?} changed the register");
    }
}

fn import<'a>(dir: &'a str, tape: &'a str) -> Vec<&'a str> {
    let mapping = "examples/lender_tape/mapping.toml";
    vec!["import", "--data-dir", dir, "--mapping", mapping, "--tape", tape]
}

#[test]
fn bad_commands_are_refused_and_change_nothing() {
    let book = Book::with_loan();
    let pay = ["loan", "pay", "L1"];
    let paying = |more: &[&'static str]| [&pay[..], more].concat();
    book.refuses(&paying(&["--amount", "0.00"]), "amount_not_positive");
    let most = "99999999999999.00";
    book.refuses(&paying(&["--amount", most]), "amount_too_large");
    book.refuses(&paying(&["--amount", "1.005"]), "at most 2 decimals");
    book.refuses(&paying(&["--amount", "10.00", "--currency", "USD"]), "currency_mismatch");
    let early = ["--amount", "10.00", "--on", "2025-01-14"];
    book.refuses(&paying(&early), "value_date_before_start");
    let late = ["--amount", "10.00", "--on", "2025-03-03"];
    book.refuses(&paying(&late), "value_date_in_future");
    book.refuses(&paying(&["--amount", "10.00", "--intent", "payoff"]), "payoff_too_small");
    book.refuses(&["loan", "reverse", "L1", "--fact", "9"], "fact_unknown");
    let waive = ["loan", "waive", "L1", "--component", "interest", "--amount", "99999.00"];
    book.refuses(&waive, "waiver_too_large");
    book.refuses(&["loan", "refund", "L1", "--amount", "1.00"], "refund_too_large");
    let plan = ["loan", "plan", "L1", "--installments", "61", "--first-due", "2025-04-01"];
    book.refuses(&plan, "plan_malformed");
    book.refuses(&["loan", "pay", "L9", "--amount", "1.00"], "loan_unknown");
    book.refuses(&paying(&["--amount", "-5"]), "amount_not_positive");
    book.refuses(&["close", "--through", "2025-02-27"], "date_closed");
    let early = ["loan", "show", "L1", "--known-at", "2024-01-01"];
    book.refuses(&early, "nothing was known of L1");
    let terms = ["--product", "cash-loan", "--amount", "1000", "--rate", "0.04% per day"];
    let rest = ["--installments", "3", "--on", "2025-03-02", "--borrower", "B2"];
    book.refuses(&[&["loan", "open", ""], &terms[..], &rest[..]].concat(), "a value is required");
    let file = book.0.path().join("expected.json");
    fs::write(&file, "no json").unwrap();
    let file = file.display().to_string();
    book.refuses(&["report", "rolls", "--expect", &file], "expected.json: not JSON");
    let tape = import(&file, "no-such-folder");
    book.refuses(&[&tape[..1], &tape[3..]].concat(), "no-such-folder: no such folder");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_outside_failure() {
    let book = Book::with_loan();
    let dir = book.dir();
    let ended = |command: &[&str], out: Stdio| {
        let mut arguments = command.to_vec();
        arguments.extend(["--data-dir", dir.as_str()]);
        let mut run = Command::new(env!("CARGO_BIN_EXE_arrears"));
        run.args(&arguments).stdout(out).stderr(Stdio::piped());
        let output = run.spawn().and_then(|child| child.wait_with_output()).expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for command in [&["loan", "show", "L1"][..], &["dump", "--canonical"], &["report", "rolls"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (code, error) = ended(command, full.into());
        assert_eq!(code, Some(3), "{command:?}: {error}");
        assert!(error.contains("the output cannot be written"), "{command:?}: {error}");
        // A reader who has gone, as `head` does.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(ended(command, writer.into()), (Some(0), String::new()), "{command:?}");
    }
}

/// Every subcommand that does something, by the words that lead to it.
fn subcommands(path: &[String]) -> Vec<Vec<String>> {
    let mut words: Vec<&str> = path.iter().map(String::as_str).collect();
    words.push("--help");
    let help = done(&words);
    let Some((_, listed)) = help.split_once("Commands:\n") else { return vec![path.to_vec()] };
    let names = listed.lines().take_while(|line| !line.is_empty());
    let names = names.filter_map(|line| line.split_whitespace().next());
    let below = |name: &str| subcommands(&[path, &[name.to_owned()]].concat());
    names.filter(|name| *name != "help").flat_map(below).collect()
}

#[test]
fn every_command_has_an_example_and_takes_what_all_take() {
    let all = subcommands(&[]);
    assert!(all.len() > 20, "{all:?}");
    for path in all {
        let words: Vec<&str> = path.iter().map(String::as_str).chain(["--help"]).collect();
        let help = done(&words);
        let name = path.join(" ");
        assert!(help.contains(&format!("Example:\n  arrears {name} ")), "{name}: {help}");
        let reads_files = matches!(path[0].as_str(), "conform" | "scenario" | "simulate")
            || path[1..] == ["check"];
        assert!(help.contains("--data-dir <DIR>") || reads_files, "{name}");
        let no_report = matches!(path[0].as_str(), "serve" | "dump");
        assert!(help.contains("--json") || no_report, "{name}");
    }
}

#[test]
fn what_is_said_as_json_is_one_document() {
    let book = Book::with_loan();
    let dir = book.dir();
    let at = ["--json", "--data-dir", &dir];
    for command in [
        &["product", "add", "products/bullet.toml"][..],
        &["product", "list"],
        &["loan", "pay", "L1", "--amount", "100.00"],
        &["loan", "show", "L1"],
        &["loan", "quote", "L1"],
        &["close", "--through", "2025-03-05"],
        &["verify"],
        &["report", "rolls"],
        &["report", "vintage"],
    ] {
        let text = done(&[command, &at[..]].concat());
        serde_json::from_str::<serde_json::Value>(&text).expect(&text);
    }
    let text = done(&["scenario", "--json", "scenarios/tolerance.scenario"]);
    serde_json::from_str::<serde_json::Value>(&text).expect(&text);
    let text = done(&["product", "check", "--json", "products/bullet.toml"]);
    serde_json::from_str::<serde_json::Value>(&text).expect(&text);
}

#[test]
fn a_product_file_is_refused_with_file_line_and_field() {
    let book = Book::with_loan();
    let text = fs::read_to_string(root().join("products/cash-loan.toml")).unwrap();
    for (piece, by, says) in [
        ("[late]", "grace = 1\n[late]", "unknown field `grace`"),
        ("due_day = \"disbursement\"", "due_day = 31", "schedule.due_day: 31 is not between"),
        ("multiplier 1.5", "fixed-daily 0.08%", "over its cap"),
        ("version = 1", "version = 1\nversion = 2", "duplicate"),
    ] {
        let file = book.0.path().join("product.toml");
        fs::write(&file, text.replacen(piece, by, 1)).unwrap();
        let file = file.display().to_string();
        book.refuses(&["product", "add", &file], says);
        book.refuses(&["product", "add", &file], "product.toml:");
    }
    let file = book.0.path().join("other.toml");
    fs::write(&file, text.replace("3, 6, 12", "3, 6")).unwrap();
    book.refuses(&["product", "add", &file.display().to_string()], "product_version_taken");
}

#[test]
fn a_directory_that_is_no_register_is_refused() {
    let book = Book::new();
    let missing = book.dir();
    let check = |dir: &str, says: &str| {
        let output = arrears(&["verify", "--data-dir", dir]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(says), "{dir}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    };
    check(&missing, "no such directory");
    fs::create_dir(&missing).unwrap();
    check(&missing, "holds no register");
    let file = book.0.path().join("file");
    fs::write(&file, "text").unwrap();
    check(&file.display().to_string(), "not a directory");
    fs::write(Path::new(&missing).join("register.db"), "not a database at all").unwrap();
    check(&missing, "register.db");
}

#[test]
fn a_tape_with_one_bad_row_lands_nothing_and_names_every_row() {
    let book = Book::with_tape();
    let folder = book.0.path().join("tape");
    fs::create_dir(&folder).unwrap();
    for name in ["loans.csv", "schedule.csv", "payments.csv"] {
        let text = fs::read_to_string(root().join("examples/lender_tape").join(name)).unwrap();
        let text = text.replace("JJ-", "KK-").replace("LS-1", "MS-1");
        let text = text.replace("KK-0001,2025-02-10,\"1,080.12\"", "KK-0001,2025-02-30,\"-1\"");
        fs::write(
            folder.join(name),
            text.replace("KK-0003,KH-03,XJ,CNY,800.00", "KK-0003,KH-03,XJ,CNY,8x"),
        )
        .unwrap();
    }
    let before = book.dump();
    let (dir, tape) = (book.dir(), folder.display().to_string());
    let output = arrears(&[&import(&dir, &tape)[..], &["--json"]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(before, book.dump(), "nothing landed");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rejects = report["rejects"].as_array().unwrap();
    let has = |column: &str, value: &str| {
        rejects.iter().any(|one| one["column"] == column && one["value"] == value)
    };
    assert!(
        has("借款金额", "8x") && has("入账日", "2025-02-30") && has("金额", "-1"),
        "{report:#}"
    );

    let output = arrears(&[&import(&dir, &tape)[..], &["--accept-good", "--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["loans"], 11);
    let rejects = fs::read_to_string(Path::new(&dir).join("rejects.csv")).unwrap();
    assert!(rejects.contains("2025-02-30"), "{rejects}");
}

#[test]
fn the_readme_s_commands_work_as_written_and_show_a_living_book() {
    let book = Book::new();
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("arrears ")).collect();
    assert!(lines.len() >= 6, "{lines:?}");
    for line in lines.iter().filter(|line| !line.starts_with("serve")) {
        let line = line.replace("my-book", &book.dir());
        done(&line.split_whitespace().collect::<Vec<_>>());
    }
    let shown = done(&["loan", "show", "JJ-0005", "--json", "--data-dir", &book.dir()]);
    assert!(shown.contains("bucket M1"), "{shown}");
}

#[test]
fn a_tape_lands_once() {
    let book = Book::with_tape();
    let before = book.dump();
    let dir = book.dir();
    let output = arrears(&import(&dir, "examples/lender_tape"));
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(before, book.dump());
}

#[test]
fn a_loan_charged_off_is_shown_as_that() {
    let book = Book::with_loan();
    let dir = book.dir();
    done(&["loan", "charge-off", "L1", "--data-dir", &dir]);
    let shown = done(&["loan", "show", "L1", "--data-dir", &dir]);
    assert!(shown.starts_with("L1 on 2025-03-02, CNY: charged off on 2025-03-02"), "{shown}");
}

#[test]
fn a_payment_with_the_same_name_is_recorded_once() {
    let book = Book::with_loan();
    let dir = book.dir();
    let pay =
        ["loan", "pay", "L1", "--amount", "500.00", "--external-id", "P1", "--data-dir", &dir];
    done(&pay);
    let once = book.dump();
    let again = done(&[&pay[..], &["--json"]].concat());
    assert!(again.contains("\"repeated\":true"), "{again}");
    assert_eq!(once, book.dump());
}

#[test]
fn a_payment_learnt_late_is_booked_today_and_can_be_undone() {
    let book = Book::with_loan();
    let dir = book.dir();
    let standing = |book: &Book| done(&["loan", "show", "L1", "--json", "--data-dir", &book.dir()]);
    let before = standing(&book);
    let late = ["loan", "pay", "L1", "--amount", "1086.00", "--on", "2025-02-15"];
    let booked = done(&[&late[..], &["--json", "--data-dir", &dir]].concat());
    assert!(booked.contains("\"recorded_on\":\"2025-03-02\""), "{booked}");
    assert_ne!(before, standing(&book));
    done(&["loan", "reverse", "L1", "--fact", "2", "--data-dir", &dir]);
    assert_eq!(before, standing(&book));
    done(&["close", "--data-dir", &dir, "--through", "2025-04-30"]);
    done(&["verify", "--data-dir", &dir]);
}

#[test]
fn a_figure_is_led_back_to_its_records_as_it_was_known() {
    let book = Book::with_loan();
    let dir = book.dir();
    let late = ["loan", "pay", "L1", "--amount", "1086.00", "--on", "2025-02-15"];
    done(&[&late[..], &["--data-dir", &dir]].concat());
    done(&["close", "--data-dir", &dir, "--through", "2025-03-02"]);
    let explain = |figure: &str, more: &[&str]| {
        done(&[&["explain", "L1", figure, "--data-dir", &dir], more].concat())
    };
    let english = explain("days-past-due", &["--as-of", "2025-02-20"]);
    assert!(english.starts_with("days past due, by contract: 0 days"), "{english}");
    let then = explain("days-past-due", &["--as-of", "2025-02-20", "--known-at", "2025-03-01"]);
    assert!(then.starts_with("days past due, by contract: 5 days"), "{then}");
    assert!(then.contains("oldest due not satisfied: no. 1"), "{then}");
    let chinese = explain("principal", &["--lang", "zh"]);
    assert!(chinese.contains("还款冲抵本金：−¥931.69"), "{chinese}");
    assert!(chinese.contains("记录 2（paid），计入 2025年2月15日，2025年3月2日 录入"), "{chinese}");
    let json = explain("outstanding", &["--json"]);
    assert!(json.contains("\"known_at\":\"2025-03-02\""), "{json}");
    book.refuses(&["explain", "L1", "due:9"], "figure_absent");
    book.refuses(&["explain", "L1", "wealth"], "figure_unknown");
    book.refuses(&["explain", "L1", "payoff", "--as-of", "2024-01-01"], "date_out_of_range");
}

#[test]
fn a_close_killed_in_the_middle_goes_on_to_the_same_register() {
    let undisturbed = Book::with_tape();
    let through = "2026-12-31";
    done(&["close", "--data-dir", &undisturbed.dir(), "--through", through]);

    let killed = Book::with_tape();
    let dir = killed.dir();
    let mut kills = 0;
    for attempt in 0..60u64 {
        let mut close = Command::new(env!("CARGO_BIN_EXE_arrears"))
            .args(["close", "--data-dir", &dir, "--through", through])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        // Later attempts get longer, so that slow machines finish too.
        std::thread::sleep(Duration::from_millis(40 + attempt * 37));
        match close.try_wait().expect("the process can be asked") {
            Some(status) => {
                assert!(status.success());
                break;
            }
            None => {
                close.kill().expect("the process can be killed");
                close.wait().expect("the process ends");
                kills += 1;
            }
        }
    }
    assert!(kills > 0, "at least one close was killed");
    done(&["close", "--data-dir", &dir, "--through", through]);
    assert_eq!(undisturbed.dump(), killed.dump());
    done(&["verify", "--data-dir", &dir]);
}
