//! At risk by bucket: one bar, and the table it stands on.

use maud::{Markup, html};
use service::view::Stock;
use service::view::today::{BucketLine, Today};

use crate::chart::{self, stack};
use crate::link;
use crate::pages::parts::{
    self, amount_by_width, amount_change_by_width, bucket_chip, count_change, difference,
};
use crate::voice::{Voice, count, percent, percent_whole};
use crate::words;

/// The section.
pub fn section(voice: Voice, today: &Today) -> Markup {
    let content = html! {
        (bar(voice, today))
        (table(voice, today))
    };
    let subject = voice.pick("逾期阶段分布", "At risk by bucket");
    parts::section("risk", subject, &takeaway(voice, today), &content)
}

fn takeaway(voice: Voice, today: &Today) -> String {
    let risk = today.at_risk().principal;
    let late = today.buckets.iter().filter(|line| line.bucket > 0);
    let Some(most) = late.max_by_key(|line| line.today.principal).filter(|_| risk.0 > 0) else {
        return voice.pick("没有逾期贷款", "Nothing is late").to_owned();
    };
    let share = percent_whole(most.today.principal.0, risk.0);
    let name = words::bucket(most.bucket);
    voice.pick(
        format!("{name}（{}）占逾期余额的 {share}", days(voice, most)),
        format!("{name} ({}) holds {share} of what is at risk", days(voice, most)),
    )
}

fn days(voice: Voice, line: &BucketLine) -> String {
    match line.through_days {
        Some(0) => voice.pick("0 天", "0 days").to_owned(),
        Some(through) => voice.pick(
            format!("{}–{through} 天", line.from_days),
            format!("{}–{through} days", line.from_days),
        ),
        None => voice.pick(
            format!("{} 天以上", line.from_days.saturating_sub(1)),
            format!("over {} days", line.from_days.saturating_sub(1)),
        ),
    }
}

/// The same for a column whose head says days.
fn days_bare(line: &BucketLine) -> String {
    match line.through_days {
        Some(through) if through == line.from_days => through.to_string(),
        Some(through) => format!("{}–{through}", line.from_days),
        None => format!("> {}", line.from_days.saturating_sub(1)),
    }
}

fn bar(voice: Voice, today: &Today) -> Markup {
    let parts: Vec<stack::Part> = today
        .buckets
        .iter()
        .filter(|line| line.bucket > 0)
        .map(|line| stack::Part {
            name: words::bucket(line.bucket),
            said: voice.short(line.today.principal),
            value: line.today.principal.0 as f64,
            class: words::bucket_class(line.bucket),
            href: link::loans("bucket", line.bucket),
        })
        .collect();
    let label = voice.pick("逾期余额按阶段", "Principal at risk by bucket");
    html! { @if parts.iter().any(|part| part.value > 0.0) {
        (chart::drawn(|width| stack::stack(width, label, &parts)))
    } }
}

fn table(voice: Voice, today: &Today) -> Markup {
    let book = today.book();
    let content = html! {
        thead { tr {
            th scope="col" { (voice.pick("阶段", "Bucket")) }
            th.roomy scope="col" { (voice.pick("逾期天数", "Days past due")) }
            th.roomy scope="col" { (voice.pick("类别", "Class")) }
            th.number scope="col" { (voice.pick("剩余本金", "Principal")) }
            th.number.roomy scope="col" { (voice.pick("占比", "Of book")) }
            th.number scope="col" { (voice.pick("较昨日", "Since yesterday")) }
            th.number scope="col" { (voice.pick("笔数", "Loans")) }
            th.number.roomy scope="col" { (voice.pick("较昨日", "Since yesterday")) }
        } }
        tbody {
            @for line in today.buckets.iter().filter(|line| line.bucket > 0) {
                (row(voice, line, book))
            }
        }
        tfoot {
            tr {
                (total_name("/loans?over=0", voice.pick("逾期合计", "At risk")))
                (figures(voice, today.at_risk(), today.at_risk_yesterday(), book))
            }
            @for line in today.buckets.iter().filter(|line| line.bucket == 0) {
                (row(voice, line, book))
            }
            tr {
                (total_name("/loans", voice.pick("全部贷款", "Whole book")))
                (figures(voice, book, today.book_yesterday(), book))
            }
        }
    };
    let caption = voice.pick(
        format!("{}日终，单位：{}", voice.date(today.on), voice.unit()),
        format!("At the end of {}, in {}", voice.date(today.on), voice.unit()),
    );
    parts::table(&caption, &content)
}

fn row(voice: Voice, line: &BucketLine, book: Stock) -> Markup {
    html! { tr {
        th scope="row" {
            a.door href=(link::loans("bucket", line.bucket)) { (bucket_chip(line.bucket)) }
        }
        td.roomy.tight { (days_bare(line)) }
        td.roomy { (words::class(voice.lang, line.class)) }
        (figures(voice, line.today, line.yesterday, book))
    } }
}

fn total_name(href: &str, name: &str) -> Markup {
    html! {
        th scope="row" { a.door href=(href) { (name) } }
        td.roomy {}
        td.roomy {}
    }
}

fn figures(voice: Voice, now: Stock, before: Stock, book: Stock) -> Markup {
    html! {
        td.number { (amount_by_width(voice, now.principal)) }
        td.number.roomy { (percent(now.principal.0, book.principal.0)) }
        td.number { (amount_change_by_width(voice, now.principal - before.principal)) }
        td.number { (count(now.loans)) }
        td.number.roomy { (count_change(difference(now.loans, before.loans))) }
    }
}
