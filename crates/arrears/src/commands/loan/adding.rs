//! `arrears loan charge`, `rate`: what the lender adds or changes mid-life.

use clap::{Args, ValueEnum};
use engine::charge::Charge;
use engine::fact::FactKind;
use engine::rate_change::{InstallmentAfter, RateChange};
use engine::waterfall::Component;
use primitives::rate::Rate;
use service::inquiry::LoanFile;

use super::{On, minor};
use crate::outcome::Outcome;

#[derive(Args)]
pub(super) struct AddCharge {
    #[command(flatten)]
    on: On,
    /// The item it is charged under, such as court-cost.
    #[arg(long)]
    item: String,
    /// fee or late-fee.
    #[arg(long, default_value = "fee")]
    component: Component,
    /// How much.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
}

#[derive(Args)]
pub(super) struct ChangeRate {
    #[command(flatten)]
    on: On,
    /// The rate from the day on, such as "0.03% per day".
    #[arg(long)]
    rate: Rate,
    /// What becomes of a level instalment.
    #[arg(long, value_enum, default_value = "solved")]
    installment: After,
}

/// What becomes of a level instalment.
#[derive(Clone, Copy, ValueEnum)]
enum After {
    /// It is solved anew.
    Solved,
    /// It stays; the last dues take the difference.
    Kept,
}

impl AddCharge {
    pub(super) async fn run(self) -> Outcome {
        let (item, component, amount) = (self.item, self.component, self.amount);
        let kind = |file: &LoanFile| {
            Ok(FactKind::Charged(Charge { item, component, amount: minor(file, &amount)? }))
        };
        self.on.record(kind).await
    }
}

impl ChangeRate {
    pub(super) async fn run(self) -> Outcome {
        let installment = match self.installment {
            After::Solved => InstallmentAfter::Solved,
            After::Kept => InstallmentAfter::Kept,
        };
        let change = RateChange { rate: self.rate, installment };
        self.on.record(|_| Ok(FactKind::RateChanged(change))).await
    }
}
