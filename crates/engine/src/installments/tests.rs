//! Whole loans, checked by hand.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;

use super::loan::{Loan, Status};
use super::operation::{Operation, OperationKind};
use super::portions::Component;
use super::terms::*;
use super::transaction::TransactionKind;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// A hundred at seven per cent over six months of thirty days, interest following payments.
fn terms() -> Terms {
    let order = [DueType::PastDue, DueType::Due, DueType::InAdvance].into_iter().flat_map(|due| {
        let components =
            [Component::Penalty, Component::Fee, Component::Principal, Component::Interest];
        components.map(|component| (due, component))
    });
    Terms {
        currency: Currency::EUR,
        principal: Minor(10_000),
        submitted_on: date("2024-01-01"),
        expected_disbursement_on: date("2024-01-01"),
        rate: NominalRate { percent: "7".parse().unwrap(), per: RatePer::Year },
        rate_bounds: RateBounds::default(),
        schedule: ScheduleKind::Progressive,
        method: InterestMethod::DecliningBalance,
        basis: InterestBasis {
            period: InterestPeriod::Daily,
            year: YearLength::Days360,
            month: MonthLength::Days30,
            from_disbursal_day: false,
        },
        amortization: Amortization::EqualInstallment,
        every: Every { count: 1, unit: TimeUnit::Months },
        installments: 6,
        grace: Grace::default(),
        multiple: None,
        fixed_installment: None,
        fixed_length: None,
        anchor: Anchor::Disbursement,
        recalculation: Some(Recalculation {
            rest: Rest::Daily,
            pre_close: PreClose::PayoffDate,
            advance: AdvancePayment::LastUnpaid,
            no_interest_on_past_due: false,
            arrears_on_original_schedule: false,
            compounding: Compounding::None,
        }),
        disbursals: Disbursals::Single,
        tranches: Vec::new(),
        over_applied: None,
        down_payment: None,
        allocation: Allocation::ByDue {
            processing: Processing::Horizontal,
            default: AllocationRule { order: order.collect(), future: FutureRule::Next },
            rules: Vec::new(),
        },
        credit_allocation: None,
        interest_refund_on: Vec::new(),
        charge_off: ChargeOffBehaviour::Regular,
        accrual_activity: false,
        accounting: Accounting::Accrual,
        charges: Vec::new(),
        capitalized_income: None,
        buy_down_fee: None,
        delinquency: DelinquencyTerms { grace_days: 3, ranges: Vec::new(), by_installment: false },
        remind_before: 1,
        remind_after: 2,
    }
}

fn apply(loan: &mut Loan, on: &str, entered_on: &str, kind: OperationKind) {
    let operation = Operation { on: date(on), entered_on: date(entered_on), kind };
    loan.apply(&operation).unwrap();
}

fn paid_out() -> Loan {
    let mut loan = Loan::new(terms(), Practice::default());
    let approve = OperationKind::Approve {
        amount: Minor(10_000),
        expected_disbursement_on: date("2024-01-01"),
    };
    apply(&mut loan, "2024-01-01", "2024-01-01", approve);
    let disburse = OperationKind::Disburse {
        amount: Minor(10_000),
        installment: None,
        first_due: None,
        automatic_down_payment: None,
    };
    apply(&mut loan, "2024-01-01", "2024-01-01", disburse);
    loan
}

fn repay(loan: &mut Loan, on: &str, entered_on: &str, amount: i64) {
    let kind = OperationKind::Pay {
        kind: TransactionKind::Repayment,
        amount: Minor(amount),
        refund_interest: None,
    };
    apply(loan, on, entered_on, kind);
}

fn rows(loan: &Loan) -> Vec<(i64, i64)> {
    loan.installments().iter().map(|row| (row.due.principal.0, row.due.interest.0)).collect()
}

#[test]
fn the_last_instalment_takes_the_difference() {
    let expected = [(1643, 58), (1652, 49), (1662, 39), (1672, 29), (1681, 20), (1690, 10)];
    assert_eq!(rows(&paid_out()), expected);
}

#[test]
fn overdue_principal_keeps_earning_until_it_is_looked_at() {
    let mut loan = paid_out();
    apply(&mut loan, "2024-04-02", "2024-04-02", OperationKind::Reprocess);
    let expected = [(1643, 58), (1643, 58), (1643, 58), (1670, 31), (1681, 20), (1720, 10)];
    assert_eq!(rows(&loan), expected);
}

#[test]
fn a_payoff_closes_the_loan_and_ends_interest() {
    let mut loan = paid_out();
    repay(&mut loan, "2024-02-01", "2024-02-01", 1701);
    apply(&mut loan, "2024-02-16", "2024-02-16", OperationKind::PayOff);
    assert_eq!(loan.status(), Status::Closed);
    // 83.57 at 7 % for 15 of 29 days of a month of a year of 360 days.
    assert_eq!(loan.transactions()[2].amount, Minor(8357 + 25));
}
