//! `arrears import`: a lender's own tape.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use service::import::{ImportError, Imported, Landed, Landing, import};
use tape::Reject;
use tape::tally::ColumnTally;

use crate::clock;
use crate::outcome::{Failure, Outcome};
use crate::register::{DataDir, block_on, service_failure};

/// How many rejects are shown without `--json`.
const SHOWN: usize = 20;

/// Bring a lender's tape into the register: all of it or nothing.
#[derive(Args)]
#[command(
    after_help = "Example:\n  arrears import --data-dir my-book --mapping mapping.toml --tape folder --dry-run"
)]
pub struct Import {
    #[command(flatten)]
    data_dir: DataDir,
    /// What the tape's files and columns mean.
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// The folder that holds the tape's files.
    #[arg(long, value_name = "FOLDER")]
    tape: PathBuf,
    /// Look at everything and land nothing.
    #[arg(long)]
    dry_run: bool,
    /// Land what is good and write the rejects beside the register.
    #[arg(long, conflicts_with = "dry_run")]
    accept_good: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Import {
    /// Lands the tape, or says row by row why not.
    pub fn run(self) -> Outcome {
        let shown = self.mapping.display();
        let text = fs::read_to_string(&self.mapping)
            .map_err(|error| Failure::unreadable(&shown, error))?;
        let mapping =
            tape::parse_mapping(&text).map_err(|error| Failure::unreadable(&shown, error))?;
        let landing = match (self.dry_run, self.accept_good) {
            (true, _) => Landing::DryRun,
            (_, true) => Landing::GoodPart,
            _ => Landing::Whole,
        };
        let folder = self.tape.display();
        if !self.tape.is_dir() {
            return Err(Failure::unreadable(folder, "no such folder of a tape"));
        }
        let imported = block_on(async {
            let register = self.data_dir.open().await?;
            let source = (&mapping, self.tape.as_path());
            let imported = import(&register, source, landing, clock::seconds()).await;
            register.close().await;
            imported.map_err(|error| match error {
                ImportError::Service(error) => service_failure(error),
                ImportError::Source(error) => Failure::unreadable(&folder, error),
                refused => Failure::Refused(refused.refusal()),
            })
        })?;
        let rejects_file = self.write_rejects(&imported)?;
        match self.json {
            true => say!("{}", report(&imported, rejects_file.as_deref())),
            false => self.print(&imported, rejects_file.as_deref()),
        }
        let refused = imported.landed == Landed::Nothing && !imported.tape.rejects.is_empty();
        Ok(if refused { ExitCode::from(2) } else { ExitCode::SUCCESS })
    }

    fn write_rejects(&self, imported: &Imported) -> Result<Option<PathBuf>, Failure> {
        if !self.accept_good || imported.tape.rejects.is_empty() {
            return Ok(None);
        }
        let path = self.data_dir.path.join("rejects.csv");
        let file = File::create(&path).map_err(Failure::outside)?;
        tape::write_rejects(&imported.tape.rejects, file).map_err(Failure::outside)?;
        Ok(Some(path))
    }

    fn print(&self, imported: &Imported, rejects_file: Option<&Path>) {
        let tape = &imported.tape;
        for column in tape.columns.iter() {
            say!("{}", column_line(column));
        }
        for reject in tape.rejects.iter().take(SHOWN) {
            say!("  {}", reject_line(reject));
        }
        if tape.rejects.len() > SHOWN {
            say!("  … and {} more; --json lists all", tape.rejects.len() - SHOWN);
        }
        for skipped in &tape.skipped {
            let rows = if skipped.rows == 1 { "row" } else { "rows" };
            say!("  {}: {} {rows} left out: {}", skipped.table, skipped.rows, skipped.reason);
        }
        let verb = match imported.landed {
            Landed::Landed => "landed",
            Landed::Nothing if self.dry_run => "would land",
            Landed::Nothing => "could land; nothing did",
        };
        say!(
            "{} loans, {} facts, {} reported months {verb}; {} rejects",
            tape.loans.len(),
            imported.facts,
            imported.observations,
            tape.rejects.len()
        );
        if let Some(path) = rejects_file {
            say!("rejects: {}", path.display());
        }
        if imported.landed == Landed::Landed {
            let dir = self.data_dir.path.display();
            say!("next: arrears close --data-dir {dir} --through YYYY-MM-DD");
        } else if tape.rejects.is_empty() {
            say!("next: the same without --dry-run");
        } else {
            say!("next: mend the rejects, or --accept-good lands the rest");
        }
    }
}

fn reject_line(reject: &Reject) -> String {
    let Reject { file, row, line, column, value, reason } = reject;
    let line = line.map_or_else(String::new, |line| format!(" (line {line})"));
    format!("{file} row {row}{line}, {column} `{value}`: {reason}")
}

fn column_line(column: &ColumnTally) -> String {
    let fate = &column.rows_by_fate;
    let sums = column.sums.as_ref().map_or_else(String::new, |sums| {
        let by_fate = &sums.by_fate;
        format!(
            "  sum {} = {} landed + {} left out + {} rejected",
            sums.read, by_fate.landed, by_fate.skipped, by_fate.rejected
        )
    });
    format!(
        "{}.{}: {} rows = {} landed + {} left out + {} rejected, {} empty{sums}",
        column.table,
        column.column,
        column.rows,
        fate.landed,
        fate.skipped,
        fate.rejected,
        column.empty
    )
}

fn report(imported: &Imported, rejects_file: Option<&Path>) -> Value {
    let tape = &imported.tape;
    let columns = tape.columns.iter().map(|column| {
        json!({
            "file": column.file, "table": column.table, "column": column.column,
            "rows": column.rows, "empty": column.empty,
            "rows_landed": column.rows_by_fate.landed,
            "rows_left_out": column.rows_by_fate.skipped,
            "rows_rejected": column.rows_by_fate.rejected,
            "sum": column.sums.as_ref().map(|sums| sums.read.to_string()),
            "sum_landed": column.sums.as_ref().map(|sums| sums.by_fate.landed.to_string()),
            "sum_left_out": column.sums.as_ref().map(|sums| sums.by_fate.skipped.to_string()),
            "sum_rejected": column.sums.as_ref().map(|sums| sums.by_fate.rejected.to_string()),
        })
    });
    let rejects = tape.rejects.iter().map(|reject| {
        json!({
            "file": reject.file, "row": reject.row, "line": reject.line,
            "column": reject.column, "value": reject.value, "reason": reject.reason.to_string(),
        })
    });
    json!({
        "landed": imported.landed == Landed::Landed,
        "loans": tape.loans.len(),
        "facts": imported.facts,
        "observations": imported.observations,
        "complete": tape.is_complete(),
        "columns": columns.collect::<Vec<_>>(),
        "rejects": rejects.collect::<Vec<_>>(),
        "rejects_file": rejects_file.map(|path| path.display().to_string()),
    })
}
