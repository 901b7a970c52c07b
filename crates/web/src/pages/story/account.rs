//! A revolving account: its limit, its newest statement, and what it is made of.

use engine::revolving::{
    Balance, BalanceInterest, BalanceKind, Conversion, Statement, StatementCourse,
};
use maud::{Markup, html};
use service::view::story::{AccountStanding, LoanStory};

use crate::pages::parts;
use crate::voice::Voice;

/// The section; nothing for loans with a schedule.
pub fn section(voice: Voice, story: &LoanStory) -> Markup {
    let Some(account) = &story.account else { return html! {} };
    let revolving = &account.revolving;
    let content = html! {
        @if let Some(statement) = &revolving.statement { (newest(voice, statement)) }
        @if !revolving.balances.is_empty() { (balances(voice, &revolving.balances)) }
        @if !revolving.conversions.is_empty() { (plans(voice, &revolving.conversions)) }
    };
    let subject = voice.pick("账户与账单", "Account and statement");
    parts::section("account", subject, &takeaway(voice, account), &content)
}

fn takeaway(voice: Voice, account: &AccountStanding) -> String {
    let limit = voice.amount(account.revolving.limit);
    let left = voice.amount(account.credit_left);
    let next = voice.date(account.revolving.next_bill);
    voice.pick(
        format!("额度 {limit}，可用 {left}；下个账单日 {next}"),
        format!("Limit {limit}, {left} left; next statement on {next}"),
    )
}

fn newest(voice: Voice, statement: &Statement) -> Markup {
    let rows = [
        (voice.pick("账单日", "Statement day"), voice.date(statement.on)),
        (voice.pick("到期还款日", "Due on"), voice.date(statement.due_on)),
        (voice.pick("账单金额", "Balance"), voice.amount(statement.balance)),
        (voice.pick("最低还款额", "Minimum"), voice.amount(statement.minimum)),
        (voice.pick("情况", "What happened"), course(voice, statement)),
    ];
    html! {
        dl.figures {
            @for (name, value) in rows {
                div { dt { (name) } dd { (value) } }
            }
        }
    }
}

fn course(voice: Voice, statement: &Statement) -> String {
    match statement.course {
        StatementCourse::Open => {
            let unpaid = voice.amount(statement.unpaid.total());
            voice.pick(
                format!("最低还款尚余 {unpaid}"),
                format!("{unpaid} of the minimum still to pay"),
            )
        }
        StatementCourse::Fallen => {
            voice.pick("已到期，宽限期内", "Due, within its tolerance").to_owned()
        }
        StatementCourse::PaidInFull => {
            voice.pick("按时全额还清，免息", "Paid in full in time, no interest").to_owned()
        }
        StatementCourse::Carried => {
            voice.pick("未全额还清，计息", "Carried, bears interest").to_owned()
        }
    }
}

fn balances(voice: Voice, balances: &[Balance]) -> Markup {
    let caption = voice.pick(
        format!("未到期的消费，单位：{}", voice.unit()),
        format!("Spent and not in a due, in {}", voice.unit()),
    );
    parts::table(
        &caption,
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("记录", "Record")) }
                th scope="col" { (voice.pick("日期", "Day")) }
                th scope="col" { (voice.pick("种类", "Kind")) }
                th scope="col" { (voice.pick("账单", "Statement")) }
                th.number scope="col" { (voice.pick("余额", "Open")) }
                th scope="col" { (voice.pick("利息", "Interest")) }
            } }
            tbody { @for balance in balances { tr {
                td { (balance.fact) }
                th scope="row" { (voice.date(balance.on)) }
                td { (kind(voice, balance.kind)) }
                td { (billed(voice, balance)) }
                td.number { (voice.bare(balance.open)) }
                td { (interest(voice, balance)) }
            } } }
        },
    )
}

fn kind(voice: Voice, kind: BalanceKind) -> &'static str {
    match kind {
        BalanceKind::Purchase => voice.pick("消费", "purchase"),
        BalanceKind::CashAdvance => voice.pick("取现", "cash"),
        BalanceKind::Installment => voice.pick("分期", "instalment"),
    }
}

fn billed(voice: Voice, balance: &Balance) -> String {
    match balance.billed {
        Some(number) => voice.pick(format!("第 {number} 期"), format!("no. {number}")),
        None => voice.pick("未出账", "not yet").to_owned(),
    }
}

fn interest(voice: Voice, balance: &Balance) -> &'static str {
    match (balance.kind, balance.interest) {
        (BalanceKind::Installment, _) => voice.pick("不计息", "none"),
        (_, BalanceInterest::Contingent(_)) => voice.pick("全额还清则免", "none if paid in full"),
        (_, BalanceInterest::Charged) => voice.pick("计息", "runs"),
    }
}

fn plans(voice: Voice, plans: &[Conversion]) -> Markup {
    let caption = voice.pick(
        format!("分期计划，单位：{}", voice.unit()),
        format!("Instalment plans, in {}", voice.unit()),
    );
    parts::table(
        &caption,
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("记录", "Record")) }
                th.number scope="col" { (voice.pick("金额", "Amount")) }
                th.number scope="col" { (voice.pick("手续费", "Fee")) }
                th.number scope="col" { (voice.pick("已出期数", "Billed")) }
                th.number scope="col" { (voice.pick("未出本金", "Principal left")) }
                th.number scope="col" { (voice.pick("未出手续费", "Fee left")) }
            } }
            tbody { @for plan in plans { tr {
                th scope="row" { (plan.fact) }
                td.number { (voice.bare(plan.amount)) }
                td.number { (voice.bare(plan.fee)) }
                td.number { (plan.billed) " / " (plan.installments) }
                td.number { (voice.bare(plan.principal_left)) }
                td.number { (voice.bare(plan.fee_left)) }
            } } }
        },
    )
}
