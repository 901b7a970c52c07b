//! Beside the buckets: what is due today, and what changed since yesterday.

use maud::{Markup, html};
use service::view::Stock;
use service::view::loans::Change;
use service::view::today::Today;

use crate::link;
use crate::pages::parts::{self, term};
use crate::query::change_word;
use crate::voice::{self, Voice, count, percent_whole};

/// What is due today.
pub fn due(voice: Voice, today: &Today) -> Markup {
    let due = today.due;
    let open = due.amount - due.paid;
    let subject = voice.pick("今日到期", "Due today");
    if due.loans == 0 {
        let takeaway = voice.pick("今天没有到期的款项", "Nothing falls due today");
        return parts::section("due", subject, takeaway, &html! {});
    }
    let takeaway = voice.pick(
        format!(
            "应收 {}，已收 {}",
            voice.short(due.amount),
            percent_whole(due.paid.0, due.amount.0)
        ),
        format!(
            "{} due, {} paid",
            voice.short(due.amount),
            percent_whole(due.paid.0, due.amount.0)
        ),
    );
    let content = html! {
        progress.paid max=(due.amount.0) value=(due.paid.0)
            aria-label=(voice.pick("已收占应收", "Paid of due")) {}
        dl.figures {
            div { dt { (voice.pick("应收", "Due")) } dd {
                a.door href=(changed(Change::Due)) { (voice.amount(due.amount)) }
                span.loans { (loans(voice, due.loans)) }
            } }
            div { dt { (voice.pick("已收", "Paid")) } dd {
                (voice.amount(due.paid)) span.loans { (loans(voice, due.loans_paid)) }
            } }
            div { dt { (voice.pick("未收", "Open")) } dd {
                (voice.amount(open))
                span.loans { (loans(voice, due.loans.saturating_sub(due.loans_paid))) }
            } }
        }
    };
    parts::section("due", subject, &takeaway, &content)
}

fn loans(voice: Voice, number: u64) -> String {
    voice.pick(format!("{} 笔", count(number)), voice::loans(number))
}

fn changed(change: Change) -> String {
    link::loans("changed", change_word(change))
}

/// What changed since yesterday.
pub fn changes(voice: Voice, today: &Today) -> Markup {
    let changes = today.changes;
    let takeaway = voice.pick(
        format!(
            "{} 笔转为逾期，{} 笔还清欠款",
            count(changes.newly_late.loans),
            count(changes.cured.loans)
        ),
        format!(
            "{} became late, {} caught up",
            count(changes.newly_late.loans),
            count(changes.cured.loans)
        ),
    );
    let lines = [
        (Change::NewlyLate, changes.newly_late, newly_late(voice)),
        (Change::RolledOn, changes.rolled_on, rolled_on(voice)),
        (Change::Cured, changes.cured, cured(voice)),
        (Change::ChargedOff, changes.charged_off, charged_off(voice)),
    ];
    let content = html! {
        dl.figures {
            @for (change, stock, said) in lines { (line(voice, change, stock, said)) }
            div {
                dt { (term(voice.pick("逾期回款", "Collected"), voice.pick(
                    "今日收到的、来自收款时仍处于逾期的贷款的款项。",
                    "Cash received today from loans that were late when it came.",
                ))) }
                dd { (voice.amount(changes.collected)) }
            }
        }
    };
    parts::section("changes", voice.pick("较昨日变化", "Since yesterday"), &takeaway, &content)
}

fn line(voice: Voice, change: Change, stock: Stock, [name, defined]: [&str; 2]) -> Markup {
    html! { div {
        dt { (term(name, defined)) }
        dd {
            a.door href=(changed(change)) { (voice.amount(stock.principal)) }
            span.loans { (loans(voice, stock.loans)) }
        }
    } }
}

fn newly_late(voice: Voice) -> [&'static str; 2] {
    voice.pick(
        ["新增逾期", "昨日日终未逾期、今日日终逾期的贷款，按剩余本金计。"],
        ["Newly late", "Not late at the end of yesterday, late at the end of today; by principal."],
    )
}

fn rolled_on(voice: Voice) -> [&'static str; 2] {
    voice.pick(
        ["进入下一阶段", "今日从一个逾期阶段进入更后阶段的贷款，不含新增逾期。"],
        [
            "To a later bucket",
            "Moved from one late bucket to a later one today; newly late left out.",
        ],
    )
}

fn cured(voice: Voice) -> [&'static str; 2] {
    voice.pick(
        ["还清欠款", "昨日日终逾期、今日还清全部到期款项的贷款。"],
        ["Caught up", "Late at the end of yesterday, all that was due paid by the end of today."],
    )
}

fn charged_off(voice: Voice) -> [&'static str; 2] {
    voice.pick(
        ["核销", "今日核销的贷款，按核销前本金计。债权仍在，继续追偿。"],
        [
            "Charged off",
            "No longer carried as an asset from today, by principal before. The debt remains.",
        ],
    )
}
