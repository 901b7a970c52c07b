//! What happened to a loan, and what was booked of it.

use engine::fact::Fact;
use engine::posting::{GlAccount, Transfer};
use engine::wire;
use primitives::date::Date;

use crate::bulk::Places;
use crate::codec::Cells;
use crate::error::StoreError;

/// A fact of a loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// Whose.
    pub loan_id: i64,
    /// What happened.
    pub fact: Fact,
    /// The sender's name for it; the same name is never recorded twice.
    pub external_id: Option<String>,
}

/// A booked line of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Of which loan.
    pub loan_id: i64,
    /// Counts from 1 within the loan.
    pub line: u32,
    /// The business date it was booked on.
    pub booked_on: Date,
    /// What moved, and for which date it counts.
    pub transfer: Transfer,
}

pub(crate) const FACT_COLUMNS: [&str; 7] =
    ["loan_id", "number", "value_date", "recorded_on", "kind", "body", "external_id"];
pub(crate) const POSTING_COLUMNS: [&str; 7] =
    ["loan_id", "line", "value_date", "booked_on", "debit", "credit", "amount"];

pub(crate) fn bind_fact(row: &FactRow, places: &mut Places) {
    places.integer(row.loan_id);
    places.integer(row.fact.number);
    places.date(row.fact.value_date);
    places.date(row.fact.recorded_on);
    places.text(wire::fact::kind_word(&row.fact.kind));
    places.text(&wire::fact::to_json(&row.fact.kind));
    places.optional_text(row.external_id.as_deref());
}

pub(crate) fn read_fact(cells: &mut Cells) -> Result<FactRow, StoreError> {
    let loan_id = cells.integer()?;
    let (number, value_date, recorded_on) = (cells.small()?, cells.date()?, cells.date()?);
    let word = cells.text()?;
    let body = cells.text()?;
    let malformed = |why: String| StoreError::Malformed { what: "a fact", why };
    let kind = wire::fact::from_json(&body).map_err(|error| malformed(error.to_string()))?;
    if word != wire::fact::kind_word(&kind) {
        return Err(malformed(format!(
            "it is called {word} and is {}",
            wire::fact::kind_word(&kind)
        )));
    }
    let external_id = cells.optional_text()?;
    Ok(FactRow { loan_id, fact: Fact { number, value_date, recorded_on, kind }, external_id })
}

/// The codes that stand for ledger accounts; kept in the register, so that they never shift.
#[derive(Clone, Debug, Default)]
pub(crate) struct GlCodes {
    by_code: Vec<(i64, GlAccount)>,
}

impl GlCodes {
    pub(crate) fn new(by_code: Vec<(i64, GlAccount)>) -> GlCodes {
        GlCodes { by_code }
    }

    fn code(&self, gl_account: GlAccount) -> i64 {
        let known = self.by_code.iter().find(|(_, known)| *known == gl_account);
        known.expect("every ledger account was given a code on opening").0
    }

    fn gl_account(&self, code: i64) -> Result<GlAccount, StoreError> {
        let known = self.by_code.iter().find(|(known, _)| *known == code);
        known.map(|(_, gl_account)| *gl_account).ok_or_else(|| StoreError::Malformed {
            what: "a ledger account",
            why: code.to_string(),
        })
    }

    pub(crate) fn bind_posting(&self, row: &PostingRow, places: &mut Places) {
        places.integer(row.loan_id);
        places.integer(row.line);
        places.date(row.transfer.value_date);
        places.date(row.booked_on);
        places.integer(self.code(row.transfer.debit));
        places.integer(self.code(row.transfer.credit));
        places.minor(row.transfer.amount);
    }

    pub(crate) fn read_posting(&self, cells: &mut Cells) -> Result<PostingRow, StoreError> {
        let (loan_id, line) = (cells.integer()?, cells.small()?);
        let (value_date, booked_on) = (cells.date()?, cells.date()?);
        let debit = self.gl_account(cells.integer()?)?;
        let credit = self.gl_account(cells.integer()?)?;
        let transfer = Transfer { value_date, debit, credit, amount: cells.minor()? };
        Ok(PostingRow { loan_id, line, booked_on, transfer })
    }
}
