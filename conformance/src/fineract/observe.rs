//! What the engine shows, in the suite's tables, and its comparison with a checkpoint.

use engine::installments::loan::Status;
use engine::installments::portions::Component;
use engine::installments::transaction::{Relation, TransactionKind};
use primitives::amount::Minor;

use super::compare::{self, Difference};
use super::figure::Cell;
use super::session::{Session, in_force};
use super::vector::{Checkpoint, Unread};
use super::{kinds, lateness, ledger, tables};

/// Compares one checkpoint.
pub fn check(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    match checkpoint.check.as_str() {
        "schedule" => schedule(session, checkpoint),
        "schedule_totals" => Ok(compare::rows(checkpoint, &[tables::totals(session.loan()?)])),
        "transactions" => transactions(session, checkpoint),
        "charges" => Ok(compare::rows(checkpoint, &tables::charges(session)?)),
        "tranches" => Ok(compare::rows(checkpoint, &tables::tranches(session)?)),
        "journal" => ledger::check(session, checkpoint),
        "amount" => amount(session, checkpoint),
        "status" => fact(session, checkpoint, status_name(session.loan()?.status()).into()),
        "closed_obligations_met" => is(checkpoint, session.loan()?.status() == Status::Closed),
        "all_installments_met" => {
            is(checkpoint, session.loan()?.installments().iter().all(|row| row.is_met()))
        }
        "delinquency"
        | "delinquency_range"
        | "delinquency_history"
        | "delinquency_pauses"
        | "delinquency_actions"
        | "installment_delinquency"
        | "next_payment" => lateness::check(session, checkpoint),
        _ => single(session, checkpoint),
    }
}

fn schedule(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let loan = session.loan()?;
    let periods = i64::from(checkpoint.fields.whole("periods")?);
    let counted = loan.installments().len() as i64;
    if periods != counted {
        return Ok(Some(Difference::new("schedule.periods", periods, counted)));
    }
    Ok(compare::rows(checkpoint, &tables::schedule(loan)))
}

fn transactions(
    session: &Session<'_>,
    checkpoint: &Checkpoint,
) -> Result<Option<Difference>, Unread> {
    let excluded = checkpoint.fields.text_if("excluding")?.unwrap_or_default().replace('_', " ");
    let mut actual = Vec::new();
    for one in session.listed()? {
        if !kinds::label(one.kind).eq_ignore_ascii_case(&excluded) {
            actual.push(tables::transaction(one));
        }
    }
    if let Some(difference) = compare::rows(checkpoint, &actual) {
        return Ok(Some(difference));
    }
    let (want, got) = (checkpoint.rows.len(), actual.len());
    let exhaustive = checkpoint.fields.flag("exhaustive")?;
    Ok((exhaustive && want != got).then(|| Difference::new("transactions.count", want, got)))
}

fn amount(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let (loan, today) = (session.loan()?, session.today()?);
    let overdue = || loan.installments().iter().filter(|row| row.due_on < today);
    let interest = Component::Interest;
    let field = checkpoint.fields.text("field")?;
    let found: Minor = match field {
        "total_outstanding" => {
            loan.installments().iter().map(|row| row.outstanding().total()).sum()
        }
        "overpaid" => loan.overpaid(),
        "total_overdue" => overdue().map(|row| row.outstanding().total()).sum(),
        "available_disbursement" => loan.limits().available(),
        "available_disbursement_over_applied" => loan.limits().available_over_applied(),
        "interest_outstanding" => {
            loan.installments().iter().map(|row| row.outstanding_of(interest)).sum()
        }
        "interest_overdue" => overdue().map(|row| row.outstanding_of(interest)).sum(),
        "unpaid_due_interest" => overdue().map(|row| row.outstanding_of(interest)).sum(),
        other => return Err(Unread::unknown("amount", other)),
    };
    Ok(value(checkpoint, field, found.into()))
}

/// Compares a single fact with the checkpoint's value.
fn fact(
    _: &Session<'_>,
    checkpoint: &Checkpoint,
    found: Cell,
) -> Result<Option<Difference>, Unread> {
    Ok(value(checkpoint, &checkpoint.check, found))
}

/// Compares with the field `value`; nothing there claims that there is nothing.
fn value(checkpoint: &Checkpoint, name: &str, found: Cell) -> Option<Difference> {
    named(checkpoint, "value", name, found)
}

fn named(checkpoint: &Checkpoint, field: &str, name: &str, found: Cell) -> Option<Difference> {
    let want = checkpoint.fields.get(field);
    let agrees = match want {
        None => !checkpoint.fields.has(field) || found == Cell::Nothing,
        Some(want) => found.agrees(name, want),
    };
    let text = want.map_or("-".to_owned(), compare::text);
    (!agrees).then(|| Difference::new(name, text, found))
}

fn is(checkpoint: &Checkpoint, holds: bool) -> Result<Option<Difference>, Unread> {
    Ok((!holds).then(|| Difference::new(&checkpoint.check, true, false)))
}

