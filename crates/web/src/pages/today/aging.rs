//! Aging over time: late principal by bucket at each month end.

use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::today::{AgingPoint, Today};

use crate::chart::{self, columns};
use crate::pages::parts::{self, bucket_chip};
use crate::voice::{Voice, percent};
use crate::words;

/// The section.
pub fn section(voice: Voice, today: &Today) -> Markup {
    let subject = voice.pick("逾期余额走势", "At risk over time");
    let takeaway = takeaway(voice, &today.aging);
    if today.aging.is_empty() {
        return parts::section("aging", subject, &takeaway, &html! {});
    }
    let buckets = today.aging.iter().map(|point| point.principal.len()).max().unwrap_or(0);
    let late = 1..u8::try_from(buckets).unwrap_or(u8::MAX);
    let drawing = columns::Columns {
        label: takeaway.clone(),
        columns: today.aging.iter().map(|point| column(voice, point)).collect(),
        parts: late.clone().map(words::bucket).collect(),
        classes: late.map(words::bucket_class).collect(),
    };
    let major = |value: f64| voice.round(Minor(value as i64));
    let content = html! {
        (chart::drawn(|width| columns::columns(width, &drawing, &major)))
        p.note { (voice.pick(
            "每月末 M1 至 M7+ 的剩余本金；最后一根为营业日。未逾期（M0）不画。",
            "Principal of M1 to M7+ at each month end; the last column is the business date. M0 is \
             not drawn.",
        )) }
        (parts::behind(voice.pick("数据表", "The figures"), &table(voice, today)))
    };
    parts::section("aging", subject, &takeaway, &content)
}

fn late(point: &AgingPoint) -> Minor {
    point.principal.iter().skip(1).copied().sum()
}

fn rate(point: &AgingPoint) -> String {
    percent(late(point).0, point.principal.iter().copied().sum::<Minor>().0)
}

fn takeaway(voice: Voice, points: &[AgingPoint]) -> String {
    let Some(last) = points.last() else {
        return voice.pick("满一个月后显示", "Shows once a month has passed").to_owned();
    };
    let before = points.len().checked_sub(13).and_then(|index| points.get(index));
    match before {
        None => voice.pick(
            format!("逾期余额 {}，占 {}", voice.short(late(last)), rate(last)),
            format!("{} at risk, {} of the book", voice.short(late(last)), rate(last)),
        ),
        Some(before) if rate(before) == rate(last) => voice.pick(
            format!("逾期率 {}，与一年前持平", rate(last)),
            format!("The overdue rate is {}, as a year ago", rate(last)),
        ),
        Some(before) => voice.pick(
            format!("一年间逾期率由 {} 变为 {}", rate(before), rate(last)),
            format!("In a year the overdue rate went from {} to {}", rate(before), rate(last)),
        ),
    }
}

fn column(voice: Voice, point: &AgingPoint) -> columns::Column {
    columns::Column {
        name: voice.month(point.on),
        values: point.principal.iter().skip(1).map(|principal| principal.0 as f64).collect(),
    }
}

fn table(voice: Voice, today: &Today) -> Markup {
    let buckets = today.buckets.iter().map(|line| line.bucket);
    let caption = voice.pick(
        format!("剩余本金，单位：{}", voice.unit()),
        format!("Principal, in {}", voice.unit()),
    );
    parts::table(
        &caption,
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("日期", "Date")) }
                @for bucket in buckets { th.number scope="col" { (bucket_chip(bucket)) } }
                th.number scope="col" { (voice.pick("逾期率", "Overdue")) }
            } }
            tbody {
                @for point in today.aging.iter().rev() {
                    tr {
                        th scope="row" { (voice.date(point.on)) }
                        @for principal in &point.principal {
                        td.number { (voice.short(*principal)) }
                    }
                        td.number { (rate(point)) }
                    }
                }
            }
        },
    )
}
