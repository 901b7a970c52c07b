//! The payments of a tape: money that becomes facts.

use std::collections::HashMap;

use primitives::amount::Minor;

use crate::loans::{Register, place_of};
use crate::mapping::{Misfit, PaymentsPlan};
use crate::reject::Reason;
use crate::rows::{Overlay, RowCursor};
use crate::tape::{Close, Opening, TapeLoan, TapePayment};

/// Reads every payment into its loan, by date.
pub(crate) fn read(
    overlay: &mut Overlay,
    plan: &PaymentsPlan,
    loans: &mut [TapeLoan],
    register: &Register,
) {
    let mut rows_by_id: HashMap<String, u64> = HashMap::new();
    for row in 0..overlay.len() {
        if overlay.is_filtered(row) {
            continue;
        }
        let mut cursor = overlay.cursor(row);
        let place = place_of(register, cursor.text("loan").as_deref());
        let payment = payment(&mut cursor, overlay.number(row));
        match &place {
            Ok(place) => check_currency(&mut cursor, &loans[*place]),
            Err(reason) => cursor.note("loan", reason.clone()),
        }
        let mut faults = cursor.into_faults();
        if let Some(id) = payment.as_ref().and_then(|payment| payment.external_id.clone()) {
            let number = overlay.number(row);
            let first = *rows_by_id.entry(id).or_insert(number);
            if first != number {
                faults.push(overlay.fault(row, "payment", Reason::Duplicate { first }));
            }
        }
        match (place, payment) {
            (Ok(place), Some(payment)) if faults.is_empty() => {
                land(overlay, plan, row, &mut loans[place], payment);
            }
            _ => overlay.reject(row, faults),
        }
    }
    loans.iter_mut().for_each(|loan| loan.payments.sort_by_key(|payment| payment.on));
}

fn payment(cursor: &mut RowCursor, row: u64) -> Option<TapePayment> {
    let external_id = cursor.text("payment");
    let on = cursor.date("on");
    let on = cursor.need("on", on);
    let amount = cursor.money("amount");
    let amount = cursor.need("amount", amount);
    if amount.is_some_and(|amount| amount <= Minor::ZERO) {
        cursor.note("amount", Reason::NotPositive);
    }
    Some(TapePayment { row, external_id, on: on?, amount: amount? })
}

fn check_currency(cursor: &mut RowCursor, loan: &TapeLoan) {
    if let Some(said) = cursor.text("currency")
        && said != loan.terms.currency.code()
    {
        cursor.note("currency", Reason::Currency(loan.terms.currency.to_string()));
    }
}

/// Puts a payment into its loan, unless it does not fit the loan's time.
fn land(
    overlay: &mut Overlay,
    plan: &PaymentsPlan,
    row: usize,
    loan: &mut TapeLoan,
    payment: TapePayment,
) {
    let opened = loan.opening.on();
    // A balance taken over holds what was paid before; money before a disbursement is a mistake.
    let misfit = match loan.opening {
        Opening::TakenOver(..) if payment.on <= opened => Some(plan.before_opening),
        Opening::Disbursed(..) if payment.on < opened => Some(Misfit::Reject),
        _ => None,
    };
    let end = loan.close.map(Close::month);
    let after = end.is_some_and(|end| payment.on.month_index() > end.month_index());
    match (misfit, after) {
        (Some(Misfit::Skip), _) => overlay.skip(row, "in the balance taken over"),
        (Some(_), _) => overlay.reject_for(row, "on", Reason::BeforeOpening(opened.to_string())),
        (_, true) if plan.after_close == Misfit::Skip => {
            overlay.skip(row, "after the reported end")
        }
        (_, true) if plan.after_close == Misfit::Reject => {
            let reason = "the loan was reported closed before".to_owned();
            overlay.reject_for(row, "on", Reason::Contradiction(reason));
        }
        _ => {
            loan.payments.push(payment);
            overlay.land(row);
        }
    }
}
