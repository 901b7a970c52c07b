//! How late the loan is, as the suite asks for it, and which events were raised.

use engine::installments::delinquency::{DelinquencyAction, RangeIndex};
use engine::installments::loan::Loan;
use engine::installments::transaction::TransactionKind;
use engine::installments::views::Reminder;
use primitives::amount::Minor;
use primitives::date::Date;

use super::compare::{self, Difference, Row};
use super::figure::Cell;
use super::session::Session;
use super::vector::{Checkpoint, Unread};

/// The name of no range.
const NONE: &str = "NO_DELINQUENCY";

/// Compares one table.
pub fn check(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let (loan, today) = (session.loan()?, session.today()?);
    let rows = match checkpoint.check.as_str() {
        "delinquency" => vec![delinquency(loan, today)],
        "delinquency_range" => return range(loan, today, checkpoint),
        "delinquency_history" => history(loan),
        "delinquency_pauses" => pauses(loan, today),
        "delinquency_actions" => actions(loan),
        "installment_delinquency" => by_installment(loan),
        _ => vec![next_payment(loan)],
    };
    // An empty list claims that there is nothing.
    if checkpoint.rows.is_empty() && !rows.is_empty() {
        return Ok(Some(Difference::new(&checkpoint.check, "no rows", rows.len())));
    }
    Ok(compare::rows(checkpoint, &rows))
}

fn code(loan: &Loan, range: Option<RangeIndex>) -> &str {
    let found = range.and_then(|range| loan.terms().delinquency.ranges.get(range.0));
    found.map_or(NONE, |range| range.code.as_str())
}

fn delinquency(loan: &Loan, today: Date) -> Row {
    let found = loan.delinquency(today);
    Row::new()
        .with("range", code(loan, loan.delinquency_record().range()))
        .with("delinquent_amount", found.amount)
        .with("delinquent_date", found.since)
        .with("delinquent_days", Cell::Whole(found.days.into()))
        .with("past_due_days", Cell::Whole(found.past_due_days.into()))
}

fn range(loan: &Loan, today: Date, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let want = checkpoint.fields.text_if("range")?.unwrap_or(NONE);
    let got = code(loan, loan.delinquency_record().range());
    if !want.eq_ignore_ascii_case(got) {
        return Ok(Some(Difference::new("delinquency_range", want, got)));
    }
    let since: Cell = loan.delinquency(today).since.into();
    let date = checkpoint.fields.get("delinquent_date");
    let differs = date.filter(|date| !since.agrees("delinquent_date", date));
    Ok(differs.map(|date| Difference::new("delinquent_date", compare::text(date), since)))
}

fn history(loan: &Loan) -> Vec<Row> {
    let tags = loan.delinquency_record().tags();
    let row = |tag: &engine::installments::delinquency::DelinquencyTag| {
        Row::new()
            .with("range", code(loan, Some(tag.range)))
            .with("added_on", tag.added_on)
            .with("lifted_on", tag.lifted_on)
    };
    tags.map(row).collect()
}

fn pauses(loan: &Loan, today: Date) -> Vec<Row> {
    let pauses = loan.delinquency_record().pauses().into_iter();
    pauses
        .map(|pause| {
            Row::new()
                .with("active", pause.holds(today))
                .with("start", pause.start)
                .with("end", pause.end)
        })
        .collect()
}

fn actions(loan: &Loan) -> Vec<Row> {
    let row = |action: &DelinquencyAction| match *action {
        DelinquencyAction::Pause { start, end } => {
            Row::new().with("action", "PAUSE").with("start", start).with("end", end)
        }
        DelinquencyAction::Resume { start } => {
            Row::new().with("action", "RESUME").with("start", start)
        }
    };
    loan.delinquency_record().actions().iter().map(row).collect()
}

