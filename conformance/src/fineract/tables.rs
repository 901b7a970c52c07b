//! The loan as the suite's tables show it.

use engine::installments::charge::Charge;
use engine::installments::installment::{Installment, InstallmentKind};
use engine::installments::loan::{Loan, Status};
use engine::installments::operation::Reschedule;
use engine::installments::replay::BendKind;
use engine::installments::terms::ScheduleKind;
use engine::installments::transaction::{Relation, Transaction, TransactionKind};
use primitives::amount::Minor;
use primitives::date::Date;

use super::catalogue::{calculation_label, time_label};
use super::compare::Row;
use super::figure::Cell;
use super::kinds;
use super::session::{Session, in_force};
use super::vector::{Checkpoint, Unread};

/// A payout as the schedule shows it.
struct Payout {
    on: Date,
    amount: Minor,
    fees: Minor,
    made: bool,
}

/// What was or is to be paid out, by date.
fn payouts(loan: &Loan) -> Vec<Payout> {
    let mut payouts = Vec::new();
    for one in loan.transactions().iter().filter(|one| one.in_force()) {
        if matches!(one.kind, TransactionKind::Disbursement | TransactionKind::CapitalizedIncome) {
            payouts.push(Payout { on: one.on, amount: one.amount, fees: Minor::ZERO, made: true });
        }
    }
    for fee in in_force(loan.transactions(), TransactionKind::RepaymentAtDisbursement) {
        if let Some(payout) = payouts.iter_mut().rev().find(|payout| payout.on == fee.on) {
            payout.fees += fee.amount;
        }
    }
    // Once money is out, only parts planned since then are still told.
    let told = if payouts.is_empty() { 0 } else { loan.terms().tranches.len() };
    let planned = loan.tranches().iter().skip(told);
    let newest = payouts.iter().map(|payout| payout.on).max();
    let ahead = |on| newest.is_none_or(|newest| on > newest);
    let planned = planned.filter(|tranche| tranche.disbursed_on.is_none());
    for tranche in planned.filter(|tranche| ahead(tranche.expected_on)) {
        let (on, amount) = (tranche.expected_on, tranche.principal);
        payouts.push(Payout { on, amount, fees: Minor::ZERO, made: false });
    }
    if payouts.is_empty() {
        let (on, amount) = loan.planned_payout();
        payouts.push(Payout { on, amount, fees: Minor::ZERO, made: false });
    }
    payouts.sort_by_key(|payout| payout.on);
    payouts
}

/// Rows of the schedule: payouts without a number, instalments with one.
pub fn schedule(loan: &Loan) -> Vec<Row> {
    let payouts = payouts(loan);
    let mut rows: Vec<Row> = payouts.iter().map(payout_row).collect();
    let mut repaid = Minor::ZERO;
    let whole = loan.terms().schedule == ScheduleKind::Cumulative;
    for (index, row) in loan.installments().iter().enumerate() {
        repaid += row.due.principal - row.returned.principal;
        // A payout on a later row's due date belongs to the period after it, where rows follow
        // one from the other.
        let met = &loan.installments()[..=index];
        let holds = |payout: &&Payout| {
            let down = |row: &Installment| {
                row.kind == InstallmentKind::DownPayment && row.due_on == payout.on
            };
            payout.on < row.due_on || payout.on == row.due_on && (whole || met.iter().any(down))
        };
        let out: Minor = payouts.iter().filter(holds).map(|payout| payout.amount).sum();
        rows.push(installment_row(index + 1, row, (out - repaid).or_zero()));
    }
    rows
}

fn payout_row(payout: &Payout) -> Row {
    let row = Row::new()
        .with("date", payout.on)
        .with("balance", payout.amount)
        .with("fees", payout.fees)
        .with("due", payout.fees);
    if payout.made { row.with("paid", payout.fees) } else { row.with("outstanding", payout.fees) }
}

fn installment_row(nr: usize, row: &Installment, balance: Minor) -> Row {
    Row::new()
        .with("nr", Cell::Whole(i64::try_from(nr).unwrap_or(i64::MAX)))
        .with("days", Cell::Whole(row.due_on.days_since(row.from).into()))
        .with("date", row.due_on)
        .with("paid_date", row.paid_on)
        .with("balance", balance)
        .with("principal", row.due.principal)
        .with("interest", row.due.interest)
        .with("fees", row.due.fee)
        .with("penalties", row.due.penalty)
        .with("due", row.due.total())
        .with("paid", row.paid.total())
        .with("in_advance", row.paid_in_advance)
        .with("late", row.paid_late)
        .with("waived", row.waived.total())
        .with("outstanding", row.outstanding().total())
}

