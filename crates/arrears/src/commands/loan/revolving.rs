//! What only a revolving account knows: spending, refunds, instalments, limit and statement day.

use clap::Args;
use engine::fact::FactKind;
use engine::product::ProductRef;
use engine::revolving::{Converted, RevolvingFact, Spending, opening_fact};
use primitives::amount::Minor;
use primitives::date::Date;
use service::inquiry::LoanFile;
use service::products::Products;
use store::Register;

use super::{On, minor};
use crate::outcome::{Failure, Outcome};
use crate::register::store_failure;

/// The fact that opens a loan under a product: a limit for a revolving one, else a payout.
pub(super) async fn opening(
    register: &Register,
    product: &ProductRef,
    amount: Minor,
) -> Result<FactKind, Failure> {
    let mut reader = register.read().await.map_err(store_failure)?;
    let products = Products::load(&mut reader).await.map_err(store_failure)?;
    // A product that is not there is refused when the loan is signed.
    let found = products.find(product).ok();
    Ok(found.map_or(FactKind::Disbursed { amount }, |product| opening_fact(product, amount)))
}

/// The version asked for, or the newest that is in force on a day; the first where there is none,
/// which is refused when the loan is signed.
pub(super) async fn version(
    register: &Register,
    id: String,
    (asked, on): (Option<u32>, Date),
) -> Result<ProductRef, Failure> {
    let mut reader = register.read().await.map_err(store_failure)?;
    let products = Products::load(&mut reader).await.map_err(store_failure)?;
    let newest = || {
        let known = products.list().into_iter();
        let mut offered =
            known.filter(|product| product.reference.id == id && product.effective_from <= on);
        offered.next_back().map(|product| product.reference.version)
    };
    let version = asked.or_else(newest).unwrap_or(1);
    Ok(ProductRef { id, version })
}

#[derive(Args)]
pub(super) struct Spend {
    #[command(flatten)]
    on: On,
    /// How much.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// Drawn in cash, not spent on a purchase.
    #[arg(long)]
    cash: bool,
    /// The sender's name for it; the same name is never recorded twice.
    #[arg(long)]
    external_id: Option<String>,
}

#[derive(Args)]
pub(super) struct Return {
    #[command(flatten)]
    on: On,
    /// How much.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// The purchase's fact number, as the account lists it.
    #[arg(long)]
    of: u32,
}

#[derive(Args)]
pub(super) struct Convert {
    #[command(flatten)]
    on: On,
    /// The purchase's fact number; the newest statement when left out.
    #[arg(long)]
    purchase: Option<u32>,
    /// Number of instalments, one of those the product offers.
    #[arg(long)]
    installments: u16,
}

#[derive(Args)]
pub(super) struct Limit {
    #[command(flatten)]
    on: On,
    /// The limit from now on.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
}

#[derive(Args)]
pub(super) struct BillDay {
    #[command(flatten)]
    on: On,
    /// The statement day wanted.
    #[arg(long)]
    day: u8,
}

async fn recorded(
    on: On,
    act: impl FnOnce(&LoanFile) -> Result<RevolvingFact, Failure>,
    external_id: Option<String>,
) -> Outcome {
    on.record_as(|file| act(file).map(FactKind::Revolving), external_id).await
}

impl Spend {
    pub(super) async fn run(self) -> Outcome {
        let what = if self.cash { Spending::CashAdvance } else { Spending::Purchase };
        let spent = |file: &LoanFile| {
            Ok(RevolvingFact::Spent { amount: minor(file, &self.amount)?, on: what })
        };
        recorded(self.on, spent, self.external_id).await
    }
}

impl Return {
    pub(super) async fn run(self) -> Outcome {
        let back = |file: &LoanFile| {
            let amount = minor(file, &self.amount)?;
            Ok(RevolvingFact::PurchaseRefunded { amount, of: self.of })
        };
        recorded(self.on, back, None).await
    }
}

impl Convert {
    pub(super) async fn run(self) -> Outcome {
        let what = self.purchase.map_or(Converted::Statement, Converted::Purchase);
        let converted = RevolvingFact::Converted { what, installments: self.installments };
        recorded(self.on, |_| Ok(converted), None).await
    }
}

impl Limit {
    pub(super) async fn run(self) -> Outcome {
        let set =
            |file: &LoanFile| Ok(RevolvingFact::LimitSet { limit: minor(file, &self.amount)? });
        recorded(self.on, set, None).await
    }
}

impl BillDay {
    pub(super) async fn run(self) -> Outcome {
        recorded(self.on, |_| Ok(RevolvingFact::BillDayChanged { day: self.day }), None).await
    }
}
