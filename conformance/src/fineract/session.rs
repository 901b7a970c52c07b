//! A scenario as it runs: the business date, the product as its rules stand, house rules and the
//! loan.

use std::fmt;

use engine::installments::loan::{Loan, Status};
use engine::installments::operation::{Operation, OperationKind};
use engine::installments::refusal::Refusal;
use engine::installments::terms::{ChargeAccrual, NextDue, Practice};
use engine::installments::transaction::{Transaction, TransactionKind};
use primitives::amount::Minor;
use primitives::date::Date;
use serde_json::Value;

use super::catalogue::Catalogue;
use super::kinds;
use super::operations::operation;
use super::reference::Reference;
use super::target::{Candidate, ChargeTarget, TransactionTarget};
use super::terms::terms;
use super::vector::{Fields, Product, Unread};

/// Why a step was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It does not read.
    Unread(Unread),
    /// The engine refused it.
    Refused(Refusal),
    /// It had to be refused and was not.
    NotRefused,
}

impl From<Unread> for Stop {
    fn from(unread: Unread) -> Stop {
        Stop::Unread(unread)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Unread(unread) => write!(f, "{unread}"),
            Stop::Refused(refusal) => write!(f, "{}: {refusal}", refusal.code()),
            Stop::NotRefused => f.write_str("not refused"),
        }
    }
}

/// A running scenario.
#[derive(Clone, Debug)]
pub struct Session<'a> {
    today: Option<Date>,
    product: Option<&'a Product>,
    settings: Fields,
    catalogue: Catalogue<'a>,
    practice: Practice,
    request: Option<Fields>,
    loan: Option<Loan>,
    closed_through: Option<Date>,
    /// Transactions made by steps, in the order of the steps.
    made: Vec<u32>,
    waived: Option<u32>,
    /// The newest disbursal when a tranche was added later.
    nets: Vec<(Date, Minor)>,
}

