//! `arrears loan relief`: relief granted, in the words of a scenario.

use clap::Args;
use engine::fact::FactKind;

use super::On;
use crate::outcome::{Failure, Outcome};

#[derive(Args)]
pub struct Relief {
    #[command(flatten)]
    on: On,
    /// What is granted, such as `re-age counted-from 2025-11-15`, `pause until 2025-12-31` or
    /// `pause-changed 4 until 2025-12-10`; `for service` at the end where the borrower is in no
    /// difficulty.
    #[arg(required = true, num_args = 1.., value_name = "WORDS")]
    words: Vec<String>,
}

impl Relief {
    pub async fn run(self) -> Outcome {
        let words = self.words;
        self.on
            .record(|file| {
                let currency = file.terms.currency;
                let grant = scenario::relief(&words, currency).map_err(Failure::refused)?;
                Ok(FactKind::Relief(grant))
            })
            .await
    }
}
