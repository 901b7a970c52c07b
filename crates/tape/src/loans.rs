//! The loans of a tape: what was signed, and how each enters the register.

use std::collections::HashMap;

use engine::contract::Terms;
use engine::product::{Product, ProductRef};
use primitives::amount::Minor;
use primitives::money::Currency;

use crate::legacy::LegacyLines;
use crate::opening::{self, Standing};
use crate::products;
use crate::reject::Reason;
use crate::rows::{Overlay, RowCursor};
use crate::tape::{Reported, TapeLoan};

/// What is known of an external id: the loan's place among those that land, or the row of one that
/// does not.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// Its place.
    Lands(usize),
    /// Its row.
    Rejected(u64),
}

/// The loans of a tape by their external ids.
pub(crate) type Register = HashMap<String, Known>;

/// The place of a loan, or why nothing can be added to it.
pub(crate) fn place_of(register: &Register, loan: Option<&str>) -> Result<usize, Reason> {
    match loan.map(|loan| register.get(loan)) {
        None => Err(Reason::Empty),
        Some(None) => Err(Reason::UnknownLoan),
        Some(Some(Known::Rejected(row))) => Err(Reason::LoanRejected { row: *row }),
        Some(Some(Known::Lands(place))) => Ok(*place),
    }
}

/// What loans are read with.
pub(crate) struct Context<'a> {
    /// Schedules of the old system.
    pub(crate) legacy: &'a LegacyLines,
    /// Of every amount.
    pub(crate) currency: Currency,
    /// What the lender offers; not checked when absent.
    pub(crate) products: Option<&'a [Product]>,
}

/// Reads every loan.
pub(crate) fn read(overlay: &mut Overlay, context: &Context) -> (Vec<TapeLoan>, Register) {
    let (mut loans, mut register) = (Vec::new(), Register::new());
    let mut rows_by_id: HashMap<String, u64> = HashMap::new();
    for row in 0..overlay.len() {
        if overlay.is_filtered(row) {
            continue;
        }
        let mut cursor = overlay.cursor(row);
        let id = cursor.text("loan");
        let loan = loan(&mut cursor, id.clone(), context);
        if let (Some(loan), Some(products)) = (&loan, context.products) {
            products::check(&mut cursor, loan, products);
        }
        let mut faults = cursor.into_faults();
        let number = overlay.number(row);
        if let Some(first) = id.as_ref().and_then(|id| rows_by_id.get(id)) {
            let first = *first;
            faults.push(overlay.fault(row, "loan", Reason::Duplicate { first }));
            overlay.reject(row, faults);
            continue;
        }
        let id = id.unwrap_or_default();
        rows_by_id.insert(id.clone(), number);
        match loan {
            Some(loan) if faults.is_empty() => {
                register.insert(id, Known::Lands(loans.len()));
                loans.push(TapeLoan { row: number, ..loan });
                overlay.land(row);
            }
            _ => {
                register.insert(id, Known::Rejected(number));
                overlay.reject(row, faults);
            }
        }
    }
    (loans, register)
}

/// One loan; nothing where something needed is wrong, which the cursor then knows.
fn loan(cursor: &mut RowCursor, id: Option<String>, context: &Context) -> Option<TapeLoan> {
    let legacy = context.legacy;
    let id = cursor.need("loan", id);
    let borrower = cursor.text("borrower");
    let pool = cursor.text("pool").unwrap_or_default();
    let terms = terms(cursor, context.currency);
    let standing = Standing::read(cursor, id.as_deref().map_or(&[], |id| legacy.of(id)));
    let charged_off = cursor.date("charged_off");
    let (id, terms) = (id?, terms?);
    if legacy.is_rejected(&id) {
        let reason = "a line of its schedule does not land".to_owned();
        cursor.note("loan", Reason::Contradiction(reason));
    }
    let reported = Reported {
        balance: standing.balance,
        installment: standing.installment,
        days_past_due: standing.days_past_due,
    };
    let opening = opening::opening(cursor, &terms, standing)?;
    if charged_off.is_some_and(|on| on < opening.on()) {
        cursor.note("charged_off", Reason::BeforeOpening(opening.on().to_string()));
    }
    Some(TapeLoan {
        row: 0,
        borrower_external_id: borrower.unwrap_or_else(|| id.clone()),
        external_id: id,
        pool,
        terms,
        opening,
        payments: Vec::new(),
        observations: Vec::new(),
        close: None,
        charged_off,
        reported,
    })
}

fn terms(cursor: &mut RowCursor, currency: Currency) -> Option<Terms> {
    let product = cursor.text("product");
    let product = cursor.need("product", product);
    let version = cursor.number::<u32>("product_version").unwrap_or(1);
    check_currency(cursor, currency);
    let amount = cursor.money("amount");
    let amount = cursor.need("amount", amount);
    if amount.is_some_and(|amount| amount <= Minor::ZERO) {
        cursor.note("amount", Reason::NotPositive);
    }
    let rate = cursor.rate("rate");
    let rate = cursor.need("rate", rate);
    if rate.is_some_and(|rate| rate.fraction.units() < 0) {
        cursor.note("rate", Reason::Negative);
    }
    let installments = cursor.number::<u16>("installments");
    let installments = cursor.need("installments", installments);
    if installments == Some(0) {
        cursor.note("installments", Reason::NotPositive);
    }
    let signed_on = cursor.date("signed_on");
    let signed_on = cursor.need("signed_on", signed_on);
    let due_day = cursor.number::<u8>("due_day");
    if due_day.is_some_and(|day| !(1..=28).contains(&day)) {
        cursor.note("due_day", Reason::Malformed("a due day is 1 to 28".to_owned()));
    }
    Some(Terms {
        product: ProductRef { id: product?, version },
        currency,
        amount: amount?,
        rate: rate?,
        installments: installments?,
        signed_on: signed_on?,
        due_day,
        disclosed: None,
    })
}

fn check_currency(cursor: &mut RowCursor, currency: Currency) {
    if let Some(said) = cursor.text("currency")
        && said != currency.code()
    {
        cursor.note("currency", Reason::Currency(currency.to_string()));
    }
}
