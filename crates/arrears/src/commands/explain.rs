//! `arrears explain`: a figure led back to what it follows from.

use clap::Args;
use engine::explain::{Derivation, Figure, Value};
use primitives::date::Date;
use primitives::refusal::Refusal;
use serde_json::json;
use service::read::{Dates, ReadError, derivation};
use service::view::derivation::Derived;
use web::derivation::{label, text, value};
use web::lang::Lang;
use web::voice::Voice;

use crate::outcome::{Failure, Outcome, checked};
use crate::register::{DataDir, block_on, service_failure, store_failure};

/// Print why a figure of a loan is what it is.
///
/// A tree of facts, days, rules and versions. Figures: outstanding, principal, interest, fee, late-fee, default-interest, held,
/// accrued-interest, payoff, due:N, days-past-due, days-past-due-counted, bucket, class.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears explain L0000001 payoff --as-of 2026-03-15 --lang en \
                        --data-dir my-book")]
pub struct Explain {
    #[command(flatten)]
    data_dir: DataDir,
    /// The loan.
    loan: String,
    /// The figure.
    figure: Figure,
    /// As of the end of this date; the last one closed when left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<Date>,
    /// As known at the end of this date; everything known when left out.
    #[arg(long, value_name = "YYYY-MM-DD")]
    known_at: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Explain {
    /// Reads the register only.
    pub fn run(self, lang: Lang) -> Outcome {
        let dates = Dates { as_of: self.as_of, known_at: self.known_at };
        let derived = block_on(async {
            let register = self.data_dir.open().await?;
            let mut reader = register.read().await.map_err(store_failure)?;
            let derived = derivation(&mut reader, &self.loan, self.figure, dates).await;
            derived.map_err(failure)
        })?;
        let Some(derived) = derived else {
            let (loan, figure) = (&self.loan, self.figure);
            return Err(Failure::Refused(Refusal::new(
                "figure_absent",
                format!("there is no loan {loan}, or it has no {figure} on that date"),
                format!("没有贷款 {loan}，或该日没有 {figure} 这项数字"),
            )));
        };
        match self.json {
            true => say!("{}", document(lang, &derived)),
            false => say!("{}", text(lang, derived.currency, &derived.derivation).trim_end()),
        }
        Ok(checked(true))
    }
}

fn failure(error: ReadError) -> Failure {
    match error {
        ReadError::Service(error) => service_failure(error),
        refused => Failure::Refused(refused.refusal()),
    }
}

fn document(lang: Lang, derived: &Derived) -> serde_json::Value {
    let voice = Voice { lang, currency: derived.currency };
    json!({
        "loan": derived.loan,
        "figure": derived.figure.to_string(),
        "as_of": derived.as_of.to_string(),
        "known_at": derived.known_at.to_string(),
        "currency": derived.currency.to_string(),
        "derivation": node(voice, &derived.derivation),
    })
}

fn node(voice: Voice, derivation: &Derivation) -> serde_json::Value {
    let from: Vec<_> = derivation.from.iter().map(|part| node(voice, part)).collect();
    let amount = match derivation.value {
        Value::Money(amount) => Some(voice.currency.format_minor(amount.0)),
        _ => None,
    };
    json!({
        "is": label(voice, derivation),
        "value": value(voice, derivation),
        "amount": amount,
        "part": derivation.said.is_part(),
        "from": from,
    })
}
