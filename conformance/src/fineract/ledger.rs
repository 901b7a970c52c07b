//! The books as the suite names their accounts.

use engine::installments::journal::{GlAccount, Side};

use super::compare::{self, Difference, Row};
use super::figure::Cell;
use super::kinds;
use super::session::Session;
use super::vector::{Checkpoint, Unread};

/// Compares the entries of the transactions of a type and date.
pub fn check(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let kind = kinds::of_code(checkpoint.fields.text("transaction_type")?)?;
    let date = checkpoint.fields.date("date")?;
    let loan = session.loan()?;
    let mut rows = Vec::new();
    let mut matching = 0;
    for one in session.listed()?.into_iter().filter(|one| one.kind == kind && one.on == date) {
        matching += 1;
        for line in loan.journal(one) {
            let name = account(line.account);
            let known = session.catalogue().account(name);
            let row = Row::new()
                .with("account_type", known.map_or(Cell::Nothing, |one| one.kind.as_str().into()))
                .with("account_code", known.map_or(Cell::Nothing, |one| one.code.as_str().into()))
                .with("account_name", name);
            rows.push(match line.side {
                Side::Debit => row.with("debit", line.amount),
                Side::Credit => row.with("credit", line.amount),
            });
        }
    }
    if let Some(difference) = compare::rows(checkpoint, &rows) {
        return Ok(Some(difference));
    }
    let wanted = checkpoint.fields.whole_if("transactions")?;
    Ok(wanted
        .filter(|wanted| *wanted != matching)
        .map(|wanted| Difference::new("journal.transactions", wanted, matching)))
}

/// The suite's name of an account.
const fn account(account: GlAccount) -> &'static str {
    match account {
        GlAccount::LoansReceivable => "Loans Receivable",
        GlAccount::IncomeReceivable => "Interest/Fee Receivable",
        GlAccount::Clearing => "Suspense/Clearing account",
        GlAccount::Overpayment => "Overpayment account",
        GlAccount::InterestIncome => "Interest Income",
        GlAccount::FeeIncome => "Fee Income",
        GlAccount::CreditLoss => "Credit Loss/Bad Debt",
        GlAccount::CreditLossFraud => "Credit Loss/Bad Debt-Fraud",
        GlAccount::InterestChargedOff => "Interest Income Charge Off",
        GlAccount::FeeChargedOff => "Fee Charge Off",
        GlAccount::Recoveries => "Recoveries",
        GlAccount::GoodwillExpense => "Goodwill Expense Account",
        GlAccount::Abandoned => "Written off",
        GlAccount::DeferredIncome => "Deferred Capitalized Income",
        GlAccount::BuyDownExpense => "Buy Down Expense",
        GlAccount::BuyDownIncome => "Income From Buy Down",
    }
}