/// Sums of the schedule's columns; fees taken from payouts are due and paid in them.
pub fn totals(loan: &Loan) -> Row {
    let rows = loan.installments();
    let sum = |of: fn(&Installment) -> Minor| rows.iter().map(of).sum::<Minor>();
    let fees: Minor = payouts(loan).iter().map(|payout| payout.fees).sum();
    Row::new()
        .with("principal", sum(|row| row.due.principal))
        .with("interest", sum(|row| row.due.interest))
        .with("fees", sum(|row| row.due.fee) + fees)
        .with("penalties", sum(|row| row.due.penalty))
        .with("due", sum(|row| row.due.total()) + fees)
        .with("paid", sum(|row| row.paid.total()) + fees)
        .with("in_advance", sum(|row| row.paid_in_advance))
        .with("late", sum(|row| row.paid_late))
        .with("waived", sum(|row| row.waived.total()))
        .with("outstanding", sum(|row| row.outstanding().total()))
}

/// A transaction.
pub fn transaction(one: &Transaction) -> Row {
    Row::new()
        .with("date", one.on)
        .with("type", kinds::label(one.kind))
        .with("amount", one.amount)
        .with("principal", one.split.principal)
        .with("interest", one.split.interest)
        .with("fees", one.split.fee)
        .with("penalties", one.split.penalty)
        .with("balance", shown_balance(one))
        .with("overpayment", one.overpayment)
        .with("reverted", !one.in_force())
        .with("replayed", one.replayed)
}

/// The suite shows no balance beside what moves no money.
const fn shown_balance(one: &Transaction) -> Minor {
    match one.kind {
        TransactionKind::ChargeOff
        | TransactionKind::Reage
        | TransactionKind::Reamortize
        | TransactionKind::ContractTermination
        | TransactionKind::Abandonment => Minor::ZERO,
        _ => one.balance,
    }
}

/// Charges in force.
pub fn charges(session: &Session<'_>) -> Result<Vec<Row>, Unread> {
    let active = session.loan()?.charges().iter().filter(|charge| charge.active);
    Ok(active.map(charge).collect())
}

fn charge(charge: &Charge) -> Row {
    Row::new()
        .with("name", charge.terms.name.as_str())
        .with("penalty", charge.terms.penalty)
        .with("time", time_label(charge.terms.time))
        .with("due_date", charge.due_on)
        .with("calculation", calculation_label(charge.terms.calculation))
        .with("due", charge.amount)
        .with("paid", charge.paid)
        .with("waived", charge.waived)
        .with("outstanding", charge.outstanding())
}

/// Payouts planned and made. Beside one added later stands what the newest payout was by then.
pub fn tranches(session: &Session<'_>) -> Result<Vec<Row>, Unread> {
    let row = |tranche: &engine::installments::terms::Tranche| {
        let mut nets = session.nets().iter();
        let net = nets.find(|(on, _)| *on == tranche.expected_on).map(|(_, net)| *net);
        Row::new()
            .with("expected_on", tranche.expected_on)
            .with("disbursed_on", tranche.disbursed_on)
            .with("principal", tranche.principal)
            .with("net_disbursal", net)
    };
    Ok(session.loan()?.tranches().iter().map(row).collect())
}

/// The newest payment and the newest repayment.
pub fn last_payment(loan: &Loan) -> Row {
    let newest = |fits: fn(TransactionKind) -> bool| {
        let mut paid: Vec<&Transaction> =
            loan.transactions().iter().filter(|one| one.in_force() && fits(one.kind)).collect();
        paid.sort_by_key(|one| (one.on, one.id));
        paid.last().map(|one| (one.amount, one.on))
    };
    let payment = newest(|kind| kind.pays());
    let repayment =
        newest(|kind| matches!(kind, TransactionKind::Repayment | TransactionKind::DownPayment));
    Row::new()
        .with("last_payment_amount", payment.map(|(amount, _)| amount))
        .with("last_payment_date", payment.map(|(_, on)| on))
        .with("last_repayment_amount", repayment.map(|(amount, _)| amount))
        .with("last_repayment_date", repayment.map(|(_, on)| on))
}

