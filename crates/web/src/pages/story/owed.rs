//! What is owed by component, the counters, and what was signed.

use engine::product::Amortization;
use engine::state::Status;
use engine::waterfall::Component;
use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::story::{Figure, LoanStory};

use super::why;
use crate::pages::parts::{self, term};
use crate::voice::Voice;
use crate::words;

/// What is owed now and what ends the loan, by component.
pub fn owed(voice: Voice, story: &LoanStory) -> Markup {
    let payoff = &story.standing.payoff;
    let rows = Component::ALL
        .into_iter()
        .map(|component| (component, payoff.arrears.get(component), payoff.undue.get(component)));
    let some = rows.filter(|(_, due, undue)| *due != Minor::ZERO || *undue != Minor::ZERO);
    let caption = voice.pick(
        format!("截至{}，单位：{}", voice.date(story.as_of), voice.unit()),
        format!("On {}, in {}", voice.date(story.as_of), voice.unit()),
    );
    let content = parts::table(
        &caption,
        &html! {
            thead { tr {
                th scope="col" {}
                th.number scope="col" { (voice.pick("已到期", "Due")) }
                th.number scope="col" { (voice.pick("未到期", "Not yet due")) }
            } }
            tbody {
                @for (component, due, undue) in some {
                    tr {
                        th scope="row" { (words::component(voice.lang, component)) }
                        td.number { (voice.bare(due)) }
                        td.number { (voice.bare(undue)) }
                    }
                }
            }
            tfoot {
                tr {
                    th scope="row" { (voice.pick("合计", "Together")) }
                    td.number { (voice.bare(payoff.arrears.total())) }
                    td.number { (voice.bare(payoff.undue.total())) }
                }
                @if payoff.unapplied != Minor::ZERO {
                    tr {
                        th scope="row" colspan="2" {
                        (voice.pick("已收未用，抵减", "Money held, set off"))
                    }
                        td.number { (voice.bare(-payoff.unapplied)) }
                    }
                }
                tr {
                    th scope="row" colspan="2" { (voice.pick("今天结清", "To pay off today")) }
                    td.number { strong { (voice.bare(payoff.amount())) } }
                }
            }
        },
    );
    parts::section(
        "owed",
        voice.pick("欠款构成", "What is owed"),
        &takeaway(voice, story),
        &content,
    )
}

fn takeaway(voice: Voice, story: &LoanStory) -> String {
    let owed = story.standing.payoff.arrears.total();
    if owed == Minor::ZERO {
        return voice.pick("现在没有欠款", "Nothing is owed now").to_owned();
    }
    let owed = voice.amount(owed);
    voice.pick(format!("现在应还 {owed}"), format!("{owed} is owed now"))
}

/// Every counter of lateness by name; each leads to its reason. A loan that has ended is no longer
/// counted: only what was reached is left to say.
pub fn counters(voice: Voice, story: &LoanStory) -> Markup {
    let counters = story.standing.counters;
    let days = |days: u16| voice.pick(format!("{days} 天"), format!("{days} days"));
    let missed = counters.installments_missed;
    let lines = [
        (Figure::DaysPastDue, days(counters.days_past_due)),
        (Figure::DaysPastDueCounted, days(counters.days_past_due_counted)),
        (Figure::DaysPastDueMaterial, days(counters.days_past_due_material)),
        (Figure::DaysPastDueMax24m, days(counters.days_past_due_max_24m)),
        (Figure::InstallmentsMissed, voice.pick(format!("{missed} 期"), missed.to_string())),
        (Figure::Bucket, words::bucket(story.standing.bucket)),
        (Figure::Class, words::class(voice.lang, story.standing.class).to_owned()),
    ];
    let counted = story.standing.status == Status::Active;
    let lines =
        lines.into_iter().filter(|(figure, _)| counted || *figure == Figure::DaysPastDueMax24m);
    let content = html! {
        dl.figures {
            @for (figure, value) in lines {
                div {
                    @let defined = words::figure_defined(voice.lang, figure);
                    dt { (term(&words::figure(voice.lang, figure), defined)) }
                    dd { (why::door(story, figure, &value)) }
                }
            }
        }
    };
    let subject = voice.pick("逾期计数", "How late, by each counter");
    parts::section("counters", subject, &counted_as(voice, story), &content)
}

fn counted_as(voice: Voice, story: &LoanStory) -> String {
    let standing = &story.standing;
    match standing.status {
        Status::Active => {
            let class = words::class(voice.lang, standing.class);
            format!("{class} · {}", words::bucket(standing.bucket))
        }
        Status::ChargedOff { .. } => {
            voice.pick("核销后不再计数", "Not counted since the charge-off").to_owned()
        }
        Status::Settled { .. } => {
            voice.pick("已结清，不再计数", "Paid off; nothing left to count").to_owned()
        }
        Status::Pending => voice.pick("尚未放款", "Not yet paid out").to_owned(),
    }
}

/// What was signed.
pub fn signed(voice: Voice, story: &LoanStory) -> Markup {
    let signed = &story.signed;
    let product = &story.identity.product;
    let (principal, opened) = match signed.amortization {
        Amortization::Revolving => {
            (voice.pick("签约额度", "Limit agreed"), voice.pick("开户日", "Opened on"))
        }
        _ => (voice.pick("放款本金", "Principal lent"), voice.pick("放款日", "Paid out on")),
    };
    let lines = [
        (principal, voice.amount(signed.principal)),
        (opened, voice.date(signed.lent_on)),
        (voice.pick("利率", "Rate"), words::rate(voice.lang, signed.rate)),
        (
            voice.pick("还款方式", "Repaid in"),
            words::amortization(voice.lang, signed.amortization).to_owned(),
        ),
        (voice.pick("产品版本", "Product version"), format!("{} v{}", product.id, product.version)),
    ];
    let installments = signed.installments;
    let amount = voice.amount(signed.principal);
    let takeaway = match signed.amortization {
        Amortization::Revolving => {
            voice.pick(format!("额度 {amount}"), format!("A limit of {amount}"))
        }
        _ => voice.pick(
            format!("{amount}，{installments} 期"),
            format!("{amount} in {installments} instalments"),
        ),
    };
    let content = html! {
        dl.figures { @for (name, value) in lines { div { dt { (name) } dd { (value) } } } }
    };
    parts::section("signed", voice.pick("合同", "What was signed"), &takeaway, &content)
}
