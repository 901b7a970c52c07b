//! The overdue rate by its definitions, and by product.

use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::today::{OverdueRate, RateMethod, Today};

use crate::link;
use crate::pages::parts::{self, amount_change, term};
use crate::voice::{Voice, count, loans, percent};
use crate::words;

/// The three definitions side by side.
pub fn by_definition(voice: Voice, today: &Today) -> Markup {
    let content = html! {
        @if let Some(first) = today.overdue_rates.first() {
            (parts::table(&caption(voice, today), &html! {
                thead { tr {
                    th scope="col" { (voice.pick("口径", "Definition")) }
                    @for line in &first.lines {
                        th.number scope="col" {
                            a.door href=(link::loans("over", line.over_days)) {
                                (over(line.over_days))
                            }
                        }
                    }
                } }
                tbody { @for rate in &today.overdue_rates { (row(voice, rate)) } }
            }))
        }
        details.behind {
            summary { (voice.pick("三种口径怎么算", "How the three are counted")) }
            dl.defined {
                @for rate in &today.overdue_rates {
                    dt { (words::rate_method(voice.lang, rate.method)) }
                    dd { (words::rate_method_defined(voice.lang, rate.method)) }
                }
            }
        }
    };
    let subject = voice.pick("逾期率的三种口径", "Overdue rate, three definitions");
    parts::section("rates", subject, &takeaway(voice, today), &content)
}

fn caption(voice: Voice, today: &Today) -> String {
    voice.pick(
        format!("{}日终；“30+”指逾期超过 30 天", voice.date(today.on)),
        format!("At the end of {}; 30+ means more than 30 days", voice.date(today.on)),
    )
}

/// `1+` is any day at all; others are more days than they say.
fn over(days: u16) -> String {
    format!("{}+", days.max(1))
}

fn takeaway(voice: Voice, today: &Today) -> String {
    let said = |method| {
        let rate = today.overdue_rates.iter().find(|rate| rate.method == method);
        rate.and_then(|rate| rate.lines.first())
            .map_or("–".to_owned(), |line| percent(line.numerator, line.denominator))
    };
    let (balance, installment) = (said(RateMethod::Balance), said(RateMethod::Installment));
    voice.pick(
        format!("同一本账：按余额 {balance}，按期供 {installment}"),
        format!("One book: {balance} by balance, {installment} by instalment"),
    )
}

fn row(voice: Voice, rate: &OverdueRate) -> Markup {
    let lang = voice.lang;
    html! { tr {
        th scope="row" {
            @let defined = words::rate_method_defined(lang, rate.method);
            (term(words::rate_method(lang, rate.method), defined))
            @if let Some(line) = rate.lines.first() {
                span.of {
                    (voice.pick("分母 ", "of ")) (measure(voice, rate.method, line.denominator))
                }
            }
        }
        @for line in &rate.lines {
            td.number {
                span.figure { (percent(line.numerator, line.denominator)) }
                span.of.roomy { (measure(voice, rate.method, line.numerator)) }
            }
        }
    } }
}

fn measure(voice: Voice, method: RateMethod, value: i64) -> String {
    match method {
        RateMethod::Count => {
            let number = value.unsigned_abs();
            voice.pick(format!("{} 笔", count(number)), loans(number))
        }
        RateMethod::Balance | RateMethod::Installment => voice.short(Minor(value)),
    }
}

/// The book by product.
pub fn by_product(voice: Voice, today: &Today) -> Markup {
    let content = parts::table(
        &by_product_caption(voice, today),
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("产品", "Product")) }
                th.number.roomy scope="col" { (voice.pick("贷款余额", "Book")) }
                th.number scope="col" { (voice.pick("逾期余额", "At risk")) }
                th.number scope="col" { (voice.pick("逾期率", "Rate")) }
                th.number scope="col" { (voice.pick("较昨日", "Since yesterday")) }
            } }
            tbody {
                @for line in &today.products {
                    tr {
                        th.name scope="row" {
                            a.door href=(link::loans("product", &line.product.id)) {
                                (words::own(voice.lang, &line.product.name))
                            }
                        }
                        td.number.roomy { (voice.short(line.book.principal)) }
                        td.number { (voice.short(line.at_risk.principal)) }
                        td.number { (percent(line.at_risk.principal.0, line.book.principal.0)) }
                        td.number {
                            @let before = line.at_risk_yesterday.principal;
                        (amount_change(voice, line.at_risk.principal - before))
                        }
                    }
                }
            }
        },
    );
    let subject = voice.pick("按产品", "By product");
    parts::section("products", subject, &worst(voice, today), &content)
}

fn by_product_caption(voice: Voice, today: &Today) -> String {
    voice.pick(
        format!("{}日终，单位：{}；余额口径，1+", voice.date(today.on), voice.unit()),
        format!("At the end of {}, in {}; by balance, 1+", voice.date(today.on), voice.unit()),
    )
}

fn worst(voice: Voice, today: &Today) -> String {
    let rate = |late: Minor, all: Minor| if all.0 > 0 { late.0 as f64 / all.0 as f64 } else { 0.0 };
    let worst = today.products.iter().max_by(|a, b| {
        let of = |line: &service::view::today::ProductLine| {
            rate(line.at_risk.principal, line.book.principal)
        };
        of(a).total_cmp(&of(b))
    });
    let Some(line) = worst.filter(|line| line.at_risk.loans > 0) else {
        return voice.pick("没有产品逾期", "No product is late").to_owned();
    };
    let name = words::own(voice.lang, &line.product.name);
    let share = percent(line.at_risk.principal.0, line.book.principal.0);
    voice
        .pick(format!("{name}逾期率最高：{share}"), format!("{name} has the highest rate: {share}"))
}