/// What is unpaid of the instalments in each range.
fn by_installment(loan: &Loan) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, range) in loan.terms().delinquency.ranges.iter().enumerate() {
        let tagged = loan.delinquency_record().installments().iter();
        let of_range: Vec<Date> =
            tagged.filter(|(_, found)| found.0 == index).map(|(due, _)| *due).collect();
        let unpaid = loan.installments().iter().filter(|row| of_range.contains(&row.due_on));
        let amount: Minor = unpaid.map(|row| row.outstanding().total()).sum();
        if amount > Minor::ZERO {
            let row = Row::new()
                .with("range_id", Cell::Whole(range.id.into()))
                .with("range", range.code.as_str())
                .with("amount", amount);
            rows.push(row);
        }
    }
    rows
}

fn next_payment(loan: &Loan) -> Row {
    let next = loan.installments().iter().find(|row| !row.is_met());
    Row::new()
        .with("range", code(loan, loan.delinquency_record().range()))
        .with("next_due_date", next.map(|row| row.due_on))
        .with("next_amount", next.map(|row| row.outstanding().total()))
}

/// Events that tell of a transaction of a kind, by the middle of their name.
const OF_TRANSACTIONS: &[(&str, TransactionKind)] = &[
    ("AccrualTransactionCreated", TransactionKind::Accrual),
    ("AccrualAdjustment", TransactionKind::AccrualAdjustment),
    ("TransactionAccrualActivity", TransactionKind::AccrualActivity),
    ("BuyDownFeeAdjustment", TransactionKind::BuyDownFeeAdjustment),
    ("BuyDownFeeAmortizationTransaction", TransactionKind::BuyDownFeeAmortization),
    ("BuyDownFeeTransaction", TransactionKind::BuyDownFee),
    ("CapitalizedIncomeAdjustment", TransactionKind::CapitalizedIncomeAdjustment),
    ("CapitalizedIncomeAmortizationTransaction", TransactionKind::CapitalizedIncomeAmortization),
    ("CapitalizedIncomeTransaction", TransactionKind::CapitalizedIncome),
    ("ChargeAdjustment", TransactionKind::ChargeAdjustment),
    ("ReAge", TransactionKind::Reage),
    ("ReAmortize", TransactionKind::Reamortize),
    ("ChargeOff", TransactionKind::ChargeOff),
];

/// Compares whether an event was raised. Events of transactions are read off the transactions:
/// one made raised its event, one undone that of its undoing.
pub fn event(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Option<Difference>, Unread> {
    let loan = session.loan()?;
    let fields = &checkpoint.fields;
    let name = fields.text("name")?;
    let wanted = fields.flag_if("raised")?.unwrap_or(true);
    let date = fields.date_if("date")?;
    let found = |fits: &dyn Fn(&engine::installments::transaction::Transaction) -> bool| {
        let mut all = loan.transactions().iter();
        all.any(|one| date.is_none_or(|date| date == one.on) && fits(one))
    };
    let raised = if name.contains("DelinquencyRangeChange") {
        let newest = loan.delinquency_record().tags().next().map(|tag| tag.range);
        match fields.text_if("range")? {
            Some(range) => code(loan, newest).eq_ignore_ascii_case(range),
            None => newest.is_some(),
        }
    } else if name.contains("AdjustTransaction") || name == "reverse_replay" {
        found(&|one| !one.in_force() || one.replayed)
    } else if name.contains("ChargeOffUndo") {
        found(&|one| one.kind == TransactionKind::ChargeOff && !one.in_force())
    } else if name.contains("RepaymentDue") {
        loan.reminded(session.today()?, Reminder::BeforeDue)
    } else if name.contains("RepaymentOverdue") {
        loan.reminded(session.today()?, Reminder::Overdue)
    } else if let Some((_, kind)) = OF_TRANSACTIONS.iter().find(|(part, _)| name.contains(part)) {
        found(&|one| one.kind == *kind)
    } else {
        false
    };
    Ok((raised != wanted).then(|| Difference::new(format!("event {name}"), wanted, raised)))
}
