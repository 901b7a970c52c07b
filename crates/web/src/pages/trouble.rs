//! The page shown in place of one that cannot be: what is wrong, in a sentence, and what to do.

use maud::html;

use crate::console::Refusal;
use crate::lang::Lang;
use crate::layout::Sheet;
use crate::trouble::{Field, Trouble};
use crate::voice::date;

struct Said {
    title: &'static str,
    mend: String,
}

/// The page of a trouble.
pub fn sheet(lang: Lang, trouble: &Trouble) -> Sheet {
    let Said { title, mend } = said(lang, trouble);
    let body = html! {
        div.trouble {
            p.code { (trouble.status().as_u16()) }
            h1 { (title) }
            p { (mend) }
            p.ways {
                a href="/" { (lang.pick("回到今日", "Back to Today")) }
                a href="/loans" { (lang.pick("查看全部贷款", "See all loans")) }
            }
        }
    };
    Sheet { title: title.to_owned(), body }
}

fn said(lang: Lang, trouble: &Trouble) -> Said {
    let (title, mend) = match trouble {
        Trouble::PageUnknown => (
            lang.pick("没有这个页面", "There is no such page"),
            lang.pick(
                "地址可能写错，或页面已移动。",
                "The address may be mistyped, or the page moved.",
            ),
        ),
        Trouble::LoanUnknown => (
            lang.pick("没有这笔贷款", "There is no such loan"),
            lang.pick(
                "请核对编号，或在页首的搜索框中输入编号或姓名。",
                "Check its number, or look for it by number or name in the box at the top.",
            ),
        ),
        Trouble::Malformed(field) => {
            (lang.pick("看不懂这个请求", "This request cannot be read"), field_mend(lang, *field))
        }
        Trouble::ForeignForm => (
            lang.pick("请求来自其他网站", "This came from another site"),
            lang.pick(
                "为安全起见没有执行任何操作。请在本站页面上重新点击。",
                "To be safe, nothing was done. Press the button again on a page of this site.",
            ),
        ),
        Trouble::MethodUnknown => (
            lang.pick("这个地址不接受该操作", "This address does not take that"),
            lang.pick("请从页面上的按钮或链接进入。", "Use the buttons and links of the pages."),
        ),
        Trouble::Refused(refusal) => return refused(lang, refusal),
    };
    Said { title, mend: mend.to_owned() }
}

fn refused(lang: Lang, refusal: &Refusal) -> Said {
    let (title, mend) = match refusal {
        Refusal::StillLiving => (
            lang.pick("营业日正在推进", "Time is already moving"),
            lang.pick("请等这一步完成后再试。", "Wait until this step is done, then try again.")
                .to_owned(),
        ),
        Refusal::DateOutOfRange { first, last } => (
            lang.pick("这一天看不到这笔贷款", "This loan cannot be seen on that date"),
            lang.pick(
                format!("请选择{}至{}之间的日期。", date(lang, *first), date(lang, *last)),
                format!("Choose a date from {} to {}.", date(lang, *first), date(lang, *last)),
            ),
        ),
        Refusal::CursorUnknown => (
            lang.pick("这一页已经不在了", "This page of the list is gone"),
            lang.pick("请从列表第一页重新开始。", "Start again from the list's first page.")
                .to_owned(),
        ),
        Refusal::Unavailable => (
            lang.pick("暂时无法读取账目", "The books cannot be read just now"),
            lang.pick(
                "没有数据丢失。请稍后刷新；若仍不行，请查看服务日志。",
                "Nothing is lost. Reload in a moment; if it stays, look at the service's log.",
            )
            .to_owned(),
        ),
    };
    Said { title, mend }
}

fn field_mend(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::AsOf => lang.pick(
            "日期（as_of）请写成 2026-03-15 这样的形式。",
            "Write the date (as_of) like 2026-03-15.",
        ),
        Field::Bucket => lang.pick(
            "逾期阶段（bucket）请写 0 到 7 的数字。",
            "Write the bucket (bucket) as a number from 0 to 7.",
        ),
        Field::Over => lang.pick(
            "逾期天数（over）请写整数，例如 30。",
            "Write the days past due (over) as a whole number such as 30.",
        ),
        Field::Lent => lang.pick(
            "放款月份（lent）请写成 2025-03 这样的形式。",
            "Write the month of lending (lent) like 2025-03.",
        ),
        Field::Changed => lang.pick(
            "当日变化（changed）可用 due、newly-late、rolled-on、cured、charged-off。",
            "The change (changed) is one of due, newly-late, rolled-on, cured, charged-off.",
        ),
        Field::Order => lang.pick(
            "排序（order）可用 lateness 或 principal。",
            "The order (order) is lateness or principal.",
        ),
        Field::After => lang.pick(
            "翻页位置（after）不是本列表给出的，请从第一页开始。",
            "The place in the list (after) is not one the list gave; start from its first page.",
        ),
        Field::Search | Field::Product => lang.pick(
            "搜索内容太长，请不超过 80 个字。",
            "The text looked for is too long; use at most 80 characters.",
        ),
        Field::By => lang.pick(
            "推进营业日（by）只能是 day（一天）或 month（到月末）。",
            "Time moves by day or by month (by).",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_is_said_in_both_languages() {
        let day = "2026-03-15".parse().unwrap();
        let troubles = [
            Trouble::PageUnknown,
            Trouble::LoanUnknown,
            Trouble::ForeignForm,
            Trouble::MethodUnknown,
            Trouble::Malformed(Field::AsOf),
            Trouble::Malformed(Field::By),
            Trouble::Refused(Refusal::StillLiving),
            Trouble::Refused(Refusal::DateOutOfRange { first: day, last: day }),
            Trouble::Refused(Refusal::CursorUnknown),
            Trouble::Refused(Refusal::Unavailable),
        ];
        for trouble in troubles {
            let (zh, en) = (said(Lang::Zh, &trouble), said(Lang::En, &trouble));
            assert!(zh.title.chars().all(|letter| u32::from(letter) > 127), "{}", zh.title);
            assert!(en.title.is_ascii() && en.mend.is_ascii(), "{}", en.mend);
        }
    }
}