/// What was changed in the schedule by agreement.
pub fn variations(loan: &Loan) -> Vec<Row> {
    let mut rows = Vec::new();
    for bend in loan.bends() {
        match &bend.kind {
            BendKind::Pause(through) => {
                rows.push(variation(11, "interestPause", bend.on, Minor::ZERO, Some(*through)));
            }
            BendKind::Reschedule(Reschedule { adjusted_due_date: Some(to), .. }) => {
                rows.push(variation(4, "dueDate", bend.on, Minor::ZERO, Some(*to)));
            }
            BendKind::Disbursal(_, installment, first_due) => {
                let agreed = installment.unwrap_or_default();
                if installment.is_some() {
                    rows.push(variation(1, "emiAmount", bend.on, agreed, None));
                }
                if let Some(to) = first_due {
                    let usual = loan.terms().every.after(bend.on, 1);
                    rows.push(variation(4, "dueDate", usual, agreed, Some(*to)));
                }
            }
            _ => {}
        }
    }
    rows
}

fn variation(id: i64, name: &str, from: Date, value: Minor, date: Option<Date>) -> Row {
    Row::new()
        .with("type_id", Cell::Whole(id))
        .with("type_code", format!("loanTermType.{name}").as_str())
        .with("type", name)
        .with("from", from)
        .with("value", value)
        .with("date_value", date)
        .with("installment_only", false)
}

/// What one grant of deferred income came to so far.
struct Earned<'a> {
    granted: &'a Transaction,
    earned: Minor,
    adjusted: Minor,
}

fn grants(loan: &Loan, kind: TransactionKind) -> Vec<Earned<'_>> {
    let grant = |granted| Earned {
        granted,
        earned: earned_of(loan, granted.id),
        adjusted: taken_back_of(loan, granted.id, adjustment_of(kind)),
    };
    in_force(loan.transactions(), kind).map(grant).collect()
}

const fn adjustment_of(kind: TransactionKind) -> TransactionKind {
    match kind {
        TransactionKind::BuyDownFee => TransactionKind::BuyDownFeeAdjustment,
        _ => TransactionKind::CapitalizedIncomeAdjustment,
    }
}

fn earned_of(loan: &Loan, grant: u32) -> Minor {
    loan.earned_of(grant).iter().map(|(_, amount)| *amount).sum()
}

fn taken_back_of(loan: &Loan, grant: u32, kind: TransactionKind) -> Minor {
    let adjusts = |one: &&Transaction| one.relations.contains(&Relation::Adjusts(grant));
    in_force(loan.transactions(), kind).filter(adjusts).map(|one| one.amount).sum()
}

/// Deferred income by grant.
pub fn deferred(loan: &Loan, kind: TransactionKind) -> Vec<Row> {
    let charged_off = in_force(loan.transactions(), TransactionKind::ChargeOff).next().is_some();
    let ended = loan.status() == Status::Abandoned || charged_off;
    let row = |one: &Earned<'_>| {
        let left = one.granted.amount - one.earned - one.adjusted;
        let lost = if ended { loan.lost_income(one.granted.id) } else { Minor::ZERO };
        Row::new()
            .with("date", one.granted.on)
            .with("amount", one.granted.amount)
            .with("amortized", one.earned - lost)
            .with("not_yet_amortized", left)
            .with("unrecognized", left)
            .with("adjusted", one.adjusted)
            .with("charged_off", lost)
    };
    grants(loan, kind).iter().map(row).collect()
}

/// Bookings that earned the income of one grant: `AM` earned, `AM_ADJ` taken back.
pub fn earned(session: &Session<'_>, checkpoint: &Checkpoint) -> Result<Vec<Row>, Unread> {
    let fields = &checkpoint.fields;
    let kind = kinds::of_code(fields.text("transaction_type")?)?;
    let date = fields.date_if("date")?;
    let nth = fields.whole_if("nth")?.unwrap_or(1).max(1) as usize;
    let loan = session.loan()?;
    let granted = loan.transactions().iter().filter(|one| one.kind == kind);
    let mut granted = granted.filter(|one| date.is_none_or(|date| date == one.on));
    let Some(grant) = granted.nth(nth - 1) else { return Ok(Vec::new()) };
    let row = |(on, amount): (_, Minor)| {
        let label = if amount > Minor::ZERO { "AM" } else { "AM_ADJ" };
        Row::new().with("date", on).with("type", label).with("amount", amount.max(-amount))
    };
    Ok(loan.earned_of(grant.id).into_iter().map(row).collect())
}
