//! `arrears loan redate`, `charge-back`, `transfer`: what was recorded wrongly, set right.

use std::process::ExitCode;

use clap::Args;
use engine::correction::Correction;
use primitives::date::Date;
use service::inquiry::{LoanFile, look_up};
use service::lending::{correct, transfer};

use super::{On, minor};
use crate::outcome::{Failure, Outcome};
use crate::register::{DataDir, service_failure};

/// Which loan, and under what name the correction is sent.
#[derive(Args)]
struct Of {
    #[command(flatten)]
    data_dir: DataDir,
    /// The loan's name.
    loan: String,
    /// The sender's name for it; the same name is never recorded twice.
    #[arg(long)]
    external_id: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Redate {
    #[command(flatten)]
    of: Of,
    /// The fact's number, as the loan's page lists it.
    #[arg(long)]
    fact: u32,
    /// The date it should have counted for.
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Date,
}

#[derive(Args)]
pub(super) struct ChargeBack {
    #[command(flatten)]
    of: Of,
    /// The payment's number, as the loan's page lists it.
    #[arg(long)]
    payment: u32,
    /// How much the bank took back.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
}

#[derive(Args)]
pub(super) struct Transfer {
    #[command(flatten)]
    of: Of,
    /// The payment's number, as the loan's page lists it.
    #[arg(long)]
    payment: u32,
    /// The loan it was meant for.
    #[arg(long)]
    to: String,
}

impl Of {
    fn on(self) -> On {
        On { data_dir: self.data_dir, loan: self.loan, on: None, json: self.json }
    }

    async fn correct(
        self,
        correction: impl FnOnce(&LoanFile) -> Result<Correction, Failure>,
    ) -> Outcome {
        let register = self.data_dir.open().await?;
        let file = look_up(&register, &self.loan).await.map_err(service_failure)?;
        let correction = correction(&file)?;
        let name = self.external_id.clone();
        let recorded =
            correct(&register, &self.loan, correction, name).await.map_err(service_failure)?;
        register.close().await;
        self.on().print(&recorded, file.terms.currency);
        Ok(ExitCode::SUCCESS)
    }
}

impl Redate {
    pub(super) async fn run(self) -> Outcome {
        let correction = Correction::Redated { fact: self.fact, value_date: self.to };
        self.of.correct(|_| Ok(correction)).await
    }
}

impl ChargeBack {
    pub(super) async fn run(self) -> Outcome {
        let (payment, amount) = (self.payment, self.amount);
        let correction = |file: &LoanFile| {
            Ok(Correction::ChargedBack { payment, amount: minor(file, &amount)? })
        };
        self.of.correct(correction).await
    }
}

impl Transfer {
    pub(super) async fn run(self) -> Outcome {
        let register = self.of.data_dir.open().await?;
        let file = look_up(&register, &self.of.loan).await.map_err(service_failure)?;
        let from = (self.of.loan.as_str(), self.payment);
        let name = self.of.external_id.clone();
        let moved = transfer(&register, from, &self.to, name).await.map_err(service_failure)?;
        register.close().await;
        let currency = file.terms.currency;
        let mut on = self.of.on();
        // JSON is one object: the payment where it was meant to be.
        if let Some(undone) = moved.from.as_ref().filter(|_| !on.json) {
            on.print(undone, currency);
        }
        on.loan = self.to;
        on.print(&moved.to, currency);
        Ok(ExitCode::SUCCESS)
    }
}
