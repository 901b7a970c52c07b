//! `arrears loan sheet`: everything a loan may ever be charged.

use std::process::ExitCode;

use clap::Args;
use engine::cost_sheet::worked::{Life, worked};
use engine::cost_sheet::{cost_sheet, is_as_signed};
use primitives::lang::Lang;
use serde_json::json;
use service::inquiry::{LoanFile, look_up};
use web::sheet::text;

use crate::outcome::Outcome;
use crate::register::{DataDir, service_failure};

#[derive(Args)]
pub struct Sheet {
    #[command(flatten)]
    data_dir: DataDir,
    /// The loan's name.
    loan: String,
    /// The text that is hashed into the contract.
    #[arg(long)]
    canonical: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Sheet {
    pub async fn run(self, lang: Lang) -> Outcome {
        let register = self.data_dir.open().await?;
        let file = look_up(&register, &self.loan).await.map_err(service_failure)?;
        register.close().await;
        let text = match self.canonical {
            true => cost_sheet(file.contract()).canonical(),
            false => text(lang, file.contract()),
        };
        match self.json {
            true => say!("{}", document(&self.loan, &file, &text)),
            false => text.lines().for_each(|line| say!("{line}")),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn document(loan: &str, file: &LoanFile, text: &str) -> serde_json::Value {
    let contract = file.contract();
    let money = |minor: i64| file.terms.currency.format_minor(minor);
    let lives = worked(contract).into_iter().map(|one| {
        let life = match one.life {
            Life::OnTime => "on-time",
            Life::MonthLate => "month-late",
            Life::PaidOffEarly => "paid-off-early",
        };
        json!({
            "life": life,
            "ended_on": one.ended_on.to_string(),
            "paid": money(one.paid.0),
            "cost": money(one.cost.0),
            "lateness": money(one.lateness.0),
        })
    });
    let signed = file.terms.disclosed.as_ref();
    json!({
        "loan": loan,
        "currency": file.terms.currency.code(),
        "sheet": text.lines().collect::<Vec<_>>(),
        "sha256": cost_sheet(contract).digest().to_string(),
        "signed_sha256": signed.map(|signed| signed.sheet.to_string()),
        "as_signed": signed.map(|_| is_as_signed(contract)),
        "worked": lives.collect::<Vec<_>>(),
    })
}
