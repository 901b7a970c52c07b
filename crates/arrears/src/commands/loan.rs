//! `arrears loan`: one loan, opened, paid, corrected, looked at.

mod relief;

use std::process::ExitCode;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};
use engine::command::Command;
use engine::contract::Terms;
use engine::fact::{FactKind, PaymentIntent, Reamortization};
use engine::fold::{Horizon, fold};
use engine::product::PartialRule;
use engine::state::Status;
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::lang::Lang;
use primitives::money::Currency;
use primitives::rate::Rate;
use primitives::refusal::Refusal;
use scenario::{Subject, Told};
use serde_json::{Map, Value, json};
use service::inquiry::{LoanFile, look_up};
use service::lending::{Borrower, NewFact, NewLoan, Recorded, Repeat, open_loan, record};

mod adding;
mod correcting;
mod revolving;
mod sheet;

use crate::outcome::{Failure, Outcome};
use crate::register::{DataDir, block_on, service_failure};

/// Open a loan, record what happens to it, correct it, look at it on any date.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears loan show L1 --data-dir my-book")]
pub struct Loan {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Sign a loan under a product and pay it out; a revolving account is opened with its limit.
    #[command(
        after_help = "Example:\n  arrears loan open L1 --borrower B1 --product cash-loan --amount 12000.00 \\\n    --rate \"0.04% per day\" --installments 12 --on 2025-01-15 --data-dir my-book"
    )]
    Open(Open),
    /// Record a payment.
    #[command(
        after_help = "Example:\n  arrears loan pay L1 --amount 1281.30 --on 2025-02-15 --data-dir my-book"
    )]
    Pay(Pay),
    /// Pay out more of the agreed amount, where the product allows several drawdowns.
    #[command(
        after_help = "Example:\n  arrears loan draw F1 --amount 40000.00 --on 2025-03-03 --data-dir my-book"
    )]
    Draw {
        #[command(flatten)]
        on: On,
        /// How much.
        #[arg(long, allow_negative_numbers = true)]
        amount: String,
    },
    /// Undo an earlier fact; the loan is refolded and the difference booked today.
    #[command(after_help = "Example:\n  arrears loan reverse L1 --fact 2 --data-dir my-book")]
    Reverse {
        #[command(flatten)]
        on: On,
        /// The fact's number, as `arrears loan show` lists it.
        #[arg(long)]
        fact: u32,
    },
    /// Add a fee or a late fee, due on its day.
    #[command(
        after_help = "Example:\n  arrears loan charge L1 --item court-cost --amount 50.00 --data-dir my-book"
    )]
    Charge(adding::AddCharge),
    /// Change the contract rate from a day on.
    #[command(
        after_help = "Example:\n  arrears loan rate L1 --rate \"0.03% per day\" --data-dir my-book"
    )]
    Rate(adding::ChangeRate),
    /// Give an earlier fact the date it should have had; the difference is booked today.
    #[command(
        after_help = "Example:\n  arrears loan redate L1 --fact 2 --to 2025-02-15 --data-dir my-book"
    )]
    Redate(correcting::Redate),
    /// Note that the payer's bank took a payment back, wholly or in part.
    #[command(
        after_help = "Example:\n  arrears loan charge-back L1 --payment 2 --amount 300.00 --data-dir my-book"
    )]
    ChargeBack(correcting::ChargeBack),
    /// Move a payment to the loan it was meant for.
    #[command(
        after_help = "Example:\n  arrears loan transfer L1 --payment 2 --to L2 --data-dir my-book"
    )]
    Transfer(correcting::Transfer),
    /// Give up part of what is due.
    #[command(
        after_help = "Example:\n  arrears loan waive L1 --component default-interest --amount 5.00 --data-dir my-book"
    )]
    Waive {
        #[command(flatten)]
        on: On,
        /// principal, interest, fee, late-fee or default-interest.
        #[arg(long)]
        component: Component,
        /// How much.
        #[arg(long, allow_negative_numbers = true)]
        amount: String,
    },
    /// Take the loan off the books as lost.
    #[command(after_help = "Example:\n  arrears loan charge-off L1 --data-dir my-book")]
    ChargeOff {
        #[command(flatten)]
        on: On,
    },
    /// Pay held money back.
    #[command(after_help = "Example:\n  arrears loan refund L1 --amount 10.00 --data-dir my-book")]
    Refund {
        #[command(flatten)]
        on: On,
        /// How much.
        #[arg(long, allow_negative_numbers = true)]
        amount: String,
    },
    /// Set what is owed on a new schedule.
    #[command(
        after_help = "Example:\n  arrears loan plan L1 --installments 6 --first-due 2025-04-01 --preview --data-dir my-book"
    )]
    Plan(Plan),
    /// Record spending on a revolving account.
    #[command(
        after_help = "Example:\n  arrears loan spend C1 --amount 99.00 --on 2026-05-10 --data-dir my-book"
    )]
    Spend(revolving::Spend),
    /// Record what a merchant gave back for a purchase.
    #[command(
        after_help = "Example:\n  arrears loan return C1 --amount 99.00 --of 2 --data-dir my-book"
    )]
    Return(revolving::Return),
    /// Turn a purchase or the newest statement of a revolving account into instalments.
    #[command(
        after_help = "Example:\n  arrears loan convert C1 --purchase 2 --installments 12 --data-dir my-book"
    )]
    Convert(revolving::Convert),
    /// Set the limit of a revolving account.
    #[command(after_help = "Example:\n  arrears loan limit C1 --amount 8000.00 --data-dir my-book")]
    Limit(revolving::Limit),
    /// Choose another statement day for a revolving account.
    #[command(after_help = "Example:\n  arrears loan bill-day C1 --day 5 --data-dir my-book")]
    BillDay(revolving::BillDay),
    /// Grant relief: re-age, pause and others, as the product allows.
    #[command(
        after_help = "Example:\n  arrears loan relief L1 re-age counted-from 2025-11-15 --data-dir my-book"
    )]
    Relief(relief::Relief),
    /// What ends the loan on a date.
    #[command(after_help = "Example:\n  arrears loan quote L1 --on 2025-03-01 --data-dir my-book")]
    Quote {
        #[command(flatten)]
        look: Look,
    },
    /// The cost sheet: everything the loan may ever be charged.
    #[command(after_help = "Example:\n  arrears loan sheet L1 --lang zh --data-dir my-book")]
    Sheet(sheet::Sheet),
    /// Where the loan stands on a date, and how it came there.
    #[command(after_help = "Example:\n  arrears loan show L1 --data-dir my-book --json")]
    Show {
        #[command(flatten)]
        look: Look,
    },
}

