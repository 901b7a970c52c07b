//! One figure of one loan, led back to the facts, days and rules it follows from.

use engine::explain::{Derivation, Figure, Said};
use maud::{Markup, html};
use primitives::date::Date;
use service::view::derivation::Derived;

use crate::derivation::{figure_name, label, value};
use crate::lang::Lang;
use crate::layout::Sheet;
use crate::link;
use crate::voice::Voice;

/// The page of a figure.
pub fn sheet(lang: Lang, derived: &Derived) -> Sheet {
    let voice = Voice { lang, currency: derived.currency };
    let name = figure_name(lang, derived.figure);
    let title = format!("{name} · {}", derived.loan);
    let as_of = voice.date(derived.as_of);
    let body = html! {
        p { a href=(format!("{}?as_of={}", link::loan(&derived.loan), derived.as_of)) { "← " (derived.loan) } }
        h1 { (name) }
        p.takeaway { (voice.pick(format!("截至 {as_of}"), format!("as of {as_of}"))) }
        section.panel { ul.tree { (node(voice, &derived.derivation)) } }
        (others(voice, derived))
    };
    Sheet { title, body }
}

fn node(voice: Voice, derivation: &Derivation) -> Markup {
    let line = html! {
        span { (label(voice, derivation)) } " " strong { (value(voice, derivation)) }
    };
    let open = matches!(derivation.said, Said::Figure(_));
    html! {
        li {
            @if derivation.from.is_empty() { (line) } @else {
                details open[open] {
                    summary { (line) }
                    ul { @for part in &derivation.from { (node(voice, part)) } }
                }
            }
        }
    }
}

/// The other figures that can be asked about.
fn others(voice: Voice, derived: &Derived) -> Markup {
    html! {
        nav.others {
            @for figure in Figure::ALL {
                a href=(address(&derived.loan, figure, derived.as_of)) {
                    (figure_name(voice.lang, figure))
                }
                " "
            }
        }
    }
}

/// Where a figure is derived.
pub fn address(loan: &str, figure: Figure, as_of: Date) -> String {
    format!("{}/why/{figure}?as_of={as_of}", link::loan(loan))
}