impl<'a> Session<'a> {
    /// Before the first step.
    pub fn new(product: Option<&'a Product>, reference: &'a Reference) -> Session<'a> {
        Session {
            today: None,
            product,
            settings: product.map(|product| product.settings.clone()).unwrap_or_default(),
            catalogue: Catalogue::new(reference),
            practice: Practice::default(),
            request: None,
            loan: None,
            closed_through: None,
            made: Vec::new(),
            waived: None,
            nets: Vec::new(),
        }
    }

    /// The loan.
    pub fn loan(&self) -> Result<&Loan, Unread> {
        self.loan.as_ref().ok_or_else(|| Unread::Missing("create_loan".to_owned()))
    }

    /// The business date.
    pub fn today(&self) -> Result<Date, Unread> {
        self.today.ok_or_else(|| Unread::Missing("business date".to_owned()))
    }

    /// The charges as they stand.
    pub fn catalogue(&self) -> &Catalogue<'a> {
        &self.catalogue
    }

    /// The last day that was closed.
    pub fn closed_through(&self) -> Option<Date> {
        self.closed_through
    }

    /// What the newest disbursal was when a tranche was added later, by the tranche's date.
    pub fn nets(&self) -> &[(Date, Minor)] {
        &self.nets
    }

    /// Does one step.
    pub fn perform(&mut self, step: &Fields) -> Result<(), Stop> {
        match step.text("do")? {
            "create_client" | "set_cob_step" => Ok(()),
            "set_business_date" => {
                self.today = Some(step.date("date")?);
                Ok(())
            }
            "advance_business_date" => {
                let days = i32::try_from(step.whole("days")?).unwrap_or(0);
                self.today = Some(self.today()?.plus_days(days));
                Ok(())
            }
            "create_loan" => self.create(step.clone()),
            "modify_submitted_on" => self.resubmit(step),
            "run_cob" => self.close_days(step.text_if("mode")? == Some("job")),
            "run_job" => self.run_job(step.text("job")?),
            "expect_rejection" => self.refuse(&step.object("action")?),
            "set_product_future_allocation" => Ok(self.set_future_rule(step)?),
            "set_product_repayment_start" => {
                if self.is_own_product(step)? {
                    let start = step.get("repayment_start_date").cloned().unwrap_or(Value::Null);
                    self.settings.0.insert("repayment_start_date".to_owned(), start);
                }
                Ok(())
            }
            "update_charge_definition" => Ok(self.catalogue.change(step)?),
            "set_global_config" => self.set_practice(step),
            _ => self.operate(step),
        }
    }

    fn create(&mut self, request: Fields) -> Result<(), Stop> {
        let terms = terms(&request, &self.settings, &self.catalogue)?;
        self.loan = Some(Loan::new(terms, self.practice));
        self.request = Some(request);
        Ok(())
    }

    /// An application with another date of submission.
    fn resubmit(&mut self, step: &Fields) -> Result<(), Stop> {
        let mut request =
            self.request.clone().ok_or_else(|| Unread::Missing("create_loan".to_owned()))?;
        if self.loan()?.status() != Status::Submitted {
            return Err(Stop::Refused(Refusal::WrongStatus));
        }
        let stated = step.get("submitted_on").or(step.get("date")).cloned();
        request.0.insert("submitted_on".to_owned(), stated.unwrap_or(Value::Null));
        self.create(request)
    }

    /// Does an action that must be refused; one that cannot even be said counts as refused.
    fn refuse(&mut self, action: &Fields) -> Result<(), Stop> {
        match self.clone().perform(action) {
            Err(Stop::Refused(_) | Stop::Unread(Unread::Unknown { kind: "step", .. })) => Ok(()),
            Err(stop) => Err(stop),
            Ok(()) => Err(Stop::NotRefused),
        }
    }

    fn operate(&mut self, step: &Fields) -> Result<(), Stop> {
        let today = self.today()?;
        let Some(operation) = operation(self, step, today)? else {
            return Err(Unread::unknown("step", step.text("do")?).into());
        };
        let known = self.loan()?.transactions().len();
        self.note_tranche(&operation);
        let loan = self.loan.as_mut().ok_or_else(|| Unread::Missing("create_loan".to_owned()))?;
        loan.apply(&operation)?;
        self.note_made(&operation, known);
        Ok(())
    }

    fn note_tranche(&mut self, operation: &Operation) {
        let (OperationKind::PlanTranche(tranche), Some(loan)) = (&operation.kind, &self.loan)
        else {
            return;
        };
        let disbursals = in_force(loan.transactions(), TransactionKind::Disbursement);
        let newest = disbursals.last().map(|one| one.amount);
        self.nets.push((tranche.expected_on, newest.unwrap_or(loan.limits().approved)));
    }

    fn note_made(&mut self, operation: &Operation, known: usize) {
        if let OperationKind::WaiveCharge { charge } = operation.kind {
            self.waived = Some(charge);
        }
        let Some(loan) = &self.loan else { return };
        let kind = made_kind(&operation.kind);
        let fresh = loan.transactions().iter().skip(known);
        let made = fresh.filter(|one| one.requested && kind.is_none_or(|kind| kind == one.kind));
        self.made.extend(made.map(|one| one.id).next());
    }

    /// Works through every day since the last that was closed, up to yesterday; the first time only
    /// yesterday. The job of the day leaves out a loan that is further behind.
    fn close_days(&mut self, job: bool) -> Result<(), Stop> {
        let yesterday = self.today()?.plus_days(-1);
        if job && self.closed_through.is_some_and(|day| day.plus_days(1) < yesterday) {
            return Ok(());
        }
        let Some(loan) = &mut self.loan else { return Ok(()) };
        if loan.status() != Status::Active {
            return Ok(());
        }
        let first = self.closed_through.map_or(yesterday, |day| day.plus_days(1));
        for days in first.days()..=yesterday.days() {
            loan.close_day(Date::from_days(days));
            self.closed_through = Some(Date::from_days(days));
        }
        Ok(())
    }

    fn run_job(&mut self, job: &str) -> Result<(), Stop> {
        let today = self.today()?;
        let Some(loan) = &mut self.loan else { return Ok(()) };
        match job {
            "Recalculate Interest for Loans" => {
                let kind = OperationKind::Reprocess;
                loan.apply(&Operation { on: today, entered_on: today, kind })?;
                Ok(())
            }
            "Accrual Activity Posting" => {
                loan.tell_activity(today.plus_days(-1), today);
                Ok(())
            }
            name if name.starts_with("Add ") && name.contains("Accrual") => {
                loan.accrue_through(today, today);
                Ok(())
            }
            other => Err(Unread::unknown("step", other).into()),
        }
    }

    fn set_practice(&mut self, step: &Fields) -> Result<(), Stop> {
        let enabled = step.flag("enabled")?;
        let value = step.text_if("value")?.unwrap_or_default();
        let practice = &mut self.practice;
        match (step.text("key")?, value) {
            ("charge-accrual-date", "submitted-date") => {
                practice.charge_accrual = ChargeAccrual::EntryDate;
            }
            ("charge-accrual-date", _) => practice.charge_accrual = ChargeAccrual::DueDate,
            ("enable-immediate-charge-accrual-post-maturity", _) => {
                practice.accrue_charges_after_maturity = enabled;
            }
            ("is-principal-compounding-disabled-for-overdue-loans", _) => {
                practice.overdue_principal_apart = enabled;
            }
            ("is-interest-to-be-recovered-first-when-greater-than-emi", _) => {
                practice.excess_interest_first = enabled;
            }
            ("next-payment-due-date", "earliest-unpaid-date") => {
                practice.next_due = NextDue::EarliestUnpaid;
            }
            ("next-payment-due-date", _) => practice.next_due = NextDue::NextAfterToday,
            _ => {}
        }
        if let Some(loan) = &mut self.loan {
            loan.set_practice(self.practice);
        }
        Ok(())
    }

    fn is_own_product(&self, step: &Fields) -> Result<bool, Unread> {
        let name = step.text("product")?;
        Ok(self.product.is_some_and(|product| product.name == name))
    }

    /// Sets which future instalments a type of payment meets first; a type without a rule gets one
    /// with the order of the default.
    fn set_future_rule(&mut self, step: &Fields) -> Result<(), Unread> {
        if !self.is_own_product(step)? {
            return Ok(());
        }
        let kind = step.text("transaction_type")?;
        let future = step.get("future_installments").cloned().unwrap_or(Value::Null);
        let mut rules = self.settings.objects("payment_allocation")?;
        let of = |rule: &Fields, kind: &str| {
            rule.text("transaction_type").is_ok_and(|name| name == kind)
        };
        if !rules.iter().any(|rule| of(rule, kind)) {
            let default = rules.iter().find(|rule| of(rule, "DEFAULT")).cloned();
            let mut added = default.unwrap_or_default();
            added.0.insert("transaction_type".to_owned(), kind.into());
            rules.push(added);
        }
        for rule in rules.iter_mut().filter(|rule| of(rule, kind)) {
            rule.0.insert("future_installments".to_owned(), future.clone());
        }
        let rules = rules.into_iter().map(|rule| Value::Object(rule.0)).collect();
        self.settings.0.insert("payment_allocation".to_owned(), Value::Array(rules));
        Ok(())
    }

    /// The loan's transactions by date, then by creation.
    pub fn listed(&self) -> Result<Vec<&Transaction>, Unread> {
        let shown = |one: &&Transaction| {
            let empty = one.kind == TransactionKind::Reage && one.amount == Minor::ZERO;
            (one.in_force() || !hidden_once_undone(one.kind)) && !(empty && one.in_force())
        };
        let mut listed: Vec<_> = self.loan()?.transactions().iter().filter(shown).collect();
        listed.sort_by_key(|one| (one.on, one.id));
        Ok(listed)
    }

    /// The transaction a step means.
    pub fn transaction(&self, step: &Fields) -> Result<u32, Unread> {
        let target = TransactionTarget::read(&step.object("target")?)?;
        let candidate = |one: &&Transaction| Candidate {
            id: one.id,
            kind: kinds::code(one.kind),
            label: kinds::label(one.kind),
            date: one.on,
            amount: one.amount,
            made: self.made.iter().position(|id| *id == one.id),
        };
        let listed: Vec<_> = self.listed()?.iter().map(candidate).collect();
        // A chargeback names a repayment and means the newest payment of any type; an undoing that
        // names no type means the newest repayment.
        let payments =
            |one: &&Candidate<u32>| kinds::of_code(one.kind).is_ok_and(|kind| kind.pays());
        let found = match step.text("do")? {
            "chargeback" if target.is_last_created() => {
                let paid: Vec<_> = listed.iter().filter(payments).cloned().collect();
                target.clone().of_any_type().find(&paid)
            }
            _ => target.clone().or_type("REPAYMENT").find(&listed),
        };
        let any = target.clone().of_any_type();
        let found = found.or_else(|| target.is_last_created().then(|| any.find(&listed)).flatten());
        found.ok_or_else(|| Unread::unknown("transaction", &format!("{target:?}")))
    }

    /// The transaction a step means; the newest of a kind when it does not say.
    pub fn transaction_or(&self, step: &Fields, kind: TransactionKind) -> Result<u32, Unread> {
        if step.get("target").is_some() {
            return self.transaction(step);
        }
        let newest = in_force(self.loan()?.transactions(), kind).last();
        newest.map(|one| one.id).ok_or_else(|| Unread::Missing("target".to_owned()))
    }

    /// The charge a step means.
    pub fn charge(&self, step: &Fields) -> Result<u32, Unread> {
        let charges = self.loan()?.charges();
        let found = match ChargeTarget::read(&step.object("target")?)? {
            ChargeTarget::LastAdded => charges.last().map(|charge| charge.id),
            ChargeTarget::LastWaived => self.waived,
            ChargeTarget::Named { charge, due_date } => {
                let name = self.catalogue.name(&charge)?;
                let mut fitting = charges.iter().filter(|one| {
                    one.terms.name == name && due_date.is_none_or(|due| one.due_on == Some(due))
                });
                fitting.next_back().map(|one| one.id)
            }
        };
        found.ok_or_else(|| Unread::Missing("charge".to_owned()))
    }
}

