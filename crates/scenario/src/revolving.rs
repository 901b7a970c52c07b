//! Revolving accounts in scenarios: what happens to them, and what the engine says of them.

use engine::contract::Contract;
use engine::revolving::conversion::fee_cost;
use engine::revolving::{
    Balance, BalanceInterest, BalanceKind, Converted, Revolving, RevolvingEvent, RevolvingFact,
    Spending, Statement, StatementCourse,
};
use engine::state::State;
use primitives::amount::Minor;

/// Reads what an action does to a revolving account; none when it is no such action.
pub fn deed<E>(
    words: &[&str],
    money: impl Fn(&str) -> Result<Minor, E>,
    number: impl Fn(&str) -> Result<u16, E>,
) -> Result<Option<RevolvingFact>, E> {
    let spent = |amount, on| RevolvingFact::Spent { amount, on };
    Ok(Some(match words {
        ["limit", limit] => RevolvingFact::LimitSet { limit: money(limit)? },
        ["buy", amount] => spent(money(amount)?, Spending::Purchase),
        ["draw-cash", amount] => spent(money(amount)?, Spending::CashAdvance),
        ["return", amount, "of", of] => {
            RevolvingFact::PurchaseRefunded { amount: money(amount)?, of: number(of)?.into() }
        }
        ["convert", "statement", "over", count] => {
            RevolvingFact::Converted { what: Converted::Statement, installments: number(count)? }
        }
        ["convert", purchase, "over", count] => RevolvingFact::Converted {
            what: Converted::Purchase(number(purchase)?.into()),
            installments: number(count)?,
        },
        ["bill-day", day] => RevolvingFact::BillDayChanged {
            // A day no month has is refused by the engine like any other not offered.
            day: u8::try_from(number(day)?).unwrap_or(u8::MAX),
        },
        _ => return Ok(None),
    }))
}

/// Limit, statement, balances and plans of an account; nothing for other loans.
pub fn account(
    contract: Contract,
    state: &State,
    (components, money): (impl Fn(&engine::state::Components) -> String, impl Fn(Minor) -> String),
) -> Vec<String> {
    let Some(account) = &state.revolving else { return Vec::new() };
    let mut lines = vec![format!(
        "limit {} left {} next statement {}",
        money(account.limit),
        money(state.credit_left()),
        account.next_bill
    )];
    lines.extend(account.statement.iter().map(|statement| {
        let Statement { number, on, due_on, balance, minimum, unpaid, course } = statement;
        let course = match course {
            StatementCourse::Open => format!("open, unpaid of the minimum {}", components(unpaid)),
            StatementCourse::Fallen => "fallen".to_owned(),
            StatementCourse::PaidInFull => "paid in full".to_owned(),
            StatementCourse::Carried => "carried".to_owned(),
        };
        format!(
            "statement {number} of {on} due {due_on} balance {} minimum {}, {course}",
            money(*balance),
            money(*minimum)
        )
    }));
    lines.extend(account.balances.iter().map(|balance| self::balance(balance, &money)));
    lines.extend(plans(account, &money));
    lines.extend(interest(contract, state, account, &money));
    lines
}

fn balance(balance: &Balance, money: &impl Fn(Minor) -> String) -> String {
    let kind = match balance.kind {
        BalanceKind::Purchase => "purchase",
        BalanceKind::CashAdvance => "cash",
        BalanceKind::Installment => "instalment of",
    };
    let billed = balance.billed.map_or("not billed".to_owned(), |n| format!("statement {n}"));
    let interest = match balance.interest {
        _ if balance.kind == BalanceKind::Installment => "no interest",
        BalanceInterest::Contingent(_) => "interest if carried",
        BalanceInterest::Charged => "interest",
    };
    format!(
        "{kind} {} of {} open {} {billed} {interest}",
        balance.fact,
        balance.on,
        money(balance.open)
    )
}

fn plans(account: &Revolving, money: &impl Fn(Minor) -> String) -> Vec<String> {
    let line = |plan: &engine::revolving::Conversion| {
        format!(
            "plan {} of {} over {} fee {} billed {} left {} fee left {}",
            plan.fact,
            money(plan.amount),
            plan.installments,
            money(plan.fee),
            plan.billed,
            money(plan.principal_left),
            money(plan.fee_left)
        )
    };
    account.conversions.iter().map(line).collect()
}

fn interest(
    contract: Contract,
    state: &State,
    account: &Revolving,
    money: &impl Fn(Minor) -> String,
) -> Option<String> {
    let accrued = engine::schedule::running::interest_accrued(contract, state, account.accrued_to);
    (accrued != Minor::ZERO)
        .then(|| format!("interest to {} {}", account.accrued_to, money(accrued)))
}

/// What came about, as a line.
pub fn event(event: &RevolvingEvent, money: impl Fn(Minor) -> String) -> String {
    match *event {
        RevolvingEvent::Billed { number, due_on, balance, minimum, interest, fee } => format!(
            "statement {number}: balance {} minimum {} due {due_on}, interest {} fees {}",
            money(balance),
            money(minimum),
            money(interest),
            money(fee)
        ),
        RevolvingEvent::Met { component, amount } => {
            format!("account {component} {}", money(amount))
        }
        RevolvingEvent::PaidInFull { number } => format!("statement {number} paid in full"),
        RevolvingEvent::Carried { number, interest } => {
            format!("statement {number} carried, interest so far {}", money(interest))
        }
        RevolvingEvent::FeeCharged { amount } => format!("fee {}", money(amount)),
        RevolvingEvent::Converted { amount, installments, fee } => {
            let cost = fee_cost(amount, fee, installments).map_or(String::new(), |cost| {
                format!(
                    ", {:.2}% nominal {:.2}% effective a year",
                    cost.nominal * 100.0,
                    cost.effective * 100.0
                )
            });
            format!("{} converted over {installments} for {}{cost}", money(amount), money(fee))
        }
        RevolvingEvent::LimitPassed { by } => format!("limit passed by {}", money(by)),
    }
}
