//! `arrears verify`: everything rebuilt from facts and compared.

use clap::Args;
use serde_json::json;

use crate::outcome::{Outcome, checked};
use crate::register::{DataDir, block_on, store_failure};

/// How many differences are shown without `--json`.
const SHOWN: usize = 20;

/// Fold every loan anew and compare standings, postings and sums with what is kept.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears verify --data-dir my-book")]
pub struct Verify {
    #[command(flatten)]
    data_dir: DataDir,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    /// Differences are exit status 1.
    pub fn run(self) -> Outcome {
        let found = block_on(async {
            let register = self.data_dir.open().await?;
            service::verify::verify(&register, &mut |_| {}).await.map_err(store_failure)
        })?;
        let differences = &found.differences;
        if self.json {
            let shown: Vec<_> = differences
                .iter()
                .map(|one| {
                    json!({
                        "of": one.of, "what": one.what, "kept": one.kept, "rebuilt": one.rebuilt
                    })
                })
                .collect();
            say!(
                "{}",
                json!({
                    "loans": found.loans,
                    "facts": found.facts,
                    "postings": found.postings,
                    "differences": shown,
                })
            );
        } else {
            differences.iter().take(SHOWN).for_each(|difference| say!("  {difference}"));
            say!(
                "{} loans, {} facts, {} postings: {} differences",
                found.loans,
                found.facts,
                found.postings,
                differences.len()
            );
        }
        Ok(checked(differences.is_empty()))
    }
}
