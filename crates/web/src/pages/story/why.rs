//! Why each figure is what it is: definition, formula with its numbers, and what it stands on.

use engine::explain::Figure as Traced;
use maud::{Markup, html};
use service::view::story::{Figure, Formula, LoanStory, Part, PartOf, Quantity, Reason, Source};

use crate::derivation::figure_name;
use crate::pages::{derivation, parts};
use crate::voice::Voice;
use crate::words;

/// The section.
pub fn section(voice: Voice, story: &LoanStory) -> Markup {
    let content = html! {
        @for reason in &story.reasons { (reason_of(voice, reason)) }
        p.traced {
            (voice.pick("追溯到每条记录：", "Led back to every record: "))
            @for figure in Traced::ALL {
                a href=(derivation::address(&story.identity.loan, figure, story.as_of)) {
                    (figure_name(voice.lang, figure))
                }
                " "
            }
        }
    };
    let subject = voice.pick("每个数字的来历", "Why each figure");
    let takeaway = voice.pick("点开看定义、算式和依据", "Open one: definition, formula, sources");
    parts::section("why", subject, takeaway, &content)
}

/// A figure that leads to its reason, where there is one. The target lies inside the folded part,
/// so that a browser unfolds it.
pub fn door(story: &LoanStory, figure: Figure, value: &str) -> Markup {
    let reason = story.reasons.iter().find(|reason| reason.figure == figure);
    html! {
        @match reason {
            Some(_) => a.door href={"#" (anchor(figure))} { (value) },
            None => (value),
        }
    }
}

fn anchor(figure: Figure) -> String {
    let word = match figure {
        Figure::DaysPastDue => "days-past-due",
        Figure::DaysPastDueCounted => "days-past-due-counted",
        Figure::DaysPastDueMaterial => "days-past-due-material",
        Figure::DaysPastDueMax24m => "days-past-due-max",
        Figure::InstallmentsMissed => "installments-missed",
        Figure::Bucket => "bucket",
        Figure::Class => "class",
        Figure::Arrears => "arrears",
        Figure::LateCharge { due } => return format!("why-late-charge-{due}"),
        Figure::InterestAccrued => "interest-accrued",
        Figure::Payoff => "payoff",
    };
    format!("why-{word}")
}

fn reason_of(voice: Voice, reason: &Reason) -> Markup {
    html! {
        details.why {
            summary {
                span { (words::figure(voice.lang, reason.figure)) }
                strong { (quantity(voice, reason.value)) }
            }
            p #(anchor(reason.figure)) { (words::figure_defined(voice.lang, reason.figure)) }
            p.formula {
                (formula(voice, &reason.formula)) " = " strong { (quantity(voice, reason.value)) }
            }
            @if !reason.sources.is_empty() {
                p.sources {
                    (voice.pick("依据：", "Stands on: "))
                    @for (index, source) in reason.sources.iter().enumerate() {
                        @if index > 0 { (voice.pick("、", ", ")) }
                        (source_of(voice, source))
                    }
                }
            }
        }
    }
}

fn quantity(voice: Voice, quantity: Quantity) -> String {
    match quantity {
        Quantity::Amount(amount) => voice.amount(amount),
        Quantity::Days(days) => voice.pick(format!("{days} 天"), format!("{days} days")),
        Quantity::Dues(dues) => voice.pick(format!("{dues} 期"), format!("{dues} dues")),
        Quantity::Bucket(bucket) => words::bucket(bucket),
        Quantity::Class(class) => words::class(voice.lang, class).to_owned(),
    }
}

fn formula(voice: Voice, formula: &Formula) -> String {
    match formula {
        Formula::DaysBetween { from, to } => format!("{} − {}", voice.date(*to), voice.date(*from)),
        Formula::DaysCounted { from, to, paused } => {
            let days = format!("{} − {} − {paused}", voice.date(*to), voice.date(*from));
            voice.pick(format!("{days}（暂停天数）"), format!("{days} (days paused)"))
        }
        Formula::Sum(parts) => {
            let said: Vec<String> = parts.iter().map(|item| part(voice, item)).collect();
            said.join(" + ")
        }
        Formula::Accrual { base, rate, days } => {
            let (base, rate) = (voice.amount(*base), words::rate(voice.lang, *rate));
            voice.pick(
                format!("{base} × {rate} × {days} 天"),
                format!("{base} × {rate} × {days} days"),
            )
        }
        Formula::Interval { days, from, through: Some(through) } => voice.pick(
            format!("{days} 天，在 {from}–{through} 天之间"),
            format!("{days} days, within {from}–{through} days"),
        ),
        Formula::Interval { days, from, through: None } => voice.pick(
            format!("{days} 天，达到 {from} 天及以上"),
            format!("{days} days, {from} days or more"),
        ),
        Formula::Dues(numbers) => {
            let said: Vec<String> = numbers.iter().map(u16::to_string).collect();
            let said = said.join(voice.pick("、", ", "));
            voice.pick(format!("第 {said} 期"), format!("No. {said}"))
        }
        Formula::Largest(days) => {
            let said: Vec<String> = days.iter().map(u16::to_string).collect();
            let said = said.join(voice.pick("、", ", "));
            voice.pick(format!("{said} 中的最大值"), format!("the largest of {said}"))
        }
    }
}

fn part(voice: Voice, part: &Part) -> String {
    let lang = voice.lang;
    let name = match part.of {
        PartOf::Due(component) => voice.pick(
            format!("已到期{}", words::component(lang, component)),
            format!("due {}", words::component(lang, component)),
        ),
        PartOf::Undue(component) => voice.pick(
            format!("未到期{}", words::component(lang, component)),
            format!("undue {}", words::component(lang, component)),
        ),
        PartOf::Held => voice.pick("已收未用", "held").to_owned(),
    };
    format!("{name} {}", voice.bare(part.amount))
}

fn source_of(voice: Voice, source: &Source) -> Markup {
    match source {
        Source::Fact(number) => html! {
            a href={"#fact-" (number)} {
                (voice.pick(format!("记录 {number}"), format!("record {number}")))
            }
        },
        Source::Due(number) => html! {
            a href={"#due-" (number)} {
                (voice.pick(format!("第 {number} 期"), format!("no. {number}")))
            }
        },
        Source::Product(product) => {
            let (id, version) = (&product.id, product.version);
            html! { (voice.pick(
                format!("产品条款 {id} 第 {version} 版"),
                format!("product terms {id} v{version}"),
            )) }
        }
    }
}