/// Transactions of a kind that count, oldest first.
pub fn in_force(
    transactions: &[Transaction],
    kind: TransactionKind,
) -> impl Iterator<Item = &Transaction> {
    transactions.iter().filter(move |one| one.in_force() && one.kind == kind)
}

/// The suite shows payouts and bookings of income only while they count.
const fn hidden_once_undone(kind: TransactionKind) -> bool {
    use TransactionKind::*;
    matches!(
        kind,
        Disbursement
            | RepaymentAtDisbursement
            | Accrual
            | AccrualAdjustment
            | AccrualActivity
            | CapitalizedIncomeAmortization
            | CapitalizedIncomeAmortizationAdjustment
            | BuyDownFeeAmortization
            | BuyDownFeeAmortizationAdjustment
    )
}

/// The kind of transaction an operation makes of its own.
fn made_kind(operation: &OperationKind) -> Option<TransactionKind> {
    match operation {
        OperationKind::Pay { kind, .. } => Some(*kind),
        OperationKind::PayOff => Some(TransactionKind::Repayment),
        OperationKind::Disburse { .. } => Some(TransactionKind::Disbursement),
        OperationKind::Chargeback { .. } => Some(TransactionKind::Chargeback),
        OperationKind::RefundCredit { .. } => Some(TransactionKind::CreditBalanceRefund),
        OperationKind::RefundInterest { .. } => Some(TransactionKind::InterestRefund),
        OperationKind::AdjustCharge { .. } => Some(TransactionKind::ChargeAdjustment),
        OperationKind::CapitalizeIncome { .. } => Some(TransactionKind::CapitalizedIncome),
        OperationKind::BuyDownFee { .. } => Some(TransactionKind::BuyDownFee),
        _ => None,
    }
}
