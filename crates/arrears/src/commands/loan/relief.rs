//! `arrears loan relief`: relief granted, in the words of a scenario, or previewed.

use std::process::ExitCode;

use clap::Args;
use engine::command::Command;
use engine::fact::FactKind;
use engine::relief::preview::{Course, Preview, preview};
use engine::relief::{BureauEffect, Contact};
use engine::waterfall::Component;
use primitives::money::Currency;
use serde_json::{Value, json};
use service::inquiry::look_up;

use super::On;
use crate::outcome::{Failure, Outcome};
use crate::register::service_failure;

#[derive(Args)]
pub struct Relief {
    #[command(flatten)]
    on: On,
    /// What is granted: `re-age counted-from DATE`, `pause until DATE`, `pause-changed FACT until
    /// DATE`, `grace until DATE`, `extension over N from DATE`, `deferral of N`, `rate-cut to 0.02%
    /// per day [until DATE]`, `interest-stop until DATE`, `conditional-waiver COMPONENT AMOUNT after
    /// N`, `settlement AMOUNT by DATE …`, `refinanced AMOUNT by LOAN`, `long-plan over N from DATE
    /// at 0% per day`; `for service` at the end where the borrower is in no difficulty.
    #[arg(required = true, num_args = 1.., value_name = "WORDS")]
    words: Vec<String>,
    /// Show what it would do; record nothing.
    #[arg(long, visible_alias = "preview")]
    dry_run: bool,
}

impl Relief {
    pub async fn run(self) -> Outcome {
        let words = self.words;
        let granted = |currency: Currency| {
            scenario::relief(&words, currency).map(FactKind::Relief).map_err(|reason| {
                Failure::refused("relief_unreadable", "纾困措施的写法无法读取", reason)
            })
        };
        if !self.dry_run {
            return self.on.record(|file| granted(file.terms.currency)).await;
        }
        let register = self.on.data_dir.open().await?;
        let file = look_up(&register, &self.on.loan).await.map_err(service_failure)?;
        let currency = file.terms.currency;
        let on = self.on.on.unwrap_or(file.today);
        let command = Command { value_date: on, act: granted(currency)? };
        let shown = preview(file.contract(), &file.facts, &command, file.today)
            .map_err(|rejection| service_failure(rejection.into()))?;
        register.close().await;
        match self.on.json {
            true => say!("{}", told(&shown, currency)),
            false => tell(&shown, currency),
        }
        Ok(ExitCode::SUCCESS)
    }
}

const fn bureau(effect: BureauEffect) -> &'static str {
    match effect {
        BureauEffect::None => "none",
        BureauEffect::Deferred => "deferred",
        BureauEffect::Plan => "plan",
        BureauEffect::SettledForLess => "settled-for-less",
        BureauEffect::NewTerms => "new-terms",
    }
}

fn told(shown: &Preview, currency: Currency) -> Value {
    json!({
        "before": course(&shown.before, currency),
        "after": course(&shown.after, currency),
        "owed": currency.format_minor(shown.owed.0),
        "currency": currency.code(),
        "approval": shown.approval,
        "original_rate": format!("{:.3}%", shown.original_rate * 100.0),
        "present_value_loss": format!("{:.3}%", shown.present_value_loss * 100.0),
    })
}

fn course(course: &Course, currency: Currency) -> Value {
    let money = |minor: i64| currency.format_minor(minor);
    let payments = course
        .payments
        .iter()
        .map(|(on, amount)| json!({ "on": on.to_string(), "amount": money(amount.0) }));
    let waived: serde_json::Map<String, Value> = Component::ALL
        .into_iter()
        .filter(|component| course.waived.get(*component).0 != 0)
        .map(|component| {
            (component.word().to_owned(), money(course.waived.get(component).0).into())
        })
        .collect();
    json!({
        "days_past_due": course.counters.days_past_due,
        "days_past_due_counted": course.counters.days_past_due_counted,
        "days_past_due_before_modification": course.counters.days_past_due_before_modification,
        "bureau": bureau(course.bureau),
        "restructured_on": course.restructured_on.map(|on| on.to_string()),
        "contact": match course.contact {
            Contact::Allowed => "allowed",
            Contact::NoneWhilePlanKept => "none-while-plan-kept",
        },
        "payments": payments.collect::<Vec<_>>(),
        "total": money(course.total.0),
        "waived": waived,
    })
}

fn tell(shown: &Preview, currency: Currency) {
    say!("a preview; nothing is recorded. Arrears paid on the day, every later due on its date:");
    for (name, course) in [("before", &shown.before), ("after", &shown.after)] {
        let money = |minor: i64| currency.format_minor(minor);
        let counted = course.counters.days_past_due_counted;
        say!(
            "{name}: {} payments, {} {currency} in all; {} days past due, {counted} counted; bureau {}",
            course.payments.len(),
            money(course.total.0),
            course.counters.days_past_due,
            bureau(course.bureau),
        );
        if let Some(on) = course.restructured_on {
            say!("  restructured since {on}");
        }
        for component in Component::ALL {
            let waived = course.waived.get(component);
            if waived.0 != 0 {
                say!("  waived {component} {}", money(waived.0));
            }
        }
        for (on, amount) in &course.payments {
            say!("  {on}  {}", money(amount.0));
        }
    }
    let loss = shown.present_value_loss * 100.0;
    let owed = currency.format_minor(shown.owed.0);
    say!("present-value loss {loss:.3}% of {owed} at {:.3}% a year", shown.original_rate * 100.0);
    say!("approval: {}", shown.approval.as_deref().unwrap_or("none"));
}