#[derive(Args)]
struct Open {
    #[command(flatten)]
    data_dir: DataDir,
    /// The loan's name.
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    loan: String,
    /// The borrower's name.
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    borrower: String,
    /// Which product.
    #[arg(long)]
    product: String,
    /// Which of its versions; the newest one in force on the day of signing when left out.
    #[arg(long)]
    product_version: Option<u32>,
    /// Principal, such as 12000.00.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// How much of it is paid out at once, where the product allows several drawdowns; all when
    /// left out.
    #[arg(long, allow_negative_numbers = true)]
    drawn: Option<String>,
    /// The currency of the amount.
    #[arg(long, default_value = "CNY")]
    currency: Currency,
    /// Contract rate, such as "0.04% per day".
    #[arg(long)]
    rate: Rate,
    /// Number of instalments; 1 for a revolving account.
    #[arg(long, default_value_t = 1)]
    installments: u16,
    /// Day of signing and payout.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Date,
    /// A due day of the borrower's own.
    #[arg(long)]
    due_day: Option<u8>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Which loan, and for which date.
#[derive(Args)]
struct On {
    #[command(flatten)]
    data_dir: DataDir,
    /// The loan's name.
    loan: String,
    /// The date it counts for; the open business date by default.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct Pay {
    #[command(flatten)]
    on: On,
    /// How much, such as 1281.30.
    #[arg(long, allow_negative_numbers = true)]
    amount: String,
    /// The currency paid in; the loan's by default, and refused when another.
    #[arg(long)]
    currency: Option<Currency>,
    /// What the payer wants done with it.
    #[arg(long, value_enum, default_value = "due")]
    intent: Intent,
    /// The sender's name for the payment; the same name is never recorded twice.
    #[arg(long)]
    external_id: Option<String>,
}

/// What the payer wants done with a payment.
#[derive(Clone, Copy, ValueEnum)]
enum Intent {
    /// Pay what is due.
    Due,
    /// Then principal before time; the loan ends earlier.
    PrepayShorten,
    /// Then principal before time; the instalment falls.
    PrepayReduce,
    /// End the loan.
    Payoff,
}

#[derive(Args)]
struct Plan {
    #[command(flatten)]
    on: On,
    /// Number of instalments.
    #[arg(long)]
    installments: u16,
    /// First due of the plan.
    #[arg(long, value_name = "YYYY-MM-DD")]
    first_due: Date,
    /// Rate from now on; the contract's by default.
    #[arg(long)]
    rate: Option<Rate>,
    /// Show what it would be; record nothing.
    #[arg(long)]
    preview: bool,
}

#[derive(Args)]
struct Look {
    #[command(flatten)]
    on: On,
    /// As it was known at the end of this business date.
    #[arg(long, value_name = "YYYY-MM-DD")]
    known_at: Option<Date>,
}

impl Loan {
    /// Does what is asked.
    pub fn run(self, lang: Lang) -> Outcome {
        block_on(async {
            match self.act {
                Act::Open(open) => open.run().await,
                Act::Pay(pay) => pay.run().await,
                Act::Draw { on, amount } => {
                    on.record(|file| Ok(FactKind::Disbursed { amount: minor(file, &amount)? }))
                        .await
                }
                Act::Reverse { on, fact } => on.record(|_| Ok(FactKind::Reversed { fact })).await,
                Act::Charge(charge) => charge.run().await,
                Act::Rate(change) => change.run().await,
                Act::Redate(redate) => redate.run().await,
                Act::ChargeBack(back) => back.run().await,
                Act::Transfer(transfer) => transfer.run().await,
                Act::Waive { on, component, amount } => {
                    let kind = |file: &LoanFile| {
                        Ok(FactKind::Waived { component, amount: minor(file, &amount)? })
                    };
                    on.record(kind).await
                }
                Act::ChargeOff { on } => on.record(|_| Ok(FactKind::ChargedOff)).await,
                Act::Refund { on, amount } => {
                    on.record(|file| Ok(FactKind::Refunded { amount: minor(file, &amount)? })).await
                }
                Act::Plan(plan) => plan.run().await,
                Act::Spend(spend) => spend.run().await,
                Act::Return(back) => back.run().await,
                Act::Convert(convert) => convert.run().await,
                Act::Limit(limit) => limit.run().await,
                Act::BillDay(change) => change.run().await,
                Act::Relief(relief) => relief.run().await,
                Act::Quote { look } => look.print(&[("payoff", Subject::Payoff)]).await,
                Act::Sheet(sheet) => sheet.run(lang).await,
                Act::Show { look } => look.print(&SHOWN).await,
            }
        })
    }
}

/// What `show` tells, in this order.
const SHOWN: [(&str, Subject); 7] = [
    ("counters", Subject::Counters),
    ("class", Subject::Class),
    ("cost", Subject::Cost),
    ("dues", Subject::Dues),
    ("payoff", Subject::Payoff),
    ("schedule", Subject::Schedule),
    ("ledger", Subject::Ledger),
];

fn no_amount(reason: impl std::fmt::Display) -> Failure {
    Failure::refused("amount_unreadable", "金额无法读取", reason)
}

fn minor(file: &LoanFile, amount: &str) -> Result<Minor, Failure> {
    file.terms.currency.parse_minor(amount).map(Minor).map_err(no_amount)
}

impl Open {
    async fn run(self) -> Outcome {
        let amount = self.currency.parse_minor(&self.amount).map_err(no_amount)?;
        let amount = Minor(amount);
        let drawn = self.drawn.as_deref().map(|text| self.currency.parse_minor(text));
        let drawn = drawn.transpose().map_err(no_amount)?.map_or(amount, Minor);
        let register = self.data_dir.open().await?;
        let product = revolving::version(&register, self.product, (self.product_version, self.on));
        let terms = Terms {
            product: product.await?,
            currency: self.currency,
            amount,
            rate: self.rate,
            installments: self.installments,
            signed_on: self.on,
            due_day: self.due_day,
            disclosed: None,
        };
        let opening = revolving::opening(&register, &terms.product, drawn).await?;
        let paid_out = NewFact { value_date: self.on, kind: opening, external_id: None };
        let borrower = Borrower {
            external_id: self.borrower,
            segment: String::new(),
            attributes: "{}".to_owned(),
        };
        let loan = NewLoan {
            external_id: self.loan.clone(),
            borrower,
            pool: String::new(),
            terms,
            facts: vec![paid_out],
        };
        open_loan(&register, loan).await.map_err(service_failure)?;
        register.close().await;
        if self.json {
            let paid_out = self.currency.format_minor(drawn.0);
            say!(
                "{}",
                json!({
                    "loan": self.loan, "paid_out_on": self.on.to_string(),
                    "amount": paid_out, "currency": self.currency.code(),
                })
            );
            return Ok(ExitCode::SUCCESS);
        }
        let dir = self.data_dir.path.display();
        say!("{} is open", self.loan);
        say!("next: arrears loan show {} --data-dir {dir}", self.loan);
        Ok(ExitCode::SUCCESS)
    }
}

impl On {
    async fn record(self, kind: impl FnOnce(&LoanFile) -> Result<FactKind, Failure>) -> Outcome {
        self.record_as(kind, None).await
    }

