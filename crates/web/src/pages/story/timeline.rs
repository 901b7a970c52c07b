//! What happened, day by day, the latest first.

use engine::effects::EventKind;
use engine::fact::Fact;
use engine::waterfall::Component;
use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::story::{Entry, Happening, LoanStory};

use super::said;
use crate::pages::parts;
use crate::voice::Voice;

/// The section.
pub fn section(voice: Voice, story: &LoanStory) -> Markup {
    let days: Vec<&[Entry]> = story.timeline.chunk_by(|a, b| a.on == b.on).collect();
    let content = html! {
        ol.timeline {
            @for day in days.iter().rev() {
                @if let Some(first) = day.first() {
                    li {
                        time datetime=(first.on) { (voice.date(first.on)) }
                        ul { @for line in lines(voice, day) { (line) } }
                    }
                }
            }
        }
    };
    let subject = voice.pick("经过", "What happened");
    let takeaway = match days.last().and_then(|day| day.first()) {
        None => voice.pick("还没有记录", "Nothing yet").to_owned(),
        Some(last) => {
            let on = voice.date(last.on);
            voice.pick(format!("最近一次变化：{on}"), format!("Last change on {on}"))
        }
    };
    parts::section("timeline", subject, &takeaway, &content)
}

fn lines(voice: Voice, day: &[Entry]) -> Vec<Markup> {
    let began = |entry: &Entry| matches!(entry.what, Happening::Event(EventKind::PlanBegan { .. }));
    let replanned = day.iter().any(began);
    // A plan counts anew, which is not a cure: what was owed is not paid.
    let told =
        |entry: &&Entry| !(replanned && matches!(entry.what, Happening::Event(EventKind::Cured)));
    let day: Vec<&Entry> = day.iter().filter(told).collect();
    let runs = day.chunk_by(|a, b| allocation(a).is_some() && allocation(b).is_some());
    runs.flat_map(|run| {
        let met: Vec<(u16, Component, Minor)> =
            run.iter().filter_map(|entry| allocation(entry)).collect();
        match met.is_empty() {
            true => run.iter().map(|entry| line(voice, entry)).collect(),
            false => vec![html! { li.event { (said::allocations(voice, &met)) } }],
        }
    })
    .collect()
}

fn allocation(entry: &Entry) -> Option<(u16, Component, Minor)> {
    match entry.what {
        Happening::Event(EventKind::Allocated { number, component, amount }) => {
            Some((number, component, amount))
        }
        _ => None,
    }
}

fn line(voice: Voice, entry: &Entry) -> Markup {
    match &entry.what {
        Happening::Fact(fact) => fact_line(voice, fact),
        Happening::Event(kind) => html! { li.event { (said::event(voice, kind)) } },
    }
}

/// A fact says when it was learnt, where that was on another day.
fn fact_line(voice: Voice, fact: &Fact) -> Markup {
    let number = fact.number;
    let learnt = (fact.recorded_on != fact.value_date).then(|| voice.date(fact.recorded_on));
    html! {
        li.fact #(format!("fact-{number}")) {
            (said::fact(voice, &fact.kind))
            span.number-of { (voice.pick(format!("记录 {number}"), format!("record {number}"))) }
            @if let Some(on) = learnt {
                span.number-of { (voice.pick(format!("{on}补记"), format!("learnt on {on}"))) }
            }
        }
    }
}