fn single(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let fields = &checkpoint.fields;
    let name = checkpoint.check.as_str();
    if name == "business_date" {
        return fact(session, checkpoint, session.today()?.into());
    }
    let loan = session.loan()?;
    let all = loan.transactions();
    let charge_off = in_force(all, TransactionKind::ChargeOff).last();
    match name {
        "charged_off" => fact(session, checkpoint, charge_off.is_some().into()),
        "charged_off_on" => fact(session, checkpoint, charge_off.map(|one| one.on).into()),
        "closed_on" => fact(session, checkpoint, loan.closed_on().into()),
        "last_cob_date" => fact(session, checkpoint, session.closed_through().into()),
        "maturity" => {
            let last = loan.installments().iter().map(|row| row.due_on).max();
            Ok(named(checkpoint, "actual", "maturity", last.into()))
        }
        "fixed_length" => {
            let length = loan.terms().fixed_length.map(i64::from).map(Cell::Whole);
            fact(session, checkpoint, length.unwrap_or(Cell::Nothing))
        }
        "transaction_count" => {
            let kind = kinds::of_code(fields.text("type")?)?;
            fact(session, checkpoint, Cell::Whole(in_force(all, kind).count() as i64))
        }
        "transaction_reverted" => reverted(session, checkpoint),
        "transaction_relation" => related(session, checkpoint),
        "last_transaction" => {
            let newest = in_force(all, TransactionKind::Repayment).last();
            let newest = newest.or(all.last()).map(|one| one.amount);
            Ok(named(checkpoint, "amount", "last_transaction", newest.into()))
        }
        "last_charge" => {
            let newest = loan.charges().last().map(|charge| charge.amount);
            Ok(named(checkpoint, "amount", "last_charge", newest.into()))
        }
        "last_payment" => Ok(compare::rows(checkpoint, &[tables::last_payment(loan)])),
        "equal_distribution" => equal_distribution(session, checkpoint),
        "term_variations" => {
            let variations = tables::variations(loan);
            let count = i64::try_from(variations.len()).unwrap_or(i64::MAX);
            let counted = named(checkpoint, "count", "term_variations.count", Cell::Whole(count));
            Ok(counted.or_else(|| compare::rows(checkpoint, &variations)))
        }
        "buy_down_fee" => deferred(session, checkpoint, TransactionKind::BuyDownFee),
        "capitalized_income" => deferred(session, checkpoint, TransactionKind::CapitalizedIncome),
        "amortization_mapping" => {
            Ok(compare::rows(checkpoint, &tables::earned(session, checkpoint)?))
        }
        "event" => lateness::event(session, checkpoint),
        "not_locked" => Ok(None),
        other => Err(Unread::unknown("check", other)),
    }
}

fn deferred(
    session: &Session<'_>,
    checkpoint: &Checkpoint,
    kind: TransactionKind,
) -> Result<Option<Difference>, Unread> {
    Ok(compare::rows(checkpoint, &tables::deferred(session.loan()?, kind)))
}

/// The nth transaction in listing order, of a type and date where these are named.
fn reverted(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let fields = &checkpoint.fields;
    let listed = session.listed()?;
    let nth = fields.whole_if("nth")?.unwrap_or(1).max(1) as usize;
    let label = fields.text_if("type")?;
    let date = fields.date_if("date")?;
    let fits = |kind, on| {
        label.is_none_or(|label| kinds::label(kind).eq_ignore_ascii_case(label))
            && date.is_none_or(|date| date == on)
    };
    let by_place = listed.get(nth - 1).filter(|one| fits(one.kind, one.on));
    let found =
        by_place.or_else(|| listed.iter().filter(|one| fits(one.kind, one.on)).nth(nth - 1));
    let Some(found) = found else {
        return Ok(Some(Difference::new("transaction_reverted", "a transaction", "none")));
    };
    Ok(value(checkpoint, "transaction_reverted", Cell::Flag(!found.in_force())))
}

fn related(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let listed = session.listed()?;
    let place = |field: &str| -> Result<_, Unread> {
        let nth = checkpoint.fields.whole(field)?.max(1) as usize;
        Ok(listed.get(nth - 1))
    };
    let (Some(one), Some(other)) = (place("nth")?, place("other")?) else {
        return Ok(Some(Difference::new("transaction_relation", "two transactions", "fewer")));
    };
    let relation = checkpoint.fields.text("relation")?;
    let holds = one.relations.iter().any(|found| match (relation, found) {
        ("RELATED", Relation::RelatedTo(id)) => *id == other.id,
        ("CHARGEBACK", Relation::ChargebackOf(id)) => *id == other.id,
        ("REPLAYED", Relation::Replaces(id)) => *id == other.id,
        ("ADJUSTMENT", Relation::Adjusts(id)) => *id == other.id,
        _ => false,
    });
    is(checkpoint, holds)
}

fn equal_distribution(
    session: &Session<'_>,
    checkpoint: &Checkpoint,
) -> Result<Option<Difference>, Unread> {
    let rows = session.loan()?.installments();
    let principal: Minor = rows.iter().map(|row| row.due.principal).sum();
    let first = rows.first().map(|row| row.due.principal);
    let even = rows.iter().rev().skip(1).all(|row| Some(row.due.principal) == first);
    let even = if even { None } else { Some(Difference::new("equal_distribution", true, false)) };
    Ok(even.or_else(|| value(checkpoint, "equal_distribution", principal.into())))
}

/// The suite's name of a status.
fn status_name(status: Status) -> &'static str {
    match status {
        Status::Submitted => "SUBMITTED_AND_PENDING_APPROVAL",
        Status::Approved => "APPROVED",
        Status::Active => "ACTIVE",
        Status::Closed => "CLOSED_OBLIGATIONS_MET",
        Status::Overpaid => "OVERPAID",
        Status::Abandoned => "CLOSED_WRITTEN_OFF",
        Status::Rejected => "REJECTED",
        Status::Withdrawn => "WITHDRAWN",
    }
}
