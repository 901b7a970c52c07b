//! The loan's life on one axis of time.

use engine::effects::EventKind;
use engine::fact::FactKind;
use engine::state::Status;
use maud::{Markup, html};
use primitives::amount::Minor;
use primitives::date::Date;
use service::view::story::{Happening, LineState, LoanStory, ScheduleLine};

use crate::chart::life::{Life, Mark, Words, life};
use crate::chart::{self};
use crate::voice::Voice;
use crate::words;

/// The section.
pub fn section(voice: Voice, story: &LoanStory) -> Markup {
    let drawing = drawing(voice, story);
    let month = |on: Date| voice.month(on);
    let said = |value: f64| voice.amount(Minor(value as i64));
    html! { section #life {
        p.subject { (voice.pick("时间轴", "Its life so far")) }
        (chart::drawn(|width| life(width, &drawing, &month, &said)))
        (key(voice))
    } }
}

fn drawing(voice: Voice, story: &LoanStory) -> Life {
    let dues = story.schedule.iter().filter(|line| line.state != LineState::Replaced);
    let last = dues.clone().map(|line| line.on).max().unwrap_or(story.as_of);
    let title = voice.pick("应还、实还与剩余本金", "Dues, payments and principal over time");
    Life {
        label: title.to_owned(),
        from: story.signed.lent_on,
        to: last.max(story.as_of).plus_days(7),
        as_of: story.as_of,
        dues: dues.map(|line| due(voice, line)).collect(),
        payments: payments(voice, story),
        buckets: buckets(story),
        balance: story.balance.iter().map(|point| (point.on, point.principal.0 as f64)).collect(),
        words: Words {
            dues: voice.pick("应还", "Due").to_owned(),
            payments: voice.pick("实还", "Paid").to_owned(),
            balance: match story.standing.status {
                Status::ChargedOff { .. } => voice.pick("账面本金", "Principal on the books"),
                _ => voice.pick("剩余本金", "Principal outstanding"),
            }
            .to_owned(),
            as_of: voice.date(story.as_of),
        },
    }
}

fn due(voice: Voice, line: &ScheduleLine) -> Mark {
    let class = match line.state {
        LineState::Ahead | LineState::Provisional | LineState::Replaced => "due-ahead",
        LineState::Open => "due-open",
        LineState::Late => "due-late",
        LineState::Paid => "due-paid",
        LineState::PaidLate => "due-paid-late",
    };
    let (on, amount) = (voice.date(line.on), voice.amount(line.planned.total()));
    let state = words::line_state(voice.lang, line.state);
    Mark {
        on: line.on,
        value: line.planned.total().0 as f64,
        class: class.to_owned(),
        said: voice.pick(
            format!("第 {} 期 {on} {amount} {state}", line.number),
            format!("No. {} {on} {amount} {state}", line.number),
        ),
    }
}

fn payments(voice: Voice, story: &LoanStory) -> Vec<Mark> {
    let reversed: Vec<u32> = facts(story)
        .filter_map(|(_, kind, _)| match kind {
            FactKind::Reversed { fact } => Some(*fact),
            _ => None,
        })
        .collect();
    facts(story)
        .filter_map(|(on, kind, number)| match kind {
            FactKind::Paid { amount, .. } if !reversed.contains(&number) => Some(Mark {
                on,
                value: amount.0 as f64,
                class: "payment".to_owned(),
                said: format!("{} {}", voice.date(on), voice.amount(*amount)),
            }),
            _ => None,
        })
        .collect()
}

fn facts(story: &LoanStory) -> impl Iterator<Item = (Date, &FactKind, u32)> {
    story.timeline.iter().filter_map(|entry| match &entry.what {
        Happening::Fact(fact) => Some((entry.on, &fact.kind, fact.number)),
        Happening::Event(_) => None,
    })
}

fn buckets(story: &LoanStory) -> Vec<(Date, String)> {
    let changes = story.timeline.iter().filter_map(|entry| match entry.what {
        Happening::Event(EventKind::BucketChanged { to, .. }) => {
            Some((entry.on, words::bucket_class(to)))
        }
        _ => None,
    });
    [(story.signed.lent_on, words::bucket_class(0))].into_iter().chain(changes).collect()
}

/// What the marks mean: the states are drawn on small squares, so that no colour stands alone.
fn key(voice: Voice) -> Markup {
    let states = [
        ("due-paid", LineState::Paid),
        ("due-paid-late", LineState::PaidLate),
        ("due-late", LineState::Late),
        ("due-ahead", LineState::Ahead),
    ];
    html! {
        ul.key {
            @for (class, state) in states {
                li { (swatch(class)) (words::line_state(voice.lang, state)) }
            }
            li { (swatch("payment")) (voice.pick("收到的款项", "money received")) }
        }
    }
}

fn swatch(class: &str) -> Markup {
    html! {
        svg viewBox="0 0 12 12" aria-hidden="true" {
            rect class=(class) x="1" y="1" width="10" height="10" {}
        }
    }
}
