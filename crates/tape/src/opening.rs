//! How a loan enters the register: paid out anew, or taken over in the position an old system left
//! it. Spec: `docs/specs/import.md`.

use engine::accrual::{InterestRule, Span};
use engine::contract::Terms;
use engine::fact::{LegacyLine, OpenDue, Position};
use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rounding::Rounding;

use crate::reject::Reason;
use crate::rows::RowCursor;
use crate::tape::Opening;

/// A due counts as missed for every so many days past due.
const DAYS_A_DUE: u16 = 30;

/// What a row says of where the loan stands.
pub(crate) struct Standing<'a> {
    disbursed_on: Option<Date>,
    cut_off: Option<Date>,
    earlier: Option<(Date, Minor)>,
    remaining: Option<u16>,
    next_due: Option<Date>,
    interest_from: Option<Date>,
    lines: &'a [LegacyLine],
    /// The balance at cut-off.
    pub(crate) balance: Option<Minor>,
    /// The scheduled payment.
    pub(crate) installment: Option<Minor>,
    /// Days past due at cut-off.
    pub(crate) days_past_due: Option<u16>,
}

impl<'a> Standing<'a> {
    /// Reads it, noting what is wrong.
    pub(crate) fn read(cursor: &mut RowCursor, lines: &'a [LegacyLine]) -> Standing<'a> {
        let earlier = cursor.date("earlier_cut_off").zip(cursor.money("earlier_balance"));
        let standing = Standing {
            disbursed_on: cursor.date("disbursed_on"),
            cut_off: cursor.date("cut_off"),
            earlier,
            remaining: cursor.number("remaining"),
            next_due: cursor.date("next_due"),
            interest_from: cursor.date("interest_from"),
            lines,
            balance: cursor.money("balance"),
            installment: cursor.money("installment"),
            days_past_due: cursor.number("days_past_due"),
        };
        if standing.balance.is_some_and(|balance| balance < Minor::ZERO) {
            cursor.note("balance", Reason::Negative);
        }
        if standing.installment.is_some_and(|amount| amount <= Minor::ZERO) {
            cursor.note("installment", Reason::NotPositive);
        }
        standing
    }
}

/// The opening of a loan: by its schedule lines where it has any, else by its balance, else by its
/// disbursement.
pub(crate) fn opening(
    cursor: &mut RowCursor,
    terms: &Terms,
    standing: Standing,
) -> Option<Opening> {
    if !standing.lines.is_empty() {
        return by_lines(cursor, &standing);
    }
    if let Some(balance) = standing.balance {
        return by_balance(cursor, terms, &standing, balance);
    }
    let on = cursor.need("disbursed_on", standing.disbursed_on)?;
    if on < terms.signed_on {
        let reason = format!("paid out before it was signed on {}", terms.signed_on);
        cursor.note("disbursed_on", Reason::Contradiction(reason));
    }
    Some(Opening::Disbursed(on, terms.amount))
}

/// Lines up to the cut-off have fallen due and are unpaid; the rest is the schedule to come.
fn by_lines(cursor: &mut RowCursor, standing: &Standing) -> Option<Opening> {
    let cut_off = cursor.need("cut_off", standing.cut_off)?;
    let (fallen, ahead): (Vec<LegacyLine>, Vec<LegacyLine>) =
        standing.lines.iter().copied().partition(|line| line.on <= cut_off);
    let listed: Minor = standing.lines.iter().map(|line| line.principal).sum();
    if standing.balance.is_some_and(|balance| balance != listed) {
        let listed = cursor.currency().format_minor(listed.0);
        let reason = format!("the lines of the schedule add up to {listed}");
        cursor.note("balance", Reason::Contradiction(reason));
    }
    let due = |line: &LegacyLine| OpenDue {
        on: line.on,
        principal: line.principal,
        interest: line.interest.unwrap_or(Minor::ZERO),
        fee: Minor::ZERO,
    };
    let last_fallen = fallen.last().map(|line| line.on);
    let next_due = ahead.first().map(|line| line.on);
    let position = Position {
        principal_undue: ahead.iter().map(|line| line.principal).sum(),
        interest_from: standing
            .interest_from
            .or(last_fallen)
            .unwrap_or_else(|| next_due.map_or(cut_off, |next| next.plus_months(-1).min(cut_off))),
        next_due: next_due.unwrap_or(cut_off),
        remaining: u16::try_from(ahead.len()).unwrap_or(u16::MAX),
        installment: None,
        dues: fallen.iter().map(due).collect(),
        lines: ahead,
    };
    check_dates(cursor, cut_off, &position);
    Some(Opening::TakenOver(cut_off, position))
}

/// The balance at cut-off; where it is nothing, the position before the period that paid it.
fn by_balance(
    cursor: &mut RowCursor,
    terms: &Terms,
    standing: &Standing,
    balance: Minor,
) -> Option<Opening> {
    let cut_off = cursor.need("cut_off", standing.cut_off)?;
    if balance > Minor::ZERO {
        return taken_over(cursor, terms, standing, (cut_off, balance));
    }
    match standing.earlier {
        Some((on, earlier)) if earlier > Minor::ZERO && on <= cut_off => {
            let standing = Standing { next_due: None, interest_from: None, ..*standing };
            taken_over(cursor, terms, &standing, (on, earlier))
        }
        _ => {
            cursor.note("balance", Reason::NotPositive);
            None
        }
    }
}

fn taken_over(
    cursor: &mut RowCursor,
    terms: &Terms,
    standing: &Standing,
    (on, balance): (Date, Minor),
) -> Option<Opening> {
    let remaining = cursor.need("remaining", standing.remaining)?;
    let last_due = match (standing.next_due, terms.due_day) {
        (Some(next), _) => next.plus_months(-1),
        (None, Some(day)) => due_up_to(on, day),
        (None, None) => {
            cursor.note("next_due", Reason::Empty);
            return None;
        }
    };
    let dues = missed_dues(cursor, terms, standing, (on, last_due, balance))?;
    let overdue: Minor = dues.iter().map(|due| due.principal).sum();
    let position = Position {
        principal_undue: balance - overdue,
        interest_from: standing.interest_from.unwrap_or(last_due),
        next_due: standing.next_due.unwrap_or_else(|| last_due.plus_months(1)),
        remaining: remaining.max(1),
        installment: standing.installment,
        dues,
        lines: Vec::new(),
    };
    check_dates(cursor, on, &position);
    Some(Opening::TakenOver(on, position))
}

/// The latest due date up to `on`.
fn due_up_to(on: Date, day: u8) -> Date {
    let this_month = on.plus_months_on(0, day);
    if this_month <= on { this_month } else { on.plus_months_on(-1, day) }
}

/// One due for every thirty days past due; the oldest on the latest due date that is as late.
fn missed_dues(
    cursor: &mut RowCursor,
    terms: &Terms,
    standing: &Standing,
    (on, last_due, balance): (Date, Date, Minor),
) -> Option<Vec<OpenDue>> {
    let missed = standing.days_past_due.unwrap_or(0) / DAYS_A_DUE;
    if missed == 0 {
        return Some(Vec::new());
    }
    let installment = cursor.need("installment", standing.installment)?;
    let days = i32::from(missed) * i32::from(DAYS_A_DUE);
    let mut oldest = last_due;
    for _ in 0..=missed {
        if on.days_since(oldest) < days && oldest > terms.signed_on {
            oldest = oldest.plus_months(-1);
        }
    }
    let mut left = balance;
    let due = |number: u16| {
        let due_on = oldest.plus_months(i32::from(number));
        let due = split(terms, due_on, installment, left);
        left -= due.principal;
        due
    };
    Some((0..missed).map(due).take_while(|due| due.on <= last_due).collect())
}

/// An instalment as interest for its month on what is owed, and principal with the rest.
fn split(terms: &Terms, on: Date, installment: Minor, owed: Minor) -> OpenDue {
    let span = Span { from: on.plus_months(-1), to: on };
    let rule = InterestRule::Daily(AccrualBasis::Act365);
    let interest = rule.growth(terms.rate, span, span).on(owed, Rounding::HalfUp).min(installment);
    OpenDue { on, principal: (installment - interest).min(owed), interest, fee: Minor::ZERO }
}

/// The engine takes a position only when its dates are in order.
fn check_dates(cursor: &mut RowCursor, on: Date, position: &Position) {
    let ahead = position.principal_undue > Minor::ZERO;
    if !ahead && position.dues.is_empty() {
        cursor.note("balance", Reason::NotPositive);
    }
    if ahead && position.next_due <= on {
        let reason = format!("the next due {} is not after {on}", position.next_due);
        cursor.note("next_due", Reason::Contradiction(reason));
    }
    if ahead && position.interest_from > on {
        let reason = format!("interest runs from {}, after {on}", position.interest_from);
        cursor.note("interest_from", Reason::Contradiction(reason));
    }
}
