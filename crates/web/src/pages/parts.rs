//! Pieces that more than one page is made of.

use maud::{Markup, html};
use primitives::amount::Minor;

use crate::voice::{Voice, count};
use crate::words;

/// A word whose definition shows on hover and on focus.
pub fn term(name: &str, defined: &str) -> Markup {
    html! {
        span.term tabindex="0" { (name) span.tip role="tooltip" { (defined) } }
    }
}

/// A bucket as a chip in its colour.
pub fn bucket_chip(bucket: u8) -> Markup {
    html! { span class={"chip on " (words::bucket_class(bucket))} { (words::bucket(bucket)) } }
}

/// A change of an amount, said short: sign and arrow, never colour alone.
pub fn amount_change(voice: Voice, change: Minor) -> Markup {
    change_of(change.0, &voice.short(Minor(change.0.saturating_abs())))
}

/// An amount in full at a desk, said short on a phone.
pub fn amount_by_width(voice: Voice, amount: Minor) -> Markup {
    html! { span.full { (voice.bare(amount)) } span.brief { (voice.short(amount)) } }
}

/// A change of an amount, in full at a desk, said short on a phone.
pub fn amount_change_by_width(voice: Voice, change: Minor) -> Markup {
    html! {
        span.full { (change_of(change.0, &voice.bare(Minor(change.0.saturating_abs())))) }
        span.brief { (amount_change(voice, change)) }
    }
}

/// A change of a count.
pub fn count_change(change: i64) -> Markup {
    change_of(change, &count(change.unsigned_abs()))
}

fn change_of(change: i64, size: &str) -> Markup {
    match change.signum() {
        0 => html! { span.change.none { "–" } },
        1 => html! { span.change { span.arrow aria-hidden="true" { "▲" } " +" (size) } },
        _ => html! { span.change { span.arrow aria-hidden="true" { "▼" } " −" (size) } },
    }
}

/// The difference of two counts, held within what a signed number can say.
pub fn difference(now: u64, before: u64) -> i64 {
    i64::try_from(i128::from(now) - i128::from(before)).unwrap_or(i64::MAX)
}

/// A page's sentence. Chinese breaks between any two letters, so its clauses are kept whole while
/// they fit a line.
pub fn sentence(said: &str) -> Markup {
    let clauses = said.split_inclusive(['，', '；', '。']);
    html! { h1 { @for clause in clauses { span.clause { (clause) } } } }
}

/// A table that scrolls sideways on its own where it is wider than the page.
pub fn table(caption: &str, content: &Markup) -> Markup {
    html! {
        p.caption { (caption) }
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table aria-label=(caption) { (content) }
        }
    }
}

/// A table behind a chart, folded away.
pub fn behind(summary: &str, content: &Markup) -> Markup {
    html! { details.behind { summary { (summary) } (content) } }
}

/// A section with its takeaway as the title and its subject above it.
pub fn section(id: &str, subject: &str, takeaway: &str, content: &Markup) -> Markup {
    html! {
        section #(id) {
            p.subject { (subject) }
            h2 { (takeaway) }
            (content)
        }
    }
}
