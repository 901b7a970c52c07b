//! The sentence that answers why one came.

use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::today::{ProductLine, Today};

use crate::pages::parts::{self, term};
use crate::voice::{Voice, count, loans, percent, percent_whole};
use crate::words;

/// The sentence, and under it what it counts.
pub fn headline(voice: Voice, today: &Today) -> Markup {
    let (risk, book) = (today.at_risk(), today.book());
    let share = percent(risk.principal.0, book.principal.0);
    let principal = voice.short(book.principal);
    let (zh, en) = (count(book.loans), loans(book.loans));
    html! {
        div.answer {
            (parts::sentence(&sentence(voice, today)))
            p.under {
                (voice.pick("占全部贷款余额", "That is")) " " strong { (share) } " "
                (voice.pick(
                    format!("（{principal}，{zh} 笔在贷）。"),
                    format!("of the book ({principal} in {en})."),
                ))
                " "
                (term(voice.pick("口径", "Definition"), words::at_risk_defined(voice.lang)))
            }
        }
    }
}

fn sentence(voice: Voice, today: &Today) -> String {
    let risk = today.at_risk();
    let date = voice.date(today.on);
    if risk.loans == 0 {
        let book = today.book().loans;
        let (zh, en) = (count(book), loans(book));
        return voice.pick(
            format!("{date}，{zh} 笔贷款全部按时，没有逾期。"),
            format!("On {date} nothing is late: {en} paid up to date."),
        );
    }
    let amount = voice.short(risk.principal);
    let (zh, en) = (count(risk.loans), loans(risk.loans));
    let change = change(voice, today);
    voice.pick(
        format!("逾期贷款余额 {amount}，共 {zh} 笔；{change}。"),
        format!("{amount} at risk in {en}, {change}."),
    )
}

fn change(voice: Voice, today: &Today) -> String {
    let change = today.at_risk().principal - today.at_risk_yesterday().principal;
    if change == Minor::ZERO {
        return voice.pick("与昨日持平", "the same as yesterday").to_owned();
    }
    let size = voice.short(Minor(change.0.saturating_abs()));
    let (zh, en) = if change > Minor::ZERO { ("增加", "up") } else { ("减少", "down") };
    let mover = mover(voice, today, change).unwrap_or_default();
    voice.pick(format!("较昨日{zh} {size}{mover}"), format!("{en} {size} since yesterday{mover}"))
}

/// The product that moved most in the same direction, and its part in the change. With products
/// moving both ways a part can pass the whole; then only its name is said.
fn mover(voice: Voice, today: &Today, change: Minor) -> Option<String> {
    let moved = |line: &ProductLine| line.at_risk.principal - line.at_risk_yesterday.principal;
    let most = today.products.iter().max_by_key(|line| moved(line).0 * change.0.signum())?;
    let part = moved(most);
    if part.0.signum() != change.0.signum() || today.products.len() < 2 {
        return None;
    }
    let name = words::own(voice.lang, &most.product.name);
    if part.0.unsigned_abs() > change.0.unsigned_abs() {
        return Some(voice.pick(format!("，主要来自{name}"), format!(", mostly {name}")));
    }
    let share = percent_whole(part.0, change.0);
    let (zh, en) = if change.0 > 0 { ("增量", "rise") } else { ("减量", "fall") };
    Some(
        voice.pick(
            format!("，{zh}的 {share} 来自{name}"),
            format!("; {share} of the {en} is {name}"),
        ),
    )
}

/// What an empty book says.
pub fn empty(voice: Voice, today: &Today) -> Markup {
    html! {
        div.answer.empty {
            h1 { (voice.pick("账上还没有贷款。", "There are no loans on the book yet.")) }
            p.under {
                (voice.pick(
                    format!("营业日 {}。导入贷款或推进营业日后，这里会显示逾期、到期与迁徙情况。", voice.date(today.on)),
                    format!(
                        "Business date {}. Once loans are imported or time moves on, what is late, \
                         due and moving shows here.",
                        voice.date(today.on),
                    ),
                ))
            }
        }
    }
}
