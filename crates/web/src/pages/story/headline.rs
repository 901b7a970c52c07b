//! Where the loan stands, in a sentence; what comes next, in another.

use engine::state::Status;
use maud::{Markup, html};
use service::view::story::LoanStory;

use crate::link;
use crate::pages::parts::{self, bucket_chip};
use crate::voice::Voice;
use crate::words;

/// The head of the page, with the form that tells the story as of another date.
pub fn headline(voice: Voice, story: &LoanStory) -> Markup {
    let identity = &story.identity;
    html! {
        div.answer {
            p.subject {
                (identity.loan) " · " (identity.borrower) " · "
                (words::own(voice.lang, &identity.product_name))
            }
            (parts::sentence(&sentence(voice, story)))
            p.under {
                @if story.standing.status == Status::Active {
                    (bucket_chip(story.standing.bucket)) " "
                }
                (next(voice, story))
            }
            form.as-of action=(link::loan(&identity.loan)) method="get" {
                label for="as_of" { (voice.pick("查看某一天的情况", "As it stood on")) }
                input #as_of type="date" name="as_of" value=(story.as_of)
                    min=(story.signed.lent_on) required;
                button { (voice.pick("查看", "Show")) }
                a.clear href=(link::loan(&identity.loan)) { (voice.pick("回到营业日", "Business date")) }
            }
        }
    }
}

fn sentence(voice: Voice, story: &LoanStory) -> String {
    let on = |date| voice.date(date);
    match story.standing.status {
        Status::Pending => voice.pick("已签约，尚未放款。", "Signed, not yet paid out.").to_owned(),
        Status::Settled { on: date } => voice.pick(
            format!("已于{}结清，不再欠款。", on(date)),
            format!("Paid off on {}; nothing is owed.", on(date)),
        ),
        Status::ChargedOff { on: date, outstanding } => {
            let amount = voice.amount(outstanding.total());
            voice.pick(
                format!("已于{}核销，仍欠 {amount}。", on(date)),
                format!("Charged off on {}; {amount} is still owed.", on(date)),
            )
        }
        Status::Active => active(voice, story),
    }
}

fn active(voice: Voice, story: &LoanStory) -> String {
    let payoff = voice.amount(story.standing.payoff.amount());
    let arrears = story.standing.payoff.arrears.total();
    let owed = voice.amount(arrears);
    match (story.standing.counters.days_past_due, arrears.0 > 0) {
        (0, false) => voice.pick(
            format!("没有欠款；今天结清需 {payoff}。"),
            format!("Nothing is owed today; {payoff} pays the loan off."),
        ),
        (0, true) => voice.pick(
            format!("今天应还 {owed}；今天结清需 {payoff}。"),
            format!("{owed} is due; {payoff} pays the loan off today."),
        ),
        (days, _) => voice.pick(
            format!("逾期 {days} 天，应还 {owed}；今天结清需 {payoff}。"),
            format!("{days} days past due, {owed} owed; {payoff} pays the loan off today."),
        ),
    }
}

fn next(voice: Voice, story: &LoanStory) -> String {
    let roll = roll(voice, story);
    let due = story.standing.next_due.map(|due| {
        let (on, amount) = (voice.date(due.on), voice.amount(due.amount));
        voice.pick(format!("下一期 {amount}，{on}到期。"), format!("Next due: {amount} on {on}."))
    });
    let ended = matches!(story.standing.status, Status::ChargedOff { .. }).then(|| {
        voice
            .pick(
                "核销是贷款方的账务处理，之后的还款仍会冲减欠款。",
                "Charge-off is the lender's bookkeeping; every payment still lowers what is owed.",
            )
            .to_owned()
    });
    let parts: Vec<String> = [ended, roll, due].into_iter().flatten().collect();
    parts.join(voice.pick("", " "))
}

/// When the loan enters the next bucket if nothing is paid.
fn roll(voice: Voice, story: &LoanStory) -> Option<String> {
    let standing = &story.standing;
    let days = standing.counters.days_past_due_counted;
    let end = *story.signed.bucket_ends.get(usize::from(standing.bucket))?;
    if days == 0 || standing.status != Status::Active {
        return None;
    }
    let left = i32::from(end) - i32::from(days) + 1;
    let on = voice.date(story.as_of.plus_days(left.max(1)));
    let name = words::bucket(standing.bucket + 1);
    Some(voice.pick(
        format!("若仍未还款，{on}起进入 {name}。"),
        format!("If nothing is paid it enters {name} on {on}."),
    ))
}
