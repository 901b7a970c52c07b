//! From a loan's terms and history to the rows of its table.

use primitives::date::Date;
use primitives::decimal::Decimal;
use primitives::significant::Significant;

use super::{
    Advance, Compounding, Counting, Cycle, History, Layout, Lent, Line, Measure, Method, Plan,
    Recalculation, Received, Reschedule, Rest, Step, measure, periods, schedule,
};
use crate::installments::installment::{Installment, InstallmentKind};
use crate::installments::operation;
use crate::installments::terms::{
    self, AdvancePayment, Amortization, Anchor, InterestMethod, InterestPeriod, MonthLength,
    NominalRate, RatePer, Terms, TimeUnit, YearLength,
};
use crate::installments::transaction::{Transaction, TransactionKind};

/// A reschedule and the due date it starts from.
pub type Granted = (Date, operation::Reschedule);

/// The rows a loan is planned to have, with principal and interest, oldest first: down payments on
/// the days of disbursal, and an instalment for each period.
pub fn table(terms: &Terms, history: &History, granted: &[Granted]) -> Vec<Installment> {
    let Some(start) = history.lent.iter().map(|l| l.date).min() else { return Vec::new() };
    let plan = plan(terms);
    let reschedules: Vec<Reschedule> =
        granted.iter().map(|(from, change)| reschedule(terms, *from, change)).collect();
    let anchor = match terms.anchor {
        Anchor::Disbursement => start,
        Anchor::Submission => terms.submitted_on,
    };
    let layout = Layout {
        cycle: plan.measure.cycle,
        start: start.min(anchor),
        anchor,
        count: u32::from(terms.installments),
        principal_free: u32::from(terms.grace.principal),
        interest_free: u32::from(terms.grace.interest),
        rate: yearly(terms, terms.rate),
        reschedules: &reschedules,
    };
    let mut rows: Vec<Installment> = history.lent.iter().filter_map(down_payment).collect();
    rows.extend(schedule(&plan, &periods(&layout), history).iter().map(regular));
    for row in rows.iter_mut().filter(|row| row.is_met()) {
        row.paid_on = Some(start);
    }
    rows.sort_by_key(|row| (row.due_on, row.kind == InstallmentKind::Regular));
    rows
}

/// The rows a loan is planned to have, from everything that moved. A day counts as looked at when
/// money was entered on it, or after a day's income was booked.
pub fn planned(
    terms: &Terms,
    transactions: &[Transaction],
    granted: &[Granted],
    looked_at: &[Date],
) -> Vec<Installment> {
    let mut history = History { looked_at: looked_at.to_vec(), ..History::default() };
    let percent = terms.down_payment.map(|d| d.percent).unwrap_or_default();
    let percent = percent.to_decimal().unwrap_or_default();
    for transaction in transactions.iter().filter(|transaction| transaction.in_force()) {
        let (date, amount) = (transaction.on, transaction.amount);
        match transaction.kind {
            TransactionKind::Disbursement | TransactionKind::CapitalizedIncome => {
                let down_payment = measure::share(amount, percent, terms.multiple);
                history.lent.push(Lent { date, amount, down_payment });
            }
            TransactionKind::Accrual => history.looked_at.push(date.plus_days(1)),
            kind if kind.pays() => {
                let charges = transaction.split.fee + transaction.split.penalty;
                history.received.push(Received { date, amount: amount - charges });
                history.looked_at.push(transaction.entered_on);
            }
            _ => {}
        }
    }
    history.lent.sort_by_key(|l| l.date);
    history.received.sort_by_key(|r| r.date);
    table(terms, &history, granted)
}

fn down_payment(lent: &Lent) -> Option<Installment> {
    let mut row = Installment::new(InstallmentKind::DownPayment, lent.date, lent.date);
    row.due.principal = lent.down_payment;
    (lent.down_payment.0 > 0).then_some(row)
}

fn regular(line: &Line) -> Installment {
    let mut row = Installment::new(InstallmentKind::Regular, line.period.from, line.period.due);
    row.due.principal = line.principal;
    row.due.interest = line.interest;
    row
}

/// What the terms ask of a cumulative schedule.
fn plan(terms: &Terms) -> Plan {
    let percent = terms.down_payment.map(|d| d.percent).unwrap_or_default();
    Plan {
        measure: measure(terms),
        method: match (terms.method, terms.amortization) {
            (InterestMethod::Flat, _) => Method::Flat,
            (_, Amortization::EqualPrincipal) => Method::LevelPrincipal,
            (_, Amortization::EqualInstallment) => Method::LevelInstallments,
        },
        multiple: terms.multiple,
        down_payment_percent: percent.to_decimal().unwrap_or_default(),
        recalculation: terms.recalculation.map(recalculation),
    }
}

fn measure(terms: &Terms) -> Measure {
    Measure {
        counting: match terms.basis.period {
            InterestPeriod::Daily => Counting::Days,
            InterestPeriod::SameAsRepayment { .. } => Counting::Periods,
        },
        cycle: cycle(terms.every),
        year_days: year_days(terms),
        thirty_day_months: terms.basis.month == MonthLength::Days30,
    }
}

fn cycle(every: terms::Every) -> Cycle {
    let step = match every.unit {
        TimeUnit::Days => Step::Days,
        TimeUnit::Weeks => Step::Weeks,
        TimeUnit::Months => Step::Months,
        TimeUnit::Years => {
            return Cycle { every: every.count.saturating_mul(12), step: Step::Months };
        }
    };
    Cycle { every: every.count, step }
}

fn year_days(terms: &Terms) -> u16 {
    match terms.basis.year {
        YearLength::Days360 => 360,
        _ => 365,
    }
}

fn recalculation(terms: terms::Recalculation) -> Recalculation {
    Recalculation {
        rest: match terms.rest {
            terms::Rest::Daily => Rest::Daily,
            terms::Rest::Repayment => Rest::Period,
        },
        advance: match terms.advance {
            AdvancePayment::ReduceInstallment => Advance::ReduceInstallment,
            AdvancePayment::ReduceNumber => Advance::ReduceCount,
            AdvancePayment::Reschedule | AdvancePayment::LastUnpaid => Advance::NextInstallments,
        },
        compounding: match terms.compounding {
            terms::Compounding::None => None,
            terms::Compounding::InterestMonthly { on_day } => {
                Some(Compounding::Monthly { day: on_day })
            }
        },
    }
}

fn reschedule(terms: &Terms, from: Date, change: &operation::Reschedule) -> Reschedule {
    Reschedule {
        from,
        due: change.adjusted_due_date,
        principal_free: change.grace_on_principal,
        interest_free: change.grace_on_interest,
        extra: change.extra_installments,
        rate: change
            .new_rate
            .map(|percent| yearly(terms, NominalRate { percent, per: terms.rate.per })),
    }
}

/// A rate as a fraction of one a year.
fn yearly(terms: &Terms, rate: NominalRate) -> Decimal {
    let times = match rate.per {
        RatePer::Year => Significant::ONE,
        RatePer::Month => Significant::whole(12),
        RatePer::WholeTerm => {
            let units = i64::from(terms.installments) * i64::from(terms.every.count);
            let per_year = match terms.every.unit {
                TimeUnit::Days => i64::from(year_days(terms)),
                TimeUnit::Weeks => 52,
                TimeUnit::Months => 12,
                TimeUnit::Years => 1,
            };
            Significant::whole(per_year).over(Significant::whole(units))
        }
    };
    (rate.percent * times).over(Significant::whole(100)).to_decimal().unwrap_or_default()
}