    async fn record_as(
        self,
        kind: impl FnOnce(&LoanFile) -> Result<FactKind, Failure>,
        external_id: Option<String>,
    ) -> Outcome {
        let register = self.data_dir.open().await?;
        let file = look_up(&register, &self.loan).await.map_err(service_failure)?;
        let command = Command { value_date: self.on.unwrap_or(file.today), act: kind(&file)? };
        let recorded =
            record(&register, &self.loan, command, external_id).await.map_err(service_failure)?;
        register.close().await;
        self.print(&recorded, file.terms.currency);
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, recorded: &Recorded, currency: Currency) {
        let fact = &recorded.fact;
        let lines = recorded.transfers.iter().map(|transfer| {
            json!({
                "value_date": transfer.value_date.to_string(),
                "debit": transfer.debit.word(),
                "credit": transfer.credit.word(),
                "amount": currency.format_minor(transfer.amount.0),
                "currency": currency.code(),
            })
        });
        if self.json {
            say!(
                "{}",
                json!({
                    "loan": self.loan,
                    "fact": fact.number,
                    "value_date": fact.value_date.to_string(),
                    "recorded_on": fact.recorded_on.to_string(),
                    "repeated": recorded.repeated == Repeat::Repeated,
                    "postings": lines.collect::<Vec<_>>(),
                })
            );
            return;
        }
        let again = if recorded.repeated == Repeat::Repeated { ", recorded before" } else { "" };
        say!("{}: fact {} of {}{again}", self.loan, fact.number, fact.value_date);
        for transfer in &recorded.transfers {
            say!(
                "  {}  debit {}  credit {}  {} {currency}",
                transfer.value_date,
                transfer.debit,
                transfer.credit,
                currency.format_minor(transfer.amount.0)
            );
        }
        let dir = self.data_dir.path.display();
        say!("next: arrears loan show {} --data-dir {dir}", self.loan);
    }
}

impl Pay {
    async fn run(self) -> Outcome {
        let intent = match self.intent {
            Intent::Due => PaymentIntent::Due,
            Intent::PrepayShorten => PaymentIntent::Prepay(PartialRule::Shorten),
            Intent::PrepayReduce => PaymentIntent::Prepay(PartialRule::Reduce),
            Intent::Payoff => PaymentIntent::Payoff,
        };
        let kind = |file: &LoanFile| {
            let (expected, given) = (file.terms.currency, self.currency);
            if let Some(got) = given.filter(|got| *got != expected) {
                let mismatch = service::ServiceError::CurrencyMismatch { expected, got };
                return Err(Failure::Refused(mismatch.refusal()));
            }
            Ok(FactKind::Paid { amount: minor(file, &self.amount)?, intent })
        };
        self.on.record_as(kind, self.external_id.clone()).await
    }
}

impl Plan {
    async fn run(self) -> Outcome {
        let terms = |file: &LoanFile| {
            FactKind::Reamortized(Reamortization {
                first_due: self.first_due,
                installments: self.installments,
                rate: self.rate.unwrap_or(file.terms.rate),
                kept_to_cure: 3,
            })
        };
        if !self.preview {
            return self.on.record(|file| Ok(terms(file))).await;
        }
        let register = self.on.data_dir.open().await?;
        let file = look_up(&register, &self.on.loan).await.map_err(service_failure)?;
        let on = self.on.on.unwrap_or(file.today);
        let command = Command { value_date: on, act: terms(&file) };
        let previewed = file.with(&command).map_err(service_failure)?;
        let subjects = [
            ("events", Subject::Events),
            ("schedule", Subject::Schedule),
            ("plan-loss", Subject::PlanLoss),
        ];
        tell(&previewed, &self.on, (on, &subjects));
        Ok(ExitCode::SUCCESS)
    }
}

impl Look {
    async fn print(self, subjects: &[(&str, Subject)]) -> Outcome {
        let register = self.on.data_dir.open().await?;
        let mut file = look_up(&register, &self.on.loan).await.map_err(service_failure)?;
        let on = self.on.on.unwrap_or(file.today);
        if let Some(date) = self.known_at {
            file = file.known_on(date);
            if file.facts.is_empty() {
                let loan = &self.on.loan;
                return Err(Failure::Refused(Refusal::new(
                    "loan_unknown",
                    format!("nothing was known of {loan} at the end of {date}"),
                    format!("截至 {date} 日终尚无 {loan} 的任何记录"),
                )));
            }
        }
        tell(&file, &self.on, (on, subjects));
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints subjects of a loan on a date.
fn tell(file: &LoanFile, asked: &On, (on, subjects): (Date, &[(&str, Subject)])) {
    let told = Told { contract: file.contract(), facts: &file.facts };
    let (state, _) = fold(file.contract(), &file.facts, Horizon::through(on));
    let status = status(state.status);
    if asked.json {
        let mut report = Map::new();
        report.insert("loan".to_owned(), json!(asked.loan));
        report.insert("on".to_owned(), json!(on.to_string()));
        report.insert("currency".to_owned(), json!(file.terms.currency.code()));
        report.insert("status".to_owned(), json!(status));
        if file.contract().product.revolving.is_some() {
            report.insert("account".to_owned(), json!(told.lines(Subject::Account, on)));
        }
        for (name, subject) in subjects {
            report.insert((*name).to_owned(), json!(told.lines(*subject, on)));
        }
        say!("{}", Value::Object(report));
        return;
    }
    say!("{} on {on}, {}: {status}", asked.loan, file.terms.currency);
    if file.contract().product.revolving.is_some() {
        say!("account");
        told.lines(Subject::Account, on).iter().for_each(|line| say!("  {line}"));
    }
    for (name, subject) in subjects {
        say!("{name}");
        told.lines(*subject, on).iter().for_each(|line| say!("  {line}"));
    }
}

/// Where a loan is in its life; counters alone would call a loan charged off current.
fn status(status: Status) -> String {
    match status {
        Status::Pending => "not paid out".to_owned(),
        Status::Active => "active".to_owned(),
        Status::Settled { on } => format!("paid off on {on}"),
        Status::ChargedOff { on, .. } => format!("charged off on {on}"),
    }
}
