//! One bar of parts, each labelled on itself.

use maud::{Markup, html};

use super::{NARROW, Width, canvas, n, text_width};

/// One part of the bar.
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its value in words.
    pub said: String,
    /// Its value.
    pub value: f64,
    /// The stylesheet class that colours it.
    pub class: String,
    /// What stands behind it.
    pub href: String,
}

const WIDE: f64 = 756.0;
const BAR: f64 = 46.0;
const NAME_SIZE: f64 = 13.0;
const SAID_SIZE: f64 = 12.0;
const GAP: f64 = 1.5;

/// The bar; parts too slim for a label are left to the table below.
pub fn stack(width: Width, label: &str, parts: &[Part]) -> Markup {
    let total: f64 = parts.iter().map(|part| part.value.max(0.0)).sum();
    let units = width.pick(WIDE, NARROW);
    let across = |part: &Part| part.value / total.max(f64::MIN_POSITIVE) * units;
    let placed = parts.iter().filter(|part| part.value > 0.0).scan(0.0, |end, part| {
        let x = *end;
        *end += across(part);
        Some((part, x))
    });
    let content = html! {
        @for (part, x) in placed { (segment(part, x, across(part))) }
    };
    canvas((units, BAR + 24.0), label, &content)
}

fn segment(part: &Part, x: f64, across: f64) -> Markup {
    let named = text_width(&part.name, NAME_SIZE) + 8.0 <= across;
    let said = text_width(&part.said, SAID_SIZE) + 12.0 <= across;
    html! {
        a href=(part.href) {
            title { (part.name) " " (part.said) }
            rect class={"fill " (part.class)} x=(n(x)) y="22" height=(n(BAR))
                width=(n((across - GAP).max(0.8))) {}
            @if named { text.name x=(n(x)) y="14" { (part.name) } }
            @if said {
                text class={"on " (part.class)} x=(n(x + 8.0)) y=(n(22.0 + BAR / 2.0 + 4.5)) {
                    (part.said)
                }
            }
        }
    }
}
