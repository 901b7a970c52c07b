//! The schedule beside what happened to it.

use engine::state::Status;
use maud::{Markup, html};
use primitives::amount::Minor;
use service::view::story::{LineState, LoanStory, ScheduleLine};

use crate::pages::parts;
use crate::voice::Voice;
use crate::words;

/// The section.
pub fn section(voice: Voice, story: &LoanStory) -> Markup {
    let caption = voice.pick(
        format!(
            "截至{}，单位：{}；实还与未还含罚息和违约金",
            voice.date(story.as_of),
            voice.unit()
        ),
        format!(
            "On {}, in {}; paid and unpaid hold charges for lateness",
            voice.date(story.as_of),
            voice.unit()
        ),
    );
    let table = parts::table(
        &caption,
        &html! {
            thead { tr {
                th.number scope="col" { (voice.pick("期", "No.")) }
                th scope="col" { (voice.pick("到期日", "Due")) }
                th.number.roomy scope="col" { (voice.pick("本金", "Principal")) }
                th.number.roomy scope="col" { (voice.pick("利息", "Interest")) }
                th.number scope="col" { (voice.pick("应还", "Planned")) }
                th.number.roomy scope="col" { (voice.pick("实还", "Paid")) }
                th.number scope="col" { (voice.pick("未还", "Unpaid")) }
                th scope="col" { (voice.pick("情况", "What happened")) }
            } }
            tbody { @for line in &story.schedule { (row(voice, line)) } }
        },
    );
    let charged_off = matches!(story.standing.status, Status::ChargedOff { .. });
    let content = html! {
        (table)
        @if charged_off {
            p.note {
                (voice.pick(
                    "核销后收回的款项冲减欠款总额，不再记到各期。",
                    "Money recovered after the charge-off lowers what is owed as a whole; it is \
                     not set against single instalments.",
                ))
            }
        }
    };
    let subject = voice.pick("还款计划与实际", "Planned and what happened");
    parts::section("schedule", subject, &takeaway(voice, story), &content)
}

fn takeaway(voice: Voice, story: &LoanStory) -> String {
    let count = |states: &[LineState]| {
        story.schedule.iter().filter(|line| states.contains(&line.state)).count()
    };
    let paid = count(&[LineState::Paid, LineState::PaidLate]);
    let late = count(&[LineState::Late]);
    let all = story.schedule.len() - count(&[LineState::Replaced]);
    match late {
        0 => voice.pick(format!("{all} 期中已还清 {paid} 期"), format!("{paid} of {all} paid")),
        _ => voice.pick(
            format!("{all} 期中已还清 {paid} 期，逾期未还 {late} 期"),
            format!("{paid} of {all} paid, {late} late and unpaid"),
        ),
    }
}

fn row(voice: Voice, line: &ScheduleLine) -> Markup {
    let class = match line.state {
        LineState::Late => "late",
        LineState::Ahead | LineState::Provisional => "ahead",
        LineState::Replaced => "replaced",
        LineState::Open | LineState::Paid | LineState::PaidLate => "past",
    };
    html! { tr #(format!("due-{}", line.number)) class=(class) {
        td.number { (line.number) }
        th scope="row" { (voice.date(line.on)) }
        td.number.roomy { (voice.bare(line.planned.principal)) }
        td.number.roomy { (voice.bare(line.planned.interest)) }
        td.number { (voice.bare(line.planned.total())) }
        td.number.roomy { (blank_or(voice, line.paid)) }
        td.number { (blank_or(voice, unpaid(line))) }
        td.state { (happened(voice, line)) }
    } }
}

fn unpaid(line: &ScheduleLine) -> Minor {
    match line.state {
        LineState::Open | LineState::Late => line.outstanding.total(),
        _ => Minor::ZERO,
    }
}

fn blank_or(voice: Voice, amount: Minor) -> String {
    if amount == Minor::ZERO { "–".to_owned() } else { voice.bare(amount) }
}

fn happened(voice: Voice, line: &ScheduleLine) -> String {
    let days = line.late_days;
    let state = words::line_state(voice.lang, line.state);
    match (line.state, line.paid_on) {
        (LineState::Late, _) => voice.pick(format!("逾期 {days} 天"), format!("{days} days late")),
        (LineState::PaidLate, Some(on)) => voice.pick(
            format!("{}还清，晚 {days} 天", voice.day(on)),
            format!("paid {}, {days} days late", voice.day(on)),
        ),
        (LineState::Paid, Some(on)) => {
            voice.pick(format!("{}还清", voice.day(on)), format!("paid {}", voice.day(on)))
        }
        _ => state.to_owned(),
    }
}
